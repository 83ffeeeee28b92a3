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

    tolerance_days: int = Field(
        default=14,
        ge=0,
        le=120,
        description="A school that joined this many days into September has the whole year in the trust.",
    )
    before_years: int = Field(
        default=3, ge=1, le=10, description="At most this many published years before joining."
    )
    before_oldest: int = Field(
        default=6,
        ge=1,
        le=15,
        description="None more than this many years before the year of joining.",
    )
    after_from_full_year: int = Field(
        default=2, ge=1, le=6, description="Results are used from this full year in the trust on."
    )
    after_years: int = Field(
        default=3, ge=1, le=10, description="At most this many of those years, the latest."
    )


class MatchingSettings(Strict):
    """How comparison schools are chosen."""

    schools: int = Field(
        default=20, ge=10, le=50, description="Comparison schools for each joiner."
    )
    fewest: int = Field(
        default=10, ge=5, le=50, description="With fewer, the joiner is not judged."
    )
    standing_weight: float = Field(
        default=2.0,
        gt=0,
        le=100,
        description="Weight of one year's results before joining; one measure of intake weighs 1.",
    )

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

    ks2: Groups = Field(
        default=(
            ("ks2_reading_progress", "ks2_writing_progress", "ks2_maths_progress"),
            ("ks2_rwm_expected",),
        ),
        description="At key stage 2: groups of measures in order of preference.",
    )
    ks4: Groups = Field(
        default=(("ks4_progress8",), ("ks4_attainment8",)),
        description="The same at key stage 4.",
    )

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

    pretend: int = Field(
        default=5000,
        ge=0,
        le=20000,
        description="Schools of each phase that changed no trust and are taken for joiners, to scale errors; 0 leaves errors as they are.",
    )
    fewest: int = Field(
        default=200,
        ge=50,
        le=5000,
        description="With fewer such schools, errors are left as they are.",
    )
    bands: int = Field(default=5, ge=1, le=20, description="Groups of them by starting level.")


class StandardSettings(Strict):
    """Which results describe the standard of a trust's own schools."""

    years: int = Field(
        default=3,
        ge=1,
        le=10,
        description="Published years that describe the standard, the latest.",
    )
    oldest: int = Field(
        default=3, ge=0, le=15, description="Years before the as-at year that they may be."
    )
    from_full_year: int = Field(
        default=1, ge=1, le=6, description="A school counts from this full year in the trust on."
    )


class LinkSettings(Strict):
    """Which earlier school is the same school."""

    reversed_days: int = Field(
        default=30,
        ge=0,
        le=366,
        description="A link is turned round when its later school closed more than this many days before its earlier one.",
    )
    stale_days: int = Field(
        default=365,
        ge=0,
        le=1095,
        description="An earlier school that outlived the later one's opening by more days did not become it.",
    )
    merged_in_days: int = Field(
        default=62, ge=0, le=366, description="The same where the link says merged."
    )


class MembershipSettings(Strict):
    """How membership is cleaned, and how the ways of joining are distinguished."""

    short_spell_days: int = Field(
        default=62,
        ge=0,
        le=366,
        description="A stay in a trust that ended within this many days is a clerical step.",
    )
    conflict_days: int = Field(
        default=62,
        ge=0,
        le=366,
        description="Joining dates of one school further apart than this are flagged as a conflict.",
    )
    opening_days: int = Field(
        default=62,
        ge=0,
        le=366,
        description="A new school that joined within this many days of opening opened in the trust.",
    )
    founder_days: int = Field(
        default=62,
        ge=0,
        le=366,
        description="A school that joined within this many days of the first one founded the trust.",
    )
    merger_days: int = Field(
        default=31,
        ge=0,
        le=366,
        description="A trust merged into another if its schools moved there within this many days.",
    )
    merger_schools: int = Field(
        default=3, ge=2, le=20, description="At least this many of its schools."
    )
    merger_share: float = Field(
        default=0.6, gt=0.5, le=1, description="And at least this share of them, 0 to 1."
    )


