"""Columns that a file lacks and other years' files of its kind have: renamed, where one heading took the place.

A file that may lack a column says nothing of a renamed one by itself. Its neighbours do: most of them have
the column, none has the new heading, and the two names are a little alike, or stand between the same
headings, since publishers keep the order of columns.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from cst_screen.sources.kinds import RecognisedFile
from cst_screen.sources.missing_columns import (
    may_be_of_one_thing,
    refusal,
    which_may_lack,
)
from cst_screen.sources.published_headings import new_headings

_A_LITTLE_ALIKE = 0.6
"""Likeness of two names, 1 for the same. In England's files no column that came is as like one that went."""


def renamed_since_other_years(files: Sequence[RecognisedFile]) -> list[str]:
    """A fault for each file with such columns."""
    faults = []
    for one in (file for file in files if file.entry.used):
        # An earlier release of the same year is as good a witness.
        others = [
            list(other.spelled) for other in files if other.kind is one.kind and other is not one
        ]
        lacking = which_may_lack(one.kind, one.spelled)
        if not others or not lacking:
            continue
        guesses = _guesses(one, lacking, others)
        if guesses:
            faults.append(str(refusal(one.kind, one.entry.path, guesses)))
    return faults


def _guesses(
    one: RecognisedFile,
    lacking: Sequence[str],
    others: Sequence[Sequence[str]],
) -> dict[str, list[str]]:
    """Column -> the headings that seem to be it now, as the file spells them."""
    seen = {heading for other in others for heading in other}
    came = [
        heading
        for heading in new_headings(one.spelled)
        if heading not in seen and one.spelled[heading] not in one.entry.renamed
    ]
    usual = [c for c in lacking if sum(c in other for other in others) > len(others) / 2]
    guesses: dict[str, list[str]] = {}
    for column in usual if came else ():
        alike = [
            heading
            for heading in difflib.get_close_matches(column, came, n=3, cutoff=_A_LITTLE_ALIKE)
            if may_be_of_one_thing(column, heading)
        ]
        places = [_neighbours(list(other), column) for other in others if column in other]
        own = list(one.spelled)
        alike += [h for h in came if h not in alike and _neighbours(own, h) in places]
        if alike:
            guesses[column] = [one.spelled[heading] for heading in alike[:2]]
    return guesses


def _neighbours(headings: list[str], heading: str) -> tuple[str, str]:
    """The headings before and after it; empty at either end."""
    at = headings.index(heading)
    padded = ["", *headings, ""]
    return padded[at], padded[at + 2]
