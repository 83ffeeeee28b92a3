"""Writes rows, dates and numbers the way each publisher does; what is in them is left to others."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO
from pathlib import Path

Row = Sequence[object]


def write(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Row],
    *,
    encoding: str = "utf-8-sig",
    crlf: bool = False,
    text_quoted: bool = False,
    empty_quoted: bool = False,
) -> None:
    """Write a file; rows may be shorter than the header, as some published rows are.

    `text_quoted` puts all but numbers in quotes. `empty_quoted` writes `""` for an empty field and
    nothing else in quotes, as the register does in its group files; the csv module cannot, so that
    dialect is joined by hand.
    """
    buffer = StringIO()
    end = "\r\n" if crlf else "\n"
    writer = csv.writer(
        buffer,
        lineterminator=end,
        quoting=csv.QUOTE_NONNUMERIC if text_quoted else csv.QUOTE_MINIMAL,
    )
    writer.writerow(header)
    if empty_quoted:
        for row in rows:
            buffer.write(",".join(_field(value) for value in row) + end)
    else:
        writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue().encode(encoding))


def _field(value: object) -> str:
    """Return one field of the dialect that quotes empty fields."""
    text = str(value)
    if text == "" or any(mark in text for mark in ',"\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def dashed(day: date | None) -> str:
    """Return dd-mm-yyyy, the register's form."""
    return day.strftime("%d-%m-%Y") if day else ""


def slashed(day: date | None, empty: str = "") -> str:
    """Return dd/mm/yyyy, the form of groups and inspections."""
    return day.strftime("%d/%m/%Y") if day else empty


def iso(day: date | None) -> str:
    """Return yyyy-mm-dd, the form of memberships."""
    return day.isoformat() if day else ""


def span(year: int) -> str:
    """Return the school year that ends in `year` as the wide files name it."""
    return f"{year - 1}-{year}"


def period(year: int) -> str:
    """Return the school year that ends in `year` as the tidy files name it."""
    return f"{year - 1}{year % 100:02d}"


def plain(value: float, places: int = 1) -> str:
    """Return a number without a negative zero."""
    text = f"{value:.{places}f}"
    return text[1:] if float(text) == 0 and text.startswith("-") else text
