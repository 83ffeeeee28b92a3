"""What goes around every command: how errors become messages, how answers go out.

The one place where errors become messages and exit codes. Nothing heavy is imported here.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import typer

from cst_screen.cli.options import HUB
from cst_screen.errors import CstScreenError, RunFolderError

if TYPE_CHECKING:
    from cst_screen.judging.criteria import Criteria
    from cst_screen.kept.shelf import Shelf
    from cst_screen.writing.names import Placed


STOPPED = 130
"""Exit code after Ctrl-C, as of every command of a Unix system; after an order to stop 143."""


class Stopped(KeyboardInterrupt):
    """The system, or a window that was closed, told the command to stop."""


@contextlib.contextmanager
def messages() -> Iterator[None]:
    """An error of ours becomes its message on stderr and its exit code; a bug keeps its traceback.

    What is heavy is imported inside, so the process is told here how to hold its memory.
    """
    from cst_screen.cli.memory import (
        give_back_soon,
        look_seldom_for_circles,
        multiply_in_one_thread,
    )

    give_back_soon()
    multiply_in_one_thread()
    look_seldom_for_circles()
    try:
        yield
        sys.stdout.flush()
    except CstScreenError as fault:
        say(str(fault))
        raise typer.Exit(fault.exit_code) from None
    except KeyboardInterrupt as fault:
        say("Stopped. Nothing is left half-written, and earlier files are as they were.")
        raise typer.Exit(_TERMINATED if isinstance(fault, Stopped) else STOPPED) from None
    except BrokenPipeError:
        # Whoever read the output, such as `head`, has seen enough.
        _give_up_stdout()
        raise typer.Exit(0) from None
    except OSError as fault:
        if fault.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
            raise
        from cst_screen.writing.causes import cause_of

        _give_up_stdout()
        say(
            f"The output cannot be written ({cause_of(fault)}). Make room and run the command again."
        )
        raise typer.Exit(RunFolderError.exit_code) from None


_TERMINATED = 143


def stop_in_good_order() -> None:
    """An order to stop ends the command as Ctrl-C does, so that it leaves nothing half-written."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped

    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), stop)


def _give_up_stdout() -> None:
    """What is still waiting goes nowhere, or Python would complain of it at the end."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())


@contextlib.contextmanager
def kept_between_commands(no_cache: bool) -> Iterator[Shelf]:
    """Where a command finds what an earlier one made of the same files, and keeps its own for the next.

    What could not be kept is said at the end: nothing else depends on it.
    """
    from cst_screen.kept.shelf import NOTHING_KEPT, FolderShelf, InBackground, folder_of_entries

    folder = None if no_cache else folder_of_entries()
    if folder is None:
        yield NOTHING_KEPT
        return
    shelf = FolderShelf(folder)
    background = InBackground(shelf)
    try:
        yield background
    except BaseException:
        background.wait(and_put_the_rest=False)
        raise
    background.wait()
    if shelf.note:
        say(shelf.note)


@contextlib.contextmanager
def said_at_the_end(placed: Placed | None, written: str = "") -> Iterator[None]:
    """Say where something was put, and what became of what was there, after the long output.

    It is said also where nobody reads that output to its end.
    """
    try:
        yield
    finally:
        if placed is not None:
            if written:
                say(f"{written} {placed.path}")
            for sentence in placed.sentences():
                say(sentence)


def say(message: str) -> None:
    """On stderr; a command that it names is written as it works here."""
    from cst_screen.outputs.terminal.started_as import as_started
    from cst_screen.vocabulary.harmless import lines

    typer.echo(lines(as_started(message)), err=True)


def print_json(record: Any) -> None:
    import json

    from cst_screen.vocabulary.harmless import in_json

    typer.echo(in_json(json.dumps(record, indent=2, ensure_ascii=False, default=str)))


def answer(record: Any, as_json: bool, show: Callable[[Any], None]) -> None:
    """The record as JSON, or shown for people."""
    print_json(record) if as_json else show(record)


def criteria_file(named: Path | None) -> Path:
    """The criteria file named, or the Hub's own; says which one it is where that might be mistaken."""
    from cst_screen.errors import CriteriaError, did_you_mean
    from cst_screen.shipped import find_shipped, named_criteria, own_criteria, shipped_criteria

    if named is None:
        shipped, own = find_shipped(f"criteria/{HUB}"), own_criteria(HUB)
        if own is not None and own.read_bytes() != shipped.read_bytes():
            say(
                f"Note: the tool's own {HUB} is used. Yours is {own}: to use it, give --criteria {own}."
            )
        return shipped
    found = named_criteria(named)
    if found.exists() or named.name != str(named):
        if found != named and own_criteria(named) is not None:
            say(f"Note: the criteria file is {found} of the current folder.")
        return found
    names = shipped_criteria()
    raise CriteriaError(
        f"{named}: no criteria file of this name is in the current folder or in its folder criteria, and none "
        f"comes with the tool.{did_you_mean(named.stem, names)} Those that come with it: {', '.join(names)}. "
        "Or give the path of a file."
    )


def rules_of(criteria: Path | None) -> Criteria:
    """The criteria file named, or the Hub's own."""
    from cst_screen.judging.criteria import read_criteria

    return read_criteria(criteria_file(criteria))
