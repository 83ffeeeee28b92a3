"""The grammar of a criteria file: typed records of what it may hold.

A fixed vocabulary and no expressions. How the file is read, and what else must be true of it:
`criteria.py` and `checks.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

from pydantic import Field, PrivateAttr, model_validator

from cst_screen.judging.plausible import Plausible
from cst_screen.judging.selection_rules import SelectionSettings
from cst_screen.judging.sentences import Asked
from cst_screen.judging.settings import Settings, Strict, WithLists
from cst_screen.judging.verdicts import COMPARISONS, Comparison, FamilyRule, Rule
from cst_screen.vocabulary.figures import FIGURES

Family = Literal["trajectory", "standard", "validation", "context", "workforce", "attendance"]


class Reference(Strict):
    """Where a threshold comes from: a title, an address, and the words relied on."""

    title: str = Field(min_length=3)
    href: str = Field(pattern=r"^https?://\S+$")
    quote: str = ""


class Example(Strict):
    """An invented trust and the verdict expected of it; the tests run every one."""

    trust: str
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    expect: Literal["met", "not_met", "cannot_tell"]


MATERIAL = "material"
"""As `at_least: material`: the setting that says from which rise on one matters (`effect_threshold`)."""


class Criterion(WithLists):
    """One rule: a figure of a trust compared with a threshold, with its reason and reference."""

    id: str = Field(
        pattern=r"^[a-z][a-z0-9_]*$",
        description="A short name in small letters, digits and underscores, used nowhere else in the file.",
    )
    description: str = Field(
        min_length=10,
        description="A full sentence that a panel can read. {threshold}, {change}, {gap} and {settings.KEY} "
        "are filled in.",
    )
    family: Family = Field(description="The question that the criterion belongs to.")
    figure: str = Field(
        description="The figure that is compared with the threshold; 'cst-screen figures' lists them."
    )
    at_least: float | None = Field(
        default=None,
        description="The lowest value that meets it; 'material' is the setting effect_threshold.",
    )
    at_most: float | None = Field(default=None, description="The highest value that meets it.")
    between: tuple[float, float] | None = Field(
        default=None, description="The lowest and the highest value that meet it: [2, 5]."
    )
    one_of: tuple[float, ...] | None = Field(
        default=None, description="The values that meet it: [1, 2, 5]."
    )
    held: Literal["value", "lower", "upper"] = Field(
        default="value", description="What is compared: the value, or an end of its 95% interval."
    )
    role: Literal["required", "caveat"] = Field(
        default="required",
        description="required: affects the outcome. caveat: for information.",
    )
    when_missing: Literal["cannot_tell", "not_met"] = Field(
        default="cannot_tell", description="The verdict when the figure is missing; never met."
    )
    phases: Literal["leading", "every"] = Field(
        default="leading",
        description="For a figure of a phase: the phase that leads the trust's case, or every phase.",
    )
    reason: str = Field(min_length=10, description="Why this threshold, for the panel.")
    reference: Reference = Field(description="The words that the criterion rests on.")
    examples: tuple[Example, ...] = Field(
        default=(), description="Invented trusts and the verdict to expect of each."
    )

    _enough: FamilyRule | None = PrivateAttr(default=None)
    """The rule of its family, where `with_families` has handed it over."""

    _material: bool = PrivateAttr(default=False)
    """Whether the file says `material` for its threshold, so that it goes with `effect_threshold`."""

    @property
    def is_material(self) -> bool:
        return self._material

    @model_validator(mode="after")
    def _one_comparison(self) -> Criterion:
        fault = fault_of_comparisons({c: getattr(self, c) for c in COMPARISONS})
        if fault:
            raise ValueError(fault)
        if self.one_of == ():
            raise ValueError("one_of: the list is empty. Give at least one value")
        if self.between is not None and self.between[0] > self.between[1]:
            raise ValueError(
                "between: the numbers are the wrong way round; give the lower number first. Write it "
                "like this: [2, 5]"
            )
        return self

    @property
    def comparison(self) -> Comparison:
        return next(c for c in COMPARISONS if getattr(self, c) is not None)

    @property
    def threshold(self) -> tuple[float, ...]:
        given = getattr(self, self.comparison)
        return given if isinstance(given, tuple) else (given,)

    @property
    def asked(self) -> Asked:
        return Asked(self.figure, self.comparison, self.threshold, self.held)

    @property
    def rule(self) -> Rule:
        return Rule(
            self.id,
            self.figure,
            self.comparison,
            self.threshold,
            self.held,
            self.when_missing,
            self.role == "required",
            self.phases,
            AT_THE_LINE if FIGURES[self.figure].unit == "chance" else 0.0,
            self._enough if self.role == "required" else None,
        )


AT_THE_LINE = 5.0
"""Per cent: a probability this near its threshold is borderline. It has no standard error of its own; with
another number of comparison schools, an equally good choice, it moves by about as much."""

NOTHING_REQUIRED = (
    "every criterion is a caveat, so every trust would be shortlisted. Give at least one criterion "
    "'role: required'"
)


def fault_of_comparisons(given: Mapping[str, Any]) -> str:
    """What is wrong where a criterion has no comparison, or several; empty where it has one."""
    named = [name for name in COMPARISONS if given.get(name) is not None]
    if len(named) == 1:
        return ""
    there = (
        f"are {len(named)}: {', '.join(named)}. Leave one of them"
        if named
        else "is none. Add the one that is meant"
    )
    return f"give exactly one of {', '.join(COMPARISONS)}; there {there}"


class FamilySettings(Strict):
    """How the required criteria of one family add up."""

    at_least: int = Field(description="How many of its required criteria are enough; 'all': each.")


class CriteriaFile(Strict):
    """A whole criteria file."""

    title: str = Field(description="What the screen is for, in a few words.")
    description: str = Field(description="The same in a sentence or two.")
    settings: Settings = Field(
        default=Settings(), description="Choices that the figures are made with."
    )
    families: dict[Family, FamilySettings] = Field(
        default={},
        description="How many of a family's required criteria are enough. Not named: all.",
    )
    plausible: Plausible = Field(
        default=Plausible(),
        description="How far each number could be moved with as good a reason; 'stability' varies them.",
    )
    selection: SelectionSettings = Field(
        default=SelectionSettings(),
        description="What a set of trusts for case studies covers; it affects no outcome.",
    )
    criteria: tuple[Criterion, ...] = Field(
        min_length=1, description="The criteria, in the order in which the flow shows them."
    )
    based_on: str = Field(
        default="",
        description="The name of a criteria file, such as hub.yaml, of which this one gives the changes.",
    )
    left_out: dict[str, str] = Field(
        default={},
        description="Criteria of that file that do not count here: id, and the reason for the panel.",
    )
    no_figure_for: tuple[str, ...] = Field(
        default=(),
        description="What the screen is about and no published figure tells, each as a sentence for the panel.",
    )

    @model_validator(mode="after")
    def _something_is_asked(self) -> CriteriaFile:
        if all(c.role == "caveat" for c in self.criteria):
            raise ValueError(NOTHING_REQUIRED)
        return self

    @model_validator(mode="before")
    @classmethod
    def _lists_are_tuples(cls, data: Any) -> Any:
        if isinstance(data, dict):
            return {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
        return data


def with_material(content: CriteriaFile, places: Collection[int]) -> CriteriaFile:
    """The same with the criteria at these places knowing that their threshold is `material`."""
    criteria = [criterion.model_copy() for criterion in content.criteria]
    for place in places:
        criteria[place]._material = True
    return content.model_copy(update={"criteria": tuple(criteria)})


def with_families(content: CriteriaFile) -> CriteriaFile:
    """The same with each required criterion knowing the rule of its family, where some are enough."""
    criteria = []
    for criterion in content.criteria:
        copy, settings = criterion.model_copy(), content.families.get(criterion.family)
        of = required_of(content.criteria, criterion.family)
        if settings is not None and settings.at_least < of:
            copy._enough = FamilyRule(criterion.family, settings.at_least, of)
        criteria.append(copy)
    return content.model_copy(update={"criteria": tuple(criteria)})


def required_of(criteria: Sequence[Criterion], family: str) -> int:
    """How many required criteria the family has."""
    return sum(c.family == family and c.role == "required" for c in criteria)
