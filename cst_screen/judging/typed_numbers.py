"""Numbers typed into a description that say another threshold than the one that judges.

A number that is typed into a description must be the threshold. Numbers in digits are held against it
wherever they are not part of a name (a year, key stage 2, Progress 8); numbers in words ("six in ten",
"a quarter") where words of comparison come before. Where the threshold is said already, other numbers are
about something else: beside a place for it, all but those with the figure's unit; beside the threshold
itself, all but the ends of a range. A sentence without any number is the writer's own. Reasons may give
other numbers: they argue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cst_screen.judging.sentences import COMPARING, PLACE, SAYS, WORDS_OF_PLACE, Asked, plain_words
from cst_screen.judging.strict_yaml import quoted
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.written import COMPARISONS, threshold_text, unit_suffix


def faults_of_numbers(text: str, asked: Asked) -> Iterator[tuple[str, str]]:
    """The typed numbers of a description that are not the threshold: the words, and what to do."""
    has_place = any(p[1].strip() in WORDS_OF_PLACE for p in PLACE.finditer(text))
    bare = PLACE.sub(lambda place: "\x00" * len(place[0]), text)
    numbers = list(_typed(bare, asked))
    is_said = not has_place and any(_is_threshold(typed, asked) for typed in numbers)
    asks = threshold_text(asked.figure, asked.comparison, asked.threshold, "value")
    for typed in numbers:
        if has_place and not typed.has_unit:
            continue
        if not _is_threshold(typed, asked):
            if is_said and typed.says != "between":
                continue
            yield (
                typed.words,
                (
                    f"{quoted(typed.words)} is not the threshold, which is {asks}. Write {{threshold}}, which "
                    "follows it. A number about something else belongs into the reason."
                ),
            )
        elif typed.says and _turns(typed, asked):
            yield (
                typed.words,
                (
                    f"{quoted(f'{COMPARISONS[typed.says]} {typed.words}')} is not what is asked, which is "
                    f"{asks}. Write {{threshold}}, which follows it."
                ),
            )


@dataclass(frozen=True)
class _Typed:
    """A number as it is typed. part: it is written as a part of something, as "a quarter" or "6 in 10".
    signed: with its sign. has_unit: with the unit of the criterion's figure. says: the comparison that the
    words before it say; empty where they say none.
    """

    words: str
    value: float
    part: bool
    signed: bool
    has_unit: bool
    says: str = ""


_ONES = dict(
    zip(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        range(20),
        strict=True,
    )
)
_TENS = dict(
    zip(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        range(20, 100, 10),
        strict=True,
    )
)
_PARTS = {
    "half": 1 / 2,
    "third": 1 / 3,
    "quarter": 1 / 4,
    "fifth": 1 / 5,
    "sixth": 1 / 6,
    "eighth": 1 / 8,
    "tenth": 1 / 10,
    "twentieth": 1 / 20,
    "hundredth": 1 / 100,
}
_COUNT = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(list(_ONES)[1:10])}))?|{'|'.join(_ONES)}"
    r"|(?:a|one) hundred)"
)
_PART = rf"(?:{'|'.join(_PARTS)}|halves)"
_DIGITS = r"\d[\d,]*(?:\.\d+)?"
_IN_DIGITS = (
    rf"(?P<digits>[-+−]?{_DIGITS})(?:\s+(?:in|of every)\s+(?P<of_digits>{_DIGITS}))?"
    r"(?P<unit>\s?%|\s+per\s+cent|\s+percent|\s+SDs?\b|\s+standard\s+deviations?|\s+points?|\s+years?|\s+km)?"
)
_IN_WORDS = (
    rf"(?:(?P<count>{_COUNT})(?:(?P<and_half>\s+and\s+a\s+half)|\s+(?:in|of\s+every)\s+(?P<of>{_COUNT})"
    rf"|\s+(?P<parts>{_PART})s?)?|(?:an?\s+)?(?P<part>{_PART}))"
)
_AFTER_COMPARING = re.compile(
    rf"\b{COMPARING}\s+(?P<number>{_IN_DIGITS}|{_IN_WORDS})(?![\w/])", re.IGNORECASE
)
_AFTER_AND = re.compile(
    rf"\s+(?:and|to|or)\s+(?P<number>{_IN_DIGITS}|{_IN_WORDS})(?![\w/])", re.IGNORECASE
)
"""The other end of a range."""
_ALONE = re.compile(rf"(?<![\w.,/-])(?P<number>{_IN_DIGITS})(?![\w/]|-\w)")
_NAMED = re.compile(
    r"(?:key stage|stage|grades?|years?|ages?|aged|section|part|component|phase|progress|attainment|tier"
    r"|level|band|table|january|february|march|april|may|june|july|august|september|october|november"
    r"|december)\s+(?:\d+\s+(?:to|and|or)\s+)?$",
    re.IGNORECASE,
)
"""Words that make the number after them a name: key stage 2, Progress 8, Year 11, grade 5."""
_CALENDAR = re.compile(r"(?:19|20)\d\d")


def _typed(text: str, asked: Asked) -> Iterator[_Typed]:
    taken: list[tuple[int, int]] = []
    for found in _AFTER_COMPARING.finditer(text):
        says = SAYS.get(plain_words(found["says"]), "")
        taken.append(found.span("number"))
        yield _number(found, asked, says)
        if says == "between" and (other := _AFTER_AND.match(text, found.end())):
            taken.append(other.span("number"))
            yield _number(other, asked, says)
    for found in _ALONE.finditer(text):
        start, end = found.span("number")
        if any(start < b and a < end for a, b in taken) or _is_name(text, found):
            continue
        yield _number(found, asked)


def _is_name(text: str, found: re.Match[str]) -> bool:
    return bool(
        _NAMED.search(text[: found.start()])
        or (_CALENDAR.fullmatch(found["digits"]) and not found["unit"])
    )


def _has_unit(unit: str, asked: Asked) -> bool:
    own, plain = unit_suffix(FIGURES[asked.figure]).strip(), plain_words(unit)
    same = {
        "%": ("%", "per cent", "percent"),
        "SD": ("sd", "sds", "standard deviation", "standard deviations"),
    }
    return bool(own) and plain in same.get(own, (own, own.rstrip("s")))


def _number(found: re.Match[str], asked: Asked, says: str = "") -> _Typed:
    words, got = found["number"].strip(), found.groupdict()
    unit = _has_unit(got["unit"] or "", asked)
    if digits := got["digits"]:
        value = _value(digits)
        of = _value(got["of_digits"]) if got["of_digits"] else 0.0
        return _Typed(words, value / of if of else value, bool(of), digits[0] in "-+−", unit, says)
    if part := got.get("part"):
        return _Typed(words, _part(part), True, False, unit, says)
    count = _count(got["count"])
    if got["of"]:
        return _Typed(words, count / max(_count(got["of"]), 1), True, False, unit, says)
    if got["parts"]:
        return _Typed(words, count * _part(got["parts"]), True, False, unit, says)
    return _Typed(words, count + (0.5 if got["and_half"] else 0.0), False, False, unit, says)


def _value(digits: str) -> float:
    return float(digits.replace(",", "").replace("−", "-"))


def _count(words: str) -> float:
    plain = plain_words(words).replace("-", " ")
    if plain.endswith("hundred"):
        return 100.0
    return float(sum({**_ONES, **_TENS}[word] for word in plain.split()))


def _part(word: str) -> float:
    plain = plain_words(word)
    return _PARTS[
        "half" if plain == "halves" else plain.removesuffix("s") if plain not in _PARTS else plain
    ]


_NEAR = 1e-9
_ROUNDED = 0.5
"""Per cent: a third is 33."""


def _is(typed: _Typed, threshold: float) -> bool:
    """Whether the number is the threshold; without a sign, also the size of a negative one."""
    wanted = threshold if typed.signed else abs(threshold)
    if abs(typed.value - wanted) <= _NEAR:
        return True
    return typed.part and abs(100 * typed.value - wanted) < _ROUNDED


def _is_threshold(typed: _Typed, asked: Asked) -> bool:
    return any(_is(typed, threshold) for threshold in asked.threshold)


def _turns(typed: _Typed, asked: Asked) -> bool:
    """Whether the words say the other comparison; under zero "at most a tenth less" is `at_least: -0.1`."""
    return (
        typed.says != asked.comparison
        and {typed.says, asked.comparison} == {"at_least", "at_most"}
        and (typed.signed or asked.threshold[0] > 0)
    )
