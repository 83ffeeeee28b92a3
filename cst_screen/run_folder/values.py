"""What the verdicts of a run rest on, read back: its criteria, and the figures that they name.

With these, trusts can be judged again by other rules from the run alone. Settings that need the published
files again are not known here.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import polars as pl
from pydantic import ValidationError

from cst_screen.errors import RunFolderError
from cst_screen.judging.again import Asked, TrustValues
from cst_screen.judging.grammar import CriteriaFile, Criterion, with_families, with_material
from cst_screen.judging.phases import FIGURES_THAT_LEAD, is_by_phase
from cst_screen.judging.settings import AT_THE_VERDICT, Settings
from cst_screen.judging.trusts import values_of_trusts
from cst_screen.run_folder.read import RunFolder
from cst_screen.run_folder.record import RECORD, how_to_make_again
from cst_screen.vocabulary.figures import FIGURES

EFFECT_THRESHOLD = "effect_threshold"
"""What a rise must exceed to be material: its chance follows from the run's own figures."""
MATERIAL = "material"
"""As a threshold, this setting; so it goes with it."""
FROM_THE_RUN = AT_THE_VERDICT | {EFFECT_THRESHOLD}
"""Settings that may change without the published files."""


def criteria_data(run: RunFolder) -> dict[str, Any]:
    """The run's criteria as a criteria file would hold them, without examples."""
    record = run.record["criteria"]
    return {
        "title": record["title"],
        "description": "",
        "settings": record["settings"],
        "families": {
            family: rule
            for family, rule in record.get("families", {}).items()
            if rule["at_least"] < _required_in(record["rules"], family)
        },
        "plausible": _as_given(record.get("plausible", {})),
        "criteria": {rule["id"]: _as_written(rule) for rule in record["rules"]},
    }


def _as_given(plausible: dict[str, Any]) -> dict[str, Any]:
    """The plausible ranges without the kind that each has not; a run of an earlier version has none."""
    ranges = {
        key: {name: part for name, part in given.items() if part is not None}
        for key, given in plausible.get("ranges", {}).items()
    }
    return {**plausible, "ranges": ranges}


def _required_in(rules: list[dict[str, Any]], family: str) -> int:
    """How many required criteria a family has. One of which all are needed is not named: all are."""
    return sum(rule["family"] == family and rule["role"] == "required" for rule in rules)


def criteria_from(data: dict[str, Any]) -> CriteriaFile:
    """The criteria of `criteria_data`; pydantic's ValidationError where a change does not fit."""
    material = data["settings"].get(EFFECT_THRESHOLD, Settings().effect_threshold)
    criteria = [
        {key: material if value == MATERIAL else value for key, value in rule.items()}
        for rule in data["criteria"].values()
    ]
    listed = {**data, "criteria": criteria}
    content = CriteriaFile.model_validate_json(json.dumps(listed))
    says_so = [at for at, rule in enumerate(data["criteria"].values()) if MATERIAL in rule.values()]
    return with_families(with_material(content, says_so))


def criteria_of(run: RunFolder) -> CriteriaFile:
    """The criteria by which the run judged."""
    rules = run.record["criteria"]["rules"]
    if not all({"when_missing", "phases"} <= rule.keys() for rule in rules):
        raise _of_another_version(run)
    try:
        return criteria_from(criteria_data(run))
    except ValidationError as fault:
        raise _of_another_version(run) from fault


def required_of(criteria: CriteriaFile) -> CriteriaFile:
    """Without caveats: outcomes do not rest on them, and most figures are asked for by them alone."""
    required = tuple(c for c in criteria.criteria if c.role == "required")
    return criteria.model_copy(update={"criteria": required})


def asked_of(criteria: CriteriaFile) -> Asked:
    """The rules, and the judged joiners that a phase needs."""
    return Asked([c.rule for c in criteria.criteria], criteria.settings.least_judged_joiners)


def values_of(
    run: RunFolder, criteria: CriteriaFile, uids: Collection[int] | None = None
) -> dict[int, TrustValues]:
    """uid -> what verdicts by these criteria rest on, of every trust of the run, or of some.

    The settings of `criteria` differ from the run's in no more than `FROM_THE_RUN`.
    """
    names = {c.figure for c in criteria.criteria}
    in_a_phase = {name for name in names if is_by_phase(name)}
    figures = _named(run, _table_of(run, names - in_a_phase), names - in_a_phase, uids)
    phases = _named(run, "phase_figures", {*in_a_phase, *FIGURES_THAT_LEAD}, uids)
    before = Settings.model_validate_json(json.dumps(run.record["criteria"]["settings"]))
    if before != criteria.settings:
        from cst_screen.run_folder.other_settings import with_other_settings

        figures, phases = with_other_settings(run, figures, phases, before, criteria.settings)
    return values_of_trusts(figures, phases, [c.rule for c in criteria.criteria])


def _table_of(run: RunFolder, names: set[str]) -> str:
    """The smaller table that has these figures of a trust as a whole: criteria.csv has those that the run's
    own criteria name."""
    return "criteria" if names <= {rule["figure"] for rule in run.rules.values()} else "figures"


def _named(
    run: RunFolder, table: str, names: set[str], uids: Collection[int] | None
) -> pl.DataFrame:
    """Some figures' rows, `missing` in place of `reason`."""
    wanted = pl.col("figure").is_in([name for name in FIGURES if name in names])
    if uids is not None:
        wanted &= pl.col("uid").is_in(list(uids))
    reason = pl.col("reason")
    # criteria.csv has an empty text where figures.csv has nothing.
    return run.rows_of(table, wanted).with_columns(missing=pl.when(reason != "").then(reason))


def _as_written(rule: dict[str, Any]) -> dict[str, Any]:
    """A rule of the record as the criteria file writes it."""
    threshold = rule["threshold"]
    listed = rule["comparison"] in ("between", "one_of")
    known = {key: value for key, value in rule.items() if key in Criterion.model_fields}
    if rule.get(MATERIAL):
        return {**known, rule["comparison"]: MATERIAL}
    return {**known, rule["comparison"]: threshold if listed else threshold[0]}


def _of_another_version(run: RunFolder) -> RunFolderError:
    return RunFolderError(
        f"{run.path / RECORD}: the criteria of this run cannot be judged by again, because another version "
        f"of the tool wrote it. {how_to_make_again(run.path, run.record)}"
    )
