"""What a school-year measure is: words and the range that it can fill, without data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cst_screen.vocabulary.ranges import BY_UNIT, Range

Family = Literal["attainment", "progress", "coverage", "absence", "workforce", "intake"]
Unit = Literal[
    "percent", "rate", "points", "scaled_score", "progress_points", "ratio", "pupils", "days"
]
DISADVANTAGED = "disadvantaged"


@dataclass(frozen=True)
class Measure:
    """One measure of one school in one academic year."""

    id: str
    label: str
    family: Family
    key_stage: Literal["ks2", "ks4"] | None
    unit: Unit
    decimals: int
    higher_is_better: bool | None
    limits: str
    within: Range | None = None
    """Where it is narrower than the range of its unit."""
    part: str = ""
    """The pupils that it is about, where it is not all of them."""

    @property
    def judges(self) -> bool:
        """Whether joiners are judged on it: results of a key stage of which more is better."""
        is_result = self.family in ("attainment", "progress")
        return bool(self.key_stage and is_result and self.higher_is_better)

    @property
    def is_set_beside_alike(self) -> bool:
        """Whether a trust's figure is also set beside schools with similar pupils: what follows from who the
        pupils are, and does not say it.
        """
        return self.judges or self.family in ("absence", "workforce")

    @property
    def possible(self) -> Range:
        """Outside this no figure of a school can lie: such a cell is not read."""
        return self.within or BY_UNIT[self.unit]
