"""Whether a name that somebody wrote beside a UID can be the name of the trust that has the UID.

People shorten names, leave out words that all trusts share and mistype. Only a name that is clearly another
one does not fit.
"""

from __future__ import annotations

import difflib
import re
import unicodedata

_SHARED = frozenset(
    {
        "the",
        "a",
        "of",
        "and",
        "for",
        "in",
        "at",
        "trust",
        "trusts",
        "academy",
        "academies",
        "multi",
        "mat",
        "school",
        "schools",
        "education",
        "educational",
        "learning",
        "limited",
        "ltd",
        "company",
        "partnership",
        "federation",
        "group",
    }
)
"""Words that tell no trust from another."""
_NEAR = 0.8
"""From this share of letters in the same order two names are one with a slip of the pen."""


def can_be_name_of(given: str, known: str) -> bool:
    """Whether `given` has the words that tell `known` from other trusts, or the other way round; its
    initials; or almost its letters. Two names without such a word must be alike in all words."""
    one, other = _words(given), _words(known)
    telling, telling_other = set(one) - _SHARED, set(other) - _SHARED
    if one == other:
        return True
    if not telling or not telling_other:
        return False
    if telling <= telling_other or telling_other <= telling:
        return True
    if len(one) == 1 and one[0] in _initials(other):
        return True
    # without the shared words, or any two long names would be near
    kept, kept_other = (" ".join(w for w in words if w not in _SHARED) for words in (one, other))
    return difflib.SequenceMatcher(None, kept, kept_other, autojunk=False).ratio() >= _NEAR


def plain_name(name: str) -> str:
    """A name without capitals, accents and signs: by it two writings of one name are alike."""
    return " ".join(_words(name))


def _words(name: str) -> list[str]:
    bare = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return re.findall(r"\w+", re.sub(r"['’.]", "", bare))


def _initials(words: list[str]) -> set[str]:
    """`oat` of Ormiston Academies Trust, with and without its small words."""
    small = ("the", "a", "of", "and", "for", "in", "at")
    return {
        "".join(word[0] for word in words),
        "".join(word[0] for word in words if word not in small),
    }
