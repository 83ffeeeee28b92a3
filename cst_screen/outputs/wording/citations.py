"""Source marks such as [S3]: which file each mark stands for, and the list that resolves them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cst_screen.outputs.rows import Row, items
from cst_screen.outputs.wording.dates import period_text
from cst_screen.outputs.wording.hashes import short_hash

_BEGIN, _END = "\ue000", "\ue001"
"""Characters for private use, which no published file holds: they enclose a placeholder."""
_PLACEHOLDER = re.compile(f"{_BEGIN}([0-9,]+){_END}")


@dataclass(frozen=True)
class Source:
    """One numbered file in the list of sources; every value is text, ready to print."""

    mark: str
    file: str
    title: str
    publisher: str
    dated: str
    release: str
    hash: str


class Citations:
    """The files that a text cites, and their marks.

    Files are numbered in the order of the run record (registers, results, context), so no number is
    known before the whole text is there. `mark` puts a placeholder into a sentence; `numbered`
    turns the placeholders of a finished text into marks.
    """

    def __init__(self, inputs: Sequence[Row]) -> None:
        self._inputs = inputs
        self._places = {entry["path"]: place for place, entry in enumerate(inputs)}
        self._cited: set[int] = set()

    def mark(self, *sources: str | None) -> str:
        """A placeholder for files as the run's tables list them; empty when there are none."""
        places = {
            self._places[path] for cell in sources for path in items(cell) if path in self._places
        }
        if not places:
            return ""
        self._cited |= places
        return f"{_BEGIN}{','.join(map(str, sorted(places)))}{_END}"

    def numbered(self, text: str) -> str:
        """The text with `[S2, S5–S9]` in place of each placeholder."""
        numbers = {place: n for n, place in enumerate(sorted(self._cited), 1)}

        def shown(placeholder: re.Match[str]) -> str:
            return mark_text([numbers[int(place)] for place in placeholder[1].split(",")])

        return _PLACEHOLDER.sub(shown, text)

    def sources(self) -> tuple[Source, ...]:
        """The files cited so far, by number."""
        return tuple(
            _source(number, self._inputs[place])
            for number, place in enumerate(sorted(self._cited), 1)
        )


def mark_text(numbers: Sequence[int]) -> str:
    """`[S2, S5–S9]`: ascending numbers, with runs drawn together."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown = [f"S{run[0]}" if len(run) == 1 else f"S{run[0]}–S{run[-1]}" for run in runs]
    return f"[{', '.join(shown)}]"


def _source(number: int, entry: Row) -> Source:
    return Source(
        mark=f"S{number}",
        file=entry["path"].split("/")[-1],
        title=entry["title"],
        publisher=entry["publisher"],
        dated=period_text(entry),
        release=entry["release"] or "unlabelled",
        hash=short_hash(entry["sha256"]),
    )
