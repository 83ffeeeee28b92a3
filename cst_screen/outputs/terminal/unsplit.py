"""Text broken into lines that fit a window, never inside a number, a date, an interval or a URN.

What stays on one line: a word; a date (`30 April 2025`, `Sep 2015`); a number with its unit (`+0.91 SD`);
an interval (`+0.48 to +1.33`, `61 ± 4`). A word that is longer than the line, such as the path of a file,
is broken after a sign or between letters and figures, and its dates and numbers stay whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.cells import cell_len

_WORD = re.compile(r"\s*\S+")
_AROUND = "()[],;:."
_NUMBER = re.compile(r"[+\-−]?\d[\d,]*(\.\d+)?%?")
_DAY = re.compile(r"\d{1,2}")
_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(
    r"(Jan(uary)?|Feb(ruary)?|Mar(ch)?|Apr(il)?|May|June?|July?|Aug(ust)?|Sept?(ember)?|Oct(ober)?"
    r"|Nov(ember)?|Dec(ember)?)"
)
_UNITS = frozenset({"SD", "point", "points", "km", "years", "MB"})
_BETWEEN = frozenset({"to", "±"})
_NUMBERED = frozenset({"Progress", "Attainment", "stage", "grade", "URN", "UID", "row", "rows"})
"""Words that mean nothing without the number behind them."""
_PIECE = re.compile(
    r"(?:\d+[-_/](?:\d+|[A-Z][a-z]{2,8})[-_/]\d+|[+\-−]?\d(?:[\d,./:-]*\d)?%?|[^\W\d_]+|.)[-_/.,;]?"
)
"""A part of a long word that stays whole: a date, a number, letters in a row, or a sign."""


def lines_within(text: str, width: int) -> list[str]:
    """The text in lines of at most so many columns; a line of it that is indented stays so."""
    return [line for part in text.split("\n") for line in _filled(part, width)]


def longest_whole(text: str, may_break_words: bool = False) -> int:
    """Columns that the longest thing takes which stays on one line."""
    wholes = (whole.strip() for line in text.split("\n") for whole in _wholes(line))
    if may_break_words:
        wholes = (
            piece for whole in wholes for piece in ([whole] if " " in whole else _pieces(whole))
        )
    return max(map(cell_len, wholes), default=0)


def _filled(text: str, width: int) -> Iterator[str]:
    indent = text[: len(text) - len(text.lstrip())][: width // 2]
    line = ""
    for whole in _wholes(text):
        too_long = cell_len(indent + whole.strip()) > width  # for any line
        if not line or too_long or cell_len(line + whole) <= width:
            line = line + whole if line else indent + whole.lstrip()
        else:
            yield line
            line = indent + whole.lstrip()
        if cell_len(line) > width:
            *full, line = _broken(line, indent, width)
            yield from full
    yield line


def _wholes(text: str) -> Iterator[str]:
    """Words, with the space before each; what belongs together is one."""
    words = _WORD.findall(text)
    whole = ""
    for i, word in enumerate(words):
        whole += word
        if i + 1 == len(words) or not _belong_together(words, i):
            yield whole
            whole = ""


def _belong_together(words: list[str], i: int) -> bool:
    """Whether no line may end between word `i` and the next one."""
    here, after = (_bare(words[i]), _bare(words[i + 1]))
    if words[i][-1] in ",;.:":
        return False  # a clause ends here
    if _NUMBER.fullmatch(here):
        is_interval = (
            after in _BETWEEN and i + 2 < len(words) and _NUMBER.fullmatch(_bare(words[i + 2]))
        )
        is_date = _DAY.fullmatch(here) and _MONTH.fullmatch(after)
        return bool(after in _UNITS or is_interval or is_date)
    if here in _BETWEEN:
        return bool(i and _NUMBER.fullmatch(_bare(words[i - 1])) and _NUMBER.fullmatch(after))
    if here in _NUMBERED and _NUMBER.fullmatch(after):
        return True
    return bool(_MONTH.fullmatch(here) and _YEAR.fullmatch(after))


def _bare(word: str) -> str:
    return word.strip().strip(_AROUND)


def _broken(line: str, indent: str, width: int) -> Iterator[str]:
    """A line that one long word fills, in parts."""
    part = indent
    for piece in _hard(_pieces(line[len(indent) :]), max(width - len(indent), 1)):
        if part.strip() and cell_len(part + piece) > width:
            yield part
            part = indent
        part += piece
    yield part


def _pieces(word: str) -> list[str]:
    return [found.group() for found in _PIECE.finditer(word)]


def _hard(pieces: Iterable[str], width: int) -> Iterator[str]:
    """Letters without any sign between them, longer than the line, have to be cut; numbers are not."""
    for piece in pieces:
        while cell_len(piece) > width and piece[:1].isalpha():
            at = next(n for n in range(len(piece), 0, -1) if n == 1 or cell_len(piece[:n]) <= width)
            yield piece[:at]
            piece = piece[at:]
        if piece:
            yield piece
