"""Why a trust is where it is, as plain records: read back from the run folder, never recomputed.

`terminal.py` shows these records and `--json` prints them. `explain_figure` leads from a figure to
the rows of the published files that it rests on.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from cst_screen.errors import LookupFailed, did_you_mean
from cst_screen.outputs.explain.inspections import inspection_records
from cst_screen.outputs.explain.joiners import joiner_records
from cst_screen.outputs.wording.numbers import figure_text, interval_text, threshold_text
from cst_screen.outputs.wording.trust_names import trust_name
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.figure import Behind
from cst_screen.vocabulary.figures import FIGURES

_MOST_CANDIDATES = 12


def find_trust(folder: RunFolder, asked: str) -> int:
    """The UID of the trust that is meant: a UID, a Group ID, or part of one trust's name."""
    verdicts = folder.verdicts
    text = asked.strip()
    name = pl.col("trust").str.to_lowercase()
    for mask in (
        pl.col("uid").cast(pl.String) == text,
        pl.col("group_id").str.to_lowercase() == text.lower(),
        name == text.lower(),
        name.str.contains(text.lower(), literal=True),
    ):
        found = verdicts.filter(mask.fill_null(False)) if text else verdicts.clear()
        if found.height == 1:
            return int(found["uid"][0])
        if found.height > 1:
            raise LookupFailed(_say_candidates(asked, found))
    names = [trust_name(t) for t in verdicts["trust"]]
    raise LookupFailed(
        f"'{asked}' matches no multi-academy trust that was open on {folder.record['as_at']}."
        f"{did_you_mean(text, names)} Give a UID, a Group ID (TR00261) or part of the name; "
        f"{folder.path / 'verdicts.csv'} lists all {verdicts.height}."
    )


def _say_candidates(asked: str, found: pl.DataFrame) -> str:
    candidates = sorted(
        found.select("uid", "group_id", "trust").iter_rows(),
        key=lambda row: (str(row[2]).casefold(), row[0]),
    )
    shown = [
        f"  {uid}  {group_id or '-'}  {trust_name(trust)}"
        for uid, group_id, trust in candidates[:_MOST_CANDIDATES]
    ]
    more = found.height - len(shown)
    return (
        f"'{asked}' matches {found.height} trusts. Give the UID of the one you mean:\n"
        + "\n".join(shown)
        + (f"\n  and {more} more; give more of the name" if more > 0 else "")
    )


def screen_record(folder: RunFolder) -> dict[str, Any]:
    """What `screen` shows: counts, flow and the shortlist with near misses."""
    record = folder.record
    listed = folder.verdicts.filter(pl.col("outcome").is_in(["shortlisted", "near_miss"]))
    return {
        "run": folder.path.as_posix(),
        "as_at": record["as_at"],
        "academic_year": record["academic_year"],
        "criteria": record["criteria"]["title"],
        "counts": record["counts"],
        "flow": record["flow"],
        "notes": record["notes"],
        "trusts": sorted(
            (trust_line(folder, row) for row in listed.to_dicts()),
            key=lambda line: (line["trust"].casefold(), line["uid"]),
        ),
    }


def trust_line(folder: RunFolder, row: dict[str, Any]) -> dict[str, Any]:
    """One line of the shortlist."""
    return {
        "uid": row["uid"],
        "trust": trust_name(row["trust"]),
        "outcome": row["outcome"],
        "deciding_criterion": row["deciding_criterion"] or "",
        "schools": row["schools"],
        "joiners": row["joiners"],
        "joiners_judged": row["joiners_judged"],
        "joiners_improved": row["joiners_improved"],
        "trajectory_effect": row["trajectory_effect"],
        "trajectory_shrunken": row["trajectory_shrunken"],
        "shrunken_lower": row["shrunken_lower"],
        "shrunken_upper": row["shrunken_upper"],
        "trajectory_probability": row["trajectory_probability"],
        "trajectory_change": row["trajectory_change"],
        "trajectory_lower": row["trajectory_lower"],
        "trajectory_upper": row["trajectory_upper"],
        "inspections_compared": row["inspections_compared"],
        "inspections_improved": row["inspections_improved"],
        "inspections_expected": row["inspections_expected"],
        "inspections_declined": row["inspections_declined"],
        "inspections_declined_expected": row["inspections_declined_expected"],
        "pupils": row["pupils"],
        "local_authorities": row["local_authorities"],
        "regions": row["regions"],
        "caveats": [c for c in (row["caveats"] or "").split("; ") if c],
        "caveats_untold": row["caveats_untold"],
    }


