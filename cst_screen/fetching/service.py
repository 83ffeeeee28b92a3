"""The files of one service, asked for one after another: never two at a time of the same service."""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cst_screen.fetching.arrived import Expected, pieces_of
from cst_screen.fetching.asking import (
    Asker,
    Fault,
    NoAnswer,
    NotServed,
    NotWanted,
    Tag,
    WrongAnswer,
)
from cst_screen.fetching.lists import from_catalogue, from_page, known_data_sets
from cst_screen.fetching.names import plain_name, with_year
from cst_screen.fetching.on_disk import FetchFolder
from cst_screen.fetching.outcomes import Outcome, Status
from cst_screen.fetching.plan import (
    NeverPublished,
    Request,
    YearSpan,
    days,
    first_asked,
    yearly_requests,
)
from cst_screen.sources.addresses import Dated, InCatalogue, OnPage, PublishedFile, Yearly

_GIVES_UP_AFTER = 3
"""Files in a row of which a service gave no answer: the rest of it is not asked, since each would be waited
for in vain."""

SoFar = Callable[[str, int], None]
"""Told the name of what is arriving, and the bytes so far; the name alone when it begins and ends."""


@dataclass(frozen=True)
class Round:
    """What all services of one command share.

    again: ask also for what does not change. space: an empty folder on the disk of `folder`.
    """

    folder: FetchFolder
    asker: Asker
    years: YearSpan
    today: dt.date
    again: bool
    space: Path
    so_far: SoFar
    expect: Callable[[int], None]
    """Told how many more files there are than was known."""


def planned(round_: Round, files: Sequence[PublishedFile], page: str) -> Iterator[Outcome]:
    """What would be asked, without asking it."""
    for file in files:
        if not isinstance(file, Yearly):
            yield _outcome(Request(file, (first_asked(file, round_.today),), ""), "would_ask", page)
            continue
        requests, never = yearly_requests(file, round_.years, round_.today)
        for request in requests:
            yield _before_asking(round_, request, page) or _outcome(request, "would_ask", page)
        yield from _never(never, page)


def fetch_all(round_: Round, files: Sequence[PublishedFile], page: str) -> Iterator[Outcome]:
    """Ask for all files of one service; what became of each."""
    silence = _Silence()
    for file in files:
        for outcome, answered in _of_file(round_, file, page, silence):
            silence.files = 0 if answered else silence.files + 1
            yield outcome


@dataclass
class _Silence:
    """How many files in a row a service gave no answer to."""

    files: int = 0

    @property
    def is_final(self) -> bool:
        return self.files >= _GIVES_UP_AFTER


def _of_file(
    round_: Round, file: PublishedFile, page: str, silence: _Silence
) -> Iterator[tuple[Outcome, bool]]:
    """Outcomes of one file of `addresses.yaml`, each with whether the service answered."""
    if isinstance(file, Dated):
        yield _newest(round_, file, page) if not silence.is_final else _given_up(file, page)
        return
    try:
        if silence.is_final:
            raise NoAnswer(_NOT_ASKED)
        requests, never = _requests(round_, file, page)
    except Fault as fault:
        requests, never = [], []
        if isinstance(file, InCatalogue) and not silence.is_final:
            requests = known_data_sets(file, round_.years)
        words = f"{fault}{'; the data sets known until now were asked for' if requests else ''}"
        whole = Request(file, (first_asked(file, round_.today),), "")
        yield _outcome(whole, "failed", page, why=words), not isinstance(fault, NoAnswer)
    for one in never:
        yield one, True
    round_.expect(len(requests) - 1)
    for request in requests:
        if silence.is_final:
            yield _outcome(request, "failed", page, why=_NOT_ASKED), False
        else:
            yield _fetched(round_, request, page)


_NOT_ASKED = "not asked, because the service gave no answer three times in a row"


def _given_up(file: Dated, page: str) -> tuple[Outcome, bool]:
    return _outcome(Request(file, (file.address,), ""), "failed", page, why=_NOT_ASKED), False


def _requests(
    round_: Round, file: Yearly | InCatalogue | OnPage, page: str
) -> tuple[list[Request], list[Outcome]]:
    if isinstance(file, Yearly):
        requests, never = yearly_requests(file, round_.years, round_.today)
        return requests, _never(never, page)
    ask = round_.asker.json
    if isinstance(file, InCatalogue):
        return from_catalogue(file, round_.years, ask), []
    return from_page(file, round_.years, ask), []


def _never(years: Sequence[NeverPublished], page: str) -> list[Outcome]:
    return [
        _outcome(Request(one.file, ("",), "", one.year), "never", page, why=one.why)
        for one in years
    ]


