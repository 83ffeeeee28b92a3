"""Which measures behind a figure no file holds, and the publication and years that would give them.

A figure that is made from the measures of the criteria file (`settings.judged_by`) wants, at each key stage,
one of the groups listed there; any other figure wants its own measures. Only a measure of which the trust's
own figure says `no_file` is named, so a key stage that the trust does not run is never given as a reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from cst_screen.outputs.rows import Row
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.figure import Behind
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.reasons import REASONS
from cst_screen.vocabulary.releases import Release, release_of_measure

NO_FILE = "no_file"
_JUDGED_BY = (Behind.OWN_YEARS, Behind.LEADING)


@dataclass(frozen=True)
class AbsentMeasure:
    """measures: any of these would do. years: academic years of which results would count, the latest last.
    files: those of the publication that the run used, which lack the measures."""

    measures: tuple[str, ...]
    release: Release
    years: tuple[AcademicYear, ...]
    files: tuple[str, ...]

    def words(self) -> str:
        """The measure, the publication and the years, in sentences."""
        names = " or ".join(f'"{MEASURES[name].label}"' for name in self.measures)
        page = f"{self.release.publisher}, {self.release.page}"
        held = (
            f"The {len(self.files)} files of it in the folder are without this measure."
            if len(self.files) > 1
            else f"The file of it in the folder, {self.files[0]}, is without this measure."
            if self.files
            else "The folder has no file of it."
        )
        years = f" of {' or '.join(str(year) for year in self.years)}" if self.years else ""
        return (
            f'No file holds {names}. It would be in "{self.release.title}"{years} ({page}). {held}'
        )


def absent_measures(
    record: Row, reasons: Mapping[str, str | None], figure: str
) -> list[AbsentMeasure]:
    """What no file holds of what the figure is made from. record: run.json. reasons: the trust's figure ->
    why it is missing."""
    absent = []
    for choice in _wanted(record, figure):
        release = release_of_measure(choice[0])
        if release is not None and all(reasons.get(name) == NO_FILE for name in choice):
            absent.append(
                AbsentMeasure(
                    choice, release, _years(record, release, choice), _files(record, release)
                )
            )
    return absent


def not_told_of_any(run: RunFolder) -> list[Row]:
    """Each required criterion that can be told of no trust, with the reason that most trusts have, how many
    have it, one of them, and what no file holds of what its figure is made from, over all trusts."""
    rows = []
    for criterion, rule in run.rules.items():
        verdicts = run.criteria.filter(pl.col("criterion") == criterion)
        if rule["role"] != "required" or (verdicts["verdict"] != "cannot_tell").any():
            continue
        counts = Counter(verdicts["reason"].to_list()).most_common(1)
        for reason, trusts in counts:
            first = verdicts.filter(pl.col("reason") == reason)["uid"].min()
            rows.append(
                {
                    "criterion": criterion,
                    "trusts": trusts,
                    "of": verdicts.height,
                    "reason": REASONS[reason],
                    "absent": _of_any_trust(run, rule["figure"]) if reason == NO_FILE else [],
                    "example": first,
                }
            )
    return rows


def _of_any_trust(run: RunFolder, figure: str) -> list[str]:
    without = run.table("figures").filter(pl.col("reason") == NO_FILE)["figure"].unique()
    absent = absent_measures(run.record, dict.fromkeys(without, NO_FILE), figure)
    return [one.words() for one in absent]


def _wanted(record: Row, figure: str) -> list[tuple[str, ...]]:
    """The measures that a figure is made from; of those in one tuple, one is enough."""
    declared = FIGURES[figure]
    if declared.behind in _JUDGED_BY:
        judged_by = record["criteria"]["settings"]["judged_by"]
        return [
            tuple(name for group in groups for name in group)
            for groups in judged_by.values()
            if groups
        ]
    return [(name,) for name in declared.measures]


def _years(record: Row, release: Release, measures: Sequence[str]) -> tuple[AcademicYear, ...]:
    """The years that count for the standard of the run and of which the publication holds a measure."""
    last = AcademicYear.find(record["academic_year"])
    assert last is not None
    oldest = record["criteria"]["settings"]["standard"]["oldest"]
    years = [AcademicYear(ends) for ends in range(last.ends - oldest, last.ends + 1)]
    return tuple(
        year
        for year in years
        if str(year) not in release.never
        and any(_is_held(release, year, measure) for measure in measures)
    )


def _is_held(release: Release, year: AcademicYear, measure: str) -> bool:
    if MEASURES[measure].family == "progress" and str(year) in release.without:
        return False
    until = AcademicYear.find(release.until.get(measure, ""))
    return until is None or year.ends <= until.ends


def _files(record: Row, release: Release) -> tuple[str, ...]:
    return tuple(
        entry["path"]
        for entry in record["inputs"]
        if entry["used"] and any(str(entry["kind"]).startswith(kind) for kind in release.kinds)
    )
