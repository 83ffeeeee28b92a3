"""What the Hub's model of improvement holds, what hints at its components, and what bears on DfE's pillars.

Read from `criteria/model/`: the Hub's own words are there, with the figures that suggest a question. A
hint is never a finding. How it is said in documents is for `outputs`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, Field, ValidationError, model_validator

from cst_screen.errors import did_you_mean
from cst_screen.judging.grammar import Reference
from cst_screen.judging.messages import words_of_fault
from cst_screen.judging.settings import Strict
from cst_screen.judging.strict_yaml import load_strictly, read_text, said
from cst_screen.vocabulary.figures import FAMILIES, FIGURES

COMPONENTS_FILE, PILLARS_FILE, COAST_FILE = (
    f"criteria/model/{name}.yaml" for name in ("components", "pillars", "coastal")
)
JOINERS_BEHIND = "joiners_behind"
"""The one observation that is no figure: judged joiners that fell behind similar schools."""
LEAST_HINTS = 2
"""A component that published figures bear on has so many hints or more."""

Model = TypeVar("Model", bound=BaseModel)


class Observed(NamedTuple):
    """A figure of a trust, None where it is not known, and how many cases are behind it."""

    value: float | None
    n: int | None


class Hint(Strict):
    """A figure that suggests asking about a component, and the words for what was seen."""

    figure: str
    at_least: float | None = None
    at_most: float | None = None
    cases: int = Field(default=1, ge=1)
    seen: str = Field(min_length=10)
    reason: str = Field(min_length=10)

    @model_validator(mode="after")
    def _sound(self) -> Hint:
        if self.figure != JOINERS_BEHIND and self.figure not in FIGURES:
            raise ValueError(
                f"unknown figure '{self.figure}'.{did_you_mean(self.figure, FIGURES)} Run 'cst-screen "
                "figures' to list them"
            )
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("a hint takes at_least or at_most. Give one of them")
        return self

    def holds(self, seen: Observed | None) -> bool:
        """Whether the figure suggests the question; never where it is not known, or of too few cases."""
        if seen is None or seen.value is None or (seen.n or 0) < self.cases:
            return False
        value = seen.value
        return value >= self.at_least if self.at_least is not None else value <= (self.at_most or 0)


class Component(Strict):
    """One of the twelve: its area, the Hub's description, a question, and what hints at it."""

    number: int = Field(ge=1)
    area: str
    description: str
    question: str
    hints: list[Hint] = Field(default=[])
    nothing_published: str = ""

    @model_validator(mode="after")
    def _hinted_at_or_not(self) -> Component:
        if self.nothing_published and self.hints:
            raise ValueError(
                f"component {self.number} has hints and says that nothing is published. Leave one out"
            )
        if not self.nothing_published and len(self.hints) < LEAST_HINTS:
            raise ValueError(
                f"component {self.number} has fewer than {LEAST_HINTS} hints. Add one, or say under "
                "nothing_published why no published figure bears on it"
            )
        return self


class Components(Strict):
    """The whole model. behind: standard deviations by which a joiner has fallen behind."""

    reference: Reference
    behind: float = Field(gt=0, le=2)
    shown_in_a_brief: int = Field(ge=1, le=12)
    first_in_a_brief: list[int]
    components: list[Component] = Field(min_length=1)

    @model_validator(mode="after")
    def _numbered(self) -> Components:
        numbers = [one.number for one in self.components]
        if numbers != list(range(1, len(numbers) + 1)):
            raise ValueError(
                "the components are not numbered 1, 2, 3 and so on. Correct the numbers"
            )
        hinted = {one.number for one in self.components if one.hints}
        if set(self.first_in_a_brief) != hinted:
            raise ValueError(
                "first_in_a_brief names other components than those with hints. Name each of these once"
            )
        return self

    @property
    def figures(self) -> frozenset[str]:
        """Every figure that a hint names."""
        named = {hint.figure for one in self.components for hint in one.hints}
        return frozenset(named - {JOINERS_BEHIND})

    def hinted(self, values: Mapping[str, Observed]) -> dict[int, tuple[Hint, ...]]:
        """Component -> the hints that hold for a trust; values: its figures, and `joiners_behind`."""
        found = {
            one.number: tuple(h for h in one.hints if h.holds(values.get(h.figure)))
            for one in self.components
        }
        return {number: hints for number, hints in found.items() if hints}


class Pillar(Strict):
    """One pillar of DfE's trust quality descriptions."""

    number: int
    name: str
    nothing_published: str = ""


class Pillars(Strict):
    """The pillars, and on which of them each family of figures bears."""

    reference: Reference
    pillars: list[Pillar]
    families: dict[str, int]
    figures: dict[str, int]

    @model_validator(mode="after")
    def _known(self) -> Pillars:
        numbers = {pillar.number for pillar in self.pillars}
        for key, known in ((self.families, FAMILIES), (self.figures, FIGURES)):
            for name, number in key.items():
                if name not in known:
                    raise ValueError(
                        f"unknown name '{name}'.{did_you_mean(name, known)} Correct it"
                    )
                if number not in numbers:
                    raise ValueError(f"'{name}' names pillar {number}, which is not listed. Add it")
        return self

    def of(self, figure: str) -> Pillar | None:
        """The pillar that a figure bears on; None where it describes the context."""
        number = self.figures.get(figure, self.families.get(FIGURES[figure].family))
        return next((p for p in self.pillars if p.number == number), None)


class Coast(Strict):
    """Which local authorities lie on the sea; share: per cent of schools that makes a trust coastal."""

    reference: Reference
    share: float = Field(gt=0, le=100)
    coast: list[str]
    in_part: list[str]

    def is_coastal(self, authority: str | None) -> bool | None:
        """None where an authority has a coast and reaches far inland, or is not named."""
        if not authority or _plain(authority) in map(_plain, self.in_part):
            return None
        return _plain(authority) in map(_plain, self.coast)


@functools.cache  # each school of England asks, and authorities are few
def _plain(name: str) -> str:
    return " ".join(re.sub(r"[^a-z]+", " ", name.casefold().replace("&", " and ")).split())


@dataclass(frozen=True)
class ImprovementModel:
    """All three files."""

    components: Components
    pillars: Pillars
    coast: Coast


def read_model(place: Path) -> ImprovementModel:
    """place: the folder in which `criteria/` lies. A CriteriaError says what is wrong in a file."""
    return ImprovementModel(
        _read(place / COMPONENTS_FILE, Components),
        _read(place / PILLARS_FILE, Pillars),
        _read(place / COAST_FILE, Coast),
    )


def _read(path: Path, kind: type[Model]) -> Model:
    text, _ = read_text(path)
    loaded = load_strictly(text, path)
    faults = list(loaded.faults)
    try:
        made = kind.model_validate(loaded.data)
    except ValidationError as fault:
        for error in fault.errors():
            at: tuple[Any, ...] = tuple(error["loc"])
            place = next(
                loaded.places[at[:n]] for n in range(len(at), -1, -1) if at[:n] in loaded.places
            )
            faults.append((place, words_of_fault(error, {})))
        raise said(path, faults, text) from fault
    if faults:
        raise said(path, faults, text)
    return made