def explain_trust(folder: RunFolder, uid: int) -> dict[str, Any]:
    """The verdicts of one trust with figures and sources, and each of its joiners."""
    verdict = folder.verdicts.row(by_predicate=pl.col("uid") == uid, named=True)
    criteria = folder.criteria.filter(pl.col("uid") == uid).to_dicts()
    return {
        "run": folder.path.as_posix(),
        "as_at": folder.record["as_at"],
        "uid": uid,
        "group_id": verdict["group_id"],
        "trust": trust_name(verdict["trust"]),
        "outcome": verdict["outcome"],
        "deciding_criterion": verdict["deciding_criterion"] or "",
        "criteria": [_criterion(folder, row) for row in criteria],
        "figures": [
            {k: row[k] for k in ("figure", "value", "lower", "upper", "n", "reason", "years")}
            for row in folder.figures.filter(pl.col("uid") == uid).to_dicts()
        ],
        "joiners": joiner_records(folder, uid),
        "inspections": inspection_records(folder, uid),
        "external_validation": folder.table("external_validation")
        .filter(pl.col("uid") == uid)
        .to_dicts(),
        "robustness": [
            {k: row[k] for k in ("variant", "value", "lower", "upper", "joiners")}
            for row in folder.table("robustness").filter(pl.col("uid") == uid).to_dicts()
        ],
    }


def _criterion(folder: RunFolder, row: dict[str, Any]) -> dict[str, Any]:
    rule = folder.rules[row["criterion"]]
    return {
        "criterion": row["criterion"],
        "description": rule["description"],
        "role": row["role"],
        "family": row["family"],
        "figure": row["figure"],
        "verdict": row["verdict"],
        "value": row["value"],
        "lower": row["lower"],
        "upper": row["upper"],
        "n": row["n"],
        "shown": figure_text(row["figure"], row["value"], row["reason"] or None),
        "interval": interval_text(row["figure"], row["lower"], row["upper"]),
        "asked": threshold_text(row["figure"], rule["comparison"], rule["threshold"], rule["held"]),
        "reason": row["reason"] or "",
        "years": row["years"] or "",
        "sources": row["sources"] or "",
    }


def explain_figure(folder: RunFolder, uid: int, figure: str) -> dict[str, Any]:
    """One figure of a trust and the rows of the files behind it."""
    if figure not in FIGURES:
        raise LookupFailed(
            f"'{figure}' is not a figure.{did_you_mean(figure, FIGURES)} Run 'cst-screen figures' "
            "to list them."
        )
    verdict = folder.verdicts.row(by_predicate=pl.col("uid") == uid, named=True)
    own = folder.figures.row(
        by_predicate=(pl.col("uid") == uid) & (pl.col("figure") == figure), named=True
    )
    tables = _tables_behind(folder, uid, figure)
    return {
        "trust": trust_name(verdict["trust"]),
        "uid": uid,
        "figure": figure,
        "label": FIGURES[figure].label,
        "meaning": FIGURES[figure].meaning,
        "gap": FIGURES[figure].gap,
        "shown": figure_text(figure, own["value"], own["reason"] or None),
        "interval": interval_text(figure, own["lower"], own["upper"]),
        **{k: own[k] for k in ("value", "lower", "upper", "n", "reason", "years", "sources")},
        "tables": [{"title": title, "rows": frame.to_dicts()} for title, frame in tables],
    }


_JOINER_COLUMNS = (
    "school",
    "urn",
    "joined_on",
    "left_on",
    "route",
    "baseline_years",
    "baseline",
    "follow_up_years",
    "follow_up",
    "change",
    "national_change",
    "gap_change",
    "comparison_change",
    "effect",
)
_HEADLINE_COLUMNS = (
    "school",
    "urn",
    "joined_on",
    "left_on",
    "route",
    "judged_by",
    "z_change",
    "effect_sd",
    "se",
)
_SCHOOL_COLUMNS = (
    "school",
    "urn",
    "joined_on",
    "route",
    "phase",
    "la",
    "region",
    "urban_rural",
    "easting",
    "northing",
    "gias_row",
    "membership_row",
)
_INSPECTION_COLUMNS = (
    "urn",
    "urn_at_time",
    "inspected_on",
    "kind",
    "overall",
    "judgements",
    "regime",
    "when",
    "ungraded_outcome",
    "source",
    "row",
)

