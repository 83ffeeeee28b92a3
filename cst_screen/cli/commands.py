"""The commands: each parses its options, calls one story of `screen`, and prints what it found.

The options themselves are in `options`.

Data goes to stdout, messages to stderr. Everything heavy is imported inside a command, so that
`--help` answers at once.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
from pathlib import Path
from typing import Annotated

import typer

from cst_screen.cli.answers import compare, stability, whatif, why_not
from cst_screen.cli.around import (
    answer,
    kept_between_commands,
    messages,
    print_json,
    rules_of,
    said_at_the_end,
    say,
    stop_in_good_order,
)
from cst_screen.cli.criteria import criteria_app
from cst_screen.cli.data import data_app, init
from cst_screen.cli.grouped import Commands
from cst_screen.cli.lead import lead
from cst_screen.cli.options import (
    AllOption,
    ApplicantsOption,
    AsAtOption,
    BriefsOption,
    CriteriaOption,
    DataArgument,
    FigureOption,
    FormatOption,
    JsonOption,
    MinSchoolsOption,
    MinYearsOption,
    NamedOption,
    NoCacheOption,
    OutCsvOption,
    OutRunOption,
    OutTablesOption,
    PublishedArgument,
    ReplaceOption,
    RunOption,
    SchoolsOption,
    TemplatesOption,
    TraceOption,
    TrustArgument,
    TrustsArgument,
    WeightsOption,
    YearOption,
    formats_of,
    year_of,
)
from cst_screen.cli.selection import select
from cst_screen.cli.trials import backtest, trial
from cst_screen.vocabulary import progress as stages

SCREEN, ASK, WRITE, LOOK = "Screen", "Ask why", "Write", "Inspect data and definitions"
CHECK = "Check against DfE"

app = Commands(
    name="cst-screen",
    add_completion=False,
    pretty_exceptions_enable=False,
    help="""Screen England's multi-academy trusts against written criteria, using published data.

    \b
    Examples:
      cst-screen screen sample_data
      cst-screen explain "Harbour" --run run-2025-04-30
      cst-screen brief 2311 --run run-2025-04-30 --format docx,md
      cst-screen data get my_folder

    \b
    Exit codes:
      0  done
      1  a fault in the tool itself
      2  the command line is wrong
      3  a data folder or file cannot be used
      4  the criteria file cannot be used
      5  no trust, school or figure has this name, or more than one has
      6  a run folder cannot be used, or a file cannot be written
      7  done, but with the group links of one day, not the membership history
      8  done, but some files could not be fetched
      9  no set of trusts can be made up as it was asked for
      130, 143  stopped by Ctrl-C, or by the system
    """,
)
app.command(rich_help_panel=SCREEN)(init)
app.add_typer(data_app, name="data", rich_help_panel=LOOK)
app.add_typer(criteria_app, name="criteria", rich_help_panel=LOOK)

WEAK_MEMBERSHIP = 7
"""Exit code of a finished run that had no membership history to go by."""


@app.command(rich_help_panel=SCREEN)
def screen(
    data: DataArgument,
    criteria: CriteriaOption = None,
    as_at: AsAtOption = None,
    out: OutRunOption = None,
    replace: ReplaceOption = False,
    briefs: BriefsOption = True,
    trusts: ApplicantsOption = None,
    no_cache: NoCacheOption = False,
    as_json: JsonOption = False,
) -> None:
    """Judge every multi-academy trust and write a run folder.

    Example: cst-screen screen sample_data --as-at 2025-04-30 --out spring
    """
    with messages():
        from cst_screen.cli.screening import (
            Asked,
            show_those_that_came_forward,
            write_screen,
        )
        from cst_screen.outputs.explain.screen import screen_record
        from cst_screen.outputs.terminal.progress import progress_line
        from cst_screen.outputs.terminal.screen import show_screen
        from cst_screen.run_folder.read import RunFolder
        from cst_screen.writing.places import refuse_data_at

        place = None if out is None else _place_of_run(out, data)
        if out is None:
            refuse_data_at(Path.cwd(), [data])

        def place_of(day: dt.date) -> Path:
            return place or _place_of_run(Path(f"run-{day}"), data, numbered=not replace)

        asked = Asked(data, rules_of(criteria), as_at, briefs, place_of, replace, trusts)
        with (
            kept_between_commands(no_cache) as shelf,
            progress_line(stages.SCREEN, as_json) as progress,
        ):
            placed, leavers_known = write_screen(asked, shelf, progress)
        written = RunFolder(placed.path)
        with said_at_the_end(placed):
            if trusts is not None:
                show_those_that_came_forward(written, trusts, as_json)
            else:
                print_json(screen_record(written)) if as_json else show_screen(written)
        if not leavers_known:
            say(
                f"{data}: there is no membership history (academiesmatmembershipYYYYMMDD.csv). "
                "This run used the group links of one day. They do not show which schools left a "
                "trust, or which trust a school came from. The run folder is complete. For a full "
                "screen, add the membership file from GIAS to the data folder and run again."
            )
            raise typer.Exit(WEAK_MEMBERSHIP)


for _trial in (trial, backtest):
    app.command(rich_help_panel=SCREEN)(_trial)


@app.command(rich_help_panel=ASK)
def explain(
    trust: TrustArgument,
    run: RunOption = None,
    figure: FigureOption = None,
    schools: SchoolsOption = None,
    in_full: AllOption = False,
    as_json: JsonOption = False,
) -> None:
    """Explain why a trust is or is not on the list, and where each figure came from.

    Example: cst-screen explain "Harbour" --run run-2025-04-30 --figure trajectory_effect
    """
    if figure is not None and schools is not None:
        raise typer.BadParameter("Give --figure or --schools, not both.", param_hint="--schools")
    with messages():
        from cst_screen.outputs.explain.find_trust import find_trust
        from cst_screen.run_folder.find import find_run

        folder = find_run(run)
        uid = find_trust(folder, trust)
        if schools is not None:
            from cst_screen.outputs.explain.comparison import comparison_record
            from cst_screen.outputs.terminal.comparison import show_comparison

            answer(comparison_record(folder, uid, schools), as_json, show_comparison)
        elif figure is not None:
            from cst_screen.outputs.explain.figure import explain_figure
            from cst_screen.outputs.terminal.figure import show_figure

            answer(explain_figure(folder, uid, figure), as_json, show_figure)
        else:
            from cst_screen.outputs.explain.trust import explain_trust
            from cst_screen.outputs.terminal.trust import show_trust

            answer(explain_trust(folder, uid), as_json, lambda record: show_trust(record, in_full))


app.command(rich_help_panel=SCREEN)(select)
app.command("why-not", rich_help_panel=ASK)(why_not)
app.command(rich_help_panel=ASK)(whatif)
app.command(rich_help_panel=ASK)(compare)
app.command(rich_help_panel=ASK)(stability)


@app.command(rich_help_panel=WRITE)
def brief(
    trusts: TrustsArgument,
    run: RunOption = None,
    format_: FormatOption = "docx,md,html",
    templates: TemplatesOption = None,
    replace: ReplaceOption = False,
    trace: TraceOption = False,
) -> None:
    """Draft a case-study brief for each trust you name, in the run folder.

    Example: cst-screen brief 2311 3934 --run run-2025-04-30 --format docx
    """
    formats = formats_of(format_)
    with messages():
        from cst_screen.outputs.brief.write import add_briefs, typed_numbers
        from cst_screen.outputs.explain.find_trust import find_trust
        from cst_screen.outputs.terminal.trace import show_traces
        from cst_screen.run_folder.find import find_run

        folder = find_run(run)
        uids = [find_trust(folder, trust) for trust in trusts]
        if trace:
            show_traces(folder, uids)
            return
        for warning in typed_numbers(formats, templates):
            typer.echo(warning, err=True)
        for placed in add_briefs(folder, uids, formats, replace, templates):
            with said_at_the_end(placed):
                typer.echo(placed.path)


@app.command(rich_help_panel=LOOK)
def figures(as_json: JsonOption = False) -> None:
    """List every figure that a criterion can use: its unit, meaning and what a gap means.

    Example: cst-screen figures | grep inspections
    """
    with messages():
        from cst_screen.outputs.terminal.list_of_figures import figure_records, show_figures

        answer(figure_records(), as_json, show_figures)


@app.command(rich_help_panel=CHECK)
def measures(
    data: DataArgument,
    weights: WeightsOption = "dfe",
    as_at: AsAtOption = None,
    year: YearOption = None,
    min_schools: MinSchoolsOption = 3,
    min_years: MinYearsOption = 3,
    trust: NamedOption = None,
    out: OutCsvOption = None,
    replace: ReplaceOption = False,
    criteria: CriteriaOption = None,
    no_cache: NoCacheOption = False,
    as_json: JsonOption = False,
) -> None:
    """Work out key stage 2 and 4 figures for each trust, the way DfE does.

    Example: cst-screen measures sample_data --weights dfe --out measures.csv
    """
    wanted = None if year is None else year_of(year, "--year")
    with messages():
        from cst_screen.dfe.rule import Eligibility, TrustRule
        from cst_screen.outputs.terminal.measures import (
            measures_record,
            refuse_unknown_trust,
            show_measures,
            write_measures,
        )
        from cst_screen.outputs.terminal.progress import progress_line
        from cst_screen.screen.against_dfe import run_measures
        from cst_screen.writing.places import file_to_write

        place = None if out is None else file_to_write(out, [data])
        rule = TrustRule(weights, Eligibility(min_schools, min_years))
        with (
            kept_between_commands(no_cache) as shelf,
            progress_line(stages.MEASURES, as_json) as progress,
        ):
            result = run_measures(data, rules_of(criteria), rule, as_at, wanted, progress, shelf)
        if trust is not None:
            refuse_unknown_trust(result, trust)
        placed = None if place is None else write_measures(result, place, replace)
        with said_at_the_end(placed, "Written to"):
            print_json(measures_record(result)) if as_json else show_measures(result, trust)


app.command(rich_help_panel=CHECK)(lead)


@app.command(rich_help_panel=CHECK)
def reconcile(
    data: DataArgument,
    published: PublishedArgument = None,
    out: OutTablesOption = None,
    replace: ReplaceOption = False,
    criteria: CriteriaOption = None,
    no_cache: NoCacheOption = False,
    as_json: JsonOption = False,
) -> None:
    """Compare our trust figures with the ones that DfE published.

    Example: cst-screen reconcile sample_data --out compared
    """
    with messages():
        from cst_screen.outputs.comparison_files import is_comparison, write_reconciliation
        from cst_screen.outputs.terminal.progress import progress_line
        from cst_screen.outputs.terminal.reconcile import reconcile_record, show_reconciliation
        from cst_screen.screen.against_dfe import run_reconcile
        from cst_screen.writing.places import folder_to_write

        held = [data, *(published or [])]
        place = None if out is None else folder_to_write(out, held, is_comparison)
        with (
            kept_between_commands(no_cache) as shelf,
            progress_line(stages.RECONCILE, as_json) as progress,
        ):
            result = run_reconcile(data, published or [], rules_of(criteria), progress, shelf)
        placed = None if place is None else write_reconciliation(result, place, replace)
        with said_at_the_end(placed, "Written to"):
            print_json(reconcile_record(result)) if as_json else show_reconciliation(result)


@app.callback(invoke_without_command=True)
def _main(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    stop_in_good_order()
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


# --- what options mean ------------------------------------------------------------------------


def _place_of_run(out: Path, data: Path, numbered: bool = False) -> Path:
    """Where the run may go. numbered: what is there need not be ours, the run goes beside it."""
    from cst_screen.run_folder.record import is_run_folder
    from cst_screen.writing.places import folder_to_write

    return folder_to_write(out, [data], (lambda _: True) if numbered else is_run_folder)
