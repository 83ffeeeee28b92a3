"""A run folder on disk, read back for `explain`, `brief` and the documents."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from cst_screen.errors import RunFolderError


class RunFolder:
    """A run folder on disk. Tables are read when they are first asked for, each once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tables: dict[str, pl.DataFrame] = {}
        record = path / "run.json"
        if not record.is_file():
            there = "there is no such folder" if not path.exists() else "it holds no run.json"
            raise RunFolderError(
                f"{path}: this is not a run folder ({there}). Give the folder that 'cst-screen "
                "screen' wrote, for instance: --run run-2024-03-29"
            )
        try:
            self.record: dict[str, Any] = json.loads(record.read_text(encoding="utf-8"))
        except json.JSONDecodeError as fault:
            raise RunFolderError(
                f"{record}: the run record is damaged (line {fault.lineno}). Run the screen again."
            ) from fault

    def table(self, name: str) -> pl.DataFrame:
        """A CSV table of the folder with its types."""
        if name not in self._tables:
            self._tables[name] = self._read(name)
        return self._tables[name]

    def _read(self, name: str) -> pl.DataFrame:
        path = self.path / f"{name}.csv"
        try:
            return pl.read_csv(path, schema_overrides=_TYPES, infer_schema_length=None)
        except (OSError, pl.exceptions.PolarsError) as fault:
            raise RunFolderError(
                f"{path}: this table of the run folder cannot be read. Run the screen again."
            ) from fault

    @cached_property
    def verdicts(self) -> pl.DataFrame:
        return self.table("verdicts")

    @cached_property
    def criteria(self) -> pl.DataFrame:
        return self.table("criteria")

    @cached_property
    def figures(self) -> pl.DataFrame:
        return self.table("figures")

    def figures_named(self, names: Collection[str]) -> pl.DataFrame:
        """The rows of some figures: of all of England's, most are not wanted in one document."""
        try:
            return (
                pl.scan_csv(
                    self.path / "figures.csv", schema_overrides=_TYPES, infer_schema_length=1000
                )
                .filter(pl.col("figure").is_in(list(names)))
                .collect()
            )
        except (OSError, pl.exceptions.PolarsError) as fault:
            raise RunFolderError(
                f"{self.path / 'figures.csv'}: this table of the run folder cannot be read. Run the "
                "screen again."
            ) from fault

    @cached_property
    def rules(self) -> dict[str, dict[str, Any]]:
        return {rule["id"]: rule for rule in self.record["criteria"]["rules"]}


_TYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "group_id": pl.String,
    "trust": pl.String,
    "deciding_criterion": pl.String,
    "threshold": pl.String,
    "reason": pl.String,
    "detail": pl.String,
    "sources": pl.String,
    "years": pl.String,
    "not_met": pl.String,
    "untold": pl.String,
    "caveats": pl.String,
    "baseline_years": pl.String,
    "follow_up_years": pl.String,
    "school": pl.String,
    "value": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "z_change": pl.Float64,
    "baseline": pl.Float64,
    "follow_up": pl.Float64,
    "change": pl.Float64,
    "national_change": pl.Float64,
    "gap_change": pl.Float64,
    "academic_year": pl.String,
    "joined_on": pl.Date,
    "left_on": pl.Date,
    "inspected_on": pl.Date,
    "published_on": pl.Date,
    "z": pl.Float64,
    "weight": pl.Float64,
    "pupils": pl.Float64,
    "national": pl.Float64,
    "uid": pl.Int64,
    "urn": pl.Int64,
    "urn_at_time": pl.Int64,
    "history": pl.Int64,
    "effect": pl.Float64,
    "effect_sd": pl.Float64,
    "se": pl.Float64,
    "effect_lower": pl.Float64,
    "effect_upper": pl.Float64,
    "comparison_change": pl.Float64,
    "flags": pl.String,
    "comparison_schools": pl.Int64,
    "distance": pl.Float64,
    "change_sd": pl.Float64,
    "unit_lower": pl.Float64,
    "unit_upper": pl.Float64,
    "shrunken": pl.Float64,
    "trajectory_effect": pl.Float64,
    "trajectory_lower": pl.Float64,
    "trajectory_upper": pl.Float64,
    "trajectory_shrunken": pl.Float64,
    "shrunken_lower": pl.Float64,
    "shrunken_upper": pl.Float64,
    "trajectory_probability": pl.Float64,
    "trajectory_change": pl.Float64,
    "attainment_lowest": pl.Float64,
    "progress_lowest": pl.Float64,
    "difference": pl.Float64,
    "dfe": pl.Float64,
    "dfe_lower": pl.Float64,
    "dfe_upper": pl.Float64,
    "dfe_schools": pl.Int64,
    "ours": pl.Float64,
    "ours_lower": pl.Float64,
    "ours_upper": pl.Float64,
    "ours_schools": pl.Int64,
    "same_schools": pl.Boolean,
    "over_dfe_list": pl.Float64,
    "measure": pl.String,
    "key_stage": pl.String,
    "source": pl.String,
    "judged_by": pl.String,
    "overall": pl.Int64,
    "urban_rural": pl.String,
    "regime": pl.String,
    "judgements": pl.String,
    "ungraded_outcome": pl.String,
    "category_of_concern": pl.String,
    "category_now": pl.String,
    "safeguarding": pl.String,
    "regraded": pl.String,
    "inspection_number": pl.String,
    "inspections_expected": pl.Float64,
    "inspections_improved_probability": pl.Float64,
    "schools_of_concern": pl.Float64,
    "before_on": pl.Date,
    "date": pl.Date,
    "link": pl.String,
    "title": pl.String,
    "finding": pl.String,
    "kind": pl.String,
    "in_category": pl.Boolean,
    "unsafe": pl.Boolean,
    "urgent": pl.Boolean,
    "old_grade": pl.Boolean,
    "predecessor_only": pl.Boolean,
    "counts": pl.Boolean,
    "after_on": pl.Date,
    "expected_improved": pl.Float64,
    "expected_declined": pl.Float64,
}
