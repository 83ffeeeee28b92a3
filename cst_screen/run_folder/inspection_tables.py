"""The tables of a run folder about inspections: every event by trust, and the pairs that are compared.

A grade is always written with its date and its regime; trusts have no grades.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from cst_screen.run_folder.cells import file_name, year_text
from cst_screen.vocabulary.regimes import AREAS, GRADES, JUDGEMENTS

if TYPE_CHECKING:
    from cst_screen.run import Found


def inspections(found: Found, names: dict[int, str]) -> pl.DataFrame:
    """One row per event and trust that had the school, in order of date."""
    return found.findings.validation.owned.select(
        "uid",
        pl.col("joined_urn").alias("urn"),
        "urn_at_time",
        "history",
        "inspected_on",
        "published_on",
        "regime",
        "overall",
        _judgements().alias("judgements"),
        ungraded_outcome="outcome",
        category_of_concern="concern",
        when="when",
        source=file_name("file", names),
        row="row",
        kind="kind",
        reason=pl.col("missing").cast(pl.String),
        safeguarding="safeguarding",
        regraded="regraded",
        told_by_rows="listed_in_rows",
        inspection_number="inspection",
        category_now="concern_now",
    ).sort("uid", "urn", "inspected_on", "row")


def inspection_pairs(found: Found, names: dict[int, str]) -> pl.DataFrame:
    """One row per joiner and measure: the grades before and after, and the usual rates.

    counts: whether the trust's figures count this pair. A school counts once, and not where all
    schools with the same earlier grade fared the same (no_contrast).
    """
    counted = found.findings.validation.joiners.filter(pl.col("measure").is_not_null()).select(
        "uid", "history", "joined_on", "measure", counts=pl.lit(True)
    )
    urns = found.findings.validation.joiners.select("uid", "history", "joined_on", "urn", "route")
    keys = ["uid", "history", "joined_on"]
    return (
        found.findings.validation.pairs.join(urns, on=keys, how="left", validate="m:1")
        .join(counted, on=[*keys, "measure"], how="left", validate="1:1")
        .select(
            "uid",
            "urn",
            "history",
            "joined_on",
            "route",
            "measure",
            "phase",
            before="grade",
            before_on="inspected_on",
            before_regime="regime",
            after="next_grade",
            after_on="next_inspected_on",
            after_regime="next_regime",
            latest="latest_grade",
            improved="improved",
            declined="declined",
            expected_improved="expected_improved",
            expected_declined="expected_declined",
            alike_in="alike",
            alike="alike_schools",
            no_contrast="no_contrast",
            counts=pl.col("counts").fill_null(False),
            before_source=file_name("file", names),
            before_row="row",
            after_source=file_name("next_file", names),
            after_row="next_row",
        )
        .sort("uid", "urn", "measure")
    )


def inspection_rates(found: Found) -> pl.DataFrame:
    """How many schools in England improved at their next graded inspection."""
    return found.findings.validation.rates.with_columns(next_year=year_text("next_year"))


def inspection_states(found: Found, names: dict[int, str]) -> pl.DataFrame:
    """One row per open school: its latest graded inspection, and flags for a panel."""
    return (
        found.findings.validation.schools.join(found.names, on="urn", how="left", validate="m:1")
        .select(
            "uid",
            "urn",
            "urn_at_time",
            "history",
            "school",
            "inspected_on",
            "regime",
            "overall",
            _judgements().alias("judgements"),
            "safeguarding",
            category_of_concern="concern",
            category_now="concern_now",
            kind="kind",
            ungraded_outcome="outcome",
            in_category="in_category",
            unsafe="unsafe",
            urgent="urgent",
            old_grade="old_grade",
            predecessor_only="predecessor_only",
            regraded="regraded",
            joined_on="joined_on",
            source=file_name("file", names),
            row="row",
        )
        .sort("uid", "urn")
    )


def _judgements() -> pl.Expr:
    """`Quality of education: Good; Personal development: Outstanding`, or the areas of a card."""
    parts = [
        pl.lit(f"{label}: ")
        + pl.col(name).replace_strict(GRADES, default=None, return_dtype=pl.String)
        for name, label in JUDGEMENTS.items()
    ] + [pl.lit(f"{label}: ") + pl.col(name).cast(pl.String) for name, label in AREAS.items()]
    joined = pl.concat_str(parts, separator="; ", ignore_nulls=True)
    return pl.when(joined != "").then(joined)
