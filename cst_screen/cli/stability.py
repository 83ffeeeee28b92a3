"""What `stability` does between its options and what it prints: settings tried, tables and documents written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cst_screen.outputs.answers.stability import (
    STABILITY_MARK,
    about,
    contents_of,
    criteria_of_run,
    refuse_another_run,
    stability_record,
    tables_of,
)
from cst_screen.outputs.documents_again import MadeAgain, documents_of, make_again
from cst_screen.run_folder.stability import cannot_be_written, put_tables, refuse_strangers
from cst_screen.screen.stability import AskedOfStability, run_stability
from cst_screen.writing.folders import put_folder
from cst_screen.writing.places import folder_to_write

if TYPE_CHECKING:
    from cst_screen.kept.shelf import Shelf
    from cst_screen.run_folder.read import RunFolder
    from cst_screen.vocabulary.progress import Progress
    from cst_screen.writing.names import Placed


@dataclass(frozen=True)
class Asked:
    """A run that is asked about, and where the tables go: `out`, or the run itself."""

    data: Path
    run: RunFolder
    settings: int
    seed: int
    out: Path | None
    replace: bool


def ask_stability(
    asked: Asked, shelf: Shelf, progress: Progress
) -> tuple[dict[str, Any], Placed | None]:
    """What was found, and where a folder of its own went."""
    run, place = asked.run, None
    if asked.out is None:
        refuse_strangers(run)
    else:
        place = folder_to_write(asked.out, [asked.data, run.path], _is_ours)
    found = run_stability(
        AskedOfStability(
            data=asked.data,
            criteria=criteria_of_run(run),
            as_at=dt.date.fromisoformat(run.record["as_at"]),
            files={entry["path"]: entry["sha256"] for entry in run.record["inputs"]},
            settings=asked.settings,
            seed=asked.seed,
        ),
        progress,
        shelf,
    )
    refuse_another_run(run, found)
    tables, facts = tables_of(run, found), about(run, found, asked.seed)
    record = {**stability_record(run, facts, tables), "documents": []}
    contents = contents_of(tables)
    try:
        if place is not None:
            return record, put_folder(place, contents, asked.replace)
        record["documents"] = _said(_into_the_run(run, contents, facts, progress))
    except OSError as fault:
        raise cannot_be_written(run, fault) from fault
    return record, None


def _into_the_run(
    run: RunFolder, contents: Mapping[str, bytes], facts: Mapping[str, Any], progress: Progress
) -> MadeAgain:
    before = documents_of(run)
    put_tables(run, contents, facts)
    return make_again(run.path, before, progress)


def _said(made: MadeAgain) -> list[str]:
    said = []
    if made.written:
        said.append(
            f"The list, the report and briefs say so now; rewritten: {len(made.written)} documents."
        )
    if made.left:
        said.append(
            f"Left as they are, because they are not as the tool wrote them: {', '.join(made.left)}. 'cst-screen brief' "
            "drafts a brief anew."
        )
    return said


def _is_ours(folder: Path) -> bool:
    return (folder / f"{STABILITY_MARK}.csv").is_file()
