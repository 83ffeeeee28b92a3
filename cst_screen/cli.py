"""The commands: arguments and help. What they have in common is in `command_line`.

Data goes to stdout, messages to stderr. Everything heavy is imported inside a command, so that
`--help` answers at once.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cst_screen.cli_options import (
    AsAtOption,
    CriteriaOption,
    DataArgument,
    Grouped,
    JsonOption,
    RunOption,
    messages,
    print_json,
    say,
)

if TYPE_CHECKING:
    from cst_screen.run_folder.read import RunFolder

SCREEN, ASK, WRITE, LOOK = "Screen", "Ask why", "Write", "Look at data and words"
CHECK = "Check against DfE"

app = typer.Typer(
    name="cst-screen",
    cls=Grouped,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="""Screen England's multi-academy trusts against written criteria, from published data.

    \b
    Examples:
      cst-screen screen sample_data
      cst-screen explain "Harbour" --run run-2025-04-30
      cst-screen brief 2311 --run run-2025-04-30 --format docx,md
      cst-screen data list my_folder

    \b
    Exit codes: 0 done, 2 wrong command line, 3 data, 4 criteria file,
    5 no such name, 6 run folder, 7 done but on group links of one day in place
    of the membership history, 1 a fault in the tool itself.
    """,
)
data_app = typer.Typer(
    cls=Grouped,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Look at a folder of published files.",
)
app.add_typer(data_app, name="data", rich_help_panel=LOOK)

WEAK_MEMBERSHIP = 7
"""Exit code of a finished run that had no membership history to go by."""


@app.command(rich_help_panel=SCREEN)
def screen(
    data: DataArgument,
    criteria: CriteriaOption = None,
    as_at: AsAtOption = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Run folder to write. Without it: run-YYYY-MM-DD.", show_default=False),
    ] = None,
    briefs: Annotated[
        bool, typer.Option("--briefs/--no-briefs", help="Draft a brief of each shortlisted trust.")
    ] = True,
    as_json: JsonOption = False,
) -> None:
    """Judge every multi-academy trust and write a run folder.

    Example: cst-screen screen sample_data --as-at 2025-04-30 --out spring
    """
    with messages():
        from cst_screen.judging.criteria import read_criteria
        from cst_screen.outputs.documents import write_documents
        from cst_screen.outputs.terminal.screens import show_screen
        from cst_screen.outputs.terminal.tables import progress_line
        from cst_screen.run_folder.read import RunFolder
        from cst_screen.run_folder.write import write_run
        from cst_screen.screen import run_screen
        from cst_screen.shipped import find_shipped

        rules = read_criteria(criteria or find_shipped("criteria/hub.yaml"))
        with progress_line() as progress:
            run = run_screen(data, rules, as_at, progress)
            folder = out or Path(f"run-{run.as_at}")
            progress("Writing the run folder")
            write_run(run, folder, [lambda p: write_documents(p, briefs, progress)])
        written = RunFolder(folder)
        if as_json:
            from cst_screen.outputs.explain.explanation import screen_record

            print_json(screen_record(written))
        else:
            show_screen(written)
        if not run.complete_membership:
            say(
                f"{data}: there is no membership history (academiesmatmembershipYYYYMMDD.csv), so "
                "the group links of one day were used. Schools that left a trust, and trusts that "
                "schools came from, cannot be seen. The run folder is whole; put the membership "
                "file from GIAS into the folder for a full screen."
            )
            raise typer.Exit(WEAK_MEMBERSHIP)


@app.command(rich_help_panel=SCREEN)
def trial(
    data: DataArgument,
    criteria: CriteriaOption = None,
    as_at: AsAtOption = None,
    repeats: Annotated[int, typer.Option(min=2, help="How often to make pretend trusts.")] = 40,
    seed: Annotated[int, typer.Option(help="The same seed gives the same figures.")] = 1,
    as_json: JsonOption = False,
) -> None:
    """Try the method on pretend trusts: how often it is wrong, and by how much.

    Example: cst-screen trial sample_data --repeats 20
    """
    with messages():
        from cst_screen.judging.criteria import read_criteria
        from cst_screen.outputs.terminal.tables import progress_line
        from cst_screen.outputs.terminal.trial import show_trial, trial_record
        from cst_screen.screen import run_trial
        from cst_screen.shipped import find_shipped

        rules = read_criteria(criteria or find_shipped("criteria/hub.yaml"))
        with progress_line() as progress:
            tried = run_trial(data, rules, as_at, repeats, seed, progress)
        record = trial_record(tried)
        print_json(record) if as_json else show_trial(record)


@app.command(rich_help_panel=ASK)
def explain(
    trust: Annotated[
        str,
        typer.Argument(
            help="UID, Group ID, or part of the name.", metavar="TRUST", show_default=False
        ),
    ],
    run: RunOption = None,
    figure: Annotated[
        str | None,
        typer.Option(
            help="One figure: its value, and the rows of the files behind it.", show_default=False
        ),
    ] = None,
    schools: Annotated[
        int | None,
        typer.Option(
            "--schools",
            metavar="URN",
            show_default=False,
            help="One school that joined: its comparison schools, and how they fared.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say why a trust is on the list or not, and which rows each figure came from.

    Example: cst-screen explain "Harbour" --run run-2025-04-30 --figure trajectory_effect
    """
    if figure is not None and schools is not None:
        raise typer.BadParameter("give --figure or --schools, not both.", param_hint="--schools")
    with messages():
        from cst_screen.outputs.explain.explanation import explain_figure, explain_trust, find_trust
        from cst_screen.outputs.explain.joiners import comparison_record
        from cst_screen.outputs.terminal.joiners import show_comparison
        from cst_screen.outputs.terminal.screens import show_figure, show_trust

        folder = _run_folder(run)
        uid = find_trust(folder, trust)
        if schools is not None:
            record = comparison_record(folder, uid, schools)
            print_json(record) if as_json else show_comparison(record)
        elif figure is None:
            record = explain_trust(folder, uid)
            print_json(record) if as_json else show_trust(record)
        else:
            record = explain_figure(folder, uid, figure)
            print_json(record) if as_json else show_figure(record)