class ClosenessSettings(Strict):
    """How near two figures must be, in the measure's unit, to be called close or fairly close."""

    close: float = Field(gt=0, description="Figures this near are close, in the measure's unit.")
    fairly_close: float = Field(gt=0, description="Figures this near are fairly close.")

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

    progress8: ClosenessSettings = Field(
        default=ClosenessSettings(close=0.02, fairly_close=0.05),
        description="How near our Progress 8 must be to DfE's.",
    )
    ks2_progress: ClosenessSettings = Field(
        default=ClosenessSettings(close=0.1, fairly_close=0.2),
        description="The same for key stage 2 progress.",
    )
    other: ClosenessSettings = Field(
        default=ClosenessSettings(close=1.0, fairly_close=2.0),
        description="The same for percentages and points.",
    )


class Settings(Strict):
    """Choices that the figures are made with; thresholds belong to the criteria."""

    clock: ClockSettings = Field(
        default=ClockSettings(), description="Which years count as before and after joining."
    )
    matching: MatchingSettings = Field(
        default=MatchingSettings(), description="How comparison schools are chosen."
    )
    judged_by: JudgedBySettings = Field(
        default=JudgedBySettings(), description="By which measures joiners are judged."
    )
    errors: ErrorSettings = Field(
        default=ErrorSettings(),
        description="How errors are scaled by schools that changed no trust.",
    )
    standard: StandardSettings = Field(
        default=StandardSettings(),
        description="Which results describe the standard of a trust's own schools.",
    )
    local_shocks: bool = Field(
        default=True,
        description="Whether what schools of one place did alike is taken out of every school's change.",
    )
    effect_threshold: float = Field(
        default=0.1,
        ge=-1,
        le=2,
        description="A rise above this is material, in standard deviations.",
    )
    trusts_with_several_cohorts: int = Field(
        default=100,
        ge=3,
        le=100_000,
        description="From so many trusts with joiners of several years on, a phase is pooled by what lasts.",
    )
    least_judged_joiners: int = Field(
        default=3, ge=2, description="With fewer, trajectory figures are 'cannot tell'."
    )
    least_reliability: float = Field(
        default=50.0,
        ge=0,
        lt=100,
        description="Per cent; a phase whose mean effect is less reliable is 'cannot tell'.",
    )
    least_share_judged: float = Field(
        default=25.0,
        ge=0,
        le=100,
        description="Per cent of the joiners that came long enough ago; with fewer judged the phase is 'cannot tell'.",
    )
    least_compared_inspections: int = Field(
        default=3,
        ge=1,
        description="With fewer, shares and chances of inspections are 'cannot tell'.",
    )
    inspection_transition_days: int = Field(
        default=365,
        ge=0,
        le=1095,
        description="An inspection within this many days of joining credits nobody.",
    )
    results_no_older_than: int = Field(
        default=6,
        ge=0,
        description="Academic years; older results are not shown as raw levels of today.",
    )
    far_below: float = Field(
        default=1.0,
        gt=0,
        le=5,
        description="Standard deviations; a school further below the average is far below it.",
    )
    least_progress_coverage: float = Field(
        default=80.0,
        gt=0,
        le=100,
        description="Per cent of pupils; a progress figure that covers fewer is flagged.",
    )
    least_schools_alike: int = Field(
        default=30,
        ge=2,
        le=1000,
        description="Pairs of inspections behind a usual rate; with fewer it is not known.",
    )
    inspection_old_after_years: int = Field(
        default=6, ge=1, le=20, description="Years; an older grade is flagged as old."
    )
    links: LinkSettings = Field(
        default=LinkSettings(), description="Which earlier school is the same school."
    )
    membership: MembershipSettings = Field(
        default=MembershipSettings(), description="How membership is cleaned."
    )
    close_to_dfe: CloseToDfeSettings = Field(
        default=CloseToDfeSettings(), description="The limits of 'cst-screen reconcile'."
    )


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
