"""On which one setting a trust's place hangs most, of those that were varied together.

Settings are drawn together, so those that share one value of a setting differ in all others alike. How far the share on
the list moves from one value to another is then what hangs on that setting. A range is cut into thirds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cst_screen.judging.draws import Draw
from cst_screen.judging.plausible import Value

Mask = npt.NDArray[np.bool_]
_PARTS = 3
_FEW = 6
"""With so many values or fewer, each is a part of its own."""


@dataclass(frozen=True)
class HangsOn:
    """key: of the setting. parts: for each value, or third of its range, the lowest and the highest value in it and the
    share on the list there, in per cent."""

    key: str
    parts: tuple[tuple[Value, Value, float], ...]

    @property
    def moves(self) -> float:
        """By how many percentage points the share moves."""
        shares = [share for _, _, share in self.parts]
        return max(shares) - min(shares)


def hangs_on(draw: Draw, listed: Mask) -> list[HangsOn | None]:
    """For each trust the setting that moves its share most; None where it is always on the list, or never.

    listed: setting by trust.
    """
    every = [
        SharesByPart(key, _values(draw, key), listed) for key in draw.own if _is_drawn(draw, key)
    ]
    always: Mask = np.array(listed.all(axis=0) | ~listed.any(axis=0))
    return [
        None
        if always[place] or not every
        else max((one.of(place) for one in every), key=lambda found: found.moves)
        for place in range(listed.shape[1])
    ]


class SharesByPart:
    """The shares of every trust in each part of one setting."""

    def __init__(self, key: str, values: list[Value], listed: Mask) -> None:
        self._key = key
        numbers = np.array(values, dtype=float)
        distinct = np.unique(numbers)
        if len(distinct) <= _FEW:
            members = [numbers == value for value in distinct]
        else:
            edges = np.quantile(numbers, np.linspace(0, 1, _PARTS + 1)[1:-1])
            part = np.searchsorted(edges, numbers, side="left")
            members = [part == number for number in range(_PARTS)]
        self._ends = [
            _ends([v for v, is_in in zip(values, mask, strict=True) if is_in]) for mask in members
        ]
        self._shares = np.stack([100 * listed[mask].mean(axis=0) for mask in members])

    def of(self, trust: int) -> HangsOn:
        parts = tuple(
            (low, high, float(share))
            for (low, high), share in zip(self._ends, self._shares[:, trust], strict=True)
        )
        return HangsOn(self._key, parts)


def _ends(values: list[Value]) -> tuple[Value, Value]:
    return min(values), max(values)


def _is_drawn(draw: Draw, key: str) -> bool:
    return key in draw.thresholds or key in draw.methods[0]


def _values(draw: Draw, key: str) -> list[Value]:
    if key in draw.thresholds:
        return [float(value) for value in draw.thresholds[key]]
    return [draw.methods[int(method)][key] for method in draw.method_of]
