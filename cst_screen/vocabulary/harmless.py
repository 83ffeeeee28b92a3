"""Text from files, made harmless for the place where it is shown. Every writer takes it from here.

Names of schools, trusts, files and documents come from outside and may hold anything: control
characters, marks that turn the direction of reading, formulas, HTML. None of it is a reason to stop,
and none of it may act. What is done, and in which order:

1. `one_line`, for every place: a text becomes one line of characters that can be seen. Line breaks and
   tabs become spaces. What would act on a screen or break a file becomes the replacement sign U+FFFD,
   so that a reader sees that something stood there. Marks without a width are left out, because they
   would only hide. More than three accents on one letter are left out.
2. One function a place adds that place's own escapes: `in_markdown`, `in_a_cell` (Excel),
   `to_csv` with its exact reverse `from_csv`, `in_a_file_name`, `in_a_title`, `in_json`. The terminal
   needs no more than `one_line`; HTML and Word are escaped by Jinja.

Spaces are left as they are, and so is every letter of every script, with emoji.
"""

from __future__ import annotations

import json
import re
import unicodedata

LONGEST_SHOWN = 300
"""Letters of a name in a document or a message; the tables of a run folder hold it whole."""
LONGEST_TITLE = 200
"""Letters of a document's title; Word allows 255."""
LONGEST_CELL = 32_000
"""Letters of a cell in a workbook; Excel allows 32,767."""
LONGEST_FILE_NAME = 60
"""Letters of a name within a file's name; file systems allow 255 bytes."""

_SIGN = "\ufffd"
_BREAKS = "\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029"
_WITHOUT_WIDTH = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
"""Directions of reading, joins and fillers that cannot be seen. U+200C and U+200D stay: they belong to
the spelling of some scripts and to emoji."""
_ACTING = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff"
"""Controls (terminals obey them), private signs, and what XML forbids."""
_HALVES = "\ud800-\udfff"
"""Half characters, which Python makes of a file name that is not UTF-8 and which no file may hold."""
ODD = f"[{_BREAKS}{_WITHOUT_WIDTH}{_ACTING}]|[\\p{{Mn}}\\p{{Me}}]{{4}}"
"""What `one_line` changes, as a pattern for Polars, whose texts hold no half characters."""
ODD_BUT_BREAKS = f"[\x0b\x0c\x1c-\x1f\x85\u2028\u2029{_WITHOUT_WIDTH}{_ACTING}{_HALVES}]"
"""The same within a text that a person typed, where tabs and the ends of lines are ordinary."""
_BREAK, _UNSEEN = re.compile(f"[{_BREAKS}]+"), re.compile(f"[{_WITHOUT_WIDTH}]")
_ACTS = re.compile(f"[{_ACTING}{_HALVES}]")
_FEW_ACCENTS = 3


def one_line(text: str) -> str:
    """The text as one line of characters that can be seen; an ordinary text is returned unchanged."""
    if text.isascii() and text.isprintable():
        return text
    text = _ACTS.sub(_SIGN, _UNSEEN.sub("", _BREAK.sub(" ", text)))
    return text if text.isascii() else _without_piles(text)


def _without_piles(text: str) -> str:
    """At most three accents on a letter: piles of them cover the lines above and below."""
    accents = {letter for letter in set(text) if unicodedata.category(letter) in ("Mn", "Me")}
    if not accents:
        return (
            text  # most: a dash or a minus sign is no accent, and documents hold thousands of them
        )
    kept, pile = [], 0
    for letter in text:
        pile = pile + 1 if letter in accents else 0
        if pile <= _FEW_ACCENTS:
            kept.append(letter)
    return "".join(kept)


def shortened(text: str, most: int = LONGEST_SHOWN) -> str:
    """The beginning of a text that is too long to be shown, with a mark that it goes on."""
    return text if len(text) <= most else text[: most - 1] + "…"


def lines(text: str) -> str:
    """A text of several lines, such as a message: each of them harmless."""
    return "\n".join(one_line(line) for line in text.split("\n"))


# --- one place each ---------------------------------------------------------------------------

_HTML = {"<": "&lt;", "`": "'"}
"""A backtick becomes an apostrophe: within code nothing could escape it."""
_ENTITY = re.compile(r"&(?=#?\w+;)")
_LINK = re.compile(r"\](?=[(\[])|^\s*\[(?=[^\]]*\]:)")
_EMPHASIS = re.compile(r"\*|(?<![\w-])_|_(?![\w-])|_(?=_)|(?<=_)_|~(?=~)")
_BACKSLASH = re.compile(r"\\(?=[!-/:-@\[-`{-~]|$)")
"""A backslash that would escape what follows it."""
_BEGINS_A_BLOCK = re.compile(r"^(\s*\d*)([>#.)=+-])(?=[>#=+-]*(\s|$))|^(\s*)(>)")


def in_markdown(text: str) -> str:
    """Text within a Markdown document, with no HTML, link, picture, code, emphasis, table bar, heading
    or list of its own."""
    text = _BACKSLASH.sub(r"\\\\", _ENTITY.sub("&amp;", one_line(text)))
    for letter, harmless in _HTML.items():
        text = text.replace(letter, harmless)
    text = _EMPHASIS.sub(lambda found: "\\" + found[0], _LINK.sub(r"\\\g<0>", text))
    text = _BEGINS_A_BLOCK.sub(r"\1\4\\\2\5", text)
    return text.replace("|", "\\|")


def to_csv(text: str) -> str:
    """A cell of a CSV file that Excel opens: an apostrophe before what Excel would work out.

    The whole rule: a text that begins with = + - @ (also in their wide forms), after any apostrophes,
    gets one apostrophe more in front. A number, or numbers in a row such as `-15 15`, is left alone.
    `from_csv` takes exactly one away again, so a table is read back as it was.
    """
    text = one_line(text)
    return "'" + text if _FORMULA.match(text) and not _NUMBERS.match(text) else text


def from_csv(cell: str) -> str:
    """The text that `to_csv` made this cell from."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


FORMULA = r"^'*[=+\-@＝＋－＠]"
"""What `to_csv` and `from_csv` look for at the start of a text, as a pattern."""
_FORMULA, _NUMBERS = re.compile(FORMULA), re.compile(r"^[-+]\d+(\.\d+)?( [-+]?\d+(\.\d+)?)*$")


def in_json(text: str) -> str:
    """JSON whose odd characters are written as escapes: harmless to show, and read back as they were."""
    return _ODD_IN_JSON.sub(lambda found: json.dumps(found[0])[1:-1], text)


_ODD_IN_JSON = re.compile(ODD_BUT_BREAKS)


def in_a_cell(text: str) -> str:
    """A cell of a workbook, which is written as text and never worked out."""
    return shortened(one_line(text), LONGEST_CELL)


def in_a_title(text: str) -> str:
    """A property of a document, such as its title."""
    return shortened(one_line(text), LONGEST_TITLE)


def in_a_file_name(text: str, instead: str) -> str:
    """Small ASCII letters, digits and hyphens; `instead` where nothing is left.

    Not unique, and it may be a word that Windows reserves, such as `con`: what identifies the file (a
    trust's UID) goes in front of it.
    """
    plain = unicodedata.normalize("NFKD", text.replace("'", "")).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return words[:LONGEST_FILE_NAME].strip("-") or instead
