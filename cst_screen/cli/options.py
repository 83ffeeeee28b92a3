"""What commands have in common: their options, how help is laid out, how errors become messages.

The one place where errors become messages and exit codes. Nothing heavy is imported here.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from cst_screen.errors import CstScreenError, RunFolderError
from cst_screen.vocabulary.harmless import in_json, lines
from cst_screen.writing.causes import cause_of

if TYPE_CHECKING:
    from cst_screen.judging.criteria import Criteria
    from cst_screen.kept.shelf import Shelf
    from cst_screen.vocabulary.academic_year import AcademicYear
    from cst_screen.writing.names import Placed


class Grouped(TyperGroup):
    """Plain help, with commands under what a person wants of them.

    Typer's own grouped help loads a Markdown parser and a syntax highlighter, which takes twice as
    long as all the rest, and draws boxes into pipes.
    """

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                panel = getattr(command, "rich_help_panel", None)
                group = panel if isinstance(panel, str) else "Commands"
                groups.setdefault(group, []).append((name, command.get_short_help_str(120)))
        for group, rows in groups.items():
            with formatter.section(group):
                formatter.write_dl(rows)


# --- options ----------------------------------------------------------------------------------


def _day(text: str) -> dt.date:
    """The day of `--as-at`."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"'{text}' is not a date. Write year-month-day, for example 2024-03-29."
        ) from None


def _urn(text: str) -> int:
    """The school of `--schools`."""
    if not (text.isascii() and text.isdigit()):
        raise typer.BadParameter(
            f"'{text}' is not a URN. Write the school's number, six figures, for example 142592; "
            "'explain TRUST --all' lists the trust's joiners with theirs."
        )
    return int(text)


DataArgument = Annotated[
    Path, typer.Argument(help="Folder of published data files.", metavar="DATA", show_default=False)
]
TrustArgument = Annotated[
    str,
    typer.Argument(
        help="The trust's UID, Group ID or part of its name.", metavar="TRUST", show_default=False
    ),
]
TrustsArgument = Annotated[
    list[str],
    typer.Argument(
        help="One or more trusts: UID, Group ID or part of the name.",
        show_default=False,
        metavar="TRUST...",
    ),
]
PublishedArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        help="DfE's trust files, or a folder of them. Default: those in DATA.",
        show_default=False,
        metavar="PUBLISHED...",
    ),
]
RunOption = Annotated[
    Path | None,
    typer.Option(
        "--run",
        help="The run folder that 'screen' wrote. Default: the only one in the current folder.",
        show_default=False,
    ),
]
CriteriaOption = Annotated[
    Path | None,
    typer.Option(
        help="Criteria file. Default: the Hub's own, criteria/hub.yaml.", show_default=False
    ),
]
AsAtOption = Annotated[
    dt.date | None,
    typer.Option(
        "--as-at",
        parser=_day,
        metavar="YYYY-MM-DD",
        show_default=False,
        help="Use membership on this date. Default: the latest day that the membership file "
        "covers.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print as JSON.")]
OutRunOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="Run folder to write. Default: run-YYYY-MM-DD. Where it is there already, the run goes "
        "next to it: run-YYYY-MM-DD-2.",
        show_default=False,
    ),
]
ReplaceOption = Annotated[
    bool,
    typer.Option(
        "--replace",
        help="Put the result in the place of an earlier one. What you added or changed there is kept "
        "under a dated name.",
    ),
]
OutCsvOption = Annotated[
    Path | None,
    typer.Option("--out", help="Write all trusts to this CSV file.", show_default=False),
]
OutTablesOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="Write the whole comparison to this folder, as CSV tables.",
        show_default=False,
    ),
]
SettingsOption = Annotated[
    int, typer.Option("--settings", min=10, max=100_000, help="How many settings to try.")
]
OutStabilityOption = Annotated[
    Path | None,
    typer.Option(
        "--out", help="Write the tables to this folder, not into the run.", show_default=False
    ),
]
NoCacheOption = Annotated[
    bool,
    typer.Option(
        "--no-cache",
        help="Read every file anew, and keep nothing for the next command ('data cache').",
    ),
]
ClearOption = Annotated[bool, typer.Option("--clear", help="Remove all that is kept.")]
BriefsOption = Annotated[
    bool, typer.Option("--briefs/--no-briefs", help="Draft a brief for each shortlisted trust.")
]
RepeatsOption = Annotated[int, typer.Option(min=2, help="How many times to make pretend trusts.")]
SeedOption = Annotated[
    int,
    typer.Option(min=0, help="Starts the random draws. The same seed gives the same figures."),
]
SplitOption = Annotated[
    str,
    typer.Option(
        help="Academic year, such as 2018/19: trusts are judged on what was known at its end."
    ),
]
FigureOption = Annotated[
    str | None,
    typer.Option(
        help="Show one figure: its value, and the rows in the files behind it.", show_default=False
    ),
]
SchoolsOption = Annotated[
    int | None,
    typer.Option(
        "--schools",
        parser=_urn,
        metavar="URN",
        show_default=False,
        help="Show one joiner's comparison schools, and how their results changed.",
    ),
]
AllOption = Annotated[
    bool,
    typer.Option(
        "--all",
        help="Show everything: caveats, each joiner, the same by other methods, inspections, files.",
    ),
]
TemplatesOption = Annotated[
    Path | None,
    typer.Option(
        help="Folder of your own templates, such as brief.docx. Default: those of the tool.",
        show_default=False,
    ),
]
TraceOption = Annotated[
    bool,
    typer.Option(
        "--trace",
        help="Write nothing; show the figures and the rows of files behind each sentence.",
    ),
]
FormatOption = Annotated[
    str, typer.Option("--format", help="docx, md, html, or several: docx,md,html.")
]
WeightsOption = Annotated[
    Literal["dfe", "pupils", "equal"],
    typer.Option(
        help="How much each school counts. dfe: its pupils times its years in the trust. "
        "pupils: its pupils. equal: every school the same."
    ),
]
YearOption = Annotated[
    str | None,
    typer.Option(
        help="Academic year, such as 2017/18. Default: the latest year for each measure.",
        show_default=False,
    ),
]
MinSchoolsOption = Annotated[int, typer.Option(min=1, help="Minimum eligible schools per trust.")]
MinYearsOption = Annotated[
    int, typer.Option(min=0, help="Minimum full years in the trust for a school to be eligible.")
]
NamedOption = Annotated[
    str | None, typer.Option(help="Show only trusts with this in their name.", show_default=False)
]


# --- what an option means ---------------------------------------------------------------------


def formats_of(text: str) -> list[str]:
    formats = [part.strip() for part in text.split(",") if part.strip()]
    if not formats or not {"docx", "md", "html"}.issuperset(formats):
        raise typer.BadParameter(
            f"'{text}' is not a format. Write docx, md, html, or several with commas: docx,md,html.",
            param_hint="--format",
        )
    return formats


def year_of(text: str, option: str) -> AcademicYear:
    from cst_screen.vocabulary.academic_year import AcademicYear

    year = AcademicYear.find(text)
    if year is None:
        raise typer.BadParameter(
            f"'{text}' is not an academic year. Write it as 2017/18.", param_hint=option
        )
    return year


# --- messages and answers ---------------------------------------------------------------------


STOPPED = 130
"""Exit code after Ctrl-C, as of every command of a Unix system; after an order to stop 143."""


class Stopped(KeyboardInterrupt):
    """The system, or a window that was closed, told the command to stop."""


@contextlib.contextmanager
def messages() -> Iterator[None]:
    """An error of ours becomes its message on stderr and its exit code; a bug keeps its traceback."""
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

    typer.echo(lines(as_started(message)), err=True)


def print_json(record: Any) -> None:
    typer.echo(in_json(json.dumps(record, indent=2, ensure_ascii=False, default=str)))


def answer(record: Any, as_json: bool, show: Callable[[Any], None]) -> None:
    """The record as JSON, or shown for people."""
    print_json(record) if as_json else show(record)


def rules_of(criteria: Path | None) -> Criteria:
    """The criteria file named, or the Hub's own."""
    from cst_screen.judging.criteria import read_criteria
    from cst_screen.shipped import find_shipped

    return read_criteria(criteria or find_shipped("criteria/hub.yaml"))
