"""YAML read strictly: YAML 1.2's plain scalars, no key twice, and the place of everything.

`NO` and `0123` stay the text they look like, which PyYAML's own loader would turn into a truth value
and a number. What makes YAML a language is refused, because a criteria file is passed round and needs
none of it: aliases and anchors (ten lines of them can stand for millions), tags (`!!python/object`),
merges (`<<`), directives and several documents in one file. Size, depth, length of texts and digits of
numbers have limits. Only PyYAML's parser is used, which makes no objects.

Every fault is a place and own words: what is wrong, and what to do. All are said at once, as far as the
file can be followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from cst_screen.errors import CriteriaError
from cst_screen.vocabulary.harmless import ODD_BUT_BREAKS, one_line, shortened

LARGEST = 200_000
"""Bytes of a file; the Hub's own criteria have 30,000."""
DEEPEST = 12
"""Levels of lists and groups within each other; a criteria file has five."""
LONGEST_TEXT = 5_000
"""Characters of one text."""
MOST_DIGITS = 15
"""Digits of a number that a computer keeps exactly."""
MOST_SAID = 40
"""Faults that are said at once."""
_LONGEST_LINE = 90
"""Characters that are shown of the line at fault."""

Place = tuple[int, int]
"""Line and column, from 1."""
Places = dict[tuple[str | int, ...], Place]

_WHOLE, _DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)"), re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+")
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}
"""YAML 1.2's plain words; a number is a match of the patterns above, and anything else is text."""


