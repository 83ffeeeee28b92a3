"""How many trusts of a run cannot be told on a criterion, for want of the results of which year.

Two counts, each over trusts with a required criterion, or a caveat, that is `cannot_tell` in the run:
- of a criterion: all of these trusts, whatever the reason;
- of results of a year: those with a joiner that is not judged and of which that year is one that may count:
  a year before joining of a joiner without earlier results, or the first year that counts after joining of
  one that joined too recently. The results may or may not settle the answer; `why-not` says it of one trust.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.academic_year import AcademicYear, first_full_year
from cst_screen.vocabulary.key_stages import WITHOUT_SCHOOL_RESULTS
from cst_screen.vocabulary.routes import ROUTES_WITH_A_BEFORE

_WITHOUT_EARLIER = ("no_earlier_years", "not_published", "no_comparison")
_TOO_RECENT = "too_recent"


def trusts_per_criterion(run: RunFolder) -> dict[str, int]:
    """Criterion -> how many trusts are `cannot_tell` on it."""
    not_told = run.criteria.filter(pl.col("verdict") == "cannot_tell")
    counts = not_told.group_by("criterion").agg(pl.col("uid").n_unique())
    told = dict(counts.iter_rows())
    return {criterion: told.get(criterion, 0) for criterion in run.rules}


def trusts_per_year(run: RunFolder, phase: str, years: Sequence[int]) -> dict[int, int]:
    """Academic year -> how many trusts lack results of it in this phase, as above."""
    not_told = run.criteria.filter(
        (pl.col("verdict") == "cannot_tell") & (pl.col("role") == "required")
    )
    joiners = (
        run.table("headlines")
        .filter((pl.col("phase") == phase) & pl.col("route").is_in(ROUTES_WITH_A_BEFORE))
        .join(not_told.select("uid").unique(), on="uid", how="semi")
    )
    clock = run.record["criteria"]["settings"]["clock"]
    joined = pl.col("joined_on").dt.year() + (pl.col("joined_on").dt.month() >= 9)
    before = joiners.filter(pl.col("reason").is_in(_WITHOUT_EARLIER)).select("uid", year=joined)
    after = joiners.filter(pl.col("reason") == _TOO_RECENT).select(
        "uid",
        year=first_full_year(pl.col("joined_on"), clock["tolerance_days"])
        + clock["after_from_full_year"]
        - 1,
    )
    after = after.with_columns(
        year=pl.col("year").map_elements(
            lambda year: _with_results(phase, year), return_dtype=pl.Int64
        )
    )
    counts = {}
    for year in years:
        of_before = before.filter(
            pl.col("year").is_between(year + 1, year + clock["before_oldest"])
        )
        of_after = after.filter(pl.col("year") == year)
        counts[year] = pl.concat([of_before["uid"], of_after["uid"]]).n_unique()
    return counts


def _with_results(phase: str, year: int) -> int:
    """The year, or the next of which results of schools were published."""
    while year in WITHOUT_SCHOOL_RESULTS[phase]:
        year += 1
    return year


def is_of_these_files(run: RunFolder, sha256: Sequence[str]) -> bool:
    """Whether the run was made of files with these hashes."""
    return sorted(entry["sha256"] for entry in run.record["inputs"]) == sorted(sha256)


def year_of(text: str) -> int:
    found = AcademicYear.find(text)
    assert found is not None
    return found.ends
