"""The block `selection` of a criteria file: what a set of trusts for case studies is to cover.

A fixed vocabulary, as for criteria. How a set is chosen by these rules: the room `selection`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Literal

from pydantic import Field, model_validator

from cst_screen.errors import did_you_mean
from cst_screen.judging.published_cases import COMPONENTS
from cst_screen.judging.settings import Strict, WithLists

Attribute = Literal[
    "region", "size", "phases", "case", "fsm", "place", "coast", "route", "component"
]
"""What trusts of a set may differ in; `selection.profiles` says how each is told."""

CATEGORIES: dict[str, tuple[str, ...]] = {
    "region": (
        "East Midlands",
        "East of England",
        "London",
        "North East",
        "North West",
        "South East",
        "South West",
        "West Midlands",
        "Yorkshire and the Humber",
    ),
    "phases": ("mostly primary", "mostly secondary", "mixed", "mostly special and other"),
    "case": ("primary", "secondary"),
    "place": ("urban", "rural", "urban and rural"),
    "coast": ("coastal", "inland"),
    "route": ("converter", "sponsored", "from another trust", "mixed routes"),
    "component": tuple(str(number) for number in range(1, COMPONENTS + 1)),
}
"""Attribute -> its categories, where they are the same in every file. Those of `size` and `fsm` follow
the bands. The nine regions are those of the register (GOR), which has written `The Humber` too: small and
large letters do not count."""

NOT_KNOWN = "not known"
"""The category of a trust of which no file tells it. It counts as covered by nobody."""


def bands_of(ends: tuple[float, ...], unit: str = "") -> tuple[str, ...]:
    """`up to 5`, `6 to 10`, `over 10`; with a unit of shares `under 20%`, `20% to 30%`, `30% or more`."""
    if unit:
        first, last = f"under {ends[0]:g}{unit}", f"{ends[-1]:g}{unit} or more"
        between = (f"{a:g}{unit} to {b:g}{unit}" for a, b in pairwise(ends))
        return (first, *between, last)
    between = (f"{a + 1:g} to {b:g}" for a, b in pairwise(ends))
    return (f"up to {ends[0]:g}", *between, f"over {ends[-1]:g}")


class SelectionRule(Strict):
    """One minimum or maximum that every set keeps."""

    id: str = Field(
        pattern=r"^[a-z][a-z0-9_]*$", description="A short name, used nowhere else in the block."
    )
    of: Attribute = Field(description="What the rule counts.")
    category: str | None = Field(
        default=None,
        description="The one kind that it counts, such as rural; left out: every kind alike.",
    )
    at_least: int | None = Field(
        default=None, ge=1, description="So many chosen trusts, at the least, are of that kind."
    )
    at_most: int | None = Field(
        default=None, ge=0, description="So many chosen trusts, at the most, are of one kind."
    )
    at_most_share: float | None = Field(
        default=None,
        gt=0,
        le=100,
        description="The same as per cent of the set, rounded down, but never less than 1.",
    )
    different: int | None = Field(
        default=None, ge=2, description="The set holds so many different kinds at the least."
    )
    from_size: int = Field(
        default=1, ge=1, description="The rule holds for sets of so many trusts or more."
    )
    reason: str = Field(min_length=10, description="Why, for the panel.")

    @model_validator(mode="after")
    def _one_demand(self) -> SelectionRule:
        demands = [d for d in DEMANDS if getattr(self, d) is not None]
        if len(demands) != 1:
            raise ValueError(f"give exactly one of {', '.join(DEMANDS)} in a rule of a selection")
        if self.at_least is not None and self.category is None:
            raise ValueError("at_least needs a category. Add one, or write different: 3")
        if self.different is not None and self.category is not None:
            raise ValueError("different counts kinds, so it takes no category. Leave it out")
        if self.of in CATEGORIES:
            self.refuse_other_than(CATEGORIES[self.of])
        return self

    def counts(self, kind: str) -> bool:
        """Whether a kind is the one that the rule counts."""
        return self.category is not None and kind.casefold() == self.category.casefold()

    def refuse_other_than(self, known: tuple[str, ...], where: str = "") -> None:
        """A rule about a kind that no trust can be of would do nothing, so it is a ValueError."""
        if self.category is not None and not any(map(self.counts, known)):
            raise ValueError(
                f"{where}'{self.category}' is no category of {self.of}."
                f"{did_you_mean(self.category, known)} Write one of {', '.join(known)}"
            )


DEMANDS = ("at_least", "at_most", "at_most_share", "different")


class BandSettings(WithLists):
    """Where one band of trusts ends and the next begins."""

    size: tuple[int, ...] = Field(
        default=(5, 10, 20), min_length=1, description="Schools: the last number of each band."
    )
    fsm: tuple[float, ...] = Field(
        default=(20.0, 30.0, 40.0),
        min_length=1,
        description="Per cent of pupils eligible for free school meals in the last six years.",
    )

    @model_validator(mode="after")
    def _rising(self) -> BandSettings:
        for name, ends in (("size", self.size), ("fsm", self.fsm)):
            if list(ends) != sorted(set(ends)):
                raise ValueError(f"the numbers of {name} do not rise. Write them from low to high")
        return self


class ContrastSettings(Strict):
    """Which trust is set beside a chosen one: alike in context, different in trajectory."""

    apart: float = Field(
        default=0.3,
        gt=0,
        le=3,
        description="Standard deviations by which the trajectories differ, at the least.",
    )
    same_region: float = Field(
        default=1.0, ge=0, le=10, description="What another region adds to the distance."
    )


class CoverSettings(Strict):
    """How much it counts that a set has one more kind of something; 0: it does not count."""

    region: int = Field(
        default=1, ge=0, le=100, description="The region with the largest share of its schools."
    )
    size: int = Field(default=1, ge=0, le=100, description="Bands of its number of schools.")
    phases: int = Field(default=1, ge=0, le=100, description="Primary, secondary or mixed.")
    case: int = Field(default=1, ge=0, le=100, description="The phase of its case.")
    fsm: int = Field(default=1, ge=0, le=100, description="Bands of free school meals.")
    place: int = Field(default=1, ge=0, le=100, description="Urban, rural or both.")
    coast: int = Field(default=1, ge=0, le=100, description="Coastal or inland.")
    route: int = Field(default=1, ge=0, le=100, description="How most of its schools joined.")
    component: int = Field(
        default=1, ge=0, le=100, description="Components that no published case covers."
    )

    def weights(self) -> dict[str, int]:
        """Attribute -> weight, of those that count, in the order in which documents show them."""
        return {name: weight for name, weight in self.model_dump().items() if weight}


class SelectionSettings(WithLists):
    """What a set of trusts for case studies covers, and what every set keeps."""

    size: int = Field(default=12, ge=1, le=60, description="How many trusts; --size says another.")
    bands: BandSettings = BandSettings()
    mostly: float = Field(
        default=67.0,
        gt=50,
        le=100,
        description="Per cent of its schools from which a trust is mostly of one kind.",
    )
    works_in: int = Field(
        default=3, ge=1, le=50, description="Schools from which a trust works in a region."
    )
    cover: CoverSettings = CoverSettings()
    rules: tuple[SelectionRule, ...] = Field(
        default=(), description="Minimums and maximums that every set keeps."
    )
    contrast: ContrastSettings = ContrastSettings()

    @model_validator(mode="after")
    def _sound(self) -> SelectionSettings:
        ids = [rule.id for rule in self.rules]
        twice = {one for one in ids if ids.count(one) > 1}
        if twice:
            raise ValueError(f"two rules have the id '{min(twice)}'. Give each its own")
        bands = self.bands_in_words()
        for rule in self.rules:
            if rule.of in bands:
                rule.refuse_other_than(bands[rule.of], f"rule '{rule.id}': ")
        return self

    def bands_in_words(self) -> dict[str, tuple[str, ...]]:
        """Attribute that has bands -> its categories."""
        return {
            "size": bands_of(tuple(float(end) for end in self.bands.size)),
            "fsm": bands_of(self.bands.fsm, "%"),
        }


FIELDS_OF_SELECTION: dict[int | str, dict[str, Any]] = {
    "selection": SelectionSettings.model_fields,
    "bands": BandSettings.model_fields,
    "cover": CoverSettings.model_fields,
    "rules": SelectionRule.model_fields,
    "contrast": ContrastSettings.model_fields,
}
"""Key of a group -> the keys that it may hold."""
