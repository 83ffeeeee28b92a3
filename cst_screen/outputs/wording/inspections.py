"""Inspections in words: each grade with its date and regime, and a school's before and after in a line.

`Requires improvement (Mar 2017, CIF, predecessor) → joined Sep 2018 → Good (Nov 2021, EIF)`. A report
card is told by the number of areas at each level; nothing stands for the school as a whole.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter

from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.dates import month_text
from cst_screen.outputs.wording.labels import GRADE_WORDS, REGIME_WORDS
from cst_screen.outputs.wording.phrases import count_text, lower_first
from cst_screen.vocabulary.regimes import CONCERNS, LEVELS

ARROW = " → "


def judgements_of(row: Row) -> dict[str, str]:
    """Judgement or area -> grade or level, as `inspections.csv` writes them."""
    pairs = (part.rsplit(": ", 1) for part in (row["judgements"] or "").split("; ") if part)
    return {name: grade for name, grade in pairs}


def grade_text(row: Row) -> str:
    """What an inspection gave: a grade, a judgement in its place, levels, or Ofsted's outcome."""
    told = judgements_of(row)
    if row["kind"] == "ungraded":
        return row["ungraded_outcome"] or "ungraded, the grade stood"
    if row["regime"] == "report_card":
        levels = Counter(told.values())
        shown = [f"{levels[level]} {level}" for level in reversed(LEVELS) if levels[level]]
        return f"areas: {', '.join(shown)}" if shown else "report card without areas"
    if row["overall"]:
        grade = GRADE_WORDS[row["overall"]]
        return f"{grade}, given or confirmed" if row["kind"] == "either" else grade
    for name in ("Quality of education", "Leadership and management"):
        if name in told:
            return f"{lower_first(name)} {told[name]}, no overall grade"
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


def school_line(rows: list[Row], joined_on: dt.date) -> str:
    """The last graded inspection before joining, the joining, and every one since, in order.

    One in the first year is called so: it credits nobody. The latest that gave no grade, or may only
    have confirmed one, closes the line.
    """
    own = sorted(rows, key=lambda r: (r["inspected_on"], r["row"]))
    before = [r for r in own if r["when"] == "before" and r["kind"] != "ungraded"]
    graded = [r for r in own if r["when"] != "before" and r["kind"] == "graded"]
    parts = [event_text(before[-1]) if before else "no grade on record"]
    parts.append(f"joined {month_text(joined_on)}")
    for row in graded:
        first_year = "in its first year " if row["when"] == "transition" else ""
        parts.append(first_year + event_text(row))
    if not graded:
        parts.append("not graded since")
    last = graded[-1]["inspected_on"] if graded else joined_on
    others = [r for r in own if r["kind"] != "graded" and r["inspected_on"] > last]
    if others:
        parts.append(event_text(others[-1]))
    return ARROW.join(parts)


def flag_texts(state: Row) -> list[str]:
    """What a panel should see of a school's present state, each with date and regime.

    A school that came in this state and has not been graded since is told as such.
    """
    if state["inspected_on"] is None:
        return []
    when = f"{month_text(state['inspected_on'])}, {REGIME_WORDS[state['regime']]}"
    if state["urn_at_time"] not in (None, state["urn"]):
        when += ", predecessor"
    if state["inspected_on"] < state["joined_on"]:
        when += ", before joining"
    out = []
    if state["in_category"]:
        code = state["category_now"] or state["category_of_concern"]
        out.append(f"{CONCERNS.get(code, 'Inadequate')} ({when})")
    if state["unsafe"]:
        out.append(f"safeguarding {state['safeguarding']} ({when})")
    if state["urgent"]:
        areas = [a for a, level in judgements_of(state).items() if level == LEVELS[0]]
        out.append(f"{LEVELS[0]} in {count_text(len(areas), 'area')} ({when})")
    return out
