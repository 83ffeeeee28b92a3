"""One change to one file: a cell, a row, a column or the whole file, as downloads and hands make them.

`CHANGES` has one function a kind of change. Each takes the file as it was and a random generator,
and gives the bytes of the changed file with words that say what was done, or None where the file has
nothing of the sort (a file without dates). Only columns that the reader knows are changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.benchmarks.grids import Grid, canonical

Row = tuple[str, ...]


@dataclass(frozen=True)
class Target:
    """The file to change; `known`: canonical headings that its reader knows; `other`: another year's."""

    grid: Grid
    known: frozenset[str]
    other: Grid | None


@dataclass(frozen=True)
class Changed:
    """The changed file and what was done; `variant` is the change's sort within its kind."""

    content: bytes
    variant: str
    what: str


Change = Callable[[Target, Random], Changed | None]

# --- which columns --------------------------------------------------------------------------------

_KEY = re.compile(
    r"^(urn|school_urn|linkurn|(group |linked |trust_)?uid|urn at time of .*)$", re.IGNORECASE
)
_LOCAL_KEY = re.compile(
    r"^(la|lea|estab|laestab|school_laestab|establishmentnumber|establishment number|la number|"
    r"la \(code\)|old_la_code|ukprn|companies house number|group id|group-id|chainid|trust_id|"
    r"school-urns|.*inspection number.*|time_period|rectype)$",
    re.IGNORECASE,
)
_WORDS_OF_ANY_KIND = re.compile(r"name|outcome|address|postcode|number of ", re.IGNORECASE)
"""Free text: no word in it can be known to be wrong."""
_DATE = re.compile(r"^(\d{1,2}[-/]\d{1,2}[-/]\d{4}|\d{4}-\d\d-\d\d)$")
_NUMBER = re.compile(r"^[£]?-?\d[\d,]*(\.\d+)?%?$")


def _columns(target: Target, kind: str) -> list[int]:
    """Positions of the known columns of a kind: key, date, number, word."""
    found = []
    for at, heading in enumerate(target.grid.rows[0]):
        name = canonical(heading)
        if name not in target.known:
            continue
        cells = [r[at] for r in target.grid.rows[1:] if at < len(r) and r[at] not in ("", "NULL")]
        if _KEY.match(name):
            own = "key"
        elif _LOCAL_KEY.match(name):
            own = "local key"
        elif any(_DATE.match(c) for c in cells):
            own = "date"
        elif any(_NUMBER.match(c) for c in cells):
            own = "number"
        else:
            own = "free text" if _WORDS_OF_ANY_KIND.search(name) else "word"
        if own == kind:
            found.append(at)
    return found


def _cell(
    target: Target, rng: Random, kinds: tuple[str, ...], pattern: re.Pattern[str] | None = None
) -> tuple[int, int] | None:
    """A filled cell of a column of one of the kinds: its row and position."""
    columns = [c for kind in kinds for c in _columns(target, kind)]
    rng.shuffle(columns)
    for at in columns:
        rows = [
            i
            for i, r in enumerate(target.grid.rows)
            if i and at < len(r) and r[at] and (pattern is None or pattern.match(r[at]))
        ]
        if rows:
            return rng.choice(rows), at
    return None


def _where(target: Target, row: int, at: int) -> str:
    return f"row {row + 1}, {target.grid.rows[0][at]!r}"


def _with_cell(grid: Grid, row: int, at: int, text: str) -> Grid:
    rows = list(grid.rows)
    rows[row] = (*rows[row][:at], text, *rows[row][at + 1 :])
    return Grid(tuple(rows), grid.encoding)


def _set(target: Target, row: int, at: int, text: str, variant: str) -> Changed:
    was = target.grid.rows[row][at]
    content = _with_cell(target.grid, row, at, text).as_bytes()
    return Changed(content, variant, f"{_where(target, row, at)}: {was!r} became {text!r}")


def _put(grid: Grid, rows: list[Row], variant: str, what: str) -> Changed:
    return Changed(Grid(tuple(rows), grid.encoding).as_bytes(), variant, what)


