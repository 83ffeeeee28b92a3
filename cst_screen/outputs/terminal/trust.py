"""What `explain` shows of a trust: a screenful of verdicts, or with `--all` everything."""

from __future__ import annotations

from rich.console import Console

from cst_screen.judging.published_cases import case_of
from cst_screen.outputs.rows import Row, items
from cst_screen.outputs.terminal.fitting import Column, numbers, whole
from cst_screen.outputs.terminal.inspections import show_inspections
from cst_screen.outputs.terminal.joiners import show_joiners
from cst_screen.outputs.terminal.numbered_files import NumberedFiles
from cst_screen.outputs.terminal.started_as import command_line
from cst_screen.outputs.terminal.tables import interval_picture, new_console, show_table
from cst_screen.outputs.terminal.verdicts import found_text, show_verdicts
from cst_screen.outputs.wording.dates import date_text, years_span
from cst_screen.outputs.wording.labels import OUTCOME_WORDS, VARIANT_WORDS, verdict_words
from cst_screen.outputs.wording.phases import SHORT_PHASES, no_joiners_words
from cst_screen.outputs.wording.published import case_words

_CRITERION = (
    whole("Criterion"),
    Column("Verdict"),
    Column("Found\n(95% interval)"),
    Column("Asked for", leaves=1),
    whole("Phase", leaves=3),
    numbers("n", leaves=2),
    Column("Years", leaves=4),
    Column("Files", leaves=5),
)
_VARIANT = (
    whole("Phase"),
    Column("Difference from similar schools"),
    numbers("SD"),
    whole("-1.5 to +1.5", leaves=1),
    numbers("Joiners"),
)


def show_trust(record: Row, in_full: bool = False) -> None:
    """The answer to 'why is this trust in, or out?'; in full with what lies behind each verdict."""
    console = new_console()
    _show_outcome(console, record)
    for case in map(case_of, record["published"]):
        console.print(f"A case study of it is published: {case_words(case)}.")
    _show_phases(console, record)
    again = command_line("explain", str(record["uid"]), "--run", record["run"])
    if in_full:
        _show_criteria(console, record["criteria"])
        show_joiners(console, record["joiners"])
        _show_variants(console, record["robustness"])
        show_inspections(console, record["inspections"])
        _show_entered_by_hand(console, record["external_validation"])
        console.print("A joiner's comparison schools, or the rows of files behind a figure:")
        _show_commands(console, f"{again} --schools URN", f"{again} --figure trajectory_effect")
    else:
        show_verdicts(console, record)
        listed = record["outcome"] == "shortlisted"
        what_else = "" if listed else "; and what would put it on the list"
        console.print(f"All of it, with every joiner, caveats, inspections and files{what_else}:")
        _show_commands(console, f"{again} --all")
        if not listed:
            _show_commands(
                console, command_line("why-not", str(record["uid"]), "--run", record["run"])
            )
        console.print(
            "With --schools URN: a joiner's comparison schools; with --figure NAME: rows behind it."
        )


def _show_commands(console: Console, *commands: str) -> None:
    for command in commands:
        # What may be copied is not broken into lines.
        console.print(f"  {command}", soft_wrap=True)


def _show_outcome(console: Console, record: Row) -> None:
    decided = (
        f" (deciding criterion: {record['deciding_criterion']})"
        if record["deciding_criterion"]
        else ""
    )
    console.print(
        f"{record['trust']} (UID {record['uid']}, {record['group_id'] or 'no Group ID'}), "
        f"as at {date_text(record['as_at'])}: {OUTCOME_WORDS[record['outcome']]}{decided}",
        style="bold",
    )


def _show_phases(console: Console, record: Row) -> None:
    """A sentence for each phase; the one that leads the case comes first."""
    for phase in record["phases"]:
        leads = " Criteria about joiners are judged here." if phase["leads"] else ""
        console.print(f"{phase['says']}{leads}")
    if not record["phases"]:
        console.print(no_joiners_words(record["judged_joiners_needed"]))
    console.print()


def _show_criteria(console: Console, criteria: list[Row]) -> None:
    """A table of the required criteria and one of the caveats, then the files that both name."""
    files = NumberedFiles()
    for role, title in (
        ("required", "Required criteria"),
        ("caveat", "Caveats (for information; they do not affect the outcome)"),
    ):
        rows = [_criterion(c, files) for c in criteria if c["role"] == role]
        if rows:
            show_table(console, _CRITERION, rows, title, "--json")
    console.print("Files behind these figures:")
    for number, file in files:
        console.print(f"  {number:>2}  {file}")
    named = "; ".join(f"{c['criterion']}: {c['figure']}" for c in criteria)
    console.print(f"What to give --figure for each criterion: {named}\n")


def _criterion(criterion: Row, files: NumberedFiles) -> tuple[str, ...]:
    return (
        criterion["criterion"],
        verdict_words(criterion["verdict"], criterion["borderline"]),
        found_text(criterion),
        criterion["asked"],
        SHORT_PHASES[criterion["of_phase"]] if criterion["of_phase"] else "",
        "" if criterion["n"] is None else str(criterion["n"]),
        years_span(criterion["years"]),
        ", ".join(str(files.number(file)) for file in items(criterion["sources"])),
    )


def _show_variants(console: Console, variants: list[Row]) -> None:
    """The trust's figure if it had been asked a little differently."""
    if not variants:
        return
    rows = [
        (
            SHORT_PHASES[v["phase"]],
            VARIANT_WORDS[v["variant"]],
            f"{v['value']:+.2f}",
            interval_picture(v["value"], v["lower"], v["upper"]),
            str(v["joiners"]),
        )
        for v in variants
    ]
    title = "Does the result hold if the method changes?"
    show_table(console, _VARIANT, rows, title, "--json")
    console.print("A line with fewer joiners than the criteria ask for is not judged.\n")


def _show_entered_by_hand(console: Console, documents: list[Row]) -> None:
    for row in documents:
        console.print(
            f"Entered by hand: {row['title']} ({row['kind']}, {date_text(row['date'])}): "
            f"{row['finding']} {row['link'] or ''}".rstrip()
        )
