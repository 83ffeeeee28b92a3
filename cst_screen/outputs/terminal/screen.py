"""What `screen` shows: the flow, the shortlist, the near misses, and where to look next.

Nothing is said by colour alone: for a pipe the same words come as plain text.
"""

from __future__ import annotations

from dataclasses import replace

from rich.console import Console

from cst_screen.outputs.explain.screen import screen_record
from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.fitting import Column, numbers, whole
from cst_screen.outputs.terminal.started_as import command_line
from cst_screen.outputs.terminal.tables import (
    console_aside,
    interval_picture,
    new_console,
    show_table,
)
from cst_screen.outputs.wording.dates import date_text
from cst_screen.outputs.wording.labels import OUTCOME_WORDS
from cst_screen.outputs.wording.numbers import figure_text
from cst_screen.outputs.wording.phases import SHORT_PHASES
from cst_screen.outputs.wording.steps import step_words
from cst_screen.run_folder.read import RunFolder

_KEY = {
    3: "Joiners (judged): the key stage in which the trust's case is made; its joiners, and in brackets how "
    "many can be judged. All further numbers about joiners are of that phase.",
    5: "Allowing for luck: how much more joiners' results rose than similar schools', in standard "
    "deviations (SD), moved towards the average trust; with few joiners it moves further.",
    6: "● is that figure, ├ ┤ its 95% interval (▸ ◂ where it goes on), | no difference.",
    4: "Difference: the same, before it is moved.",
    7: "Chance of a rise: of a material one, allowing for luck.",
    8: "Inspections: schools graded higher (up) or lower (down) at their first comparable "
    "inspection. In brackets the usual number: as many as expected from all schools with the same "
    "earlier grade, phase, framework and year.",
    11: "Caveats: criteria that take nobody off the list. Not known: published figures do not tell. "
    "Borderline: the figure lies within one standard error of what is asked.",
}
"""Place of a column -> its words, which are shown where it is; in the order of the lines."""
_NEAR_MISSES_SHOWN = 6
_COLUMNS = (
    Column("Trust", least=26),
    numbers("UID"),
    numbers("Schools", leaves=5),
    numbers("Joiners\n(judged)"),
    numbers("Difference\n(SD)", leaves=4),
    numbers("Allowing\nfor luck"),
    whole("-1.5 to +1.5,\n95% interval"),
    numbers("Chance of\na rise", leaves=1),
    whole("Inspections\n(usual)", leaves=3),
    numbers("Pupils", leaves=6),
    whole("Spread", leaves=7),
    whole("Caveats", leaves=2),
)
"""On how many schools a case rests and how sure it is stays longest."""
_THEME_AT, _JOINERS_LEAVE = 3, 10
"""Where the figures of a theme stand, and how much sooner columns behind them leave."""


def show_screen(folder: RunFolder) -> None:
    """The findings on stdout; notes and advice on stderr."""
    console, record = new_console(), screen_record(folder)
    counts = record["counts"]
    console.print(
        f"{record['criteria']}, as at {date_text(record['as_at'])}: "
        f"{counts['trusts_open']:,} multi-academy trusts, {counts['schools_in_trusts']:,} schools"
    )
    _show_flow(console, folder, record["flow"])
    _show_not_told(console, record["not_told_of_any"])
    outcomes = ", ".join(f"{counts[name]:,} {words}" for name, words in OUTCOME_WORDS.items())
    console.print(f"Outcomes: {outcomes}\n")
    _show_shortlist(
        console,
        record["list_error"],
        [t for t in record["trusts"] if t["outcome"] == "shortlisted"],
        record["theme"],
    )
    _show_near_misses(console, [t for t in record["trusts"] if t["outcome"] == "near_miss"])
    if record["published"]:
        console.print(f"{record['published']}\n")
    _advise(folder, record)


