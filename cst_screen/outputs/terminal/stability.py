"""What `stability` shows: each trust on the list with the share of settings in which it stays there."""

from __future__ import annotations

from rich.console import Console

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.fitting import Column, numbers, whole
from cst_screen.outputs.terminal.started_as import command_line
from cst_screen.outputs.terminal.tables import new_console, show_table
from cst_screen.outputs.wording.dates import date_text
from cst_screen.outputs.wording.labels import OUTCOME_WORDS
from cst_screen.outputs.wording.phrases import count_text
from cst_screen.outputs.wording.stability import share_text

_LISTED = (
    Column("Trust", least=20),
    whole("Stays\n(95% interval)"),
    numbers("Cannot\ntell"),
    numbers("Not"),
    whole("Fragile", leaves=1),
    Column("Kept off most often by", leaves=2),
    Column("Hangs most on", leaves=3),
)
_OTHERS = (
    Column("Trust", least=20),
    Column("In the run", leaves=2),
    numbers("On the\nlist"),
    numbers("Cannot\ntell"),
    numbers("Not"),
    Column("Kept off most often by", leaves=1),
)
_POINTS = (
    Column("Trust", least=20),
    Column("Threshold", least=20),
    numbers("Now"),
    whole("On the list"),
)
_OFTEN = 10.0
"""Per cent of settings from which a trust that is not on the list is shown."""


def show_stability(record: Row) -> None:
    console = new_console()
    console.print(
        f"As at {date_text(record['as_at'])}: every trust judged under {record['settings']:,} settings as plausible as "
        f"those of the criteria file, in {record['methods']} ways of making figures (seed {record['seed']}).\n",
    )
    _show_listed(console, record)
    _show_points(console, record)
    _show_others(console, record)
    for words in record["documents"]:
        console.print(words, soft_wrap=True)
    if record["listed"]:
        uid = str(record["listed"][0]["uid"])
        console.print(
            "Of one trust, with every threshold that turns its verdict (such as the first):"
        )
        console.print(
            f"  {command_line('explain', uid, '--run', record['run'], '--all')}", soft_wrap=True
        )


def _show_listed(console: Console, record: Row) -> None:
    if not record["listed"]:
        console.print("No trust is on the list of this run.\n")
        return
    rows = [
        (
            row["trust"],
            f"{share_text(row['listed_share'])} ({row['listed_lower']:.0f} to {row['listed_upper']:.0f})",
            share_text(row["cannot_tell_share"]),
            share_text(row["not_listed_share"]),
            "fragile" if row["fragile"] else "",
            row["kept_off_by"],
            _hangs_on(row),
        )
        for row in record["listed"]
    ]
    show_table(console, _LISTED, rows, "On the list of the run", "--json")
    fragile = sum(row["fragile"] for row in record["listed"])
    console.print(
        f"Fragile, which is to stay in fewer than {record['fragile_below']:g}% of settings: {fragile} of "
        f"{count_text(len(rows), 'trust')}.\n"
    )


def _hangs_on(row: Row) -> str:
    return f"{_short(row['hangs_on'])} ({row['hangs_on_shares']})" if row["hangs_on"] else ""


def _short(key: str) -> str:
    return key.removeprefix("criteria.").removeprefix("settings.")


def _show_points(console: Console, record: Row) -> None:
    """Where a threshold turns the verdict of a listed trust within what is plausible, all else as it is."""
    rows = [
        (row["trust"], *_point(point))
        for row in record["listed"]
        for point in row["tipping_points"]
        if point["plausible"]
    ]
    if rows:
        title = "Taken off by one threshold alone, at a plausible value beyond"
        show_table(console, _POINTS, rows, title, "--json")


def show_tipping_points(console: Console, found: Row) -> None:
    """Of one trust, every threshold that alone turns its verdict; nothing where nobody asked."""
    if not found:
        return
    points = [
        (*_point(point), "yes" if point["plausible"] else "") for point in found["tipping_points"]
    ]
    if points:
        title = "Where one threshold alone turns the verdict"
        show_table(
            console, (*_POINTS[1:], whole("Plausible beyond", leaves=1)), points, title, "--json"
        )
    else:
        console.print("No threshold alone turns the verdict.\n")


def _point(point: Row) -> tuple[str, str, str]:
    return (
        _short(point["key"]),
        f"{point['now']:g}",
        f"{'up' if point['moves'] == 'raised' else 'down'} to {point['last']:g}",
    )


def _show_others(console: Console, record: Row) -> None:
    often = [row for row in record["others"] if row["listed_share"] >= _OFTEN]
    if often:
        rows = [
            (
                row["trust"],
                OUTCOME_WORDS[row["outcome"]],
                share_text(row["listed_share"]),
                share_text(row["cannot_tell_share"]),
                share_text(row["not_listed_share"]),
                row["kept_off_by"],
            )
            for row in often
        ]
        show_table(
            console,
            _OTHERS,
            rows,
            f"Not on it, and on the list in {_OFTEN:g}% of settings or more",
            "--json",
        )
    seldom = len(record["others"]) - len(often)
    console.print(
        f"Others: {seldom:,} trusts are on the list in fewer settings, {record['never_listed']:,} in none.\n"
    )
