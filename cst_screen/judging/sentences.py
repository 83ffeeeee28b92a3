"""The sentences of a criterion: how they follow its comparison and threshold.

A description or reason may hold a place that is filled when the file is read, so that every document,
the run record and the terminal say the same:

    {threshold}         at least 60%                         "{threshold} of the joiners rose"
    {change}            did not fall by more than 5.0 points "attendance {change}"
    {gap}               not more than 0.10 SD below          "results are {gap} those of similar schools"
    {settings.KEY}      the setting of that name             "covers fewer than {settings.x}% of pupils"

After words of comparison of the writer's own (`more than {threshold}`) the number alone is filled in.

Whether a typed number says another threshold: `typed_numbers.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cst_screen.errors import did_you_mean
from cst_screen.judging.strict_yaml import quoted
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.written import (
    ENDS,
    change_text,
    gap_text,
    is_signed,
    threshold_text,
    thresholds_text,
    unit_suffix,
)


@dataclass(frozen=True)
class Asked:
    """What a criterion asks for: figure, comparison, threshold, and which end of the interval."""

    figure: str
    comparison: str
    threshold: Sequence[float]
    held: str


PLACE = re.compile(r"\{([^{}\n]*)\}")
WORDS_OF_PLACE: dict[str, Callable[[str, str, Sequence[float], str], str]] = {
    "threshold": threshold_text,
    "change": change_text,
    "gap": gap_text,
}
_DIRECTED = ("change", "gap")
_SETTING = "settings."

SAYS: dict[str, str] = {
    "at least": "at_least",
    "no less than": "at_least",
    "no fewer than": "at_least",
    "not less than": "at_least",
    "not fewer than": "at_least",
    "at most": "at_most",
    "no more than": "at_most",
    "not more than": "at_most",
    "up to": "at_most",
    "between": "between",
    "one of": "one_of",
}
"""Words of a comparison -> the comparison that they say."""
_STRICT = ("more than", "less than", "fewer than", "over", "under", "above", "below", "exactly")
"""Words of a comparison that a "not" before them, or a sign, may turn; only their number is checked."""
COMPARING = rf"(?P<says>{'|'.join([*SAYS, *_STRICT])})"
_BEFORE_PLACE = re.compile(rf"\b{COMPARING}\s+$", re.IGNORECASE)


def filled(text: str, asked: Asked, settings: Mapping[str, Any]) -> str:
    """The sentence with every place filled in. settings: the file's, groups within groups."""

    def words(place: re.Match[str]) -> str:
        name = place[1].strip()
        if name.startswith(_SETTING):
            return _setting(name, settings) or place[0]
        if name not in WORDS_OF_PLACE:
            return place[0]
        begins = place.start() == 0 or text[: place.start()].rstrip().endswith((".", "?", "!"))
        said = _said(name, asked, text[: place.start()])
        return said[0].upper() + said[1:] if begins else said

    return PLACE.sub(words, text)


def _said(name: str, asked: Asked, before: str) -> str:
    if name == "threshold" and _BEFORE_PLACE.search(before):
        numbers = thresholds_text(asked.figure, asked.comparison, asked.threshold)
        return numbers + ENDS[asked.held]
    if name == "threshold" and asked.comparison == "at_most" and _is_no_case(asked):
        return "no"
    return WORDS_OF_PLACE[name](asked.figure, asked.comparison, asked.threshold, asked.held)


def _is_no_case(asked: Asked) -> bool:
    """`at_most: 0` of something counted: "found no schools", not "found at most 0 schools"."""
    return asked.threshold[0] == 0 and not unit_suffix(FIGURES[asked.figure])


def _setting(name: str, settings: Mapping[str, Any]) -> str:
    """The setting as it is written; empty where there is none of the name."""
    found: Any = settings
    for part in name.removeprefix(_SETTING).split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return f"{found:,.15g}" if isinstance(found, int | float) else ""


# --- faults -----------------------------------------------------------------------------------


def faults_of_places(
    text: str, asked: Asked, settings: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """What cannot be filled in: the words at fault as they are written, and what to do."""
    for place in PLACE.finditer(text):
        name = place[1].strip()
        if name.startswith(_SETTING):
            if not _setting(name, settings):
                known = [f"{_SETTING}{key}" for key in _numbers_in(settings)]
                yield (
                    place[0],
                    (
                        f"{quoted(place[0])} names no setting.{did_you_mean(name, known)} criteria/README.md "
                        "lists them."
                    ),
                )
        elif name not in WORDS_OF_PLACE:
            yield (
                place[0],
                (
                    f"{quoted(place[0])} is not a place that is filled in.{did_you_mean(name, WORDS_OF_PLACE)} "
                    "Write {threshold}, {change}, {gap} or {settings.KEY}, or leave the brackets out."
                ),
            )
        elif name in _DIRECTED and not is_signed(FIGURES[asked.figure]):
            yield (
                place[0],
                (
                    f"{quoted(place[0])} says which way a figure goes, and '{asked.figure}' has no direction. "
                    "Write {threshold}."
                ),
            )
        elif name == "threshold":
            yield from _faults_of_comparison(place, text, asked)


def _faults_of_comparison(
    place: re.Match[str], text: str, asked: Asked
) -> Iterator[tuple[str, str]]:
    before = _BEFORE_PLACE.search(text[: place.start()])
    said = SAYS.get(plain_words(before["says"])) if before else None
    if before and said and said != asked.comparison:
        yield (
            before["says"],
            (
                f"{quoted(before['says'])} is not the comparison: the criterion says {asked.comparison}. Write "
                "{threshold} alone, which says both."
            ),
        )


def _numbers_in(settings: Mapping[str, Any], under: str = "") -> Iterator[str]:
    for key, value in settings.items():
        if isinstance(value, Mapping):
            yield from _numbers_in(value, f"{under}{key}.")
        else:
            yield f"{under}{key}"


def plain_words(words: str) -> str:
    """In small letters, with one space between words."""
    return " ".join(words.lower().split())
