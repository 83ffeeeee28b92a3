"""What a screen came to, as a plain record: counts, flow, the shortlist with near misses."""

from __future__ import annotations

import polars as pl

from cst_screen.outputs.answers.absent_measures import not_told_of_any
from cst_screen.outputs.rows import Row, items
from cst_screen.outputs.wording.list_error import list_error
from cst_screen.outputs.wording.numbers import figure_text
from cst_screen.outputs.wording.published import published_sentence
from cst_screen.outputs.wording.theme import theme_rules
from cst_screen.outputs.wording.trust_names import trust_name
from cst_screen.run_folder.read import RunFolder

_COLUMNS_SHOWN = (
    "schools",
    "joiners",
    "joiners_judged",
    "joiners_improved",
    "trajectory_effect",
    "trajectory_shrunken",
    "shrunken_lower",
    "shrunken_upper",
    "trajectory_probability",
    "trajectory_change",
    "trajectory_lower",
    "trajectory_upper",
    "inspections_compared",
    "inspections_improved",
    "inspections_expected",
    "inspections_declined",
    "inspections_declined_expected",
    "pupils",
    "local_authorities",
    "regions",
    "phase",
    "phase_joiners",
    "phase_judged",
    "phase_improved",
)
"""Columns of verdicts.csv that a line takes over as they are."""


def screen_record(folder: RunFolder) -> Row:
    """What `screen` shows; trusts in alphabetical order."""
    record, theme = folder.record, theme_texts(folder)
    listed = folder.verdicts.filter(pl.col("outcome").is_in(["shortlisted", "near_miss"]))
    return {
        "run": folder.path.as_posix(),
        "as_at": record["as_at"],
        "academic_year": record["academic_year"],
        "criteria": record["criteria"]["title"],
        "counts": record["counts"],
        "flow": record["flow"],
        "notes": record["notes"],
        "list_error": list_error(record),
        "published": published_sentence(folder),
        "not_told_of_any": not_told_of_any(folder),
        "theme": [rule["id"] for rule in theme_rules(record)],
        "trusts": sorted(
            (_line(verdict, theme.get(verdict["uid"], {})) for verdict in listed.to_dicts()),
            key=lambda line: (line["trust"].casefold(), line["uid"]),
        ),
    }


def theme_texts(folder: RunFolder) -> dict[int, dict[str, str]]:
    """Trust -> criterion of the theme -> its figure, or why there is none; as `theme_rules` names them."""
    found: dict[int, dict[str, str]] = {}
    for rule in theme_rules(folder.record):
        rows = folder.criteria.filter(pl.col("criterion") == rule["id"])
        for uid, value, reason in rows.select("uid", "value", "reason").iter_rows():
            text = figure_text(rule["figure"], value, reason or None)
            found.setdefault(uid, {})[rule["id"]] = text
    return found


def _line(verdict: Row, theme: Row) -> Row:
    """One trust of the shortlist or of the near misses, from its row of verdicts.csv."""
    return {
        "uid": verdict["uid"],
        "trust": trust_name(verdict["trust"]),
        "outcome": verdict["outcome"],
        "deciding_criterion": verdict["deciding_criterion"] or "",
        **{column: verdict[column] for column in _COLUMNS_SHOWN},
        "theme": theme,
        "caveats": items(verdict["caveats"]),
        "caveats_untold": verdict["caveats_untold"],
        "borderline": items(verdict["borderline"]),
    }
