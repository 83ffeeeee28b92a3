"""Files that users keep next to the published ones: corrections, documents, a caution.

Dates are ISO (2021-09-01). Each file may be absent. What the rows mean for trusts is decided where
membership is traced and where briefs are written.
"""

from __future__ import annotations

import codecs
import datetime as dt
from pathlib import Path, PurePosixPath

import polars as pl

from cst_screen.errors import DataError
from cst_screen.sources.cells import date, integer, refuse_bad_dates, text
from cst_screen.sources.files import ROW, open_file
from cst_screen.sources.renamed_columns import COLUMNS
from cst_screen.vocabulary.harmless import shortened
from cst_screen.vocabulary.tables import exclude

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
    COLUMNS: "headings that publishers renamed, and the names under which they are read",
}
"""Name of a file -> why the catalogue leaves it alone."""

_LONGEST_CAUTION = 500
"""Characters of a caution, which stands at the top of each document."""
_MOST_FAULTS = 40
"""Faults of one file that are said at once."""

_STEMS = {name.partition(".")[0]: name for name in KEPT_BY_HAND}
_ENDINGS = (".txt", ".csv", ".tsv", ".xlsx", ".ods")
_ENDINGS_OF = {COLUMNS: (".yaml", ".yml")}
"""Publishers may well call a table of columns so."""


def refuse_misplaced(name: str) -> None:
    """A DataError for a side file that nobody would read: below the folder's top, or misspelled.

    A caution or a correction that is passed over in silence changes what a run says.
    """
    path = PurePosixPath(name)
    right = _STEMS.get(path.stem.casefold())
    if right is None or name == right:
        return
    if path.suffix.lower() not in _ENDINGS_OF.get(right, _ENDINGS):
        return
    raise DataError(
        f"{name}: a file of this name is read only as '{right}' at the top of the data folder, and "
        "would be missed here. Move or save it there under that name, or call it something else."
    )


# --- the caution ------------------------------------------------------------------------------


def caution_in(folder: Path) -> str:
    """The first line of the folder's caution, or an empty string where there is none."""
    path = folder / CAUTION
    if not path.is_file():
        return ""
    try:
        with path.open("rb") as file:
            beginning = file.read(_LONGEST_CAUTION * 8).removeprefix(codecs.BOM_UTF8)
        caution = beginning.strip().partition(b"\n")[0].decode("utf-8").strip()
    except OSError as fault:
        raise DataError(f"{CAUTION}: the file cannot be read ({fault.strerror}).") from fault
    except UnicodeDecodeError as fault:
        raise DataError(
            f"{CAUTION}: the file cannot be read (its first line is not UTF-8). Save it as UTF-8 text."
        ) from fault
    if len(caution) > _LONGEST_CAUTION:
        raise DataError(
            f"{CAUTION}: the first line is too long for the documents that show it. Shorten it to "
            f"{_LONGEST_CAUTION} characters; what follows in other lines is not shown."
        )
    return caution


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
    faults = _faults_of_overrides(overrides)
    if faults:
        raise DataError(_listed(OVERRIDES, faults))
    return overrides.cast(OVERRIDE_SCHEMA)


def refuse_strangers(
    overrides: pl.DataFrame, known_urns: pl.Series, known_uids: pl.Series, last_day: dt.date
) -> None:
    """A DataError for overrides of schools or trusts that GIAS does not know, or of days to come.

    known_uids: of the membership record and the groups file. last_day: up to which the record goes.
    """
    faults: list[tuple[int, str]] = []
    for column, name, known, where in (
        ("urn", "urn", known_urns, "URN of no school in the register (edubasealldata)"),
        ("uid", "group_uid", known_uids, "Group UID of no trust in the membership or groups file"),
    ):
        strange = overrides.filter(~pl.col(column).is_in(known.implode()))
        faults += [
            (row, f": column {name}: {key} is the {where}. Check the number in GIAS.")
            for row, key in strange.select("row", column).iter_rows()
        ]
    for column, name in (("joined_on", "date_joined"), ("left_on", "date_left")):
        to_come = overrides.filter(pl.col(column) > last_day)
        faults += [
            (
                row,
                f": column {name}: {day} is after {last_day}, the last day of the membership record.",
            )
            for row, day in to_come.select("row", column).iter_rows()
        ]
    if faults:
        raise DataError(_listed(OVERRIDES, faults))


