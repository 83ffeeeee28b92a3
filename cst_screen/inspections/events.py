"""One event per inspection, from all the rows of all the files that list it.

Its number identifies an inspection; `numbers` decides which numbers can be trusted. The workbooks give
none, and date a visit by another of its days, so a row without a number is the inspection of the same
school within 14 days. Each event belongs to the school that was inspected, and reaches a later one
only by a link that is followed.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from cst_screen.inspections.numbers import (
    FIRST_OF_SEVERAL,
    SAME_INSPECTION_DAYS,
    first_of_each,
    settle_numbers,
)
from cst_screen.vocabulary.regimes import AREAS, EITHER, GRADED, JUDGEMENTS, OVERALL, UNGRADED

CONFIRMS_FROM = 2
"""Only a school that is Good or Outstanding is visited to confirm its grade (section 8, ungraded)."""
_KEEPS = (
    "history",
    "urn",
    "urn_at_time",
    "inspection",
    "inspected_on",
    "published_on",
    "regime",
    "kind",
    OVERALL,
    "missing",
    *JUDGEMENTS,
    *AREAS,
    "regraded",
    "safeguarding",
    "concern",
    "concern_now",
    "outcome",
    "file",
    "row",
    "listed_in_rows",
)


@dataclass(frozen=True)
class Events:
    """events: one row per inspection of a history, in order of date, with the columns of table
    `inspections` from the row that represents it, and `listed_in_rows`, how many rows list it.

    rows: how many rows there were; events + doubled = rows. contradictions: exclusions, one for each
    row that contradicts another of its inspection (`numbers`).
    """

    events: pl.DataFrame
    rows: int
    contradictions: pl.DataFrame

    @property
    def doubled(self) -> int:
        """Rows that list an inspection which another row represents."""
        return self.rows - self.events.height


def merge_inspections(inspections: pl.DataFrame, schools: pl.DataFrame) -> Events:
    """Merge the rows that list the same inspection; `schools` maps urn to history.

    A row in which it was current is preferred to one in which it was previous: the 2022 file gives
    some previous inspections the publication date of the one after (DOMAIN D.2).
    """
    rows = _with_histories(inspections, schools)
    settled = settle_numbers(rows.filter(pl.col("inspection").is_not_null()))
    numbered = settled.rows
    unnumbered = pl.concat([rows.filter(pl.col("inspection").is_null()), settled.doubted])
    others, matched = _without_numbered(unnumbered, numbered)
    listings = (
        pl.concat([numbered.select("inspection"), matched])
        .group_by("inspection")
        .agg(listed_in_rows=pl.len())
    )
    events = first_of_each(
        numbered, *(c for c in _KEEPS if c in numbered.columns and c != "inspection")
    ).join(listings, on="inspection", how="left", validate="1:1")
    visits = _visits(_resolved(others, numbered))
    return Events(
        events=pl.concat([events.select(_KEEPS), visits.select(_KEEPS)]).sort(
            "history", "inspected_on", "kind", "file", "row"
        ),
        rows=inspections.height,
        contradictions=settled.contradictions,
    )


def _with_histories(inspections: pl.DataFrame, schools: pl.DataFrame) -> pl.DataFrame:
    """The rows with the history inspected, the URN and history under which the file lists it, and rank."""
    inspected = schools.lazy().select("urn", "history")
    listed = inspected.rename({"urn": "listed_urn", "history": "listed_history"})
    return (
        inspections.lazy()
        .with_columns(listed_urn="urn", urn_at_time=pl.coalesce("urn_at_time", "urn"))
        .join(inspected, left_on="urn_at_time", right_on="urn", how="left", validate="m:1")
        .join(listed, on="listed_urn", how="left", validate="m:1")
        .with_columns(
            history=pl.coalesce("history", "urn_at_time"),
            listed_history=pl.coalesce("listed_history", "listed_urn"),
            rank=_rank(),
        )
        .collect()
    )


def _rank() -> pl.Expr:
    """The row that represents an inspection comes first.

    A graded inspection that an ungraded one turned into has its number, and comes before it; then
    the row with grades, for a file may list an inspection where it has no columns for its grades.
    """
    judged = pl.any_horizontal(pl.col(c).is_not_null() for c in (OVERALL, *JUDGEMENTS, *AREAS))
    return (
        pl.when(pl.col("kind") == UNGRADED).then(4).otherwise(0)
        + pl.when(judged).then(0).otherwise(2)
        + pl.when(pl.col("role") == "current").then(0).otherwise(1)
    )


def _without_numbered(
    others: pl.DataFrame, numbered: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows without a number that match no numbered inspection, and the numbers that are matched.

    A row is matched under the URN that both files list first, then under the history.
    """
    matched = []
    for key in ("listed_urn", "history"):
        near = others.sort("inspected_on").join_asof(
            numbered.select(key, "inspected_on", "inspection").sort("inspected_on", "inspection"),
            on="inspected_on",
            by=key,
            strategy="nearest",
            tolerance=f"{SAME_INSPECTION_DAYS}d",
            suffix="_numbered",
            check_sortedness=False,
        )
        is_one = pl.col("inspection_numbered").is_not_null()
        matched.append(near.filter(is_one).select(inspection="inspection_numbered"))
        others = near.filter(~is_one).drop("inspection_numbered")
    return others, pl.concat(matched)


