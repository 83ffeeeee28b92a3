"""How joiners are judged: on which measures, which years, against which schools.

The criteria file sets every part of it. The clock and the matching say what their settings mean; this
module adds the measures that lead.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cst_screen.trajectory.clock import Clock
from cst_screen.trajectory.error_scale import ErrorRules
from cst_screen.trajectory.matching import Matching
from cst_screen.vocabulary.measures import MEASURES

JUDGED = [m.id for m in MEASURES.values() if m.judges]
"""The measures on which joiners are judged."""
HEADLINES = {"ks2": "headline_ks2", "ks4": "headline_ks4"}
"""Phase -> the name under which each joiner's leading measure there is kept next to the others. A trust
is judged in each phase apart: the effects of the two hardly predict each other, and those of key stage 4
differ more between trusts."""
NO_HEADLINE = "headline"
"""The same for a joiner that takes neither key stage's tests."""
HEADLINE_NAMES = (*HEADLINES.values(), NO_HEADLINE)


@dataclass(frozen=True)
class Headline:
    """For each key stage, groups of measures in order of preference.

    A joiner is judged by the first group that can be judged: on the mean of its measures, where it
    holds several. An all-through school has one for each key stage.
    """

    ks2: tuple[tuple[str, ...], ...] = (
        ("ks2_reading_progress", "ks2_writing_progress", "ks2_maths_progress"),
        ("ks2_rwm_expected",),
    )
    ks4: tuple[tuple[str, ...], ...] = (("ks4_progress8",), ("ks4_attainment8",))

    @property
    def groups(self) -> list[tuple[str, int, str, tuple[str, ...]]]:
        """Key stage, order, name and measures of every group."""
        return [
            (stage, order, " + ".join(group), group)
            for stage, groups in (("ks2", self.ks2), ("ks4", self.ks4))
            for order, group in enumerate(groups)
        ]

    @property
    def composites(self) -> dict[str, tuple[str, ...]]:
        """Name -> measures, of every group of several."""
        return {name: group for _, _, name, group in self.groups if len(group) > 1}

    @property
    def leading(self) -> list[str]:
        """Names of the groups, which are the measures that may lead."""
        return [name for _, _, name, _ in self.groups]

    @property
    def measures(self) -> list[str]:
        """The measures that may lead, and those that a mean of several is made of."""
        return [*self.leading, *(m for group in self.composites.values() for m in group)]

    @property
    def leading_beside(self) -> dict[str, list[str]]:
        """Measure -> the measures that may lead in its phase."""
        of_stage = {stage: [n for s, _, n, _ in self.groups if s == stage] for stage in HEADLINES}
        stages = {m: str(MEASURES[m].key_stage) for m in JUDGED}
        stages |= {name: stage for stage, _, name, _ in self.groups}
        return {measure: of_stage[stage] for measure, stage in stages.items()}


@dataclass(frozen=True)
class Method:
    """How joiners are judged; every part is set in the criteria file.

    threshold: the effect whose probability of being exceeded is worked out, in standard deviations
    among schools. A tenth is a material rise: about 0.05 of a grade per subject on Progress 8, or 1.6
    percentage points at key stage 2 (`criteria/README.md`, Assumptions). several_cohorts: from how many
    trusts with joiners of several years on a phase is pooled by what lasts (`statistics.lasting`). local_shocks: whether what schools of one place
    share is taken out of every school's change (`local_shocks`).
    """

    clock: Clock = field(default_factory=Clock)
    matching: Matching = field(default_factory=Matching)
    headline: Headline = field(default_factory=Headline)
    errors: ErrorRules = field(default_factory=ErrorRules)
    threshold: float = 0.1
    several_cohorts: int = 100
    local_shocks: bool = True
