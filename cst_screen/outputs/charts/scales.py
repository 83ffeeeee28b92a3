"""From numbers to places in a drawing, and the round numbers at which an axis is marked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Scale:
    """A straight scale: `low` of the data lies at `begin` of the drawing, `high` at `end`."""

    low: float
    high: float
    begin: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.begin + share * (self.end - self.begin)


def ticks(low: float, high: float, about: int) -> list[float]:
    """Round numbers from `low` to `high`, about as many as asked for."""
    raw = (high - low) / max(about, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(step * power for step in _STEPS if step * power >= raw * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(n * step, 10) for n in range(first, last + 1)]


def place(value: float) -> str:
    """A place in a drawing as short text: tenths of a unit are finer than anyone sees."""
    text = f"{value:.1f}"
    return (
        text.removesuffix(".0").replace("-0", "0") if float(text) == 0 else text.removesuffix(".0")
    )


def line(points: Iterable[tuple[float, float]]) -> str:
    """A path through some points; a single point becomes a dot where line ends are round."""
    shown = [f"{place(x)} {place(y)}" for x, y in points]
    return f"M{shown[0]}h0" if len(shown) == 1 else f"M{'L'.join(shown)}"


def runs(years: Sequence[int]) -> list[list[int]]:
    """The places of years that follow each other, run by run: between two runs a line is broken."""
    found: list[list[int]] = []
    for at, year in enumerate(years):
        if at and year == years[at - 1] + 1:
            found[-1].append(at)
        else:
            found.append([at])
    return found
