"""Which numbered rows are one inspection, and which rows contradict one another.

One number is one inspection, of one school and one visit; and one visit of a school has one number.
In Ofsted's file of August 2025 this holds for all 52,594 numbered rows: no number is at two schools,
no two numbers are at one school within 14 days, and the rows of one number differ by 14 days at most,
except one ungraded inspection that became a graded one 15 days later. So a row that breaks the rule is
a mistake in a file, and is reported:

    number_of_another   the number belongs to another school's inspection, or to another visit: the
                        row is identified by school and date, like a row without a number
    two_numbers         another file gives the same visit another number: one inspection
    contradicts         the row that represents the inspection has another grade, which counts
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from cst_screen.vocabulary.regimes import JUDGEMENTS, OVERALL
from cst_screen.vocabulary.tables import EXCLUSIONS, exclude

SAME_INSPECTION_DAYS = 14
"""The workbooks give another day of the same visit than the management information does."""
BECAME_GRADED_DAYS = 31
"""An ungraded inspection may become a graded one under its number; the file of 2025 has 15 days."""
FIRST_OF_SEVERAL = ("rank", "file", "row")
"""Of several rows the first represents the inspection; `events` ranks them."""
_SCHOOL = ("history", "listed_history", "urn_at_time", "listed_urn")


@dataclass(frozen=True)
class Numbered:
    """rows: those whose number can be trusted, one number an inspection. doubted: the others, without
    a number. contradictions: exclusions.
    """

    rows: pl.DataFrame
    doubted: pl.DataFrame
    contradictions: pl.DataFrame


def settle_numbers(rows: pl.DataFrame) -> Numbered:
    """Sort out the rows that have a number; needs the columns of `events`' rows."""
    trusted, doubted = _apart(rows)
    trusted, renumbered = _one_number_a_visit(trusted)
    words = (
        "number "
        + pl.col("inspection")
        + " belongs to the inspection of URN "
        + pl.col("urn_at_time_first").cast(pl.String)
        + " on "
        + pl.col("inspected_on_first").cast(pl.String)
    )
    return Numbered(
        rows=trusted,
        doubted=doubted.select(rows.columns).with_columns(inspection=pl.lit(None, pl.String)),
        contradictions=pl.concat(
            [
                _report(doubted, "number_of_another", words),
                renumbered,
                _contradicting_grades(trusted),
            ]
        ),
    )


def first_of_each(rows: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """inspection, and these columns of the row that represents it."""
    # A row has some forty columns; sorting them all would take most of the time.
    order = rows.select("inspection", *FIRST_OF_SEVERAL).with_row_index("place")
    first = order.sort(*FIRST_OF_SEVERAL, nulls_last=True).unique(
        "inspection", keep="first", maintain_order=True
    )
    return rows.select("inspection", *columns)[first["place"]]


def _apart(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of the same school and visit as the first row with the number; and the others."""
    first = first_of_each(rows, "inspected_on", "kind", *_SCHOOL)
    beside = rows.join(first, on="inspection", how="left", validate="m:1", suffix="_first")
    same_school = pl.any_horizontal(pl.col(c) == pl.col(f"{c}_first") for c in _SCHOOL)
    apart = (pl.col("inspected_on") - pl.col("inspected_on_first")).abs()
    days = (
        pl.when(pl.col("kind") == pl.col("kind_first"))
        .then(SAME_INSPECTION_DAYS)
        .otherwise(BECAME_GRADED_DAYS)
    )
    belongs = (same_school & (apart.dt.total_days() <= days)).fill_null(False)
    return beside.filter(belongs).select(rows.columns), beside.filter(~belongs)


def _one_number_a_visit(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of a visit under its first number, where another file gives it another; and exclusions.

    One file tells its own inspections apart, so two numbers in one file are two inspections, also
    where a number of another file lies between them.
    """
    visit, group = ["history", "kind", "inspection"], ["history", "kind"]
    visits = (
        rows.group_by(visit)
        .agg(pl.col("inspected_on").min())
        .sort("history", "kind", "inspected_on", "inspection")
    )
    follows = pl.all_horizontal(pl.col(c).eq_missing(pl.col(c).shift(1)) for c in group)
    gap = (pl.col("inspected_on") - pl.col("inspected_on").shift(1)).dt.total_days()
    close = visits.with_columns(number=pl.col("inspection").shift(1)).filter(
        follows & (gap <= SAME_INSPECTION_DAYS)
    )
    files = (
        rows.lazy()
        .filter(pl.col("inspection").is_in([*close["inspection"], *close["number"]]))
        .group_by(visit)
        .agg(pl.col("file").unique().sort())
        .collect()
    )
    before = files.rename({"inspection": "number", "file": "files"})
    near = (
        close.join(files, on=visit, how="left", nulls_equal=True, maintain_order="left")
        .join(before, on=[*group, "number"], how="left", nulls_equal=True, maintain_order="left")
        .filter(pl.col("file").list.set_intersection("files").list.len() == 0)
    )
    if near.is_empty():
        return rows, EXCLUSIONS.empty()
    first: dict[str, str] = {}
    listed: dict[str, set[int]] = {}
    for number, of_number, earlier, of_earlier in near.select(
        "inspection", "file", "number", "files"
    ).iter_rows():
        of_visit = first.get(earlier, earlier)
        beside = listed.setdefault(of_visit, set(of_earlier))
        if beside.isdisjoint(of_number):
            beside.update(of_number)
            first[number] = of_visit
    own = pl.col("inspection").replace(first)
    other = rows.filter(own != pl.col("inspection")).with_columns(number=own)
    words = (
        "number " + pl.col("inspection") + "; another file gives the inspection of "
        "the same days the number " + pl.col("number") + ", which counts"
    )
    return rows.with_columns(inspection=own), _report(other, "two_numbers", words)


def _contradicting_grades(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with another grade than the row that represents their inspection."""
    grades = [OVERALL, *JUDGEMENTS]
    first = first_of_each(rows, *grades)
    beside = rows.join(first, on="inspection", how="left", validate="m:1", suffix="_first")
    found = [
        pl.when((pl.col(g) != pl.col(f"{g}_first")).fill_null(False)).then(
            pl.concat_str(
                pl.lit(f"{g} "),
                pl.col(g),
                pl.lit(" here, "),
                pl.col(f"{g}_first"),
                pl.lit(" in the row that counts"),
            )
        )
        for g in grades
    ]
    said = pl.concat_str(found, separator="; ", ignore_nulls=True)
    other = beside.with_columns(said=said).filter(pl.col("said") != "")
    return _report(
        other, "contradicts", "inspection " + pl.col("inspection") + ": " + pl.col("said")
    )


def _report(rows: pl.DataFrame, reason: str, detail: pl.Expr) -> pl.DataFrame:
    return exclude(
        rows.with_columns(urn=pl.col("listed_urn")), "inspections", "inspection", reason, detail
    )
