"""`external_validation.csv`: what a reader of a brief should know and no data file holds.

Summary evaluations of trusts are letters, and trusts may decline them; awards and peer reviews are
nowhere collected. Columns uid, kind, date, title, link, finding; dates ISO (2023-06-30); link may be
blank. A row is shown in the trust's brief as entered by hand. No figure and no verdict rests on it.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from cst_screen.errors import DataError
from cst_screen.sources.by_hand import read_by_hand
from cst_screen.sources.cells import date, integer, text
from cst_screen.sources.files import ROW

SCHEMA = {
    "uid": pl.Int32,
    "kind": pl.String,
    "date": pl.Date,
    "title": pl.String,
    "link": pl.String,
    "finding": pl.String,
    "row": pl.UInt32,
}
_COLUMNS = ("uid", "kind", "date", "title", "link", "finding")
_NEEDED = {
    "uid": "the trust's Group UID",
    "kind": "what it is, such as summary evaluation, award or peer review",
    "date": "its date",
    "title": "its title",
    "finding": "what it found, in a sentence",
}


def read_external_validation(path: Path, name: str, known: pl.Series) -> pl.DataFrame:
    """The rows as a table (`SCHEMA`); an empty one when there is no such file.

    `known` holds the UIDs of the membership record. Every fault of the file is told at once.
    """
    frame = read_by_hand(path, name, _COLUMNS, ("date",))
    if frame is None:
        return pl.DataFrame(schema=SCHEMA)
    out = frame.select(
        uid=integer("uid"),
        date=date("date", "%Y-%m-%d"),
        row=pl.col(ROW),
        **{c: text(c) for c in ("kind", "title", "link", "finding")},
    )
    faults = [
        (row, f"has no {column}: give {words}.")
        for column, words in _NEEDED.items()
        for row in out.filter(pl.col(column).is_null())["row"]
    ]
    nobody = (
        "is for {}, which is the UID of no trust in the membership record. GIAS and the column "
        "'uid' of verdicts.csv have it."
    )
    stranger = out.filter(pl.col("uid").is_not_null() & ~pl.col("uid").is_in(known.implode()))
    faults += [(row, nobody.format(uid)) for row, uid in stranger.select("row", "uid").iter_rows()]
    whole = "has the link '{}'. Give a whole address that begins with https://, or leave it blank."
    broken = out.filter(~pl.col("link").str.contains(r"^https?://\S+$"))
    faults += [(row, whole.format(link)) for row, link in broken.select("row", "link").iter_rows()]
    if faults:
        raise DataError("\n".join(f"{name}: row {row} {words}" for row, words in sorted(faults)))
    return out.select(list(SCHEMA)).cast(SCHEMA)  # type: ignore[arg-type]