# --- cells ----------------------------------------------------------------------------------------


def unreadable_text(target: Target, rng: Random) -> Changed | None:
    """A word where a number, a date or a code should be."""
    found = _cell(target, rng, ("number", "date", "word"))
    if found is None:
        return None
    row, at = found
    word = rng.choice(
        ("tbc", "?", "#REF!", "#N/A", "see note", "12abc", "--", "<5", "1.2.3", "Oops")
    )
    return _set(target, row, at, word, word)


def impossible_number(target: Target, rng: Random) -> Changed | None:
    """A number that the column cannot hold."""
    found = _cell(target, rng, ("number",), _NUMBER)
    if found is None:
        return None
    row, at = found
    number = rng.choice(
        ("650%", "-99", "43831", "1e300", "-12345", "1e-400", "1.5e9", "nan", "inf")
    )
    if canonical(target.grid.rows[0][at]) in ("northing", "easting") and number == "43831":
        number = "-99"
    return _set(target, row, at, number, number)


def identifier_unreadable(target: Target, rng: Random) -> Changed | None:
    """A key, in one row or in all, that is written otherwise or not at all."""
    found = _cell(target, rng, ("key",))
    if found is None:
        return None
    row, at = found
    variant, write = rng.choice(
        (
            ("decimals", lambda key: f"{key}.0"),
            ("with letters", lambda key: f"URN{key}"),
            ("thousands", lambda key: f"{key[:3]},{key[3:]}"),
            ("power of ten", lambda key: f"{key[:1]}.{key[1:3]}E+05"),
            ("blank", lambda key: ""),
            ("spaces", lambda key: f" {key} "),
            ("one digit less", lambda key: key[:-1]),
            ("one digit more", lambda key: f"{key}7"),
            ("negative", lambda key: f"-{key}"),
        )
    )
    if rng.random() < 0.5:
        return _set(target, row, at, write(target.grid.rows[row][at]), f"one, {variant}")
    rows = [
        (*r[:at], write(r[at]), *r[at + 1 :]) if i and at < len(r) and r[at].isdigit() else r
        for i, r in enumerate(target.grid.rows)
    ]
    return _put(
        target.grid, rows, f"all, {variant}", f"column {target.grid.rows[0][at]!r}: {variant}"
    )


def unreadable_date(target: Target, rng: Random) -> Changed | None:
    """A date, in one row or in all, in another form, or of no year that schools know."""
    found = _cell(target, rng, ("date",), _DATE)
    if found is None:
        return None
    row, at = found
    whole = rng.random() < 0.3
    variant, write = rng.choice(_DATE_FORMS)
    if not whole:
        return _set(target, row, at, write(_parts(target.grid.rows[row][at])), f"one, {variant}")
    rows = [
        (*r[:at], write(_parts(r[at])), *r[at + 1 :])
        if i and at < len(r) and _DATE.match(r[at])
        else r
        for i, r in enumerate(target.grid.rows)
    ]
    return _put(
        target.grid, rows, f"all, {variant}", f"column {target.grid.rows[0][at]!r}: {variant}"
    )


def _parts(text: str) -> tuple[str, int, int, int]:
    """Separator, day, month, year."""
    mark = "/" if "/" in text else "-"
    first, month, last = (int(part) for part in text.split(mark))
    return (mark, last, month, first) if first > 31 else (mark, first, month, last)


