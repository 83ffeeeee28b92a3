"""`overrides.csv`: the user's own corrections to the membership record.

Columns urn, group_uid, date_joined, date_left, reason; dates ISO (2021-09-01). A row stands in place
of every published spell of that school in that trust; a row without a joining date removes them.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from cst_screen.errors import DataError
from cst_screen.sources.by_hand import read_by_hand
from cst_screen.sources.cells import date, integer, text
from cst_screen.sources.files import ROW

SCHEMA = {
    "urn": pl.Int32,
    "uid": pl.Int32,
    "joined_on": pl.Date,
    "left_on": pl.Date,
    "reason": pl.String,
    "row": pl.UInt32,
}
_COLUMNS = ("urn", "group_uid", "date_joined", "date_left", "reason")


def read_overrides(path: Path, name: str) -> pl.DataFrame:
    """The overrides as a table (`SCHEMA`); an empty one when there is no such file."""
    frame = read_by_hand(path, name, _COLUMNS, ("date_joined", "date_left"))
    if frame is None:
        return pl.DataFrame(schema=SCHEMA)
    out = frame.select(
        urn=integer("urn"),
        uid=integer("group_uid"),
        joined_on=date("date_joined", "%Y-%m-%d"),
        left_on=date("date_left", "%Y-%m-%d"),
        reason=text("reason"),
        row=pl.col(ROW),
    )
    for column, words in (("urn", "a URN"), ("uid", "a Group UID"), ("reason", "a reason")):
        bad = out.filter(pl.col(column).is_null())
        if bad.height:
            raise DataError(
                f"{name}: row {bad['row'][0]} has no {words.split(maxsplit=1)[1]}. Every override "
                "names a school, a trust and the reason for the correction."
            )
    backwards = out.filter(pl.col("left_on") <= pl.col("joined_on"))
    if backwards.height:
        raise DataError(
            f"{name}: row {backwards['row'][0]} has the school leaving on or before the day it "
            "joined. Check the two dates."
        )
    return out.cast(SCHEMA)  # type: ignore[arg-type]
