"""What `screen` shows: the flow, the shortlist, the near misses, and where to look next.

Nothing is said by colour alone: for a pipe the same words come as plain text.
"""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from cst_screen.outputs.explain.screen import screen_record
from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.tables import (
    RIGHT,
    WHOLE,
    WIDE,
    console_aside,
    fitted,
    interval_picture,
    new_console,
)
from cst_screen.outputs.wording.dates import date_text
from cst_screen.outputs.wording.labels import OUTCOME_WORDS
from cst_screen.outputs.wording.numbers import figure_text
from cst_screen.outputs.wording.phases import SHORT_PHASES
from cst_screen.run_folder.read import RunFolder

_KEY = (
    "Phase: the key stage in which the trust's case is made; its joiners, and in brackets how many can be "
    "judged. All further numbers about joiners are of that phase.\n"
    "Allowing for luck: how much more joiners' results rose than similar schools', in standard "
    "deviations (SD), moved towards the average trust; with few joiners it moves further.\n"
    "Chance of a rise: of a material one, allowing for luck.\n"
    "● is that figure, ├ ┤ its 95% interval (▸ ◂ where it goes on), | no difference."
)
_KEY_OF_WIDE_COLUMNS = (
    "Borderline: criteria whose figure lies within one standard error of what is asked.\n"
    "Difference: the same, before it is moved.\n"
    "Inspections: schools graded higher (up) or lower (down) at their first comparable inspection. In "
    "brackets the usual number: as many as expected from all schools with the same earlier grade, "
    "phase, framework and year."
)
_LONG_WORD = 14
"""Columns that hold the longest words of trusts' names, which must not be cut."""
_NEAR_MISSES_SHOWN = 6


def show_screen(folder: RunFolder) -> None:
    """The findings on stdout; notes and advice on stderr."""
    console, record = new_console(), screen_record(folder)
    counts = record["counts"]
    console.print(
        f"{record['criteria']}, as at {date_text(record['as_at'])}: "
        f"{counts['trusts_open']:,} multi-academy trusts, {counts['schools_in_trusts']:,} schools"
    )
    console.print(_flow(console, folder, record["flow"]))
    outcomes = ", ".join(f"{counts[name]:,} {words}" for name, words in OUTCOME_WORDS.items())
    console.print(f"Outcomes: {outcomes}\n")
    _show_shortlist(
        console,
        record["list_error"],
        [t for t in record["trusts"] if t["outcome"] == "shortlisted"],
    )
    _show_near_misses(console, [t for t in record["trusts"] if t["outcome"] == "near_miss"])
    _advise(folder, record)


def _flow(console: Console, folder: RunFolder, steps: list[Row]) -> Table:
    rows = [
        (
            step["criterion"],
            folder.rules[step["criterion"]]["description"],
            *(f"{step[count]:,}" for count in ("entered", "met", "not_met", "cannot_tell")),
        )
        for step in steps
    ]
    columns = (
        ("Required criterion", WHOLE),
        "What it asks",
        ("Trusts", RIGHT),
        ("Met", RIGHT),
        ("Not met", RIGHT),
        ("Cannot tell", RIGHT),
    )
    title = "How many trusts remain after each criterion"
    return fitted(console, columns, rows, (0, 2, 3, 4, 5), title)


def _show_shortlist(console: Console, list_error: str, trusts: list[Row]) -> None:
    if not trusts:
        console.print("No trust meets every required criterion.\n")
        return
    console.print(_shortlist(console, trusts))
    console.print(list_error)
    console.print(_KEY)
    if console.width < WIDE:
        console.print(
            f"To see inspections, caveats and more, widen the window to {WIDE} columns or open "
            "shortlist.xlsx."
        )
    else:
        console.print(_KEY_OF_WIDE_COLUMNS)
    console.print()


def _shortlist(console: Console, trusts: list[Row]) -> Table:
    columns = (
        ("Trust", {"min_width": _LONG_WORD}),
        ("UID", RIGHT),
        ("Schools", RIGHT),
        ("Joiners\n(judged)", RIGHT),
        ("Difference,\nSD", RIGHT),
        ("Allowing\nfor luck", RIGHT),
        ("-1.5 to +1.5,\n95% interval", WHOLE),
        ("Chance of\na rise", RIGHT),
        ("Inspections\n(usual)", WHOLE),
        ("Pupils", RIGHT),
        "Spread",
        ("Caveats", WHOLE),
    )
    rows = [_shortlisted(trust) for trust in trusts]
    return fitted(console, columns, rows, (0, 1, 3, 5, 6), "Shortlisted, in alphabetical order")


def _shortlisted(trust: Row) -> tuple[str, ...]:
    shrunken = trust["trajectory_shrunken"]
    return (
        trust["trust"],
        str(trust["uid"]),
        str(trust["schools"]),
        f"{SHORT_PHASES[trust['phase']]}: {trust['phase_joiners']} ({trust['phase_judged']})",
        _signed(trust["trajectory_effect"]),
        _signed(shrunken),
        interval_picture(shrunken, trust["shrunken_lower"], trust["shrunken_upper"]),
        figure_text("trajectory_probability", trust["trajectory_probability"]),
        _inspections(trust),
        f"{trust['pupils']:,.0f}" if trust["pupils"] is not None else "not known",
        _spread(trust),
        f"{len(trust['caveats'])} not met\n{trust['caveats_untold']} not known"
        + (f"\n{len(trust['borderline'])} borderline" if trust["borderline"] else ""),
    )


def _signed(value: float | None) -> str:
    return f"{value:+.2f}" if value is not None else "not known"


def _inspections(trust: Row) -> str:
    """`4 (3.1) up`, `0 (0.2) down`, `of 6`; in brackets the number that is usual, where known."""
    if not trust["inspections_compared"]:
        return "none"
    up = f"{trust['inspections_improved']}{_usual(trust['inspections_expected'])} up"
    down = f"{trust['inspections_declined']}{_usual(trust['inspections_declined_expected'])} down"
    return f"{up}\n{down}\nof {trust['inspections_compared']}"


def _usual(expected: float | None) -> str:
    return "" if expected is None else f" ({expected:.1f})"


def _spread(trust: Row) -> str:
    las, regions = trust["local_authorities"], trust["regions"]
    if las is None:
        return "not known"
    return f"{las} LA{'s' if las != 1 else ''}\n{regions} region{'s' if regions != 1 else ''}"


def _show_near_misses(console: Console, trusts: list[Row]) -> None:
    if not trusts:
        return
    named = [f"{t['trust']} ({t['deciding_criterion']})" for t in trusts[:_NEAR_MISSES_SHOWN]]
    left = len(trusts) - len(named)
    more = f" and {left} more" if left else ""
    console.print(f"Near misses (fail one criterion only): {', '.join(named)}{more}.\n")


def _advise(folder: RunFolder, record: Row) -> None:
    """Notes, where everything was written, and a command to go on with; all on stderr."""
    aside = console_aside()
    for note in record["notes"]:
        aside.print(f"Note: {note}", soft_wrap=not aside.is_terminal)
    # What may be copied is not broken into lines.
    aside.soft_wrap = True
    aside.print(f"Written to {folder.path}/ (shortlist.xlsx, shortlist.md, briefs/, ...)")
    if record["trusts"]:
        first = min(record["trusts"], key=lambda t: t["outcome"] != "shortlisted")
        aside.print(f"Next: cst-screen explain {first['uid']} --run {folder.path}")
