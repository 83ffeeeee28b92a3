"""Files that users keep next to the published ones: corrections, documents, a caution.

Dates are ISO (2021-09-01). Each file may be absent. What the rows mean for trusts is decided where
membership is traced and where briefs are written.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from cst_screen.errors import DataError
from cst_screen.sources.cells import date, integer, refuse_bad_dates, text
from cst_screen.sources.files import ROW, open_file

OVERRIDES = "overrides.csv"
"""Corrections to the membership file."""

EXTERNAL_VALIDATION = "external_validation.csv"
"""Documents about trusts that are in no data file; shown in briefs."""

CAUTION = "caution.txt"
"""A warning that every reader of these data needs; its first line goes into each document."""

KEPT_BY_HAND = {
    CAUTION: "a caution about these data, which goes into every document",
    OVERRIDES: "corrections to the membership file, read separately",
    EXTERNAL_VALIDATION: "documents about trusts, entered by hand, read separately",
}
"""Name of a file -> why the catalogue leaves it alone."""

# --- the caution ------------------------------------------------------------------------------


def caution_in(folder: Path) -> str:
    """The first line of the folder's caution, or an empty string where there is none."""
    path = folder / CAUTION
    if not path.is_file():
        return ""
    try:
        return path.read_text(encoding="utf-8-sig").strip().partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise DataError(
            f"{CAUTION}: the file cannot be read ({fault}). Save it as UTF-8 text."
        ) from fault


# --- corrections to the membership file -------------------------------------------------------

OVERRIDE_SCHEMA = pl.Schema(
    {
        "urn": pl.Int32,
        "uid": pl.Int32,
        "joined_on": pl.Date,
        "left_on": pl.Date,
        "reason": pl.String,
        "row": pl.UInt32,
    }
)
_OVERRIDE_COLUMNS = ("urn", "group_uid", "date_joined", "date_left", "reason")


def read_overrides(folder: Path) -> pl.DataFrame:
    """The user's corrections (`OVERRIDE_SCHEMA`); an empty table when the folder has none.

    A row replaces every published spell of that school in that trust. A row without a joining date
    removes them.
    """
    frame = _rows_of(folder / OVERRIDES, _OVERRIDE_COLUMNS, ("date_joined", "date_left"))
    if frame is None:
        return pl.DataFrame(schema=OVERRIDE_SCHEMA)
    overrides = frame.select(
        urn=integer("urn"),
        uid=integer("group_uid"),
        joined_on=date("date_joined", "%Y-%m-%d"),
        left_on=date("date_left", "%Y-%m-%d"),
        reason=text("reason"),
        row=pl.col(ROW),
    )
    for column, noun in (("urn", "URN"), ("uid", "Group UID"), ("reason", "reason")):
        blank = overrides.filter(pl.col(column).is_null())
        if blank.height:
            raise DataError(
                f"{OVERRIDES}: row {blank['row'][0]} has no {noun}. Fill it in; every "
                "correction names a school, a trust and a reason."
            )
    backwards = overrides.filter(pl.col("left_on") <= pl.col("joined_on"))
    if backwards.height:
        raise DataError(
            f"{OVERRIDES}: row {backwards['row'][0]}: the school leaves on or before the day on "
            "which it joins. Correct the dates."
        )
    return overrides.cast(OVERRIDE_SCHEMA)


# --- documents about trusts -------------------------------------------------------------------

VALIDATION_SCHEMA = pl.Schema(
    {
        "uid": pl.Int32,
        "kind": pl.String,
        "date": pl.Date,
        "title": pl.String,
        "link": pl.String,
        "finding": pl.String,
        "row": pl.UInt32,
    }
)
_VALIDATION_COLUMNS = ("uid", "kind", "date", "title", "link", "finding")
_NEEDED = {
    "uid": "the trust's Group UID",
    "kind": "what it is, such as summary evaluation, award or peer review",
    "date": "its date, such as 2024-03-29",
    "title": "its title",
    "finding": "what the document says, in a sentence",
}


def read_external_validation(folder: Path, known_uids: pl.Series) -> pl.DataFrame:
    """The documents (`VALIDATION_SCHEMA`); an empty table when the folder has none.

    Summary evaluations of trusts are letters, and trusts may decline them; nobody collects awards
    and peer reviews. A row is shown in the trust's brief as entered by hand. No figure and no
    verdict rests on it. `known_uids` are those of the membership file; link may be blank. A
    DataError names every fault of the file at once.
    """
    frame = _rows_of(folder / EXTERNAL_VALIDATION, _VALIDATION_COLUMNS, ("date",))
    if frame is None:
        return pl.DataFrame(schema=VALIDATION_SCHEMA)
    documents = frame.select(
        uid=integer("uid"),
        date=date("date", "%Y-%m-%d"),
        row=pl.col(ROW),
        **{c: text(c) for c in ("kind", "title", "link", "finding")},
    )
    faults = _faults_of_documents(documents, known_uids)
    if faults:
        raise DataError(
            "\n".join(f"{EXTERNAL_VALIDATION}: row {row} {words}" for row, words in sorted(faults))
        )
    return documents.select(VALIDATION_SCHEMA.names()).cast(VALIDATION_SCHEMA)


def _faults_of_documents(documents: pl.DataFrame, known_uids: pl.Series) -> list[tuple[int, str]]:
    """Row and fault: a blank cell, an unknown trust, a link that is not an address."""
    faults = [
        (row, f"has no {column}. Give {words}.")
        for column, words in _NEEDED.items()
        for row in documents.filter(pl.col(column).is_null())["row"]
    ]
    no_such_trust = (
        "has the UID {}, but the membership file has no such trust. GIAS lists UIDs, and so "
        "does the column 'uid' of verdicts.csv."
    )
    of_unknown_trusts = documents.filter(
        pl.col("uid").is_not_null() & ~pl.col("uid").is_in(known_uids.implode())
    )
    faults += [
        (row, no_such_trust.format(uid))
        for row, uid in of_unknown_trusts.select("row", "uid").iter_rows()
    ]
    no_address = (
        "has the link '{}'. Give a full address that begins with https://, or leave the cell blank."
    )
    with_broken_links = documents.filter(~pl.col("link").str.contains(r"^https?://\S+$"))
    faults += [
        (row, no_address.format(link))
        for row, link in with_broken_links.select("row", "link").iter_rows()
    ]
    return faults


# --- opening ----------------------------------------------------------------------------------


def _rows_of(path: Path, columns: tuple[str, ...], dates: tuple[str, ...]) -> pl.DataFrame | None:
    """The rows as text, or None when there is no such file.

    A DataError names a column that is missing, or a cell of `dates` that is not an ISO date.
    """
    if not path.is_file():
        return None
    file = open_file(path, path.name)
    missing = [c for c in columns if c not in file.header]
    if missing:
        raise DataError(
            f"{path.name}: columns are missing: {', '.join(missing)}. The first line must be: "
            f"{','.join(columns)}"
        )
    frame = file.read(list(columns))
    if file.left_out:
        row, _, why = file.left_out[0].row(0)
        raise DataError(
            f"{path.name}: row {row}: {why}. Put a cell that holds a comma between quotation marks."
        )
    for column in dates:
        refuse_bad_dates(file, frame, column, "%Y-%m-%d")
    return frame
