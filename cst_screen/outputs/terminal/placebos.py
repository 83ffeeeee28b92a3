"""The placebos of a trial as a table: how many of each kind are called by mistake, and what is found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.fitting import numbers, whole
from cst_screen.outputs.terminal.tables import show_table

if TYPE_CHECKING:
    from rich.console import Console

LEAST_TRUSTS = 200
"""Below it a margin is wide, and the shortfall is named; as many as a trial draws where it can."""
KINDS = {
    "matched": "Schools like the joiners",
    "one_la": "Of one local authority",
    "after_poor_inspection": "After a poor inspection",
    "before_joining": "Joiners, before joining",
}
"""Placebo -> what its pretend trusts are made of."""
PHASES = {"ks2": "key stage 2", "ks4": "key stage 4", "any": "any phase"}


def placebo_rows(placebos: Sequence[Row]) -> list[tuple[str, ...]]:
    """Kind, phase, trusts, called by mistake, found; each kind is named once."""
    rows: list[tuple[str, ...]] = []
    named = ""
    for one in placebos:
        kind = KINDS[one["name"]]
        rows.append(
            (
                "" if kind == named else kind,
                PHASES[one["phase"]],
                f"{one['trusts']:,}",
                _mistaken(one),
                _found(one),
            )
        )
        named = kind
    return rows


def _mistaken(one: Row) -> str:
    if one["false_alarm_rate"] is None:
        return "cannot tell"
    return f"{100 * one['false_alarm_rate']:.1f}% ± {100 * one['margin']:.1f}"


def _found(one: Row) -> str:
    if one["power"] is None:
        return "cannot tell"
    return f"{100 * one['power']:.0f}% of {one['trusts_of_five']:,}"


def shortfall(placebos: Sequence[Row]) -> str:
    """Which placebos have too few pretend trusts; empty where all have enough."""
    few: dict[str, list[str]] = {}
    for one in placebos:
        if one["trusts"] < LEAST_TRUSTS:
            place = f"{PHASES[one['phase']]} ({one['trusts']:,})"
            few.setdefault(KINDS[one["name"]], []).append(place)
    if not few:
        return ""
    named = "; ".join(f"{kind}: {', '.join(places)}" for kind, places in few.items())
    return (
        f"Fewer than {LEAST_TRUSTS} pretend trusts can be judged, because these files hold too few "
        f"such schools. {named}. The margin says how much that leaves open."
    )


def spreads(placebos: Sequence[Row]) -> str:
    """How far means lie from zero over their errors, of each kind and phase that has them."""
    found: dict[str, list[str]] = {}
    for one in placebos:
        if (ratio := one["spread_to_error"]) is not None and one["phase"] != "any":
            found.setdefault(KINDS[one["name"]], []).append(f"{PHASES[one['phase']]} {ratio:.2f}")
    if not found:
        return ""
    named = "; ".join(f"{kind}: {', '.join(ratios)}" for kind, ratios in found.items())
    return (
        "How far the means of pretend trusts lie from zero, over their errors (1 is right; above it "
        f"errors are too small). {named}."
    )


def show_placebos(console: Console, placebos: Sequence[Row]) -> None:
    """Pretend trusts of each kind, none with an effect; and what the shortfall is."""
    if not placebos:
        return
    columns = (
        whole("Pretend trusts of schools"),
        whole("Phase"),
        numbers("Trusts"),
        numbers("Called by\nmistake"),
        numbers("Found with\n0.5 SD"),
    )
    title = "Pretend trusts of several kinds, none with an effect"
    show_table(console, columns, placebo_rows(placebos), title)
    console.print(
        "Called by mistake: called improving without any effect, with the 95% margin. Found: called "
        "improving, of pretend trusts of five joiners, when a rise of 0.5 SD is planted in each joiner. "
        "Of one local authority: schools of one authority, near each joiner in "
        "standing. After a poor inspection: schools graded Requires improvement or Inadequate in the "
        "two years before. Joiners, before joining: the joiners as if they had joined two years before "
        "they did, and one, three or four years where more trusts are wanted. The others changed no trust in those years."
    )
    if ratios := spreads(placebos):
        console.print(ratios)
    if few := shortfall(placebos):
        console.print(few)
