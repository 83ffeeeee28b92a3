"""From what was asked on the command line to a selection's record: which files count, who came forward."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from cst_screen.errors import CriteriaError
from cst_screen.judging.criteria import read_criteria
from cst_screen.judging.published_cases import (
    PUBLISHED_FILE,
    PublishedCase,
    case_of,
    read_published,
)
from cst_screen.judging.selection_rules import SelectionSettings
from cst_screen.outputs.applicants.find import find_applicants
from cst_screen.outputs.rows import Row
from cst_screen.outputs.selection.record import selection_record
from cst_screen.outputs.wording.pillars import shipped_model
from cst_screen.outputs.wording.published import published_to_check
from cst_screen.run_folder.read import RunFolder
from cst_screen.selection.select import Request, select
from cst_screen.shipped import find_shipped


@dataclass(frozen=True)
class Asked:
    """A selection as it was asked for. applicants, criteria, published: files, where they were named."""

    request: Request
    applicants: Path | None = None
    criteria: Path | None = None
    published: Path | None = None


def selected(run: RunFolder, asked: Asked) -> Row:
    """The selection as a record."""
    model = shipped_model()
    request = asked.request
    if asked.applicants is not None:
        found = find_applicants(run, asked.applicants)
        request = replace(request, among=tuple(one.uid for one in found if one.judged))
    settings = settings_of(run, asked.criteria)
    cases = cases_of(run, asked.published)
    record = selection_record(run, select(run, settings, model, cases, request), model)
    return {**record, "published_to_check": published_to_check(run, cases)}


def settings_of(run: RunFolder, criteria: Path | None = None) -> SelectionSettings:
    """The block of the file that is named, or of the run's own."""
    if criteria is not None:
        return read_criteria(criteria).content.selection
    held = run.record["criteria"].get("selection", {})
    try:
        return SelectionSettings.model_validate(_with_tuples(held))
    except ValidationError as fault:  # an earlier version took rules that did nothing
        said = "; ".join(one["msg"].removeprefix("Value error, ") for one in fault.errors())
        raise CriteriaError(
            f"{run.path.as_posix()}: the block 'selection' of the run's criteria file cannot be used: {said}. Correct "
            "the criteria file and name it with --criteria."
        ) from fault


def cases_of(run: RunFolder, register: Path | None = None) -> tuple[PublishedCase, ...]:
    """The published cases of the register that is named, or of the run; of runs that have none on record,
    those that ship."""
    if register is not None:
        return read_published(register)
    held = run.record.get("published")
    if held is None:
        return read_published(find_shipped(PUBLISHED_FILE))
    return tuple(map(case_of, held))


def _with_tuples(value: object) -> object:
    """JSON has lists where the block has tuples."""
    if isinstance(value, dict):
        return {key: _with_tuples(part) for key, part in value.items()}
    return tuple(map(_with_tuples, value)) if isinstance(value, list) else value
