"""What `explain` shows of a trust: its verdicts, its joiners, its inspections."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from cst_screen.outputs.rows import Row, items
from cst_screen.outputs.terminal.inspections import show_inspections
from cst_screen.outputs.terminal.joiners import show_joiners
from cst_screen.outputs.terminal.numbered_files import NumberedFiles
from cst_screen.outputs.terminal.tables import (
    RIGHT,
    WHOLE,
    WIDER,
    fitted,
    interval_picture,
    new_console,
)
from cst_screen.outputs.wording.dates import date_text, years_span
from cst_screen.outputs.wording.labels import OUTCOME_WORDS, VARIANT_WORDS, verdict_words
from cst_screen.outputs.wording.phases import SHORT_PHASES


def show_trust(record: Row) -> None:
    """The answer to 'why is this trust in, or out?'."""
    console = new_console()
    _show_outcome(console, record)
    _show_phases(console, record["phases"])
    _show_criteria(console, record["criteria"], record["phase"])
    show_joiners(console, record["joiners"])
    _show_variants(console, record["robustness"])
    show_inspections(console, record["inspections"])
    _show_entered_by_hand(console, record["external_validation"])
    ask_again = f"cst-screen explain {record['uid']} --run {record['run']}"
    # What may be copied is not broken into lines.
    console.print(
        f"To see a joiner's comparison schools: {ask_again} --schools URN", soft_wrap=True
    )
    console.print(
        f"To see the rows behind a figure: {ask_again} --figure trajectory_effect", soft_wrap=True
    )


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


def _show_phases(console: Console, phases: list[Row]) -> None:
    """A sentence for each phase; the one that leads the case comes first."""
    for phase in phases:
        leads = " Criteria about joiners are judged here." if phase["leads"] else ""
        console.print(f"{phase['says']}{leads}")
    console.print()


def _show_criteria(console: Console, criteria: list[Row], leading: str) -> None:
    """A table of the required criteria and one of the caveats, then the files that both name."""
    files = NumberedFiles()
    for role, title in (
        ("required", "Required criteria"),
        ("caveat", "Caveats (for information; they do not affect the outcome)"),
    ):
        rows = [_criterion(c, files, leading) for c in criteria if c["role"] == role]
        if rows:
            console.print(_criteria_table(console, rows, title))
    console.print("Files behind these figures:")
    for number, file in files:
        console.print(f"  {number}  {file}")
    named = "; ".join(f"{c['criterion']}: {c['figure']}" for c in criteria)
    console.print(f"What to give --figure for each criterion: {named}\n")
    if console.width < WIDER:
        console.print(
            f"To see what each criterion asks for, with years and files, widen the window to {WIDER} "
            "columns.\n"
        )


def _other_phase(criterion: Row, leading: str) -> str:
    """` (KS4)` where the figure is not of the phase in which the trust's case is made."""
    phase = criterion["phase"]
    return f" ({SHORT_PHASES[phase]})" if phase and phase != leading else ""


def _criterion(criterion: Row, files: NumberedFiles, leading: str) -> tuple[str, ...]:
    return (
        criterion["criterion"],
        verdict_words(criterion["verdict"], criterion["borderline"]),
        criterion["shown"] + _other_phase(criterion, leading),
        criterion["interval"],
        "" if criterion["n"] is None else str(criterion["n"]),
        criterion["asked"],
        years_span(criterion["years"]),
        ", ".join(str(files.number(file)) for file in items(criterion["sources"])),
    )


def _criteria_table(console: Console, rows: list[tuple[str, ...]], title: str) -> Table:
    columns = (
        ("Criterion", WHOLE),
        ("Verdict", WHOLE),
        "Found",
        ("95% interval", WHOLE),
        ("n", RIGHT),
        "Asked for",
        "Years",
        "Files",
    )
    return fitted(console, columns, rows, (0, 1, 2, 3), title, WIDER)


def _show_variants(console: Console, variants: list[Row]) -> None:
    """The trust's figure if it had been asked a little differently."""
    if not variants:
        return
    columns = (
        "Phase",
        "Difference from similar schools",
        ("SD", RIGHT),
        ("-1.5 to +1.5", WHOLE),
        ("Joiners", RIGHT),
    )
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
    console.print(
        fitted(
            console, columns, rows, (0, 1, 2, 3, 4), "Does the result hold if the method changes?"
        )
    )
    console.print("A line with fewer joiners than the criteria ask for is not judged.\n")


def _show_entered_by_hand(console: Console, documents: list[Row]) -> None:
    for row in documents:
        console.print(
            f"Entered by hand: {row['title']} ({row['kind']}, {date_text(row['date'])}): "
            f"{row['finding']} {row['link'] or ''}".rstrip()
        )
