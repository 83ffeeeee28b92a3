"""Inspections in words: each grade with its date and regime, and a school's before and after in a line.

`Requires improvement (Mar 2017, CIF, predecessor) → joined Sep 2018 → Good (Nov 2021, EIF)`. A report
card is shown as the number of areas at each level; nothing stands for the school as a whole.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter

from cst_screen.outputs.rows import Row, items
from cst_screen.outputs.wording.dates import month_text
from cst_screen.outputs.wording.labels import GRADE_WORDS, REGIME_WORDS, ROUTE_WORDS
from cst_screen.outputs.wording.phrases import count_text, lower_first
from cst_screen.vocabulary.regimes import CONCERNS, LEVELS
from cst_screen.vocabulary.routes import ROUTES_WITH_A_BEFORE

_ARROW = " → "


def judgements_of(row: Row) -> dict[str, str]:
    """Judgement or area -> grade or level, as `inspections.csv` writes them."""
    return {
        name: grade for name, grade in (item.rsplit(": ", 1) for item in items(row["judgements"]))
    }


def grade_text(row: Row) -> str:
    """What an inspection gave: a grade, a judgement in its place, levels, or Ofsted's outcome."""
    judgements = judgements_of(row)
    if row["kind"] == "ungraded":
        return row["ungraded_outcome"] or "ungraded, the grade did not change"
    if row["regime"] == "report_card":
        levels = Counter(judgements.values())
        shown = [f"{levels[level]} {level}" for level in reversed(LEVELS) if levels[level]]
        return f"areas: {', '.join(shown)}" if shown else "report card without areas"
    if row["overall"]:
        grade = GRADE_WORDS[row["overall"]]
        return f"{grade}, given or only confirmed" if row["kind"] == "either" else grade
    for name in ("Quality of education", "Leadership and management"):
        if name in judgements:
            return f"{lower_first(name)} {judgements[name]}, no overall grade"
    return "no overall grade"


def event_text(row: Row) -> str:
    """The grade with its date and regime, and whether it is the predecessor's."""
    facts = [month_text(row["inspected_on"]), REGIME_WORDS[row["regime"]]]
    if row["urn_at_time"] != row["urn"]:
        facts.append("predecessor")
    safety = row["safeguarding"]
    if safety in ("not effective", "not met"):
        facts.append(f"safeguarding {safety}")
    if row["category_of_concern"] in CONCERNS:
        facts.append(CONCERNS[row["category_of_concern"]])
    if row["regraded"]:
        facts.append(f"since regraded: {row['regraded']}")
    return f"{grade_text(row)} ({', '.join(facts)})"


def school_line(rows: list[Row], joined_on: dt.date, route: str) -> str:
    """The last graded inspection before joining, the joining, and every one since, in order.

    A founding or new school did not join, so the line says how it came. An inspection in the first
    year is called so: it credits nobody. The latest that gave no grade, or may only have confirmed
    one, closes the line.
    """
    events = sorted(rows, key=lambda r: (r["inspected_on"], r["row"]))
    before = [r for r in events if r["when"] == "before" and r["kind"] != "ungraded"]
    graded = [r for r in events if r["when"] != "before" and r["kind"] == "graded"]
    parts = [event_text(before[-1]) if before else "no grade on record"]
    came = "joined" if route in ROUTES_WITH_A_BEFORE else f"{ROUTE_WORDS[route]},"
    parts.append(f"{came} {month_text(joined_on)}")
    for row in graded:
        first_year = "in its first year: " if row["when"] == "transition" else ""
        parts.append(first_year + event_text(row))
    if not graded:
        parts.append("not graded since")
    last = graded[-1]["inspected_on"] if graded else joined_on
    later = [r for r in events if r["kind"] != "graded" and r["inspected_on"] > last]
    if later:
        parts.append(event_text(later[-1]))
    return _ARROW.join(parts)


def flag_texts(state: Row) -> list[str]:
    """What a panel should see of a school's present state, each with date and regime.

    It says so where a school came in this state and has not been graded since.
    """
    if state["inspected_on"] is None:
        return []
    when = _when(state)
    flags = []
    if state["in_category"]:
        code = state["category_now"] or state["category_of_concern"]
        flags.append(f"{CONCERNS.get(code, 'Inadequate')} ({when})")
    if state["unsafe"]:
        flags.append(f"safeguarding {state['safeguarding']} ({when})")
    if state["urgent"]:
        lowest = LEVELS[0]
        areas = sum(level == lowest for level in judgements_of(state).values())
        flags.append(f"{lowest} in {count_text(areas, 'area')} ({when})")
    return flags


def _when(state: Row) -> str:
    """`Nov 2021, EIF, predecessor, before joining`."""
    when = f"{month_text(state['inspected_on'])}, {REGIME_WORDS[state['regime']]}"
    if state["urn_at_time"] not in (None, state["urn"]):
        when += ", predecessor"
    if state["inspected_on"] < state["joined_on"]:
        when += ", before joining"
    return when