@app.command(rich_help_panel=WRITE)
def brief(
    trusts: Annotated[
        list[str],
        typer.Argument(
            help="One trust or more: UID, Group ID, or part of the name.",
            show_default=False,
            metavar="TRUST...",
        ),
    ],
    run: RunOption = None,
    format_: Annotated[
        str, typer.Option("--format", help="docx, md, or both with a comma between.")
    ] = "docx,md",
) -> None:
    """Draft a case-study brief of each trust into the run folder.

    Example: cst-screen brief 2311 3934 --run run-2025-04-30 --format docx
    """
    formats = [part.strip() for part in format_.split(",") if part.strip()]
    wrong = [part for part in formats if part not in ("docx", "md")]
    if wrong or not formats:
        raise typer.BadParameter(
            f"'{format_}' is not a format. Give docx, md, or docx,md.", param_hint="--format"
        )
    with messages():
        from cst_screen.outputs.brief.write import write_briefs
        from cst_screen.outputs.explain.explanation import find_trust

        folder = _run_folder(run)
        uids = [find_trust(folder, trust) for trust in trusts]
        for path in write_briefs(folder.path, uids, formats, folder.path / "briefs"):
            typer.echo(path)


@app.command(rich_help_panel=LOOK)
def figures(as_json: JsonOption = False) -> None:
    """List every figure that a criterion may name: unit, meaning, what a gap means.

    Example: cst-screen figures | grep inspections
    """
    with messages():
        from cst_screen.outputs.terminal.screens import figure_records, show_figures

        print_json(figure_records()) if as_json else show_figures()


