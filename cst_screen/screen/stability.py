"""How sure is the list? Every trust judged under a thousand settings that the criteria file calls as plausible as
its own.

    read -> prepare -> findings as screened -> draw settings -> for each method: findings, figures, verdicts
         -> shares, and where each threshold turns the verdict

The same folder and criteria as a run's. What is found as screened is judged over arrays too, so that a caller can
hold it against the run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from cst_screen.errors import CriteriaError, DataError
from cst_screen.judging.again import Asked
from cst_screen.judging.criteria import Criteria
from cst_screen.judging.draws import Draw, draw_settings, settings_of
from cst_screen.judging.evidence import Findings, values_in_phases, values_of_trusts_as_a_whole
from cst_screen.judging.hand_over import fewest_cases_of, school_rules_of
from cst_screen.judging.over_settings import (
    CANNOT_TELL,
    MET,
    NOT_MET,
    AnswersOver,
    AskedOver,
    Numbers,
    judge_over,
)
from cst_screen.judging.settings import Settings
from cst_screen.judging.tipping import TippingPoint, of_criteria, of_setting
from cst_screen.judging.trusts import values_of_trusts
from cst_screen.judging.verdicts import Outcome
from cst_screen.kept.shelf import NOTHING_KEPT, Shelf
from cst_screen.screen.figures_over import FiguresOver
from cst_screen.screen.other_methods import OtherMethods
from cst_screen.screen.prepare import prepare
from cst_screen.screen.screening import before_verdicts
from cst_screen.sources.catalogue import Catalogue
from cst_screen.sources.content import look_through
from cst_screen.sources.folder import read_folder
from cst_screen.vocabulary.progress import VARYING, Progress, silent

Mask = npt.NDArray[np.bool_]
_TRIED: dict[str, tuple[float, float, float]] = {
    "effect_threshold": (-1.0, 2.0, 0.01),
    "least_judged_joiners": (2.0, 50.0, 1.0),
    "least_reliability": (0.0, 99.0, 1.0),
    "least_share_judged": (0.0, 100.0, 1.0),
}
"""Setting that is a threshold -> the first and last value that is tried for where it turns verdicts, and the step."""


@dataclass(frozen=True)
class AskedOfStability:
    """A run whose list is asked about. files: path -> SHA-256 of each published file that it read."""

    data: Path
    criteria: Criteria
    as_at: dt.date
    files: Mapping[str, str]
    settings: int
    seed: int


@dataclass(frozen=True)
class Stability:
    """What became of each trust. uids: in order. as_screened: the outcome by the file's own settings. draw: the
    settings. listed, refused: setting by trust; what is neither cannot be told. criteria: those that decide;
    of each and each trust, in how many settings: unmet, it is not met or cannot be told; not_met, it is not met;
    not_told, it cannot be told and is all that keeps the trust off, for every other criterion is met or cannot be
    told either.
    """

    uids: tuple[int, ...]
    as_screened: tuple[Outcome, ...]
    draw: Draw
    listed: Mask
    refused: Mask
    criteria: tuple[str, ...]
    unmet: npt.NDArray[np.int64]
    not_met: npt.NDArray[np.int64]
    not_told: npt.NDArray[np.int64]
    tipping_points: tuple[TippingPoint, ...]


def run_stability(
    asked: AskedOfStability, progress: Progress = silent, shelf: Shelf = NOTHING_KEPT
) -> Stability:
    """DataError where the folder is not the one that the run read, CriteriaError where nothing may vary."""
    criteria = asked.criteria
    draw = _drawn(asked)
    content = look_through(asked.data, hashed=shelf is not NOTHING_KEPT)
    found = before_verdicts(content, criteria, asked.as_at, progress, shelf)
    refuse_other_files(asked.data, found.catalogue, asked.files)
    folder = read_folder(asked.data, progress, shelf=shelf, content=content)
    ready = prepare(folder, asked.as_at, school_rules_of(criteria), progress)
    uids = found.findings.uids
    methods = OtherMethods(ready, found.findings, criteria)
    own = _Judge(criteria, found.findings, criteria.settings)
    trusts = uids.height
    listed, refused = (np.zeros((draw.settings, trusts), bool) for _ in range(2))
    unmet, not_met, not_told = (
        np.zeros((len(own.judged({}).criteria), trusts), np.int64) for _ in range(3)
    )
    for number, method in enumerate(draw.methods):
        progress(VARYING, number, len(draw.methods))
        served = draw.of_method(number)
        settings = settings_of(criteria.settings, method)
        judge = _Judge(criteria, methods.findings(settings), settings)
        answers = judge.judged({key: values[served] for key, values in draw.thresholds.items()})
        listed[served], refused[served] = answers.listed, answers.refused
        unmet += (answers.verdicts < MET).sum(axis=1)
        not_met += (answers.verdicts == NOT_MET).sum(axis=1)
        not_told += ((answers.verdicts == CANNOT_TELL) & ~answers.refused).sum(axis=1)
    progress(VARYING, len(draw.methods), len(draw.methods))
    return Stability(
        uids=tuple(uids["uid"]),
        as_screened=tuple(own.judged({}).outcomes(0)),
        draw=draw,
        listed=listed,
        refused=refused,
        criteria=own.judged({}).criteria,
        unmet=unmet,
        not_met=not_met,
        not_told=not_told,
        tipping_points=tuple(_tipping_points(criteria, found.findings, own)),
    )


def _drawn(asked: AskedOfStability) -> Draw:
    """The settings; CriteriaError where there are none, or two of them do not go together."""
    criteria = asked.criteria
    if not criteria.content.plausible.ranges:
        raise CriteriaError(
            f"{criteria.path}: the criteria of this run give no plausible ranges, so there is nothing to vary. Write "
            "a block 'plausible' into the criteria file (criteria/README.md, Plausible ranges) and screen again."
        )
    draw = draw_settings(criteria.content, asked.settings, asked.seed)
    for method in draw.methods:
        try:
            settings_of(criteria.settings, method)
        except ValidationError as fault:
            shown = ", ".join(
                f"{key.removeprefix('settings.')}: {value}" for key, value in method.items()
            )
            words = str(fault.errors()[0].get("ctx", {}).get("error", "they do not go together"))
            raise CriteriaError(
                f"{criteria.path}: values drawn from the plausible ranges do not go together ({shown}): {words}. "
                "Narrow one of the ranges."
            ) from fault
    return draw


def refuse_other_files(data: Path, catalogue: Catalogue, files: Mapping[str, str]) -> None:
    """DataError where the folder does not hold the very files that the run read."""
    here = {one.path: one.sha256 for one in catalogue.inputs}
    faults = [
        *(
            f"{path}: it is not the file that the run read (its content differs)"
            for path in files
            if path in here and here[path] != files[path]
        ),
        *(f"{path}: the run read it, and it is not there" for path in files if path not in here),
        *(f"{path}: the run did not read it" for path in here if path not in files),
    ]
    if faults:
        raise DataError(
            f"{data}: this is not the data folder as the run read it.\n  "
            + "\n  ".join(faults)
            + "\nGive the folder as it was, or screen this one and ask about the new run."
        )


class _Judge:
    """The rules over the figures of one set of findings."""

    def __init__(self, criteria: Criteria, findings: Findings, settings: Settings) -> None:
        self._criteria, self._settings = criteria, settings
        self._rules = [criterion.rule for criterion in criteria.rules]
        self._material = [c.id for c in criteria.rules if c.is_material]
        self._figures = FiguresOver(findings, self._rules, settings)

    def judged(self, thresholds: Mapping[str, Numbers]) -> AnswersOver:
        """thresholds: key -> its values under each setting."""
        asked = {
            key.split(".")[1]: values[:, None]
            for key, values in thresholds.items()
            if key.startswith("criteria.")
        }
        material = thresholds.get("settings.effect_threshold")
        if material is not None:
            asked |= dict.fromkeys(self._material, material[:, None])
        least = thresholds.get("settings.least_judged_joiners")
        if least is None:
            least = np.array([float(self._settings.least_judged_joiners)])
        return judge_over(AskedOver(self._rules, asked, least), self._figures.under(thresholds))


def _tipping_points(criteria: Criteria, findings: Findings, judge: _Judge) -> list[TippingPoint]:
    fewest = fewest_cases_of(criteria)
    rules = [c.rule for c in criteria.rules if c.role == "required"]
    values = values_of_trusts(
        values_of_trusts_as_a_whole(findings, fewest), values_in_phases(findings, fewest), rules
    )
    material = {c.id for c in criteria.rules if c.is_material}
    points = [
        point
        for point in of_criteria(Asked(rules, fewest.joiners.joiners), values)
        if point.key.split(".")[1] not in material
    ]
    uids = findings.uids["uid"].to_list()
    for name, (first, last, step) in _TRIED.items():
        key, now = f"settings.{name}", float(getattr(criteria.settings, name))
        steps = round((last - first) / step)
        tried = np.unique(np.append(np.round(first + step * np.arange(steps + 1), 2), now))
        points += of_setting(key, now, tried, judge.judged({key: tried}).listed, uids)
    return sorted(points, key=lambda point: (point.uid, point.key, point.moves))
