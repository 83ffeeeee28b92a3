"""A trust's name as people write it, and as a file is named."""

from __future__ import annotations

import functools
import re

from cst_screen.vocabulary.harmless import in_a_file_name, one_line, shortened

_SMALL = {"OF", "AND", "THE", "IN", "FOR", "AT", "ON", "BY", "UPON", "AN", "AS"}
_ACRONYMS = {
    "MAT",
    "CE",
    "CIO",
    "UTC",
    "C.E.",
    "LEO",
    "REACH2",
    "TBAP",
    "LIFT",
    "II",
    "VI",
    "E-ACT",
    "BMAT",
    "UK",
    "SEN",
    "AP",
    "RMET",
    "HCAT",
    "EKO",
    "EKC",
    "SDBE",
    "TVI",
    "HISP",
    "QEGS",
    "BOA",
    "LIPA",
    "EBN",
    "QED",
    "XP",
    "CS",
    "NET",
}
_SHORTENED = {"ST", "LTD", "DR", "MR", "MRS"}


@functools.cache  # each document names a trust several times
def trust_name(name: str | None) -> str:
    """A trust's name as people write it: GIAS holds many in capitals only.

    Known acronyms and words without a vowel keep their capitals; an acronym that is also a word
    cannot be recognised and is written as a word. A name that is very long ends in `…`.
    """
    name = shortened(one_line(name or "").strip()) or "Trust without a name"
    if name != name.upper():
        return name
    words = name.split(" ")
    return " ".join(
        word.lower() if word in _SMALL and i > 0 else _capitalised(word)
        for i, word in enumerate(words)
    )


def _capitalised(word: str) -> str:
    bare = word.strip("().,:&")
    lettered = len(bare) > 1 and bare.isalpha() and not re.search("[AEIOUY]", bare)
    dotted = bool(re.fullmatch(r"(\w\.){2,}\w?", bare + "." * word.endswith(".")))
    if bare in _ACRONYMS or dotted or (lettered and bare not in _SHORTENED):
        return word
    for mark in ("-", "(", "&", "/"):
        if mark in word[1:] or (mark in word and mark == "("):
            return mark.join(_capitalised(part) for part in word.split(mark))
    return word[:1].upper() + word[1:].lower()


def slug(name: str) -> str:
    """A trust's name for a file name: small letters, digits and hyphens."""
    return in_a_file_name(name, instead="trust")


def school_name(name: str | None, instead: str) -> str:
    """A school's name as documents show it; `instead` where the register has none."""
    return shortened(one_line(name or "").strip()) or instead