_DATE_FORMS: tuple[tuple[str, Callable[[tuple[str, int, int, int]], str]], ...] = (
    ("two-digit year", lambda p: f"{p[1]:02}{p[0]}{p[2]:02}{p[0]}{p[3] % 100:02}"),
    ("month first", lambda p: f"{p[2]:02}/{max(p[1], 13)}/{p[3]}"),
    ("days since 1900", lambda p: str(p[3] * 365 - 693000)),
    ("month in letters", lambda p: f"{p[1]:02}-Sep-{p[3]}"),
    ("no such day", lambda p: f"31{p[0]}02{p[0]}{p[3]}"),
    ("year 2109", lambda p: f"{p[1]:02}{p[0]}{p[2]:02}{p[0]}2109"),
    ("year 1017", lambda p: f"{p[1]:02}{p[0]}{p[2]:02}{p[0]}1017"),
    ("with a time", lambda p: f"{p[3]}-{p[2]:02}-{p[1]:02}T00:00:00"),
    ("year first", lambda p: f"{p[3]}{p[0]}{p[2]:02}{p[0]}{p[1]:02}"),
    ("dots", lambda p: f"{p[1]:02}.{p[2]:02}.{p[3]}"),
)

# --- rows -----------------------------------------------------------------------------------------


def row_gone(target: Target, rng: Random) -> Changed | None:
    """Rows that are no longer there, or no longer count."""
    rows = list(target.grid.rows)
    if len(rows) < 4:
        return None
    variant = rng.choice(("most rows", "line break lost", "key blanked", "last half"))
    if variant == "most rows":
        kept = [rows[0], *sorted(rng.sample(rows[1:], max(1, len(rows) // 5)))]
        return _put(target.grid, kept, variant, f"{len(rows) - len(kept)} of {len(rows) - 1} rows")
    if variant == "last half":
        return _put(target.grid, rows[: 1 + len(rows) // 3], variant, "the last two thirds of rows")
    at = rng.randrange(1, len(rows) - 1)
    if variant == "line break lost":
        rows[at : at + 2] = [rows[at] + rows[at + 1]]
        return _put(target.grid, rows, variant, f"rows {at + 1} and {at + 2} became one")
    keys = _columns(target, "key")
    if not keys:
        return None
    return _set(target, at, keys[0], "", variant) if keys[0] < len(rows[at]) else None


def one_row_gone(target: Target, rng: Random) -> Changed | None:
    """One whole row that is not there: nothing in the file can say so."""
    rows = list(target.grid.rows)
    at = rng.randrange(1, len(rows))
    del rows[at]
    return _put(target.grid, rows, "one row", f"row {at + 1}")


def short_row(target: Target, rng: Random) -> Changed | None:
    """A comma too few: the fields after it stand one column to the left."""
    return _spoilt_line(target, rng, remove=True)


def long_row(target: Target, rng: Random) -> Changed | None:
    """A comma too many: the fields after it stand one column to the right."""
    return _spoilt_line(target, rng, remove=False)


def _spoilt_line(target: Target, rng: Random, remove: bool) -> Changed | None:
    lines = _lines(target.grid)
    if lines is None:
        return None
    at = rng.randrange(1, len(lines))
    line = lines[at]
    commas = [i for i, c in enumerate(line) if c == ","]
    if remove and rng.random() < 0.3:
        cut = rng.choice(commas)
        return _text(
            target, [*lines[:at], line[:cut], *lines[at + 1 :]], "cut", f"row {at + 1} at {cut}"
        )
    place = rng.choice(commas if remove else range(len(line)))
    spoilt = line[:place] + ("" if remove else ",") + line[place + 1 if remove else place :]
    what = f"row {at + 1}, character {place}: {line[max(0, place - 12) : place + 12]!r}"
    return _text(target, [*lines[:at], spoilt, *lines[at + 1 :]], "comma", what)


def repeated_row(target: Target, rng: Random) -> Changed | None:
    """A second row for one key, above or below, with another figure."""
    found = _cell(target, rng, ("number", "date"))
    if found is None:
        return None
    row, at = found
    rows = list(target.grid.rows)
    others = [r[at] for r in rows[1:] if at < len(r) and r[at] and r[at] != rows[row][at]]
    if not others:
        return None
    again = (*rows[row][:at], rng.choice(others), *rows[row][at + 1 :])
    below = rng.random() < 0.5
    rows.insert(row + below, again)
    where = "below" if below else "above"
    return _put(target.grid, rows, where, f"{_where(target, row, at)} again with {again[at]!r}")


# --- columns --------------------------------------------------------------------------------------


def _known_column(target: Target, rng: Random) -> int:
    known = [i for i, h in enumerate(target.grid.rows[0]) if canonical(h) in target.known]
    return rng.choice(known)


def column_gone(target: Target, rng: Random) -> Changed | None:
    at = _known_column(target, rng)
    rows = [(*r[:at], *r[at + 1 :]) for r in target.grid.rows]
    return _put(target.grid, rows, canonical(target.grid.rows[0][at]), "the whole column")


def doubled_heading(target: Target, rng: Random) -> Changed | None:
    """A second column under the heading of one, with the figures of other rows, or none."""
    at = _known_column(target, rng)
    rows = list(target.grid.rows)
    blank = rng.random() < 0.3
    moved = [rows[0], *rows[2:], rows[1]]
    before = rng.random() < 0.5
    place = at if before else at + 1
    out = [
        (*r[:place], r[at] if not i else ("" if blank else moved[i][at]), *r[place:])
        for i, r in enumerate(rows)
        if max(at, 0) < len(r) and at < len(moved[i])
    ]
    variant = f"{'before' if before else 'after'}, {'blank' if blank else 'filled'}"
    return _put(target.grid, out, variant, f"column {rows[0][at]!r} twice")


def renamed_heading(target: Target, rng: Random) -> Changed | None:
    at = _known_column(target, rng)
    was = target.grid.rows[0][at]
    variant, name = rng.choice(
        (
            ("longer", f"{was} (revised)"),
            ("other", "Column 17"),
            ("blank", ""),
            ("plural", f"{was}s"),
        )
    )
    return Changed(
        _with_cell(target.grid, 0, at, name).as_bytes(), variant, f"heading {was!r} became {name!r}"
    )


# --- the whole file -------------------------------------------------------------------------------


def _lines(grid: Grid) -> list[str] | None:
    """The file's lines; None for a workbook. No cell of the small files holds a line break."""
    if grid.encoding is None:
        return None
    return grid.as_bytes().decode(grid.encoding).removesuffix("\r\n").split("\r\n")


def _text(target: Target, lines: list[str], variant: str, what: str, end: str = "\r\n") -> Changed:
    encoding = target.grid.encoding or "utf-8"
    return Changed((end.join(lines) + end).encode(encoding, errors="replace"), variant, what)


def stray_quotation_mark(target: Target, rng: Random) -> Changed | None:
    lines = _lines(target.grid)
    if lines is None:
        return None
    at = 0 if rng.random() < 0.2 else rng.randrange(len(lines))
    line = lines[at]
    starts = [0, *(i + 1 for i, c in enumerate(line) if c == ",")]
    opens = rng.random() < 0.5
    place = rng.choice(starts) if opens else rng.randrange(len(line) + 1)
    lines[at] = line[:place] + '"' + line[place:]
    variant = ("heading" if at == 0 else "row") + (", at a field's start" if opens else "")
    return _text(target, lines, variant, f"line {at + 1}, character {place}")


def truncated(target: Target, rng: Random) -> Changed | None:
    whole = target.grid.as_bytes()
    cut = rng.randrange(len(whole) // 10, len(whole) - 3)
    if target.grid.encoding is not None and rng.random() < 0.3:
        cut = whole.rfind(b"\n", 0, cut) + 1 or cut
    ends_whole = whole[:cut].endswith(b"\n")
    return Changed(
        whole[:cut], "after a line" if ends_whole else "within a line", f"at {cut / len(whole):.0%}"
    )


def line_ends(target: Target, rng: Random) -> Changed | None:
    lines = _lines(target.grid)
    if lines is None:
        return None
    at = rng.randrange(1, len(lines))
    variant = rng.choice(
        ("lone CR", "one lone CR", "CR in a cell", "CR CR LF", "Ctrl-Z", "LF", "form feed")
    )
    if variant in ("lone CR", "CR CR LF", "LF"):
        end = {"lone CR": "\r", "CR CR LF": "\r\r\n", "LF": "\n"}[variant]
        return _text(target, lines, variant, "all lines", end)
    if variant == "one lone CR" and at < len(lines) - 1:
        lines[at : at + 2] = [f"{lines[at]}\r{lines[at + 1]}"]
    elif variant == "CR in a cell":
        place = rng.randrange(len(lines[at]))
        lines[at] = f"{lines[at][:place]}\r{lines[at][place:]}"
    elif variant == "Ctrl-Z":
        lines.append("\x1a")
    else:
        variant = "form feed"
        lines.insert(rng.choice((0, at)), "\f")
    return _text(target, lines, variant, f"line {at + 1}")


def lines_above(target: Target, rng: Random) -> Changed | None:
    """Title lines above the header, the header once more below, or a total at the end."""
    lines = _lines(target.grid)
    if lines is None:
        return None
    width = len(target.grid.rows[0])
    variant = rng.choice(
        ("1 title", "9 titles", "separator line", "header again", "total row", "blank lines")
    )
    added = {
        "1 title": ["State-funded schools, England"],
        "9 titles": ["State-funded schools, England", *(f"Note {i}" for i in range(8))],
        "separator line": ["sep=,"],
        "blank lines": ["", "", ""],
    }.get(variant)
    if added is not None:
        lines = added + lines
    elif variant == "header again":
        lines.insert(rng.randrange(1, len(lines) + 1), lines[0])
    else:
        lines.append(",".join(["Total"] + [str(100 + i) for i in range(width - 1)]))
    return _text(target, lines, variant, variant)


def header_only(target: Target, rng: Random) -> Changed | None:
    return _put(target.grid, [target.grid.rows[0]], "header only", "no row is left")


def encoding(target: Target, rng: Random) -> Changed | None:
    """The same text under another encoding or separator, or no table at all."""
    if target.grid.encoding is None:
        return None
    text = target.grid.as_bytes().decode(target.grid.encoding)
    variant = rng.choice(tuple(_ENCODED))
    return Changed(_ENCODED[variant](text), variant, variant)


def _with_separator(text: str, mark: str) -> bytes:
    import csv
    import io

    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\r\n").writerows(csv.reader(io.StringIO(text)))
    return out.getvalue().encode("utf-8")


_ENCODED: dict[str, Callable[[str], bytes]] = {
    "utf-16 with mark": lambda t: t.encode("utf-16"),
    "utf-16-le without mark": lambda t: t.encode("utf-16-le"),
    "utf-8 with mark": lambda t: t.encode("utf-8-sig"),
    "cp1252": lambda t: t.encode("cp1252", errors="replace"),
    "semicolons": lambda t: _with_separator(t, ";"),
    "tabs": lambda t: _with_separator(t, "\t"),
    "bars": lambda t: _with_separator(t, "|"),
    "web page": lambda t: (
        b"<!DOCTYPE html><html><body><h1>503 Service unavailable</h1></body></html>"
    ),
    "empty": lambda t: b"",
    "zeros within": lambda t: t.encode("utf-8")[:200] + bytes(50) + t.encode("utf-8")[250:],
    "zeros after": lambda t: t.encode("utf-8") + bytes(500),
}


def another_year(target: Target, rng: Random) -> Changed | None:
    """Another year's rows under this year's name."""
    if target.other is None or target.other.rows == target.grid.rows:
        return None
    return Changed(target.other.as_bytes(), "another year", "the rows of another year's file")


CHANGES: dict[str, Change] = {
    "unreadable text": unreadable_text,
    "impossible number": impossible_number,
    "rows gone": row_gone,
    "one row gone": one_row_gone,
    "column gone": column_gone,
    "short row": short_row,
    "long row": long_row,
    "identifier": identifier_unreadable,
    "doubled heading": doubled_heading,
    "renamed heading": renamed_heading,
    "quotation mark": stray_quotation_mark,
    "truncated": truncated,
    "line ends": line_ends,
    "dates": unreadable_date,
    "header only": header_only,
    "encoding": encoding,
    "lines above or within": lines_above,
    "repeated row": repeated_row,
    "another year": another_year,
}
