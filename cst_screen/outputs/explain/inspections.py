"""The inspections of a trust's schools as plain records: a before-and-after line for each, and flags."""

from __future__ import annotations

from cst_screen.outputs.explain.tables import trust_rows, trust_table
from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.inspections import flag_texts, school_line
from cst_screen.run_folder.read import RunFolder

_USUAL = ("expected_improved", "expected_declined", "alike_in", "alike")
"""Columns of a pair: how schools alike fared, in what they are alike, and how many they are."""


def inspection_records(folder: RunFolder, uid: int) -> list[Row]:
    """Every school that was ever in the trust, in order of joining."""
    events: dict[int, list[Row]] = {}
    for event in trust_rows(folder, "inspections", uid):
        events.setdefault(event["urn"], []).append(event)
    states = {s["history"]: s for s in trust_rows(folder, "inspection_states", uid)}
    pairs = {
        (p["urn"], p["joined_on"]): p
        for p in trust_rows(folder, "inspection_pairs", uid)
        if p["counts"]
    }
    headlines = trust_table(folder, "headlines", uid).sort("joined_on", "urn").to_dicts()
    return [
        _record(
            headline,
            events.get(headline["urn"], []),
            pairs.get((headline["urn"], headline["joined_on"])),
            states.get(headline["history"]),
        )
        for headline in headlines
    ]


def _record(headline: Row, events: list[Row], pair: Row | None, state: Row | None) -> Row:
    """One school: its line, and what is usual where two of its grades are compared."""
    return {
        "urn": headline["urn"],
        "school": headline["school"],
        "joined_on": headline["joined_on"],
        "route": headline["route"],
        "line": school_line(events, headline["joined_on"], headline["route"]),
        "compared": _change(pair) if pair else None,
        **{column: pair[column] if pair else None for column in _USUAL},
        "flags": flag_texts(state) if state else [],
    }


def _change(pair: Row) -> str:
    if pair["improved"]:
        return "improved"
    return "declined" if pair["declined"] else "same"
