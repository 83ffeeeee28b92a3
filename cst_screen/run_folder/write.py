"""Writing a run folder: whole or not at all, and the same bytes for the same input.

`tables` says what each table holds, `tables_of_run` has them made and written. Between two runs `written_at` in run.json differs, with run.json's own hash, and nothing else.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cst_screen import __version__
from cst_screen.errors import RunFolderError
from cst_screen.judging.verdicts import COMPARISONS
from cst_screen.run_folder.briefs import BRIEFS
from cst_screen.run_folder.csv_tables import DECIMALS
from cst_screen.run_folder.harmless_cells import harmless_record
from cst_screen.run_folder.kept_files import KeptFile, KeptRun, KeptTexts
from cst_screen.run_folder.read import RunFolder
from cst_screen.run_folder.record import RECORD, as_bytes, digests_of
from cst_screen.run_folder.tables_of_run import TablesOfRun
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.reasons import REASONS
from cst_screen.writing.causes import cause_of, mend_of
from cst_screen.writing.digests import Seal, seal, sync_file, sync_folder, write_synced
from cst_screen.writing.folders import NEW, place_folder, put_in_order, replace_folder
from cst_screen.writing.names import Placed
from cst_screen.writing.workspace import workspace

if TYPE_CHECKING:
    from cst_screen.judging.criteria import Criteria
    from cst_screen.judging.grammar import Criterion
    from cst_screen.run import Run

_AT_ONCE = 3
"""Tables: two are worked on, as a rule, while one waits for the disk."""

Extra = Callable[[RunFolder], None]

_MOMENT = "written_at"
"""The one entry of the record that differs between two runs on the same files."""


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def write_run(
    run: Run,
    out: Path,
    extras: list[Extra],
    replace: bool = False,
    texts: KeptTexts | None = None,
) -> Placed:
    """Write the folder in a hidden place beside `out`, and move it there when it is whole.

    `extras` write further documents (shortlist, briefs) into the folder that they are given, before it is moved. Where
    something is there already, the folder goes beside it under the next number; with `replace` it
    takes the place of the earlier one, and what the user added or changed there is kept. texts: has
    tables that an earlier command wrote, and takes what this one writes.
    """
    return _place(out, replace, lambda new: _write_whole(run, new, extras, texts or KeptTexts()))


def write_again(kept: KeptRun, texts: KeptTexts, out: Path, replace: bool = False) -> Placed | None:
    """The folder of a run that an earlier command wrote, as `write_run` writes it; None where some of
    it is no longer kept, and so nothing is written."""
    try:
        return _place(out, replace, lambda new: _write_kept(kept, texts, new))
    except _NoLongerKept:
        return None


class _NoLongerKept(Exception):
    """A table of a kept run was removed, or cannot be read."""


def _place(out: Path, replace: bool, write: Callable[[Path], dict[str, Seal]]) -> Placed:
    """What `write` writes into a hidden folder, moved to its place."""
    try:
        notes = put_in_order(out.parent)
        with workspace(out.parent) as space:
            new = space.path / NEW
            new.mkdir()
            seals = write(new)
            if replace:
                digests = {name: file.sha256 for name, file in seals.items()}
                placed = replace_folder(space, out, digests, digests_of)
            else:
                placed = place_folder(new, out)
        placed.notes[:0] = notes
        return placed
    except OSError as fault:
        raise RunFolderError(
            f"{out}: the run folder cannot be written ({cause_of(fault)}). Earlier files are as they "
            f"were. {mend_of(fault)}, or give another folder with --out."
        ) from fault


def _write_whole(run: Run, folder: Path, extras: list[Extra], texts: KeptTexts) -> dict[str, Seal]:
    """Everything of a run into `folder`, on the disk when this returns; the seals of its files."""
    record = harmless_record(_record(run))
    (folder / RECORD).write_bytes(as_bytes(record))
    tables = TablesOfRun(run, folder, texts)
    with _workers() as workers:
        # Polars writes them, and lets Python make documents in the meantime.
        tables.write(workers)
        for extra in extras:
            extra(RunFolder(folder, tables.at_hand))
        seals = tables.seals()
        apart = frozenset(seals)
        rest = [
            path.relative_to(folder).as_posix()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        ]
        documents = [name for name in rest if name not in seals and name != RECORD]
        seals |= zip(
            documents, workers.map(lambda name: seal(folder / name), documents), strict=True
        )
    _finish(folder, record, seals)
    if texts.of_run:
        texts.put_run(_as_kept(run, folder, record, seals, apart))
    return seals


@contextlib.contextmanager
def _workers() -> Iterator[Executor]:
    """Threads that write tables; where the run is stopped they leave out what they have not begun."""
    workers = ThreadPoolExecutor(max_workers=_AT_ONCE)
    try:
        yield workers
    finally:
        workers.shutdown(cancel_futures=True)


def _finish(folder: Path, record: Mapping[str, Any], seals: dict[str, Seal]) -> None:
    """The record with the hashes of all other files, and all names brought onto the disk."""
    (folder / RECORD).write_bytes(as_bytes(record, seals))
    seal(folder / RECORD)
    for inner in (*(path for path in folder.rglob("*") if path.is_dir()), folder):
        sync_folder(inner)


def _as_kept(
    run: Run,
    folder: Path,
    record: Mapping[str, Any],
    seals: Mapping[str, Seal],
    apart: Collection[str],
) -> KeptRun:
    """apart: names of the files that are kept one by one."""
    files = [
        KeptFile(name, one, None if name in apart else (folder / name).read_bytes())
        for name, one in seals.items()
    ]
    text = as_bytes({**record, _MOMENT: None}).decode("utf-8")
    return KeptRun(run.as_at, run.findings.leavers_known, text, tuple(files))


def _write_kept(kept: KeptRun, texts: KeptTexts, folder: Path) -> dict[str, Seal]:
    """Everything of a kept run into `folder`, on the disk when this returns; the seals of its files."""

    def written(file: KeptFile) -> None:
        path = folder / file.name
        path.parent.mkdir(exist_ok=True)
        if file.content is not None:
            write_synced(path, file.content)
        elif texts.file_at(file.seal, path):
            sync_file(path)
        else:
            raise _NoLongerKept(file.name)

    (folder / BRIEFS).mkdir()
    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(written, kept.files))
    seals = {file.name: file.seal for file in kept.files}
    _finish(folder, {**json.loads(kept.record), _MOMENT: _now()}, seals)
    return seals


# --- the record -------------------------------------------------------------------------------


def _record(run: Run) -> dict[str, Any]:
    return {
        "version": __version__,
        _MOMENT: _now(),
        "as_at": run.as_at.isoformat(),
        "caution": run.caution,
        "academic_year": str(run.year),
        "data": run.data.resolve().name,
        "criteria": _criteria(run.criteria),
        "inputs": [
            {
                "path": i.path,
                "publisher": i.publisher,
                "kind": i.kind,
                "title": i.title,
                "year": str(i.year) if i.year else None,
                "years": [str(AcademicYear(y)) for y in i.years],
                "dated": i.dated.isoformat() if i.dated else None,
                "release": i.release or None,
                "scope": i.scope,
                "sha256": i.sha256,
                "rows": i.rows,
                "used": i.used,
                "note": i.note,
                "columns": i.columns,
                **({"renamed": i.renamed} if i.renamed else {}),
            }
            for i in run.catalogue.inputs
        ],
        "left_alone": [asdict(left) for left in run.catalogue.left_alone],
        "counts": run.counts,
        "flow": [asdict(step) for step in run.flow],
        "expected_without_rise": round(run.expected_without_rise, DECIMALS),
        "pooling": {
            phase: {name: round(value, DECIMALS) for name, value in asdict(spread).items()}
            for phase, spread in run.pooling.items()
        },
        "earlier_years_only": [{"uid": uid, "phase": phase} for uid, phase in run.earlier_only],
        "national_check": [
            {
                **row,
                "academic_year": str(AcademicYear(row["academic_year"])),
                **{c: round(row[c], DECIMALS) for c in ("national", "published", "difference")},
            }
            for row in run.national_check.sort("measure", "academic_year").to_dicts()
        ],
        "published": [case.as_record() for case in run.published],
        "notes": list(run.notes),
        "reasons": REASONS,
    }


def _criteria(criteria: Criteria) -> dict[str, Any]:
    """The whole of the criteria file; and the file that it builds on, where it does."""
    content, base = criteria.content, criteria.base
    return {
        "file": Path(criteria.path).name,
        "sha256": criteria.sha256,
        "title": content.title,
        "settings": criteria.settings.model_dump(),
        "rules": [_rule(c) for c in criteria.rules],
        **({"lock": asdict(criteria.lock)} if criteria.lock else {}),
        "selection": content.selection.model_dump(),
        "families": {f: r.model_dump() for f, r in content.families.items()},
        "plausible": content.plausible.model_dump(mode="json"),
        **({"based_on": {"file": base.file, "sha256": base.sha256}} if base else {}),
        **({"left_out": dict(content.left_out)} if base else {}),
    }


def _rule(criterion: Criterion) -> dict[str, Any]:
    """Everything by which it is judged, so that trusts can be judged again from the run alone."""
    return {
        **criterion.model_dump(exclude={*COMPARISONS, "examples"}),
        "material": criterion.is_material,
        "comparison": criterion.comparison,
        "threshold": list(criterion.threshold),
    }