@app.command(rich_help_panel=CHECK)
def measures(
    data: DataArgument,
    weights: Annotated[
        Literal["dfe", "pupils", "equal"],
        typer.Option(help="dfe: pupils times years in the trust; pupils; or each school the same."),
    ] = "dfe",
    as_at: AsAtOption = None,
    year: Annotated[
        str | None,
        typer.Option(
            help="Academic year, as 2017/18. Without it: the latest of each measure.",
            show_default=False,
        ),
    ] = None,
    min_schools: Annotated[int, typer.Option(min=1, help="Schools that must count.")] = 3,
    min_years: Annotated[
        int, typer.Option(min=0, help="Full years in the trust for a school to count.")
    ] = 3,
    trust: Annotated[
        str | None, typer.Option(help="Show trusts with this in their name.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="CSV file to write, all trusts.", show_default=False)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Work out trust-level key stage 2 and 4 figures the way DfE does.

    Example: cst-screen measures sample_data --weights dfe --out measures.csv
    """
    from cst_screen.vocabulary.academic_year import AcademicYear

    wanted = AcademicYear.find(year) if year is not None else None
    if year is not None and wanted is None:
        raise typer.BadParameter(
            f"'{year}' is not an academic year. Write it as 2017/18.", param_hint="--year"
        )
    with messages():
        from cst_screen.outputs.terminal.measures import (
            measures_record,
            refuse_unknown_trust,
            show_measures,
            write_measures,
        )
        from cst_screen.outputs.terminal.tables import progress_line
        from cst_screen.screen import run_measures

        with progress_line() as progress:
            found = run_measures(data, weights, (min_schools, min_years), as_at, wanted, progress)
        if trust is not None:
            refuse_unknown_trust(found, trust)
        if out is not None:
            write_measures(found, out)
        print_json(measures_record(found)) if as_json else show_measures(found, trust)
        if out is not None:
            say(f"Written: {out}")


@app.command(rich_help_panel=CHECK)
def reconcile(
    data: DataArgument,
    published: Annotated[
        list[Path] | None,
        typer.Argument(
            help="DfE's trust files, or a folder of them. Without any: those in DATA.",
            show_default=False,
            metavar="PUBLISHED...",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for the whole comparison as CSV tables.", show_default=False),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Compare our trust-level figures with those that DfE published.

    Example: cst-screen reconcile sample_data --out compared
    """
    with messages():
        from cst_screen.outputs.terminal.reconcile import (
            reconcile_record,
            show_reconciliation,
            write_reconciliation,
        )
        from cst_screen.outputs.terminal.tables import progress_line
        from cst_screen.screen import run_reconcile

        with progress_line() as progress:
            found = run_reconcile(data, published or [], progress)
        if out is not None:
            write_reconciliation(found, out)
        print_json(reconcile_record(found)) if as_json else show_reconciliation(found)
        if out is not None:
            say(f"Written: {out}")


@data_app.command("list")
def data_list(
    data: DataArgument,
    as_json: JsonOption = False,
) -> None:
    """Say what each file was taken for, and what was left alone and why.

    Example: cst-screen data list sample_data
    """
    with messages():
        from cst_screen.outputs.terminal.screens import catalogue_record, show_catalogue
        from cst_screen.outputs.terminal.tables import progress_line
        from cst_screen.screen import list_data

        with progress_line() as progress:
            catalogue = list_data(data, progress)
        print_json(catalogue_record(catalogue)) if as_json else show_catalogue(catalogue)


@app.callback(invoke_without_command=True)
def _main(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    for stream in (sys.stdout, sys.stderr):
        # Windows gives a pipe or a file an older encoding, which has no sign for an interval.
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() not in (
            "utf-8",
            "utf8",
        ):
            stream.reconfigure(encoding="utf-8")
    if version:
        from cst_screen import __version__

        typer.echo(f"cst-screen {__version__}")
        raise typer.Exit()


def _run_folder(run: Path | None) -> RunFolder:
    """The run folder named, or the only one in the current folder."""
    from cst_screen.errors import RunFolderError
    from cst_screen.run_folder.read import RunFolder

    if run is not None:
        return RunFolder(run)
    here = sorted(p.parent for p in Path.cwd().glob("*/run.json"))
    if len(here) == 1:
        return RunFolder(here[0])
    found = (
        "there is none in this folder, so run 'cst-screen screen' first"
        if not here
        else (f"this folder holds {len(here)}: {', '.join(p.name for p in here[:5])}")
    )
    raise RunFolderError(f"Which run? Name it with --run; {found}.")


if __name__ == "__main__":
    app()