def _faults_of_overrides(overrides: pl.DataFrame) -> list[tuple[int, str]]:
    """Row and fault: a blank cell, dates that run backwards, two rows that contradict each other."""
    faults: list[tuple[int, str]] = []
    for column, noun in (("urn", "URN"), ("uid", "Group UID"), ("reason", "reason")):
        faults += [
            (
                row,
                f" has no {noun}. Fill it in; every correction names a school, a trust and a reason.",
            )
            for row in overrides.filter(pl.col(column).is_null())["row"]
        ]
    backwards = overrides.filter(pl.col("left_on") <= pl.col("joined_on"))
    faults += [
        (
            row,
            (
                ": the school leaves on or before the day on which it joins (columns date_joined and "
                "date_left). Correct the dates."
            ),
        )
        for row in backwards["row"]
    ]
    removed = overrides.filter(pl.col("joined_on").is_null() & pl.col("left_on").is_not_null())
    faults += [
        (
            row,
            (
                " has a date_left and no date_joined. Give both, or neither to take the school out of the "
                "trust."
            ),
        )
        for row in removed["row"]
    ]
    return faults + _contradictions(overrides.filter(pl.col("urn").is_not_null()))


def _contradictions(overrides: pl.DataFrame) -> list[tuple[int, str]]:
    """Pairs of rows that have one school in trusts at the same time, or in one trust and not in it."""
    pairs = overrides.join(overrides, on="urn", how="inner", suffix="_2").filter(
        pl.col("row") < pl.col("row_2")
    )
    both = pl.col("joined_on").is_not_null() & pl.col("joined_on_2").is_not_null()
    far_off = dt.date.max
    overlap = (
        both
        & (pl.col("joined_on") < pl.col("left_on_2").fill_null(far_off))
        & (pl.col("joined_on_2") < pl.col("left_on").fill_null(far_off))
    )
    denied = (pl.col("uid") == pl.col("uid_2")) & ~both
    words = (
        " and row {} contradict each other about school {} (columns group_uid, date_joined and "
        "date_left): a school is in one trust at a time. Keep the row that is right."
    )
    return [
        (row, words.format(other, urn))
        for row, other, urn in pairs.filter((overlap | denied).fill_null(False))
        .select("row", "row_2", "urn")
        .iter_rows()
    ]


def _listed(file: str, faults: list[tuple[int, str]]) -> str:
    """Each fault on a line of its own; its words begin with a space or a colon."""
    lines = [f"{file}: row {row}{words}" for row, words in sorted(faults)]
    more = len(lines) - _MOST_FAULTS
    if more > 0:
        lines[_MOST_FAULTS:] = [
            f"{file}: {more:,} more rows have faults. Correct those above first."
        ]
    return "\n".join(lines)


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

HEADINGS_BY_HAND = {OVERRIDES: _OVERRIDE_COLUMNS, EXTERNAL_VALIDATION: _VALIDATION_COLUMNS}
"""Name of a file -> the columns of its first line."""
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
        raise DataError(_listed(EXTERNAL_VALIDATION, [(row, f" {words}") for row, words in faults]))
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
        (row, no_address.format(shortened(link, 80)))
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


def about_trusts_not_judged(entered: pl.DataFrame, uids: pl.DataFrame) -> pl.DataFrame:
    """An exclusion for each document about a trust that is not among those judged (uid)."""
    return exclude(
        entered.join(uids, on="uid", how="anti"),
        "trusts",
        "document",
        "trust_not_judged",
        pl.col("title"),
    )
