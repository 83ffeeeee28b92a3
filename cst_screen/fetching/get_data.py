"""`data get`: all files that the criteria use, fetched into a folder; what fails is said, the rest kept.

Services are asked at the same time, each for one file at a time. Every file is whole and recognised before
it is put in its place.
"""

from __future__ import annotations

import datetime as dt
import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cst_screen
from cst_screen.errors import DataError, RunFolderError
from cst_screen.fetching.asking import Asker, Patience, Stopped
from cst_screen.fetching.on_disk import FetchFolder
from cst_screen.fetching.outcomes import FetchReport, Outcome
from cst_screen.fetching.plan import ALL_YEARS, YearSpan, chosen
from cst_screen.fetching.service import Round, fetch_all, planned
from cst_screen.sources.addresses import Addresses, PublishedFile, read_addresses
from cst_screen.vocabulary.progress import FETCHING, Progress, silent
from cst_screen.writing.causes import cause_of, mend_of
from cst_screen.writing.folders import put_in_order
from cst_screen.writing.workspace import workspace

_LONGEST_GOODBYE = 0.5
"""Seconds that a command that was stopped waits for files to break off."""


@dataclass(frozen=True)
class Wish:
    """What a user asks for. only: words of `--only`, none for all. again: also what does not change.
    dry_run: say what would be asked, and ask nothing. addresses: a file of the user's own, for the tool's."""

    only: Sequence[str] = ()
    years: YearSpan = ALL_YEARS
    again: bool = False
    dry_run: bool = False
    today: dt.date = field(default_factory=dt.date.today)
    patience: Patience = field(default_factory=Patience)
    addresses: Path | None = None


def get_data(folder: Path, wish: Wish, progress: Progress = silent) -> FetchReport:
    """Fetch what `wish` asks for into `folder`.

    A file that cannot be had is an outcome, no error. LookupFailed for a word of `only` that there is not,
    DataError where the folder is none or the addresses cannot be used, RunFolderError where it cannot be written.
    """
    addresses = read_addresses(wish.addresses)
    files = chosen(addresses, wish.only)
    if folder.exists() and not folder.is_dir():
        raise DataError(f"{folder}: this is a file. Give the folder that the files are to go into.")
    if wish.dry_run:
        stop = threading.Event()
        asker = Asker(_agent(addresses), wish.patience, stop)
        round_ = _round(folder, asker, wish, folder, _Counter(silent, 0))
        outcomes = [
            one
            for name, service in addresses.services.items()
            for one in planned(round_, _of_service(files, name), service.page)
        ]
        return _report(folder, addresses, outcomes, [])
    was_there = folder.exists()
    try:
        notes = put_in_order(folder) if was_there else []
        with workspace(folder) as space:
            outcomes = _ask_services(folder, addresses, files, wish, space.path, progress)
        if not was_there and not any(folder.iterdir()):
            folder.rmdir()
    except OSError as fault:
        raise RunFolderError(
            f"{folder}: the files cannot be put there ({cause_of(fault)}). {mend_of(fault)}, or give "
            "another folder. What had arrived is kept."
        ) from fault
    return _report(folder, addresses, outcomes, notes)


def _ask_services(
    folder: Path,
    addresses: Addresses,
    files: Sequence[PublishedFile],
    wish: Wish,
    space: Path,
    progress: Progress,
) -> list[Outcome]:
    """A thread for each service. What goes wrong in one ends all, and is raised here."""
    stop = threading.Event()
    asker = Asker(_agent(addresses), wish.patience, stop)
    round_ = _round(folder, asker, wish, space, _Counter(progress, len(files)))
    come: queue.SimpleQueue[Outcome | BaseException | None] = queue.SimpleQueue()

    def ask(name: str) -> None:
        try:
            own = _of_service(files, name)
            for outcome in fetch_all(round_, own, addresses.services[name].page):
                come.put(outcome)
        except Stopped:
            pass
        except BaseException as fault:  # noqa: BLE001 - raised again in the thread that waits
            come.put(fault)
        finally:
            come.put(None)

    # Not kept from ending: a service that is silent must not hold up a command that was stopped.
    threads = [
        threading.Thread(target=ask, args=(name,), name=f"fetch {name}", daemon=True)
        for name in addresses.services
    ]
    for thread in threads:
        thread.start()
    try:
        return list(_until_all_end(come, len(threads)))
    except BaseException:
        stop.set()
        ends = dt.datetime.now() + dt.timedelta(seconds=_LONGEST_GOODBYE)
        for thread in threads:
            thread.join(max(0.0, (ends - dt.datetime.now()).total_seconds()))
        raise
    finally:
        asker.close()


def _until_all_end(
    come: queue.SimpleQueue[Outcome | BaseException | None], threads: int
) -> Iterator[Outcome]:
    while threads:
        try:
            # With an end, because Windows hears no Ctrl-C in a wait without one.
            one = come.get(timeout=_LONGEST_GOODBYE)
        except queue.Empty:
            continue
        if one is None:
            threads -= 1
        elif isinstance(one, BaseException):
            raise one
        else:
            yield one


_WORTH_SAYING = 100_000
"""Bytes: of a file that arrives at once no size is shown."""


class _Counter:
    """How many files there are to ask for, and how many have been; several threads tell it."""

    def __init__(self, progress: Progress, of: int) -> None:
        self._progress, self._of, self._done = progress, of, 0
        self._lock = threading.Lock()
        self._last = ""

    def expect(self, more: int) -> None:
        with self._lock:
            self._of += more

    def so_far(self, name: str, done_bytes: int) -> None:
        with self._lock:
            if name != self._last and not done_bytes:
                self._done = min(self._done + 1, self._of)
            self._last = name
            size = f", {done_bytes / 1e6:,.1f} MB" if done_bytes >= _WORTH_SAYING else ""
            self._progress(FETCHING, self._done, self._of, f"{name}{size}")


def _round(folder: Path, asker: Asker, wish: Wish, space: Path, counter: _Counter) -> Round:
    return Round(
        FetchFolder(folder, wish.today.isoformat()),
        asker,
        wish.years,
        wish.today,
        wish.again,
        space,
        counter.so_far,
        counter.expect,
    )


def _agent(addresses: Addresses) -> str:
    return addresses.user_agent.replace("{version}", cst_screen.__version__)


def _of_service(files: Sequence[PublishedFile], name: str) -> list[PublishedFile]:
    return [file for file in files if file.service == name]


def _report(
    folder: Path, addresses: Addresses, outcomes: Sequence[Outcome], notes: Sequence[str]
) -> FetchReport:
    order = {file.id: place for place, file in enumerate(addresses.files)}
    ordered = sorted(outcomes, key=lambda one: one.year, reverse=True)
    return FetchReport(folder, tuple(sorted(ordered, key=lambda one: order[one.id])), tuple(notes))
