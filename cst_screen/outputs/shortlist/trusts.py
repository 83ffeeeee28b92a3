"""The trusts of a run by name.

Trusts stand in alphabetical order everywhere: the criteria say who is on the list and nothing says
who is above whom.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.trust_names import trust_name
from cst_screen.run_folder.read import RunFolder

_OF_RUN: WeakKeyDictionary[RunFolder, list[Row]] = WeakKeyDictionary()
"""A dozen parts of the documents of a run ask for the same rows; none changes one."""


def trusts_by_name(run: RunFolder) -> list[Row]:
    """The rows of verdicts.csv with each trust's name as people write it, in alphabetical order."""
    if run not in _OF_RUN:
        rows = [{**row, "name": trust_name(row["trust"])} for row in run.verdicts.to_dicts()]
        _OF_RUN[run] = sorted(rows, key=lambda row: (row["name"].casefold(), row["uid"]))
    return _OF_RUN[run]


def with_outcome(trusts: list[Row], *outcomes: str) -> list[Row]:
    """Those that came to one of the outcomes."""
    return [trust for trust in trusts if trust["outcome"] in outcomes]
