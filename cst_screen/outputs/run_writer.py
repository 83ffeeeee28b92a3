"""Writing a run folder: whole or not at all, and the same bytes for the same input.

Files and columns are an interface that others read; new columns join at the end. CSV files carry a
byte-order mark, so that Excel opens them with every name intact. `written_at` in run.json is the
one field that differs between two runs.
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
from cst_screen.academic_year import AcademicYear
from cst_screen.errors import RunFolderError
from cst_screen.missing import REASONS

if TYPE_CHECKING:
    from cst_screen.screen import Run

DECIMALS = 8
"""Enough to trace any figure, few enough that the last bit of a sum does not show."""

Extra = Callable[[Path], None]


def write_run(run: Run, out: Path, extras: list[Extra]) -> None:
    """Write the folder beside its final place and move it there when it is whole.

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
            f"{out}: this folder holds other things and is not a run folder, so it is left as it is. "
            "Give a new folder with --out."
        )


# --- tables -----------------------------------------------------------------------------------


def _write_tables(run: Run, folder: Path) -> None:
    names = {i.number: i.path for i in run.catalogue.inputs}
    makers: dict[str, Callable[[], pl.DataFrame]] = {
        "rows": lambda: _rows(run, names),
        "figures": lambda: _figures(run, names),
        "joiners": lambda: _joiners(run),
        "exclusions": lambda: _exclusions(run, names),
        "criteria": lambda: _criteria(run, names),
        "verdicts": lambda: _verdicts(run),
        "headlines": lambda: _headlines(run),
        "trajectories": lambda: _trajectories(run),
        "inspections": lambda: _inspections(run, names),
        "schools": lambda: _schools(run, names),
    }
    with ThreadPoolExecutor(max_workers=2) as pool:
        list(
            pool.map(
                lambda entry: _write_csv(entry[1](), folder / f"{entry[0]}.csv"), makers.items()
            )
        )


def _write_csv(frame: pl.DataFrame, path: Path) -> None:
    frame.with_columns(pl.col(pl.Float64).round(DECIMALS)).write_csv(path, include_bom=True)


def _years(column: str) -> pl.Expr:
    """A list of years as `2015/16; 2016/17`; an empty list is an empty cell."""
    shown = {y: str(AcademicYear(y)) for y in range(2000, 2101)}
    return (
        pl.col(column)
        .list.eval(pl.element().replace_strict(shown, return_dtype=pl.String))
        .list.join("; ")
    )


def _file_names(frame: pl.DataFrame, names: dict[int, str]) -> pl.Expr:
    """The list column `files` as names. Few different lists stand in many rows, so each is
    written out once."""
    key = pl.col("files").cast(pl.List(pl.String)).list.join(" ")
    written = {
        k: "; ".join(names[int(n)] for n in k.split())
        for k in frame.select(key).to_series().unique().drop_nulls()
    }
    return key.replace_strict(written, default=None, return_dtype=pl.String)


def _file_name(names: dict[int, str]) -> pl.Expr:
    return pl.col("file").replace_strict(names, default=None, return_dtype=pl.String)


_VERDICT_FIGURES = {
    "schools": "schools", "joiners": "joiners", "joiners_judged": "joiners_judged",
    "joiners_improved": "joiners_improved", "trajectory_change": "trajectory_change",
    "attainment_lowest": "attainment_lowest", "progress_lowest": "progress_lowest",
    "inspections_compared": "inspections_compared", "inspections_improved": "inspections_improved",
    "inspections_declined": "inspections_declined", "pupils": "pupils",
    "local_authorities": "local_authorities", "regions": "regions",
}  # fmt: skip
_COUNTS = {c for c in _VERDICT_FIGURES if c not in
           ("trajectory_change", "attainment_lowest", "progress_lowest")}  # fmt: skip


