"""How far each number of a criteria file could be moved with as good a reason: what `stability` varies.

The records of the block `plausible`, and which settings may be in it. How values are drawn: `draws`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import Field, ValidationError, model_validator

from cst_screen.errors import did_you_mean
from cst_screen.judging.messages import words_of_fault
from cst_screen.judging.settings import FIELDS_OF_SETTINGS, Settings, Strict, WithLists
from cst_screen.judging.strict_yaml import quoted

if TYPE_CHECKING:
    from cst_screen.judging.grammar import CriteriaFile, Criterion

Value = float | bool
"""Of a threshold or a setting. A whole number stays whole where the setting is one."""
AT_THRESHOLDS = (
    "effect_threshold",
    "least_judged_joiners",
    "least_reliability",
    "least_share_judged",
)
"""Settings that are thresholds themselves: another value needs no figure made anew."""
_MADE_ANEW = (
    "clock",
    "matching",
    "local_shocks",
    "trusts_with_several_cohorts",
    "standard",
    "far_below",
)
"""Settings, or groups of them, by which the figures of trajectories and standards are made anew."""
MAY_VARY = (*AT_THRESHOLDS, *_MADE_ANEW)
"""What else a file sets is about reading schools, membership and inspections: a screen of its own."""


class PlausibleRange(WithLists):
    """Values of one number that would be as good as the file's own, and why."""

    between: tuple[float, float] | None = Field(
        default=None, description="The lowest and the highest plausible value: [80, 90]."
    )
    one_of: tuple[Value, ...] | None = Field(
        default=None,
        description="The plausible values, each as likely as the others: [10, 20, 50].",
    )
    reason: str = Field(min_length=10, description="Why these would be as good.")

    @model_validator(mode="before")
    @classmethod
    def _numbers_alone(cls, data: Any) -> Any:
        """Said here, because of a number or a truth value the library says each thing that it is not."""
        listed = data.get("one_of") if isinstance(data, dict) else None
        if isinstance(listed, list | tuple) and not all(isinstance(v, int | float) for v in listed):
            raise ValueError("one_of: write numbers, or true and false, such as [10, 20, 50]")
        return data

    @model_validator(mode="after")
    def _one_kind(self) -> PlausibleRange:
        if (self.between is None) == (self.one_of is None):
            raise ValueError("give either between or one_of. Write it like this: between: [2, 5]")
        if self.between is not None and self.between[0] >= self.between[1]:
            raise ValueError(
                "between: the second number is not above the first. Write it like this: [2, 5]"
            )
        if self.one_of is not None and len(set(self.one_of)) < max(2, len(self.one_of)):
            raise ValueError("one_of: give at least two values, each once")
        return self

    @property
    def ends(self) -> tuple[Value, ...]:
        """The values that must be allowed: both ends, or each of the values."""
        return self.between or self.one_of or ()

    def as_written(self) -> str:
        """As a criteria file says it: `between: [80, 90]`."""
        kind = "one_of" if self.between is None else "between"
        return f"{kind}: [{', '.join(map(_written, self.ends))}]"

    def holds(self, value: Value) -> bool:
        if self.between is not None:
            return self.between[0] <= value <= self.between[1]
        return any(
            value == one and isinstance(value, bool) == isinstance(one, bool) for one in self.ends
        )


class Plausible(Strict):
    """What `stability` varies, in how many methods, and which share of settings calls a trust fragile."""

    fragile_below: float = Field(
        default=80.0,
        ge=0,
        le=100,
        description="Per cent of settings; a trust on the list that stays in fewer is called fragile.",
    )
    methods: int = Field(
        default=48,
        ge=1,
        le=1000,
        description="How many ways of making the figures are tried; each serves several sets of thresholds.",
    )
    ranges: dict[str, PlausibleRange] = Field(
        default={},
        description="Key as 'whatif --set' takes it, such as settings.matching.schools or "
        "criteria.not_by_chance.at_least -> its plausible values.",
    )