def read_text(path: Path) -> tuple[str, bytes]:
    """A criteria file as text and as bytes; a CriteriaError where it is no text that can be read."""
    try:
        if path.exists() and not path.is_file():
            raise IsADirectoryError(0, "it is not a file")
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except (OSError, ValueError) as fault:  # a name with a NUL is a ValueError
        cause = getattr(fault, "strerror", None) or "its name cannot be"
        raise CriteriaError(
            f"{one_line(str(path))}: the criteria file cannot be read ({cause}). Give its path with "
            "--criteria, or leave the option out to use the Hub's own criteria: criteria/hub.yaml"
        ) from fault
    if len(raw) > LARGEST:
        raise said(path, [((1, 1), _TOO_LARGE)])
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise said(
            path, [((1, 1), "the file is saved as UTF-16. Save it as UTF-8 in your editor.")]
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        place = _place_in(raw[: fault.start].decode("utf-8-sig"), None)
        raise said(
            path,
            [(place, "the file is not saved as UTF-8 here. Save it as UTF-8 in your editor.")],
        ) from fault
    return text, raw


@dataclass(frozen=True)
class Loaded:
    """What a file holds, where each key and item is, and the faults that did not stop the reading."""

    data: Any
    places: Places
    faults: list[tuple[Place, str]]


def load_strictly(text: str, path: Path) -> Loaded:
    """What a file holds; a CriteriaError where it cannot be followed to its end."""
    faults = [
        (_place_in(text, odd.start()), f"the character U+{ord(odd[0]):04X} {_UNSEEN}")
        for odd in re.finditer(ODD_BUT_BREAKS, text)
    ]
    if faults:
        raise said(path, faults, text)
    reader = _Reader(text)
    try:
        data = reader.read()
    except _TooDeep as fault:
        raise said(path, [*reader.faults, (fault.place, _TOO_DEEP)], text) from fault
    except yaml.YAMLError as fault:
        raise said(path, [*reader.faults, _no_yaml(fault, text)], text) from fault
    if not isinstance(data, dict) and reader.faults:  # nothing more can be said of it
        raise said(path, reader.faults, text)
    return Loaded(data, reader.places, reader.faults)


def said(path: Path, faults: list[tuple[Place, str]], text: str = "") -> CriteriaError:
    """One error of all faults in the file's order, each with its line below it:

    `file:line:column what is wrong. What to do.`
    """
    name, ordered, shown = one_line(str(path)), sorted(faults), text.splitlines()
    lines = []
    said_now = ordered[:MOST_SAID]
    for number, ((line, column), words) in enumerate(said_now):
        lines.append(f"{name}:{line}:{column} {words}")
        following = said_now[number + 1][0][0] if number + 1 < len(said_now) else 0
        written = "".join(shown[line - 1 : line]).rstrip()
        if written and following != line:  # once for all faults of a line
            lines.append(f"    {line} | {shortened(one_line(written), _LONGEST_LINE)}")
    if len(ordered) > MOST_SAID:
        (line, column), _ = ordered[MOST_SAID]
        lines.append(
            f"{name}:{line}:{column} {len(ordered) - MOST_SAID:,} more faults begin here. Correct "
            "those above first."
        )
    return CriteriaError("\n".join(lines))


def quoted(text: Any) -> str:
    """A part of the file as a message quotes it."""
    return f"'{shortened(one_line(str(text)), 60)}'"


# --- reading ----------------------------------------------------------------------------------


class _TooDeep(Exception):
    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place


class _Reader:
    """Builds values from what PyYAML's parser sees, and notes places and faults."""

    def __init__(self, text: str) -> None:
        self._events: Iterator[Any] = iter(yaml.parse(text, Loader=yaml.SafeLoader))
        self.places: Places = {}
        self.faults: list[tuple[Place, str]] = []

    def read(self) -> Any:
        next(self._events)  # the stream begins
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            self._fault(event, _EMPTY)
            return None
        if event.version or event.tags:
            self._fault(event, _DIRECTIVE)
        begin = next(self._events)
        data = self._value(begin, ())
        if data is None and not self.faults:
            self._fault(begin, _EMPTY)
        next(self._events)  # the document ends
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._fault(after, _SECOND)
        return data

    def _fault(self, event: Any, words: str) -> None:
        self.faults.append((_place(event.start_mark), words))

    def _value(self, event: Any, at: tuple[str | int, ...]) -> Any:
        self.places[at] = _place(event.start_mark)
        if len(at) > DEEPEST:
            raise _TooDeep(self.places[at])
        if isinstance(event, yaml.AliasEvent):
            self._fault(event, f"'*{one_line(event.anchor)}' {_ALIAS}")
            return None
        if event.anchor:
            self._fault(event, f"'&{one_line(event.anchor)}' {_ALIAS}")
        if event.tag:
            shown = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._fault(event, f"{quoted(shown)} {_TAG}")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(at)
        if isinstance(event, yaml.MappingStartEvent):
            return self._group(at)
        return self._plain(event)

    def _list(self, at: tuple[str | int, ...]) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*at, len(items))))
        return items

    def _group(self, at: tuple[str | int, ...]) -> dict[str, Any]:
        group: dict[str, Any] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            place = _place(event.start_mark)
            if not isinstance(event, yaml.ScalarEvent):
                self._fault(event, _KEY)
                self._value(event, (*at, "?"))
                self._value(next(self._events), (*at, "?"))
                continue
            key = str(event.value)
            if event.anchor or event.tag or (key == "<<" and event.implicit[0]):
                self._fault(event, f"{quoted(key)} {_MERGE if key == '<<' else _TAG}")
            elif key in lines:
                self._fault(
                    event,
                    f"the key {quoted(key)} is given twice (first in line {lines[key]}). Remove one; "
                    "YAML would take the last without a warning.",
                )
            lines.setdefault(key, place[0])
            group[key] = self._value(next(self._events), (*at, key))
            self.places[(*at, key)] = place
        return group

    def _plain(self, event: Any) -> Any:
        """A text, number, truth value or nothing; what stands in quotation marks is text."""
        text = str(event.value)
        if len(text) > LONGEST_TEXT:
            self._fault(event, f"this text has {len(text):,} characters. {_SHORTER}")
        escaped = re.search(ODD_BUT_BREAKS, text)
        if escaped:  # written out, as "\\0"
            self._fault(event, f"the character U+{ord(escaped[0]):04X} {_UNSEEN}")
        if not event.implicit[0]:
            return text
        if text in _WORDS:
            return _WORDS[text]
        number = float if _DECIMAL.fullmatch(text) else int if _WHOLE.fullmatch(text) else None
        if number is None:
            return text
        if sum(letter.isdigit() for letter in text) > MOST_DIGITS:
            self._fault(event, f"the number {quoted(text)} has too many digits. {_FEWER}")
            return 0
        return number(text)


