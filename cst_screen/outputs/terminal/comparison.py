"""What `explain --schools` shows: the comparison schools of one joiner, and how each of them fared."""

from __future__ import annotations

from rich.console import Console

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.fitting import Column, numbers, whole
from cst_screen.outputs.terminal.tables import interval_picture, new_console, show_table
from cst_screen.outputs.wording.dates import years_span
from cst_screen.outputs.wording.trust_names import school_name
from cst_screen.statistics.intervals import t_975


def show_comparison(record: Row) -> None:
    """What the joiner did against its comparison schools, then each of them, nearest first."""
    console = new_console()
    change, effect, se = record["change_sd"], record["effect_sd"], record["se"]
    half = _students_t(record["tables"]) * se
    console.print(f"{school_name(record['school'], 'School')} (URN {record['urn']})", style="bold")
    console.print(
        f"Its standing changed by {change:+.2f} SD. Comparison schools with the same standing before "
        f"would have changed by {change - effect:+.2f} SD. The difference is {effect:+.2f} SD (95% "
        f"interval about {effect - half:+.2f} to {effect + half:+.2f})."
    )
    for table in record["tables"]:
        _show_schools(console, table)
    console.print(
        "How far apart: the difference in standing before joining, in intake and in size; 0 would be "
        "no difference. Change: the change in the school's own standing. Before we compare, we adjust "
        "each change to the joiner's starting point. SD: standard deviation, the usual spread between "
        "schools in one year."
    )


def _students_t(tables: list[Row]) -> float:
    """Student's t for a 95% interval with the comparison schools at hand.

    How many they are is a setting. Where measures have different numbers, the fewest decide, so that
    the interval is not too narrow.
    """
    fewest = min((len(table["schools"]) for table in tables), default=0)
    return t_975(max(fewest - 1, 1))


def _show_schools(console: Console, table: Row) -> None:
    """The comparison schools on one measure."""
    columns = (
        numbers("No.", leaves=2),
        Column("Comparison school"),
        numbers("URN"),
        numbers("How far apart"),
        numbers("Change, SD"),
        whole("-1.5 to +1.5", leaves=1),
    )
    rows = [
        (
            str(s["rank"]),
            school_name(s["school"], "not in the GIAS file"),
            str(s["urn"]),
            f"{s['distance']:.2f}",
            f"{s['change_sd']:+.2f}",
            interval_picture(s["change_sd"], None, None),
        )
        for s in table["schools"]
    ]
    title = (
        f"{table['label']}, before: {years_span(table['baseline_years'])}; after: "
        f"{years_span(table['follow_up_years'])}. Most similar schools first"
    )
    show_table(console, columns, rows, title, "--json")