def faults_of_ranges(content: CriteriaFile, material: Iterable[str]) -> list[tuple[str, str]]:
    """Key of the range at fault, and what is wrong with it. material: ids of the criteria that say so."""
    is_material = set(material)
    found = []
    for key, given in content.plausible.ranges.items():
        words = _fault(content, key, given, is_material)
        if words:
            found.append((key, words))
    return found


def _fault(content: CriteriaFile, key: str, given: PlausibleRange, material: Iterable[str]) -> str:
    group, _, rest = key.partition(".")
    if group == "criteria" and rest:
        return _fault_of_threshold(content.criteria, key, material)
    if group == "settings" and rest:
        return _fault_of_setting(content.settings, rest.split("."), given)
    return _NO_NUMBER.format(key=quoted(key))


_NO_NUMBER = (
    "{key} names no number. Write it as 'whatif --set' takes it, such as settings.matching.schools or "
    "criteria.not_by_chance.at_least."
)


def _fault_of_threshold(criteria: Sequence[Criterion], key: str, material: Iterable[str]) -> str:
    ids = [criterion.id for criterion in criteria]
    id_ = key.split(".")[1]
    if id_ not in ids:
        return f"{quoted(key)}: there is no criterion {quoted(id_)}.{did_you_mean(id_, ids)}"
    criterion = criteria[ids.index(id_)]
    own = f"criteria.{id_}.{criterion.comparison}"
    if id_ in material:
        return f"{quoted(key)}: the threshold is 'material', so give the range of settings.effect_threshold."
    if key != own or criterion.comparison not in ("at_least", "at_most"):
        return (
            f"{quoted(key)}: only an 'at_least' or 'at_most' of the criterion has a range. Criterion "
            f"{quoted(id_)} has '{criterion.comparison}'; leave the range out or write {own}."
        )
    return ""


def _fault_of_setting(settings: Settings, names: Sequence[str], given: PlausibleRange) -> str:
    key = quoted(".".join(("settings", *names)))
    fields: dict[str, Any] = dict(Settings.model_fields)
    for name in names:
        if name not in fields:
            known = list(fields)
            return f"{key}: there is no setting {quoted(name)}.{did_you_mean(name, known)}"
        fields = dict(FIELDS_OF_SETTINGS.get(name, {}))
    if fields:
        return f"{key} is a group of settings. Name one of: {', '.join(fields)}."
    if names[0] not in MAY_VARY:
        return (
            f"{key} cannot be varied: schools, membership and inspections are read once. What can be: "
            f"{', '.join(MAY_VARY)}."
        )
    for value in given.ends:
        try:
            Settings.model_validate(with_settings(settings, {".".join(names): value}))
        except ValidationError as fault:
            return words_of_fault(fault.errors()[0], Settings.model_fields)
    return ""


def ranges_off(content: CriteriaFile) -> list[tuple[str, str]]:
    """Key of each range that does not hold the file's own value, in sentences. The ranges have no fault."""
    found = []
    for key, given in content.plausible.ranges.items():
        if not given.holds(own := own_value(content, key)):
            words = (
                f"{quoted(key)}: the file's own value, {_written(own)}, is not among the plausible ones, "
                f"{given.as_written()}. Widen the range under plausible, or correct the value."
            )
            found.append((key, words))
    return found


def _written(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:g}"


def with_settings(settings: Settings, values: Mapping[str, Value]) -> dict[str, Any]:
    """The settings as data, with other values; key: `matching.schools`."""
    data = settings.model_dump()
    for key, value in values.items():
        *groups, name = key.split(".")
        place = data
        for group in groups:
            place = place[group]
        place[name] = int(value) if is_whole(place[name]) and value == int(value) else value
    return data


def is_whole(own: Value) -> bool:
    """Whether a setting that has this value takes whole numbers only."""
    return isinstance(own, int) and not isinstance(own, bool)


def own_value(content: CriteriaFile, key: str) -> Value:
    """What the file itself has where a range is given for."""
    group, *names = key.split(".")
    if group == "criteria":
        threshold: Value = next(c.threshold[0] for c in content.criteria if c.id == names[0])
        return threshold
    own: Any = content.settings.model_dump()
    for name in names:
        own = own[name]
    value: Value = own
    return value
