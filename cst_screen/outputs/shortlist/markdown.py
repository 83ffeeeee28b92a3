"""The shortlist as a Markdown page, `shortlist.md`."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from cst_screen.outputs.explain.screen import theme_texts
from cst_screen.outputs.rows import Row, items
from cst_screen.outputs.shortlist.counts import (
    cannot_tell_counts,
    corrected_sentence,
    flow_rows,
    outcome_counts,
)
from cst_screen.outputs.shortlist.dfe import dfe_rows, without_dfe_row
from cst_screen.outputs.shortlist.near_misses import near_misses
from cst_screen.outputs.shortlist.stability import stability_rows
from cst_screen.outputs.shortlist.trusts import trusts_by_name, with_outcome
from cst_screen.outputs.templates.fill import find_template, render_text
from cst_screen.outputs.wording.dates import date_text
from cst_screen.outputs.wording.deviations import locked
from cst_screen.outputs.wording.hashes import hash_of_criteria, run_id
from cst_screen.outputs.wording.list_error import list_error
from cst_screen.outputs.wording.numbers import figure_text, interval_text
from cst_screen.outputs.wording.phrases import count_text, typographic
from cst_screen.outputs.wording.published import published_sentence
from cst_screen.outputs.wording.stability import stability_note
from cst_screen.outputs.wording.theme import theme_rules
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.key_stages import KEY_STAGE_NAMES

_TEMPLATE = "shortlist.md.j2"
_FILE = "shortlist.md"
_ON_THE_PAGE = ("shortlisted", "near_miss")


def write_shortlist_markdown(
    run: RunFolder, templates: Path | None = None, into: Path | None = None
) -> Path:
    """`shortlist.md` in the run folder, or in another; `templates` in place of those that come with the tool.

    OSError where it cannot be written: the whole run is then not written.
    """
    text = render_text(find_template(_TEMPLATE, templates), _context(run))
    path = (into or run.path) / _FILE
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _context(run: RunFolder) -> Row:
    """What the template is given; `templates/README.md` describes each name."""
    record = run.record
    rules, theme = theme_rules(record), theme_texts(run)
    shortlisted = with_outcome(trusts_by_name(run), "shortlisted")
    counts_by_phase = run.table("phase_figures").filter(
        pl.col("figure").is_in(["joiners_judged", "joiners_improved"])
    )
    return {
        "title": record["criteria"]["title"],
        "as_at": date_text(record["as_at"]),
        "academic_year": record["academic_year"],
        "run_id": run_id(record),
        "version": record["version"],
        "data": record["data"],
        "criteria_file": record["criteria"]["file"],
        "criteria_hash": hash_of_criteria(record),
        "outcomes": outcome_counts(run),
        "flow": flow_rows(run),
        "corrected": corrected_sentence(run),
        "theme": [FIGURES[rule["figure"]].label for rule in rules],
        "shortlisted": [
            {
                **_shortlisted(run, trust, counts_by_phase),
                "theme": [typographic(theme[trust["uid"]][rule["id"]]) for rule in rules],
            }
            for trust in shortlisted
        ],
        "list_error": list_error(record),
        "stability": stability_rows(run),
        "stability_note": stability_note(run),
        "published": published_sentence(run),
        "near_misses": near_misses(run),
        "dfe": dfe_rows(run, _ON_THE_PAGE),
        "dfe_none": without_dfe_row(run, _ON_THE_PAGE),
        "cannot_tell": cannot_tell_counts(run),
        "caution": record.get("caution", ""),
        **locked(record),
        "notes": record["notes"],
    }


def _shortlisted(run: RunFolder, trust: Row, counts_by_phase: pl.DataFrame) -> Row:
    """counts_by_phase: the rows of phase_figures.csv that say how many joiners are judged, and rose further."""
    caveats = _labels(run, trust["caveats"])
    alike, lowest = (
        figure_text(name, trust[name], "not_published")
        for name in ("standard_alike_lowest", "attainment_lowest")
    )
    return {
        "trust": trust["name"],
        "uid": trust["uid"],
        "schools": trust["schools"],
        "judged": _judged(counts_by_phase, trust),
        "change": _change(trust),
        "shrunken": _shrunken(trust),
        "inspections": _inspections(trust),
        "alike": typographic(alike),
        "lowest": typographic(lowest),
        "caveats": "; ".join(caveats) or "none",
        "borderline": "; ".join(_labels(run, trust["borderline"])) or "none",
        "caveats_untold": trust["caveats_untold"],
    }


def _judged(counts_by_phase: pl.DataFrame, trust: Row) -> str:
    """`key stage 2: 8 joiners; 5 of 6 judged rose further`; criteria need not ask about joiners."""
    if not trust["phase"]:
        return "nobody joined"
    joined = f"{KEY_STAGE_NAMES[trust['phase']]}: {count_text(trust['phase_joiners'], 'joiner')}"
    if not trust["phase_judged"]:
        return f"{joined}; none can be judged{_in_the_other_phase(counts_by_phase, trust)}"
    return (
        f"{joined}; {trust['phase_improved']} of {trust['phase_judged']} judged rose further"
        f"{_in_the_other_phase(counts_by_phase, trust)}"
    )


def _in_the_other_phase(counts_by_phase: pl.DataFrame, trust: Row) -> str:
    """`; at key stage 2: 17 of 38 judged`: a case in one phase says nothing of the other."""
    rows = counts_by_phase.filter(
        (pl.col("uid") == trust["uid"]) & (pl.col("phase") != trust["phase"])
    )
    counts = {row["figure"]: row["value"] for row in rows.to_dicts()}
    if not counts.get("joiners_judged"):
        return ""
    (other,) = set(rows["phase"])
    return (
        f"; at {KEY_STAGE_NAMES[other]}: {counts['joiners_improved']:.0f} of "
        f"{counts['joiners_judged']:.0f} judged"
    )


def _labels(run: RunFolder, criteria: str | None) -> list[str]:
    return [FIGURES[run.rules[c]["figure"]].label for c in items(criteria)]


def _change(trust: Row) -> str:
    """`+0.53 SD (+0.20 to +0.86)`: the plain difference from similar schools."""
    name = "trajectory_effect"
    change = figure_text(name, trust[name], "too_few")
    interval = interval_text(name, trust["trajectory_lower"], trust["trajectory_upper"])
    return typographic(f"{change} ({interval})" if interval else change)


def _shrunken(trust: Row) -> str:
    """`+0.47 SD (+0.09 to +0.84), 97%`: what is left when luck is allowed for, and the chance."""
    name = "trajectory_shrunken"
    if trust[name] is None:
        return "not known"
    interval = interval_text(name, trust["shrunken_lower"], trust["shrunken_upper"])
    chance = figure_text("trajectory_probability", trust["trajectory_probability"])
    return typographic(f"{figure_text(name, trust[name])} ({interval}), {chance}")


def _inspections(trust: Row) -> str:
    """`6 compared: 4 better (3.1 usual), 0 lower (0.2 usual)`."""
    if not trust["inspections_compared"]:
        return "none comparable"
    better = f"{trust['inspections_improved']} better{_usual(trust['inspections_expected'])}"
    lower = f"{trust['inspections_declined']} lower{_usual(trust['inspections_declined_expected'])}"
    return f"{trust['inspections_compared']} compared: {better}, {lower}"


def _usual(expected: float | None) -> str:
    return "" if expected is None else f" ({expected:.1f} usual)"
