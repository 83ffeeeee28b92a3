"""What `lead` shows: how far the best trusts are ahead of the nation, and what that sum assumes."""

from __future__ import annotations

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.fitting import Column
from cst_screen.outputs.terminal.tables import new_console, show_table
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.written import number_text, unit_suffix

_COLUMNS = (
    Column("Measure", least=20),
    Column("Year"),
    Column("Figures", leaves=4),
    Column("Trusts", leaves=3),
    Column("Nation"),
    Column("Best trusts"),
    Column("Lead"),
    Column("95% interval", leaves=5),
    Column("Allowing\nfor luck", leaves=2),
    Column("Its interval", leaves=5),
)
ASSUMES = (
    "What the sum assumes: that pupils elsewhere are like those of these trusts, which results do not allow for; "
    "that schools which left a trust, and trusts with too few schools, are no part of it; and that all trusts "
    "could stand where one in so many does now. It says how far apart trusts are, not what any trust did. The "
    "interval is over the trusts that there might have been."
)

NOT_KNOWN = (
    "Allowing for luck, not known: the figure of some trust has no error, or one of zero (all its schools "
    "have the same figure, or one school alone), so what luck does to it is not known."
)
YEARS = "Years: without --year, of each measure the latest year in the folder, which need not be the same for all."


def show_lead(record: Row) -> None:
    console = new_console()
    show_table(console, _COLUMNS, [_row(row) for row in record["rows"]], _title(record), "--json")
    console.print(
        "Nation: state-funded mainstream schools, weighted by pupils, as in a trust's brief. "
        "Lead: the figure at the percentile less the nation's. Allowing for luck: the same with each trust's "
        "figure moved so far towards the average trust that they differ as trusts do beyond luck."
    )
    if any(row["shrunken"] is None for row in record["rows"]):
        console.print(NOT_KNOWN)
    if len({row["year"] for row in record["rows"]}) > 1:
        console.print(YEARS)
    console.print(ASSUMES)


def _title(record: Row) -> str:
    return (
        f"Trusts at percentile {record['percentile']:g}, of those with {record['min_schools']} schools or more "
        f"that were in the trust for {record['min_years']} years or more"
    )


def _row(row: Row) -> tuple[str, ...]:
    measure = MEASURES[row["measure"]]
    return (
        measure.label,
        row["year"],
        row["source"],
        f"{row['trusts']:,}",
        _level(row, "national"),
        _level(row, "at"),
        _points(row, "lead"),
        _interval(row, "lower", "upper"),
        _points(row, "shrunken"),
        _interval(row, "shrunken_lower", "shrunken_upper"),
    )


def _level(row: Row, key: str) -> str:
    figure = FIGURES[row["measure"]]
    return f"{number_text(figure, row[key])}{unit_suffix(figure)}"


def _points(row: Row, key: str) -> str:
    if row[key] is None:
        return "not known"
    figure = FIGURES[f"{row['measure']}_gap"]
    return f"{number_text(figure, row[key])}{unit_suffix(figure)}"


def _interval(row: Row, lower: str, upper: str) -> str:
    if row[lower] is None:
        return ""
    gap = FIGURES[f"{row['measure']}_gap"]
    return f"{number_text(gap, row[lower])} to {number_text(gap, row[upper])}"
