"""A map of a trust's schools over the schools of all trusts: no coastline, the schools draw England."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from cst_screen.outputs.charts.picture import Picture, draw
from cst_screen.outputs.charts.scales import Scale, place

_WIDTH, _HEIGHT = 300, 330
_EAST, _NORTH = (130_000, 660_000), (0, 660_000)
"""Metres of the National Grid that hold England."""
_CELL = 5_000
"""Metres: schools of all trusts are drawn by the square they lie in, so that the map stays small."""

Place = tuple[float, float]
"""Easting and northing, in metres."""


def background(schools: Iterable[Place]) -> str:
    """The path of all schools, by squares; the same for every map of a report."""
    cells = sorted({(int(e // _CELL), int(n // _CELL)) for e, n in schools})
    return "".join(
        f"M{place(_across(cell * _CELL))} {place(_up(row * _CELL))}h0" for cell, row in cells
    )


def places_picture(
    title: str, description: str, own: Sequence[Place], templates: Path | None = None
) -> Picture:
    """A dot for each school of the trust; the background is put in by the page."""
    dots = "".join(f"M{place(_across(e))} {place(_up(n))}h0" for e, n in sorted(own))
    return draw("places", title, description, (_WIDTH, _HEIGHT), {"own": dots}, templates)


_across = Scale(*_EAST, 5, _WIDTH - 5)
_up = Scale(*_NORTH, _HEIGHT - 5, 5)
