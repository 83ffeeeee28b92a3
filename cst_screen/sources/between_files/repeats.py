"""Second rows for one school or link in files that have one row for each.

In the published files of the register and of Ofsted's latest inspections no key stands twice. A
membership file has a school twice in one trust where a spell was recorded anew; two rows from one
joining day it never has, nor two without a leaving day.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cst_screen.sources.between_files.witnesses import Witnesses, named
from cst_screen.vocabulary.tables import EXCLUSIONS

REASON = "second_row_for_one_key"
_OF_YEARS = ("ofsted_year_to_date", "ofsted_report_cards_year")


def second_rows(seen: Witnesses) -> pl.DataFrame:
    """Exclusions of every row whose key stands in another row of the same file."""
    spells, inspections = seen.tables["spells"], seen.tables["inspections"]
    of_years = [e.number for e in seen.of_kind(*_OF_YEARS)]
    current = inspections.filter(pl.col("role") == "current")
    is_of_year = pl.col("file").is_in(of_years)
    return pl.concat(
        [
            _twice(seen.tables["links"], ("predecessor", "successor", "told_by"), "link"),
            _twice(spells, ("urn", "uid", "joined_on"), "spell"),
            _twice(spells.filter(pl.col("left_on").is_null()), ("urn",), "spell"),
            _twice(
                spells.filter(pl.col("left_on").is_not_null()), ("urn", "uid", "left_on"), "spell"
            ),
            _twice(seen.tables["group_links"], ("urn", "uid"), "spell"),
            _twice(inspections.filter(~is_of_year), ("urn",), "inspection"),
            _twice(current.filter(is_of_year), ("urn", "inspection"), "inspection"),
        ]
    )


def _twice(table: pl.DataFrame, key: Sequence[str], subject: str) -> pl.DataFrame:
    rows = table.select("file", "row", *key).unique()
    twice = rows.filter(rows.select("file", *key).is_duplicated()).sort("file", "row")
    found = [EXCLUSIONS.empty()]
    for (file,), of_file in twice.group_by("file", maintain_order=True):
        of = table.filter(pl.col("file") == file).height
        words = f"another row of the file has the same {', '.join(key)}"
        found.append(named(of_file, of, subject, REASON, words, f"{{n}} of {{of}} rows: {words}"))
    return pl.concat(found)
