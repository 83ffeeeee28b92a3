"""Settings drawn together from the plausible ranges of a criteria file, by a seed.

A balanced draw (Latin hypercube): each range is cut into as many equal parts as there are draws, each part
gives one value, and the parts of the ranges are put together at random. Some settings need the figures made
anew, which takes a second or more; so a file says how many such methods are tried. Each serves an equal number of the draws,
which differ in their thresholds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cst_screen.judging.grammar import CriteriaFile
from cst_screen.judging.plausible import (
    AT_THRESHOLDS,
    PlausibleRange,
    Value,
    is_whole,
    own_value,
    with_settings,
)
from cst_screen.judging.settings import Settings

Thresholds = dict[str, npt.NDArray[np.float64]]
"""Key of a threshold -> its value in each draw."""
_PARTS = 100
"""A value is rounded to a step that the range has about so many of, so that it can be written down."""


@dataclass(frozen=True)
class Draw:
    """methods: the settings that figures are made by, each as key -> value. method_of: for each draw the
    place of its method. thresholds: for each draw the others. own: what the file itself has.
    """

    methods: tuple[dict[str, Value], ...]
    method_of: npt.NDArray[np.int64]
    thresholds: Thresholds
    own: dict[str, Value]

    @property
    def settings(self) -> int:
        return len(self.method_of)

    def of_method(self, place: int) -> npt.NDArray[np.int64]:
        """The draws that the method serves."""
        return np.flatnonzero(self.method_of == place)

    def values(self, number: int) -> dict[str, Value]:
        """Every value of one draw, by key."""
        chosen = {key: float(values[number]) for key, values in self.thresholds.items()}
        return {**self.methods[int(self.method_of[number])], **chosen}


def draw_settings(content: CriteriaFile, settings: int, seed: int) -> Draw:
    """So many settings of the ranges that the file gives; the same seed gives the same."""
    random = np.random.default_rng(seed)
    ranges = content.plausible.ranges
    own = {key: own_value(content, key) for key in ranges}
    makes = {key: given for key, given in ranges.items() if makes_figures_anew(key)}
    number = min(content.plausible.methods, settings) if makes else 1
    columns = {key: _values(given, own[key], number, random) for key, given in makes.items()}
    methods = tuple({key: values[n] for key, values in columns.items()} for n in range(number))
    judged_by = [c.id for c in content.criteria if c.role == "required"]
    thresholds = {
        key: np.array(_values(given, own[key], settings, random), dtype=float)
        for key, given in ranges.items()
        if key not in makes and (key.startswith("settings.") or key.split(".")[1] in judged_by)
    }
    method_of = random.permutation(np.arange(settings) % number)
    return Draw(methods, method_of, thresholds, own)


def makes_figures_anew(key: str) -> bool:
    """Whether another value of it needs the published files again."""
    group, name, *_ = key.split(".")
    return group == "settings" and name not in AT_THRESHOLDS


def settings_of(own: Settings, method: Mapping[str, Value]) -> Settings:
    """The file's settings with those of a method; pydantic's ValidationError where two do not go together."""
    named = {key.removeprefix("settings."): value for key, value in method.items()}
    return Settings.model_validate(with_settings(own, named))


def _values(
    given: PlausibleRange, own: Value, number: int, random: np.random.Generator
) -> Sequence[Value]:
    """One value of each part of the range, in any order."""
    shares = (random.permutation(number) + random.random(number)) / number
    if given.one_of is not None:
        return [given.one_of[int(share * len(given.one_of))] for share in shares]
    assert given.between is not None
    low, high = given.between
    if is_whole(own):
        return [int(low + share * (high - low + 1)) for share in shares]
    decimals = -int(np.floor(np.log10((high - low) / _PARTS)))
    drawn = np.round(low + shares * (high - low), decimals)
    return [float(value) for value in np.clip(drawn, low, high)]