def _verdicts(run: Run) -> pl.DataFrame:
    base = pl.DataFrame(
        [
            {
                "uid": v.uid,
                "group_id": v.group_id,
                "trust": v.trust,
                "outcome": v.outcome,
                "deciding_criterion": v.deciding_criterion,
                "not_met": "; ".join(j.criterion for j in v.judgements
                                     if j.required and j.verdict == "not_met"),
                "untold": "; ".join(j.criterion for j in v.judgements
                                    if j.required and j.verdict == "cannot_tell"),
                "caveats": "; ".join(j.criterion for j in v.judgements
                                     if not j.required and j.verdict == "not_met"),
            }
            for v in run.verdicts
        ],
        schema_overrides={"uid": pl.Int32},
    )  # fmt: skip
    own = run.evidence.figures.filter(pl.col("figure").is_in(list(_VERDICT_FIGURES)))
    values = own.pivot("figure", index="uid", values="value")
    ends = own.filter(pl.col("figure") == "trajectory_change").select(
        "uid", trajectory_lower="lower", trajectory_upper="upper"
    )
    out = base.join(values, on="uid", how="left", validate="1:1").join(
        ends, on="uid", how="left", validate="1:1"
    )
    first = ["uid", "group_id", "trust", "outcome", "deciding_criterion"]
    figures = list(_VERDICT_FIGURES)
    figures[5:5] = ["trajectory_lower", "trajectory_upper"]
    return out.select(
        *first,
        *(pl.col(c).cast(pl.Int64) if c in _COUNTS else pl.col(c) for c in figures),
        "not_met", "untold", "caveats",
    ).sort("uid")  # fmt: skip


def _criteria(run: Run, names: dict[int, str]) -> pl.DataFrame:
    rules = {c.id: c for c in run.criteria.rules}
    rows = []
    for v in run.verdicts:
        for j in v.judgements:
            rows.append((v.uid, j.criterion, j.verdict, j.reason))
    frame = pl.DataFrame(
        rows, schema={"uid": pl.Int32, "criterion": pl.String, "verdict": pl.String,
                      "why": pl.String}, orient="row",
    )  # fmt: skip
    facts = pl.DataFrame(
        [
            {
                "criterion": c.id,
                "order": n,
                "family": c.family,
                "figure": c.figure,
                "comparison": c.comparison,
                "threshold": " ".join(f"{t:g}" for t in c.threshold),
                "held": c.held,
                "role": c.role,
            }
            for n, c in enumerate(rules.values())
        ]
    )
    used = run.evidence.figures.filter(pl.col("figure").is_in(facts["figure"].implode()))
    evidence = used.with_columns(sources=_file_names(used, names), years=_years("years")).drop(
        "files", "missing"
    )
    return (
        frame.join(facts, on="criterion", validate="m:1")
        .join(evidence, on=["uid", "figure"], how="left", validate="m:1")
        .sort("uid", "order")
        .select(
            "uid", "criterion", "family", "figure", "value", "lower", "upper", "n", "comparison",
            "threshold", "verdict", reason="why", sources="sources", held="held", role="role",
            years="years",
        )
    )  # fmt: skip


def _joiners(run: Run) -> pl.DataFrame:
    own = run.trajectories.joiners.filter(pl.col("measure") != "headline")
    return (
        own.join(run.names, on="urn", how="left", validate="m:1")
        .select(
            "uid", "urn", "history", "joined_on", "route", "measure",
            _years("baseline_years"), "baseline", _years("follow_up_years"), "follow_up",
            "change", "national_change", pl.col("missing").cast(pl.String).alias("reason"),
            "school", "left_on", "gap_change", "z_change",
        )
        .sort("uid", "joined_on", "urn", "measure")
    )  # fmt: skip


def _headlines(run: Run) -> pl.DataFrame:
    """The change that a trust's trajectory is the mean of, and the measures it was taken on."""
    own = run.trajectories.joiners.filter(pl.col("measure") == "headline")
    return (
        own.join(run.names, on="urn", how="left", validate="m:1")
        .select(
            "uid", "urn", "history", "school", "joined_on", "left_on", "route",
            judged_by="judged_by", z_change="z_change",
            reason=pl.col("missing").cast(pl.String),
        )
        .sort("uid", "joined_on", "urn")
    )  # fmt: skip


