"""What `screen`, `explain`, `measures` and `reconcile` print of the invented England, at three widths.

`python -m tests.functional.golden` writes the texts anew; a test compares them. Read the difference
before you commit it: it is what a person will see.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from unittest import mock

from cst_screen.dfe.rule import Eligibility, TrustRule
from cst_screen.judging.criteria import read_criteria
from cst_screen.outputs.explain.trust import explain_trust
from cst_screen.outputs.terminal.measures import show_measures
from cst_screen.outputs.terminal.reconcile import show_reconciliation
from cst_screen.outputs.terminal.screen import show_screen
from cst_screen.outputs.terminal.trust import show_trust
from cst_screen.run_folder.read import RunFolder
from cst_screen.screen.against_dfe import run_measures, run_reconcile
from tests.functional.commands import ROOT, SAMPLE

FOLDER = Path(__file__).parent
WIDTHS = (80, 100, 160)
OUTCOMES = ("shortlisted", "near_miss", "cannot_tell", "not_shortlisted")

Show = Callable[[], None]


def shown_at(width: int, show: Show) -> str:
    """What is printed to a window of so many columns, without colour."""
    window = {"TTY_COMPATIBLE": "1", "COLUMNS": str(width), "TERM": "xterm", "NO_COLOR": "1"}
    printed = io.StringIO()
    with (
        mock.patch.dict(os.environ, window),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        show()
    return printed.getvalue()


def explained(folder: RunFolder) -> Iterator[dict[str, object]]:
    """The first trust of each outcome, in the order of the register."""
    for outcome in OUTCOMES:
        yield explain_trust(
            folder,
            next(
                v["uid"] for v in folder.verdicts.sort("uid").to_dicts() if v["outcome"] == outcome
            ),
        )


def shows(run: Path) -> dict[str, Show]:
    """Command -> what prints it. Whatever is read or worked out is so once, for all widths."""
    folder = RunFolder(run)
    criteria = read_criteria(ROOT / "criteria" / "hub.yaml")
    figures = run_measures(SAMPLE, criteria, TrustRule("dfe", Eligibility(3, 3)))
    compared = run_reconcile(SAMPLE, [], criteria)
    trusts = list(explained(folder))

    def explain() -> None:
        for record in trusts:
            show_trust(record)
            print()
        show_trust(trusts[0], in_full=True)

    return {
        "screen": partial(show_screen, folder),
        "explain": explain,
        "measures": partial(show_measures, figures, None),
        "reconcile": partial(show_reconciliation, compared),
    }


def text_of(show: Show, width: int, run: Path) -> str:
    """As it stands in the file: without the spaces at the ends of lines, and with RUN for the folder."""
    printed = shown_at(width, show).replace(run.as_posix(), "RUN")
    return "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
