"""From the bytes of a text file to its header and the records under it.

Which encoding, which separator, where the header is, and whether the file is whole. Rules:

- UTF-16 with or without its mark, UTF-8 with or without, else cp1252 (GIAS and Ofsted write it).
- A line ends with a line feed, with or without a carriage return before it; a carriage return alone,
  outside quotation marks, ends a line too. Ctrl-Z at either end is an old end-of-file mark.
- The header is the first line that names a key of schools or trusts, else the first with two fields.
- The separator is a comma, a semicolon or a tab: the one that gives the header most fields.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

import numpy as np

from cst_screen.sources.stored import Unreadable

_HEADER_LOOKED_FOR_IN = 100
"""Lines from the top. Publishers put up to a dozen of titles and notes above a table."""

_TOP = 2**20
"""Bytes in which the header must end; the widest published one has 20,000."""

_END = 200_000
"""Bytes of the last records by which one is seen to be cut: a few hundred lines are enough to know how short
rows of the file can be."""

MOST_COLUMNS = 16_384
"""Of a text file, as of a sheet of Excel. The widest published table, key stage 4, has about 500; each
column takes as long as a thousand rows."""

KEYS = {"urn", "school_urn", "group uid", "uid", "trust_uid"}
_SEPARATORS = (",", ";", "\t")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\u200b\ufeff]")
_DECIMAL_COMMA = re.compile(rb"[;\n]\s*-?(?:0,\d+|\d{1,3},\d{1,2})\s*(?=[;\r\n])")

_WEB_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|head|body|!--|script)", re.IGNORECASE
)


def canonical(column: str) -> str:
    """A column name as it is compared: no marks and controls, white space folded, any case."""
    return " ".join(_CONTROL.sub("", column).split()).casefold()


@dataclass(frozen=True)
class TextTable:
    """The headings as published, the row that they are in, and the records under them as UTF-8.

    The first line of `numbered` holds the numbers of the columns in place of the headings, and one
    more than there are headings.
    """

    headings: tuple[str, ...]
    header_row: int
    numbered: bytes
    separator: str = ","


def lay_out(name: str, raw: bytes) -> TextTable:
    """The table in a text file; without headings where there is none. Unreadable says why not."""
    # A mark before a quotation mark would make it a part of the first heading.
    text = _with_line_feeds(_as_utf8(name, raw).removeprefix(b"\xef\xbb\xbf").strip(b"\x1a"))
    _refuse_web_page(name, text)
    top = text[:_TOP].decode("utf-8", errors="ignore")
    lines = top.split("\n", 2 * _HEADER_LOOKED_FOR_IN)[: 2 * _HEADER_LOOKED_FOR_IN]
    place = _header_place(lines[:_HEADER_LOOKED_FOR_IN])
    if place is None:
        return TextTable((), 0, b"")
    at, separator = place
    headings, height = _headings(name, lines[at:], separator)
    if len(headings) > MOST_COLUMNS:
        raise Unreadable(
            f"{name}: the line of headings has more than {MOST_COLUMNS:,} fields, as no published table "
            "and no sheet of Excel has. Download the file again."
        )
    if at + height == len(lines) and len(text) > _TOP:
        raise _header_fault(name)
    below = _below(text, at + height)
    if separator == ";" and (found := _DECIMAL_COMMA.search(b"\n" + text[below : below + _TOP])):
        raise Unreadable(
            f"{name}: fields are parted by semicolons and figures have a decimal comma "
            f"('{found[0].decode().strip(' ;')[:20].strip()}'), so they look like "
            "thousands. Save the file with decimal points, or download it again."
        )
    _refuse_cut(name, text[max(below, len(text) - _END) :], separator)
    columns = separator.join(str(i) for i in range(len(headings) + 1)).encode()
    # A view, since the largest file has 20 MB: they are copied once, into their new place.
    numbered = b"\n".join([columns, memoryview(text)[below:]])
    return TextTable(tuple(headings), at + 1, numbered, separator)


# --- encoding and line ends -------------------------------------------------------------------


def _as_utf8(name: str, raw: bytes) -> bytes:
    wide = _utf_16(raw)
    if wide:
        try:
            return raw.decode(wide).encode("utf-8")
        except UnicodeDecodeError as fault:
            raise Unreadable(
                f"{name}: this UTF-16 text is damaged or cut off. Download the file again, or save "
                "it as CSV UTF-8."
            ) from fault
    if b"\x00" in raw[:4096]:
        raise Unreadable(f"{name}: this is not text, whatever its name says. Download it again.")
    if raw.isascii():
        return raw
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        # A byte that cp1252 does not define is itself in latin-1, GIAS's other encoding.
        try:
            return _written_anew(raw, "cp1252")
        except UnicodeDecodeError:
            return _written_anew(raw, "latin-1")
    return raw


def _written_anew(raw: bytes, codec: str) -> bytes:
    """The text as UTF-8, of a codec with a byte to each character. Nearly all are ASCII, and the same in
    both."""
    pieces, done = [], 0
    for at in np.flatnonzero(np.frombuffer(raw, dtype=np.int8) < 0).tolist():
        pieces += [raw[done:at], raw[at : at + 1].decode(codec).encode("utf-8")]
        done = at + 1
    return b"".join([*pieces, raw[done:]])


def _utf_16(raw: bytes) -> str:
    """The codec, where every other byte of the top is zero, as it is in UTF-16 of English."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    top = raw[:4096]
    half = len(top) // 2
    if half and top[1::2].count(0) > 0.7 * half and top[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if half and top[::2].count(0) > 0.7 * half and top[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return ""


def _with_line_feeds(text: bytes) -> bytes:
    """The same text; carriage returns alone, outside quotation marks, become line feeds."""
    if b"\r" not in text or text.count(b"\r") == text.count(b"\r\n"):
        return text
    parts = text.split(b'"')
    parts[::2] = [re.sub(rb"\r+\n|\r", b"\n", part) for part in parts[::2]]
    return b'"'.join(parts)


def _refuse_web_page(name: str, text: bytes) -> None:
    if _WEB_PAGE.match(text):
        raise Unreadable(
            f"{name}: this is a web page, not a table: the download failed. Download the file again."
        )


# --- the header -------------------------------------------------------------------------------


def _header_place(lines: list[str]) -> tuple[int, str] | None:
    """The header's line and separator: the first that names a key, else the first with two fields."""
    first = None
    for number, line in enumerate(lines):
        if re.fullmatch(r"\ufeff?\"?sep=.\"?\s*", line):  # written for Excel
            continue
        separator = max(_SEPARATORS, key=line.count)
        names = [canonical(field.strip().strip('"')) for field in line.split(separator)]
        if KEYS.intersection(names):
            return number, separator
        if first is None and len(set(names)) > 1:
            first = number, separator
    return first


def _headings(name: str, lines: list[str], separator: str) -> tuple[list[str], int]:
    """The headings, and how many lines they take; a heading may hold line breaks."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=separator, strict=True)
    try:
        headings = next(reader)
    except csv.Error as fault:
        raise _header_fault(name) from fault
    if any("\n" in h and h.count(separator) > 2 for h in headings):
        raise _header_fault(name)
    return headings, reader.line_num


def _header_fault(name: str) -> Unreadable:
    return Unreadable(
        f"{name}: the line of headings cannot be taken apart, most often for a quotation mark that "
        "is never closed, or a heading of more than 131,072 characters. Download the file again."
    )


def _below(text: bytes, lines: int) -> int:
    """Where the line after so many begins; the end of the text where there is none."""
    start = 0
    for _ in range(lines):
        end = text.find(b"\n", start)
        if end < 0:
            return len(text)
        start = end + 1
    return start


# --- whether the file is whole ----------------------------------------------------------------


def _refuse_cut(name: str, last_records: bytes, separator: str) -> None:
    """A last line without its end, and with fewer fields than each of the lines before it.

    Half of the publishers' files have no line end after the last row, and some have short rows of
    local authorities and the nation, so neither alone says that the file was cut. last_records: what is
    within `_END` of the end of the file, the first of them perhaps in part.
    """
    if last_records.endswith(b"\n") or not last_records:
        return
    *lines, last = last_records.split(b"\n")
    if len(last_records) == _END:
        del lines[:1]
    mark = separator.encode()
    fields = last.count(mark)
    before = (n for line in lines if (n := line.count(mark)))
    if b'"' not in last and next(before, 0) > fields and all(n > fields for n in before):
        raise Unreadable(
            f"{name}: the last row stops in the middle, so the file is not whole. Download it again."
        )
