"""What joiners did before they joined, by route, as two tables: the offsets, and whether they hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.fitting import numbers, whole
from cst_screen.outputs.terminal.placebos import PHASES
from cst_screen.outputs.terminal.tables import show_table
from cst_screen.outputs.wording.labels import ROUTE_WORDS

if TYPE_CHECKING:
    from rich.console import Console

ALL_ROUTES = "all routes"
OFFSETS_OF = {
    "other_trusts": "all, by joiners of other trusts",
    "earlier_by_later": "earlier joiners, by later ones",
    "later_by_earlier": "later joiners, by earlier ones",
}
"""Whose offset joiners are adjusted by -> a few words."""


def offset_rows(offsets: Sequence[Row]) -> list[tuple[str, ...]]:
    """Phase, route, joiners, trusts, offset."""
    return [
        (
            PHASES[one["phase"]],
            ROUTE_WORDS.get(one["route"], ALL_ROUTES),
            f"{one['joiners']:,}",
            f"{one['trusts']:,}",
            _with_error(one["offset"], one["se"]),
        )
        for one in offsets
    ]


def adjusted_rows(adjusted: Sequence[Row]) -> list[tuple[str, ...]]:
    """Phase, whose offset, joiners, mean before, what is left of it."""
    return [
        (
            PHASES[one["phase"]],
            OFFSETS_OF[one["by"]],
            f"{one['joiners']:,}",
            _with_error(one["mean"], one["se"]),
            _with_error(one["adjusted"], one["adjusted_se"]),
        )
        for one in adjusted
    ]


def show_before_joining(console: Console, offsets: Sequence[Row], adjusted: Sequence[Row]) -> None:
    """Nothing where too few joiners have results for long enough before they joined."""
    if not offsets:
        return
    columns = (
        whole("Phase"),
        whole("Joiners"),
        numbers("Schools"),
        numbers("Trusts"),
        numbers("SD (its error)"),
    )
    title = "What joiners did before they joined, against similar schools"
    show_table(console, columns, offset_rows(offsets), title)
    columns = (
        whole("Phase"),
        whole("Less the offset of their route"),
        numbers("Schools"),
        numbers("Before"),
        numbers("Left"),
    )
    title = "Joiners before joining, adjusted for route"
    show_table(console, columns, adjusted_rows(adjusted), title)
    console.print(
        "As if each school had joined two years before it did, on years before joining alone. In "
        "brackets the standard error, with trusts as units. An offset that holds leaves nothing of "
        "joiners that it was not taken from. It decides nothing: explain shows each trust's "
        "effect with it taken out."
    )


def _with_error(mean: float, error: float) -> str:
    return f"{mean:+.2f} ({error:.2f})"