_PAIR_COLUMNS = (
    "urn",
    "joined_on",
    "measure",
    "before",
    "before_on",
    "before_regime",
    "after",
    "after_on",
    "after_regime",
    "expected_improved",
    "expected_declined",
    "alike_in",
    "alike",
)
_STATE_COLUMNS = (
    "school",
    "urn",
    "urn_at_time",
    "inspected_on",
    "regime",
    "overall",
    "safeguarding",
    "category_of_concern",
    "in_category",
    "unsafe",
    "urgent",
    "old_grade",
    "predecessor_only",
    "source",
    "row",
)


def _tables_behind(folder: RunFolder, uid: int, figure: str) -> list[tuple[str, pl.DataFrame]]:
    """Title and rows of each table that the figure's declaration says lies behind it."""
    declared, mine = FIGURES[figure], pl.col("uid") == uid
    measures = list(declared.measures)
    match declared.behind:
        case Behind.LATEST:
            return [_rows(folder, uid, measures, ["latest"])]
        case Behind.JOINING:
            return [_rows(folder, uid, measures, ["before", "after"])]
        case Behind.JUDGED_ON:
            (measure,) = measures
            joiners = folder.table("joiners").filter(
                mine & (pl.col("measure") == measure) & pl.col("change").is_not_null()
            )
            return [
                ("Joiners judged on it", joiners.select(_JOINER_COLUMNS)),
                _rows(folder, uid, measures, ["before", "after"], joiners["history"]),
            ]
        case Behind.LEADING | Behind.OTHER_YEARS | Behind.JOINED:
            return _headlines(folder, uid, every=declared.behind is Behind.JOINED)
        case Behind.JOINERS_INSPECTED:
            pairs = folder.table("inspection_pairs").filter(mine & pl.col("counts"))
            events = folder.table("inspections").filter(mine)
            return [
                ("Inspections compared", pairs.select(_PAIR_COLUMNS)),
                (
                    "Inspections of schools that were in the trust",
                    events.select(_INSPECTION_COLUMNS),
                ),
            ]
        case Behind.SCHOOLS_INSPECTED:
            states = folder.table("inspection_states").filter(mine)
            return [("Latest graded inspection of each open school", states.select(_STATE_COLUMNS))]
        case Behind.REGISTER:
            schools = folder.table("schools").filter(mine)
            return [("Schools in the trust", schools.select(_SCHOOL_COLUMNS))]


def _headlines(folder: RunFolder, uid: int, every: bool) -> list[tuple[str, pl.DataFrame]]:
    """The joiners that were judged, or all that joined, and the rows by which they were judged."""
    headlines = folder.table("headlines").filter(pl.col("uid") == uid)
    judged = headlines.filter(pl.col("effect_sd").is_not_null())
    used = {
        m
        for shown in judged["judged_by"].drop_nulls()
        for m in shown.replace(" + ", "; ").split("; ")
    }
    title = "Joiners, founders and others" if every else "Joiners judged"
    shown = headlines.select(*_HEADLINE_COLUMNS, "reason") if every else judged
    return [
        (title, shown if every else shown.select(_HEADLINE_COLUMNS)),
        _rows(folder, uid, sorted(used), ["before", "after"], judged["history"]),
    ]


def _rows(
    folder: RunFolder,
    uid: int,
    measures: list[str],
    uses: list[str],
    histories: pl.Series | None = None,
) -> tuple[str, pl.DataFrame]:
    """Rows of published files; 'row' counts as a spreadsheet does, with the header as row 1."""
    rows = folder.table("rows").filter(
        (pl.col("uid") == uid) & pl.col("measure").is_in(measures) & pl.col("used_for").is_in(uses)
    )
    if histories is not None:
        rows = rows.filter(pl.col("history").is_in(histories.implode()))
    headings = {
        f"{i['path']}|{measure}": heading
        for i in folder.record["inputs"]
        for measure, heading in i.get("columns", {}).items()
    }
    # A value that is worked out from several columns has none of its own.
    rows = rows.sort("measure", "history", "academic_year").with_columns(
        column=(pl.col("file") + "|" + pl.col("measure")).replace_strict(
            headings, default=None, return_dtype=pl.String
        )
    )
    return "Rows of the published files", rows.select(
        "urn",
        "measure",
        "academic_year",
        "used_for",
        "value",
        "pupils",
        "weight",
        "national",
        "z",
        "file",
        "row",
        "column",
    )
