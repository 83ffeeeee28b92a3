"""Writing a run folder: whole or not at all, and the same bytes for the same input.

`tables` says what each table holds. CSV files carry a byte-order mark, so that Excel opens them with
every name intact. `written_at` in run.json is the one field that differs between two runs.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from cst_screen import __version__
from cst_screen.errors import RunFolderError
from cst_screen.run_folder.schema import TABLES
from cst_screen.run_folder.tables import makers_of
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.reasons import REASONS

if TYPE_CHECKING:
    from cst_screen.run import Run

DECIMALS = 8
"""Enough to trace any figure, few enough that the last bit of a sum does not show."""

Extra = Callable[[Path], None]


def write_run(run: Run, out: Path, extras: list[Extra]) -> None:
    """Write the folder next to its final place and move it there when it is whole.

    `extras` write further documents (shortlist, briefs) into the folder before it is moved.
    """
    _refuse_foreign(out)
    partial = out.parent / f".{out.name}.partial"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        _write_tables(run, partial)
        _write_record(run, partial)
        for extra in extras:
            extra(partial)
        shutil.rmtree(out, ignore_errors=True)
        partial.rename(out)
    except OSError as fault:
        raise RunFolderError(
            f"{out}: the run folder cannot be written ({fault.strerror}). Close any of its files "
            "that are open in Excel or Word, or give another folder with --out."
        ) from fault
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _refuse_foreign(out: Path) -> None:
    if out.is_file():
        raise RunFolderError(f"{out}: this is a file. Give a folder with --out.")
    if out.is_dir() and any(out.iterdir()) and not (out / "run.json").is_file():
        raise RunFolderError(
            f"{out}: this folder holds other files and is not a run folder, so nothing was "
            "written. Give a new folder with --out."
        )


# --- tables -----------------------------------------------------------------------------------


def _write_tables(run: Run, folder: Path) -> None:
    with ThreadPoolExecutor(max_workers=2) as pool:
        list(
            pool.map(
                lambda entry: write_csv(
                    TABLES[entry[0]].check(entry[1]()), folder / f"{entry[0]}.csv"
                ),
                makers_of(run).items(),
            )
        )


def write_csv(frame: pl.DataFrame, path: Path) -> None:
    """A zero has no sign: -0.0 and 0.0 differ only in the order in which a sum was taken."""
    rounded = pl.col(pl.Float64).round(DECIMALS)
    unsigned = pl.when(rounded == 0.0).then(0.0).otherwise(rounded)
    frame.with_columns(unsigned.name.keep()).write_csv(path, include_bom=True)


# --- the record -------------------------------------------------------------------------------


def _write_record(run: Run, folder: Path) -> None:
    record = {
        "version": __version__,
        "written_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "as_at": run.as_at.isoformat(),
        "caution": run.caution,
        "academic_year": str(run.year),
        "data": run.data.resolve().name,
        "criteria": {
            "file": Path(run.criteria.path).name,
            "sha256": run.criteria.sha256,
            "title": run.criteria.content.title,
            "settings": run.criteria.settings.model_dump(),
            "rules": [_rule(c) for c in run.criteria.rules],
        },
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
            }
            for i in run.catalogue.inputs
        ],
        "left_alone": [asdict(left) for left in run.catalogue.left_alone],
        "counts": run.counts,
        "flow": [asdict(step) for step in run.flow],
        "national_check": [
            {
                **row,
                "academic_year": str(AcademicYear(row["academic_year"])),
                **{c: round(row[c], DECIMALS) for c in ("national", "published", "difference")},
            }
            for row in run.national_check.sort("measure", "academic_year").to_dicts()
        ],
        "notes": list(run.notes),
        "reasons": REASONS,
    }
    text = json.dumps(record, indent=2, ensure_ascii=False, default=str)
    (folder / "run.json").write_text(text + "\n", encoding="utf-8")


def _rule(criterion: Any) -> dict[str, Any]:
    return {
        **criterion.model_dump(
            include={"id", "description", "family", "figure", "held", "role", "reason", "reference"}
        ),
        "comparison": criterion.comparison,
        "threshold": list(criterion.threshold),
    }