# --- words ------------------------------------------------------------------------------------

_TOO_LARGE = f"the file has more than {LARGEST:,} bytes, so it is no criteria file. Give another with --criteria."
_UNSEEN = "cannot be seen or does not belong into a text. Delete it; retype the line if need be."
_TOO_DEEP = (
    f"lists or groups lie more than {DEEPEST} deep within each other. criteria/README.md shows the form "
    "of a criterion; write it like that."
)
_EMPTY = "the file is empty. criteria/README.md explains how to write one."
_DIRECTIVE = "a line that begins with % is not used here. Delete it."
_SECOND = "a second document begins here. Keep one in a file: delete '---' and what follows."
_ALIAS = "stands for another part of the file, which is not used here. Write the values out."
_TAG = "is a tag of YAML, which is not used here. Delete it and leave the value."
_MERGE = "takes another part of the file in, which is not used here. Write the keys out."
_KEY = "a list or group is given as a key. Write a word before the colon."
_SHORTER = f"Shorten it to {LONGEST_TEXT:,} or fewer."
_FEWER = f"Write it with {MOST_DIGITS} or fewer."

_BRACE = "a text that begins with { is read as a group. Put the whole text in quotation marks."
_BEGINS_WITH_A_PLACE = re.compile(r":\s+\{[\w. ]+\}\s*[^\s#]")
"""As `description: {threshold} of the joiners`."""

_SEEN_BY_PYYAML: tuple[tuple[str, str], ...] = (
    ("escape character", "a backslash is followed by a letter that means nothing. Use single quotation marks."),
    ("quoted scalar", "a quotation mark is opened in line {began} and not closed. Close it."),
    ("flow", "a bracket is opened in line {began}, and a comma or its other end is missing here. Add it."),
    ("mapping values", "a colon is not expected here. Put a text that holds a colon in quotation marks."),
    ("expected ':'", "a key without a colon. Write a colon and a space after it."),
    ("cannot start any token", "a text cannot begin with this sign. Put the text in quotation marks."),
    ("block", "this line does not fit the lines above it. Indent lines of one list or group alike."),
    ("alias", "a text cannot begin with * or &. Put the text in quotation marks."),
    ("anchor", "a text cannot begin with * or &. Put the text in quotation marks."),
    ("tag", "a text cannot begin with an exclamation mark. Put the text in quotation marks."),
    ("directive", "a line cannot begin with %. Delete the line, or put the text in quotation marks."),
)  # fmt: skip
"""A word of PyYAML's own report -> what a person can do about it. The first that fits is said."""


def _no_yaml(fault: yaml.YAMLError, text: str) -> tuple[Place, str]:
    """What PyYAML could not follow, in words of our own, and where."""
    mark = getattr(fault, "problem_mark", None)
    context = getattr(fault, "context_mark", None) or mark
    place = _place(mark) if mark else (1, 1)
    line = (text.splitlines() or [""])[place[0] - 1 : place[0]]
    if line and "\t" in line[0][: place[1]] and not line[0][: place[1] - 1].strip():
        return place, "this is not valid YAML: there is a tab. Indent with spaces."
    if line and _BEGINS_WITH_A_PLACE.search(line[0]):
        return place, f"this is not valid YAML: {_BRACE}"
    seen = f"{getattr(fault, 'problem', '')} {getattr(fault, 'context', '')}"
    words = next(
        (words for sign, words in _SEEN_BY_PYYAML if sign in seen),
        "this line cannot be followed. Compare it with an example in criteria/README.md.",
    )
    began = context.line + 1 if context else place[0]
    return place, f"this is not valid YAML: {words.format(began=began)}"


def _place(mark: Any) -> Place:
    return mark.line + 1, mark.column + 1


def _place_in(text: str, index: int | None) -> Place:
    """Line and column of a character of the text; of its end without an index."""
    before = text if index is None else text[:index]
    return before.count("\n") + 1, len(before) - before.rfind("\n")
