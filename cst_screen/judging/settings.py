"""The settings of a criteria file: choices that the figures are made with.

Every number that decides how a trust is judged is here or is a criterion's threshold. Each setting has
a default; `criteria/hub.yaml` writes it out with its reason. `hand_over` hands them to the rooms.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cst_screen.errors import did_you_mean
from cst_screen.vocabulary.measures import MEASURES


class Strict(BaseModel):
    """A record of a criteria file: unknown keys and wrong types are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class WithLists(Strict):
    """A record whose lists are kept as tuples, so that it stays as it was read."""

    @model_validator(mode="before")
    @classmethod
    def _lists_are_tuples(cls, data: Any) -> Any:
        if isinstance(data, dict):
            return {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
        return data


class ClockSettings(Strict):
    """Which years count as before and after joining."""

    tolerance_days: int = Field(default=14, ge=0, le=120)
    before_years: int = Field(default=3, ge=1, le=10)
    before_oldest: int = Field(default=6, ge=1, le=15)
    after_from_full_year: int = Field(default=2, ge=1, le=6)
    after_years: int = Field(default=3, ge=1, le=10)


class MatchingSettings(Strict):
    """How comparison schools are chosen."""

    schools: int = Field(default=20, ge=10, le=50)
    fewest: int = Field(default=10, ge=5, le=50)
    standing_weight: float = Field(default=2.0, gt=0, le=100)

    @model_validator(mode="after")
    def _enough_can_be_found(self) -> MatchingSettings:
        if self.fewest > self.schools:
            raise ValueError(
                f"fewest ({self.fewest}) is more than schools ({self.schools}), so no joiner could be "
                "judged. Give a number that is not more than schools"
            )
        return self


Groups = tuple[tuple[str, ...], ...]
"""Groups of measures in order of preference; a school is judged on the mean standing of one group."""


class JudgedBySettings(Strict):
    """On which measures joiners, and the standard of the trust's own schools, are judged at each key stage.

    The first group counts for which the years needed are published. No group: the key stage is not judged.
    """

    ks2: Groups = (
        ("ks2_reading_progress", "ks2_writing_progress", "ks2_maths_progress"),
        ("ks2_rwm_expected",),
    )
    ks4: Groups = (("ks4_progress8",), ("ks4_attainment8",))

    @model_validator(mode="before")
    @classmethod
    def _lists_are_tuples(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {
            key: tuple(tuple(group) if isinstance(group, list) else group for group in value)
            if isinstance(value, list)
            else value
            for key, value in data.items()
        }

    @model_validator(mode="after")
    def _measures_can_judge(self) -> JudgedBySettings:
        for stage, groups in (("ks2", self.ks2), ("ks4", self.ks4)):
            may = [m.id for m in MEASURES.values() if m.judges and m.key_stage == stage]
            named = [measure for group in groups for measure in group]
            wrong = next((measure for measure in named if measure not in may), None)
            if wrong is not None:
                raise ValueError(
                    f"{stage}: '{wrong}' is no measure on which schools are judged at that key stage."
                    f"{did_you_mean(wrong, may)} They are: {', '.join(may)}"
                )
            if len(set(named)) < len(named) or () in groups:
                raise ValueError(
                    f"{stage}: a measure is named twice, or a list within it is empty. Name each once"
                )
        if not (self.ks2 or self.ks4):
            raise ValueError("there is no measure at either key stage. Name one at ks2 or at ks4")
        return self


class ErrorSettings(Strict):
    """How errors are scaled by schools that changed no trust."""

    pretend: int = Field(default=5000, ge=0, le=20000)
    fewest: int = Field(default=200, ge=50, le=5000)
    bands: int = Field(default=5, ge=1, le=20)


class StandardSettings(Strict):
    """Which results describe the standard of a trust's own schools."""

    years: int = Field(default=3, ge=1, le=10)
    oldest: int = Field(default=3, ge=0, le=15)
    from_full_year: int = Field(default=1, ge=1, le=6)


class LinkSettings(Strict):
    """Which earlier school is the same school."""

    reversed_days: int = Field(default=30, ge=0, le=366)
    stale_days: int = Field(default=365, ge=0, le=1095)
    merged_in_days: int = Field(default=62, ge=0, le=366)


class MembershipSettings(Strict):
    """How membership is cleaned, and how the ways of joining are distinguished."""

    short_spell_days: int = Field(default=62, ge=0, le=366)
    conflict_days: int = Field(default=62, ge=0, le=366)
    opening_days: int = Field(default=62, ge=0, le=366)
    founder_days: int = Field(default=62, ge=0, le=366)
    merger_days: int = Field(default=31, ge=0, le=366)
    merger_schools: int = Field(default=3, ge=2, le=20)
    merger_share: float = Field(default=0.6, gt=0.5, le=1)


class ClosenessSettings(Strict):
    """How near two figures must be, in the measure's unit, to be called close or fairly close."""

    close: float = Field(gt=0)
    fairly_close: float = Field(gt=0)

    @model_validator(mode="after")
    def _close_is_nearer(self) -> ClosenessSettings:
        if self.close >= self.fairly_close:
            raise ValueError(
                f"close ({self.close:g}) is not less than fairly_close ({self.fairly_close:g}). "
                "Give a smaller number"
            )
        return self


class CloseToDfeSettings(Strict):
    """The limits of `cst-screen reconcile`, by kind of measure."""

    progress8: ClosenessSettings = ClosenessSettings(close=0.02, fairly_close=0.05)
    ks2_progress: ClosenessSettings = ClosenessSettings(close=0.1, fairly_close=0.2)
    other: ClosenessSettings = ClosenessSettings(close=1.0, fairly_close=2.0)


class Settings(Strict):
    """Choices that the figures are made with; thresholds belong to the criteria."""

    clock: ClockSettings = ClockSettings()
    matching: MatchingSettings = MatchingSettings()
    judged_by: JudgedBySettings = JudgedBySettings()
    errors: ErrorSettings = ErrorSettings()
    standard: StandardSettings = StandardSettings()
    effect_threshold: float = Field(default=0.1, ge=-1, le=2)
    trusts_with_several_cohorts: int = Field(default=100, ge=3, le=100_000)
    least_judged_joiners: int = Field(default=3, ge=2)
    least_reliability: float = Field(default=50.0, ge=0, lt=100)
    least_share_judged: float = Field(default=25.0, ge=0, le=100)
    least_compared_inspections: int = Field(default=3, ge=1)
    inspection_transition_days: int = Field(default=365, ge=0, le=1095)
    results_no_older_than: int = Field(default=6, ge=0)
    far_below: float = Field(default=1.0, gt=0, le=5)
    least_progress_coverage: float = Field(default=80.0, gt=0, le=100)
    least_schools_alike: int = Field(default=30, ge=2, le=1000)
    inspection_old_after_years: int = Field(default=6, ge=1, le=20)
    links: LinkSettings = LinkSettings()
    membership: MembershipSettings = MembershipSettings()
    close_to_dfe: CloseToDfeSettings = CloseToDfeSettings()


FIELDS_OF_SETTINGS: dict[int | str, dict[str, Any]] = {
    name: field.annotation.model_fields
    for model in (Settings, CloseToDfeSettings)
    for name, field in model.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, Strict)
}
"""Key of a group of settings -> the keys that it may hold."""


AT_THE_VERDICT = frozenset(
    {
        "least_judged_joiners",
        "least_reliability",
        "least_share_judged",
        "least_compared_inspections",
    }
)
"""Settings that count with the thresholds: no finding rests on them (`hand_over.fewest_cases_of`)."""
