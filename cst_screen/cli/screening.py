"""What `screen` does between its options and what it prints: a run written, or written again.

Where an earlier command wrote the very run that is asked for, nothing is worked out and little is
loaded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cst_screen.cli.around import print_json
from cst_screen.vocabulary import progress as stages

if TYPE_CHECKING:
    from cst_screen.judging.criteria import Criteria
    from cst_screen.kept.shelf import Shelf
    from cst_screen.run_folder.read import RunFolder
    from cst_screen.vocabulary.progress import Progress
    from cst_screen.writing.names import Placed


@dataclass(frozen=True)
class Asked:
    """A screen as it was asked for. place: where its run may go, given its day. applicants: a
    list of trusts that came forward."""

    data: Path
    criteria: Criteria
    as_at: dt.date | None
    briefs: bool
    place: Callable[[dt.date], Path]
    replace: bool
    applicants: Path | None = None


def write_screen(asked: Asked, shelf: Shelf, progress: Progress) -> tuple[Placed, bool]:
    """The run folder, and whether the data say which schools left a trust."""
    from cst_screen.judging.published_cases import read_published, register_beside
    from cst_screen.outputs.applicants.read_list import read_list
    from cst_screen.run_folder.again import SameRun, look_through_for
    from cst_screen.run_folder.write import write_again

    if asked.applicants is not None:
        read_list(asked.applicants)  # for its refusals, before anybody waits
    published = read_published(register_beside(Path(asked.criteria.path)))
    content = look_through_for(asked.data, shelf)
    same = SameRun(content, asked.criteria, asked.as_at, asked.briefs, asked.applicants)
    texts = same.texts(shelf)
    kept = texts.take_run()
    if kept is not None:
        placed = write_again(kept, texts, asked.place(kept.as_at), asked.replace)
        if placed is not None:
            return placed, kept.leavers_known

    from cst_screen.outputs.documents import write_documents
    from cst_screen.run_folder.write import write_run
    from cst_screen.screen.screening import run_screen

    found = run_screen(asked.data, asked.criteria, asked.as_at, progress, shelf, content)
    run = replace(found, published=published)  # the register decides nothing
    progress(stages.WRITING)
    placed = write_run(
        run,
        asked.place(run.as_at),
        [lambda folder: write_documents(folder, asked.briefs, progress, asked.applicants)],
        asked.replace,
        same.texts(shelf, run.found_as, run.evidence_as) if same.still_is() else None,
    )
    return placed, run.findings.leavers_known


def show_those_that_came_forward(run: RunFolder, applicants: Path, as_json: bool) -> None:
    """These trusts alone, as a table or as JSON."""
    from cst_screen.outputs.applicants.answers import applicant_records
    from cst_screen.outputs.applicants.find import find_applicants
    from cst_screen.outputs.terminal.applicants import show_applicants

    records = applicant_records(run, find_applicants(run, applicants))
    if as_json:
        print_json({"run": run.path.as_posix(), "as_at": run.record["as_at"], "trusts": records})
    else:
        show_applicants(run, records)