def _show_flow(console: Console, folder: RunFolder, steps: list[Row]) -> None:
    rows = [
        (
            step["criterion"],
            step_words(folder, step["criterion"]),
            *(f"{step[count]:,}" for count in ("entered", "met", "not_met", "cannot_tell")),
        )
        for step in steps
    ]
    columns = (
        whole("Required criterion"),
        Column("What it asks", leaves=1, least=60),
        numbers("Trusts"),
        numbers("Met"),
        numbers("Not met"),
        numbers("Cannot tell"),
    )
    title = "How many trusts remain after each criterion"
    show_table(console, columns, rows, title, "shortlist.xlsx")


def _show_not_told(console: Console, not_told: list[Row]) -> None:
    """Why nobody can be told on a criterion: an empty list has a reason that is not the trusts'."""
    said: list[str] = []
    for one in not_told:
        console.print(
            f"{one['criterion']} cannot be judged for any trust. For {one['trusts']} of {one['of']}: {one['reason']}."
        )
        for words in one["absent"]:
            if words not in said:
                console.print(f"  {words}")
        said += one["absent"]
    if not_told:
        console.print()


def _show_shortlist(console: Console, list_error: str, trusts: list[Row], theme: list[str]) -> None:
    """theme: the criteria whose figures come first, where the list does not rest on joiners."""
    if not trusts:
        console.print("No trust meets every required criterion.\n")
        return
    rows = [_with_theme(_shortlisted(t), [t["theme"][name] for name in theme]) for t in trusts]
    title = "Shortlisted, in alphabetical order"
    left_out = show_table(console, _columns(theme), rows, title, "shortlist.xlsx")
    console.print(list_error)
    if theme:
        console.print(f"{', '.join(theme)}: the figure of each of these criteria.")
    for place, explained in _KEY.items():
        moved = place + len(theme) if place >= _THEME_AT else place
        if moved not in left_out:
            console.print(explained)
    console.print()


def _with_theme(cells: tuple[str, ...], theme: list[str]) -> tuple[str, ...]:
    return (*cells[:_THEME_AT], *theme, *cells[_THEME_AT:])


def _columns(theme: list[str]) -> tuple[Column, ...]:
    """Where there is a theme, its figures stay and those of joiners leave first."""
    if not theme:
        return _COLUMNS
    figures = tuple(whole(name) for name in theme)
    rest = [replace(c, leaves=c.leaves + _JOINERS_LEAVE) for c in _COLUMNS[_THEME_AT:]]
    return (*_COLUMNS[:_THEME_AT], *figures, *rest)


def _shortlisted(trust: Row) -> tuple[str, ...]:
    shrunken = trust["trajectory_shrunken"]
    return (
        trust["trust"],
        str(trust["uid"]),
        str(trust["schools"]),
        f"{SHORT_PHASES[trust['phase']]}: {trust['phase_joiners']} ({trust['phase_judged']})"
        if trust["phase"]
        else "none",
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
    # One more name takes no more room than the words that there is one.
    shown = len(trusts) if len(trusts) <= _NEAR_MISSES_SHOWN + 1 else _NEAR_MISSES_SHOWN
    named = [f"{t['trust']} ({t['deciding_criterion']})" for t in trusts[:shown]]
    left = len(trusts) - shown
    more = f" and {left} more; shortlist.md names all" if left else ""
    console.print(f"Near misses (fail one criterion only): {', '.join(named)}{more}.\n")


def _advise(folder: RunFolder, record: Row) -> None:
    """Notes, where everything was written, and a command to go on with; all on stderr."""
    aside = console_aside()
    for note in record["notes"]:
        aside.print(f"Note: {note}", soft_wrap=not aside.is_terminal)
    # What may be copied is not broken into lines.
    aside.soft_wrap = True
    aside.print(f"Written to {folder.path}/ (shortlist.xlsx, shortlist.md, briefs/, ...)")
    if record["not_told_of_any"]:
        uid = str(record["not_told_of_any"][0]["example"])
        aside.print(f"Next: {command_line('why-not', uid, '--run', folder.path.as_posix())}")
    elif record["trusts"]:
        first = min(record["trusts"], key=lambda t: t["outcome"] != "shortlisted")
        explain = command_line("explain", str(first["uid"]), "--run", folder.path.as_posix())
        aside.print(f"Next: {explain}")