def _trajectories(run: Run) -> pl.DataFrame:
    return run.trajectories.trusts.select(
        "uid", "measure", "joiners", "judged", "improved", "change", "lower", "upper",
        "z_change", "z_lower", "z_upper",
    ).sort("uid", "measure")  # fmt: skip


def _inspections(run: Run, names: dict[int, str]) -> pl.DataFrame:
    """Every graded inspection of the schools that joined, by trust, before or after joining."""
    joined = run.validation.joiners.select("uid", "history", "urn", "joined_on", "left_on")
    before = pl.col("inspected_on") < pl.col("joined_on")
    return (
        joined.join(run.validation.events, on="history", how="inner")
        .filter(before | pl.col("left_on").is_null() | (pl.col("inspected_on") < pl.col("left_on")))
        .select(
            "uid", "urn", "urn_at_time", "history", "inspected_on", "published_on", "regime",
            "overall", pl.when(before).then(pl.lit("before")).otherwise(pl.lit("after"))
            .alias("when"),
            pl.col("missing").cast(pl.String).alias("reason"),
            _file_name(names).alias("source"), "row",
        )
        .sort("uid", "urn", "inspected_on")
    )  # fmt: skip


def _schools(run: Run, names: dict[int, str]) -> pl.DataFrame:
    """The schools of each trust on the as-at date, and the rows that say so."""
    name = lambda c: pl.col(c).replace_strict(names, default=None, return_dtype=pl.String)
    return run.members.select(
        "uid", pl.col("last_urn").alias("urn"), "history", "school", "joined_on", "route", "type",
        "phase", "la", "region", "urban_rural", "easting", "northing",
        membership_file=name("membership_file"), membership_row="membership_row",
        gias_file=name("file"), gias_row="gias_row",
    ).sort("uid", "joined_on", "urn")  # fmt: skip


def _figures(run: Run, names: dict[int, str]) -> pl.DataFrame:
    return run.evidence.figures.select(
        "uid", "figure", "value", "lower", "upper", "n",
        pl.col("missing").cast(pl.String).alias("reason"), _years("years"),
        _file_names(run.evidence.figures, names).alias("sources"),
    )  # fmt: skip


def _rows(run: Run, names: dict[int, str]) -> pl.DataFrame:
    return run.evidence.rows.select(
        "uid", "urn", "history", "measure",
        pl.col("academic_year").replace_strict(
            {y: str(AcademicYear(y)) for y in range(2000, 2101)}, return_dtype=pl.String
        ),
        "used_for", "value", "lower", "upper", "pupils", "weight", "national", "z",
        _file_name(names).alias("file"), "row",
    )  # fmt: skip


def _exclusions(run: Run, names: dict[int, str]) -> pl.DataFrame:
    files = pl.DataFrame(
        [("files", "file", "superseded", i.note, i.path) for i in run.catalogue.inputs if not i.used]
        + [("files", "file", "left_alone", left.why, left.path) for left in run.catalogue.left_alone],
        schema=["stage", "subject", "reason", "detail", "file"], orient="row",
        schema_overrides=dict.fromkeys(("stage", "subject", "reason", "detail", "file"), pl.String),
    )  # fmt: skip
    rest = run.exclusions.with_columns(file=_file_name(names))
    return pl.concat([files, rest], how="diagonal").select(
        "stage", "subject", "urn", "uid", "reason", "detail", "file", "row"
    )


# --- the record -------------------------------------------------------------------------------


def _write_record(run: Run, folder: Path) -> None:
    record = {
        "version": __version__,
        "written_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "as_at": run.as_at.isoformat(),
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
            {**row, "academic_year": str(AcademicYear(row["academic_year"])),
             **{c: round(row[c], DECIMALS) for c in ("national", "published", "difference")}}
            for row in run.measures.national_check.sort("measure", "academic_year").to_dicts()
        ],
        "notes": list(run.notes),
        "reasons": REASONS,
    }  # fmt: skip
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
