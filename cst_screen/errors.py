"""The errors a user can meet. Each message says what, where and what to do.

    CstScreenError            exit code
    ├── DataError                 3      the data folder or a file in it
    ├── CriteriaError             4      a criteria file
    ├── LookupFailed              5      a trust, figure or school that was asked for by name
    ├── RunFolderError            6      a run folder or a file that cannot be written, or not read
    └── SelectionImpossible       9      a set of trusts that no candidates can make up

0 means done, 1 a fault in the tool itself (with a traceback), 2 a wrong command line, 7 and 8 done with
something missing that the command names, 130 and 143 that it was stopped.
`cli/around.py` is the only place where these become text on stderr and an exit code.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class CstScreenError(Exception):
    """Base of every error that is shown without a traceback."""

    exit_code = 1


class DataError(CstScreenError):
    """A data folder, or a file in it, cannot be used as it is."""

    exit_code = 3


class CriteriaError(CstScreenError):
    """A criteria file cannot be used as it is."""

    exit_code = 4


class LookupFailed(CstScreenError):
    """Something was asked for by a name that matches nothing, or more than one thing."""

    exit_code = 5


class RunFolderError(CstScreenError):
    """A run folder, or a file that was asked for, cannot be written; or a run folder is not one."""

    exit_code = 6


class SelectionImpossible(CstScreenError):
    """A set of trusts was asked for that cannot be chosen: too few candidates, or rules in conflict."""

    exit_code = 9


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` Did you mean 'x'?`, or nothing when no known word is near."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f" Did you mean '{near[0]}'?" if near else ""