def _newest(round_: Round, file: Dated, page: str) -> tuple[Outcome, bool]:
    """The newest day that is served. A day without an answer is passed over once: some services answer so
    for a file that is not there."""
    outcome, unanswered = None, 0
    for _, request in days(file, round_.today):
        outcome, answered = _fetched(round_, request, page)
        unanswered += not answered
        if outcome.status != "failed" or unanswered > 1:
            return outcome, answered
    assert outcome is not None
    why = f"none of the last {file.days_back + 1} days is served ({outcome.why})"
    return replace(outcome, why=why), True


# --- one file ---------------------------------------------------------------------------------


def _before_asking(round_: Round, request: Request, page: str) -> Outcome | None:
    """What is known of a file without asking: that it is there for good, or is the user's."""
    same, changed = round_.folder.from_here(request.addresses)
    if changed:
        paths = tuple(one.path for one in changed)
        return _outcome(request, "yours", page, paths=paths, why=_CHANGED)
    if same and request.for_good and not round_.again:
        return _outcome(request, "have", page, paths=tuple(one.path for one in same))
    own = round_.folder.users_own(request.name)
    if own is not None and not same:
        return _outcome(request, "yours", page, paths=(own,), why=_OWN)
    return None


_CHANGED = "it was changed since it was fetched, and stays as it is"
_OWN = "a file of this name was there already, and stays as it is"


def _fetched(round_: Round, request: Request, page: str) -> tuple[Outcome, bool]:
    """Ask for one file, and whether the service answered."""
    known = _before_asking(round_, request, page)
    if known is not None:
        round_.so_far(request.name, 0)
        return known, True
    same, _ = round_.folder.from_here(request.addresses)
    fault: Fault = NotServed("it has no address")
    for address in request.addresses:
        tag = next((one.tag for one in same if one.address == address), None)
        try:
            return _from_address(round_, request, address, tag, page), True
        except NotWanted as name:
            own = round_.folder.users_own(str(name)) or str(name)
            return _outcome(request, "yours", page, paths=(own,), why=_OWN), True
        except Fault as found:
            fault = found
    is_early = request.due is not None and round_.today <= request.due
    if is_early and isinstance(fault, NotServed | WrongAnswer):
        return _outcome(request, "not_yet", page, why=f"due by {request.due:%B %Y}"), True
    return _outcome(request, "failed", page, why=str(fault)), not isinstance(fault, NoAnswer)


_COUNT = itertools.count()


def _from_address(
    round_: Round, request: Request, address: str, tag: Tag | None, page: str
) -> Outcome:
    """What came from one address, put in its place. Fault or NotWanted where nothing did."""
    space = round_.space / f"{next(_COUNT)}"
    (space / "tables").mkdir(parents=True)

    def called(served: str) -> str:
        return with_year(plain_name(served), request.year_of_name) if served else request.name

    def is_wanted(served: str) -> bool:
        if round_.folder.users_own(called(served)) is not None:
            raise NotWanted(called(served))
        return True

    try:
        round_.so_far(request.name, 0)
        answer = round_.asker.file(
            address,
            space / "arriving",
            known=None if round_.again else tag,
            is_wanted=is_wanted,
            so_far=lambda done, of: round_.so_far(request.name, done),
        )
        if answer is None:
            paths = tuple(one.path for one in round_.folder.record.of_address(address))
            return _outcome(request, "unchanged", page, address, paths)
        expected = Expected(
            request.file.kinds,
            request.name,
            request.file.folder,
            request.year_of_name,
            round_.folder.renamed,
        )
        pieces = pieces_of(answer, expected, space / "tables")
        put = [
            round_.folder.put(piece, request.file.folder, address, answer.tag) for piece in pieces
        ]
        states = [state for _, state in put]
        status: Status = next(
            s for s in ("fetched", "updated", "yours", "unchanged") if s in states
        )
        why = _OWN if status == "yours" else ""
        return _outcome(request, status, page, address, tuple(p for p, _ in put), answer.bytes, why)
    finally:
        shutil.rmtree(space, ignore_errors=True)


def _outcome(
    request: Request,
    status: Status,
    page: str,
    address: str = "",
    paths: tuple[str, ...] = (),
    size: int = 0,
    why: str = "",
) -> Outcome:
    return Outcome(
        id=request.file.id,
        only=request.file.only,
        title=request.file.title,
        year=str(request.year or ""),
        status=status,
        address=address or request.addresses[0],
        page=page,
        paths=paths,
        bytes=size,
        why=why,
    )