def _resolved(others: pl.DataFrame, numbered: pl.DataFrame) -> pl.DataFrame:
    """The kind of a workbook's rows: graded, ungraded, or either where no file can say.

    Only Good and Outstanding schools have ungraded inspections that keep the grade, so a lower grade
    was given on that day. And a file with an inspection and the one before it leaves no room for
    another graded one between them, nor after them up to the day of the file.
    """
    days = numbered.filter(pl.col("kind") == GRADED).with_columns(
        known_to=pl.col("inspected_on").max().over("file")
    )
    spans = days.group_by("listed_history", "file").agg(
        known_from=pl.col("inspected_on").min(), known_to=pl.col("known_to").first()
    )
    keyed = others.with_row_index("_key")
    known = (
        keyed.filter(pl.col("kind") == EITHER)
        .join(spans, on="listed_history", how="inner", suffix="_span")
        .filter(pl.col("inspected_on").is_between("known_from", "known_to"))["_key"]
        .unique()
    )
    either = pl.col("kind") == EITHER
    ruled_out = either & pl.col("_key").is_in(known.implode())
    return (
        keyed.with_columns(
            kind=pl.when(either & (pl.col(OVERALL) > CONFIRMS_FROM))
            .then(pl.lit(GRADED))
            .when(ruled_out)
            .then(pl.lit(UNGRADED))
            .otherwise("kind")
        )
        .with_columns(
            # An ungraded inspection gives no grade: the one in the workbook is from an earlier day.
            pl.when(pl.col("kind") != UNGRADED).then(OVERALL).alias(OVERALL),
            missing=pl.when(pl.col("kind") == UNGRADED)
            .then(pl.lit("not_applicable"))
            .otherwise(pl.col("missing").cast(pl.String))
            .cast(others.schema["missing"]),
        )
        .drop("_key")
    )


def _visits(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows without a number as visits: those of one history within 14 days of each other are one."""
    day, school = pl.col("inspected_on"), pl.col("history")
    begins = (day - day.shift(1)) > pl.duration(days=SAME_INSPECTION_DAYS)
    return (
        rows.sort("history", "inspected_on", *FIRST_OF_SEVERAL)
        .with_columns(visit=(begins | school.ne_missing(school.shift(1))).fill_null(True).cum_sum())
        .sort("visit", *FIRST_OF_SEVERAL)
        .with_columns(listed_in_rows=pl.len().over("visit"))
        .unique("visit", keep="first", maintain_order=True)
    )
