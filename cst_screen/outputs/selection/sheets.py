"""The sheets of `selection.xlsx`: the set, what it covers, alternates, contrasts, rules and components."""

from __future__ import annotations

from typing import Any

from cst_screen.outputs.rows import Row
from cst_screen.outputs.selection.record import (
    ATTRIBUTES,
    CONTRAST_CAUTION,
    ORDER,
    contrast_words,
    kind_text,
)
from cst_screen.outputs.shortlist.sheet import COUNT, ID, Column, Sheet
from cst_screen.outputs.wording.labels import OUTCOME_WORDS
from cst_screen.outputs.wording.phrases import listing

_WIDTHS = {"region": 24, "component": 24, "fsm": 18, "phases": 18, "place": 16, "route": 20}


def selection_sheets(record: Row) -> list[Sheet]:
    """Every sheet, in order."""
    return [
        _set(record),
        _covers(record),
        _around(record),
        _contrasts(record),
        _rules(record),
    ]


def _set(record: Row) -> Sheet:
    names = [name for name in ATTRIBUTES if name != "size"]
    return Sheet(
        name="The set",
        about=f"A set of {record['size']} of {record['candidates']} candidates. {ORDER}",
        columns=(
            Column("Trust", 42),
            Column("UID", 9, ID),
            Column("Outcome", 16),
            Column("Schools", 10, COUNT),
            *(Column(ATTRIBUTES[name], _WIDTHS.get(name, 14)) for name in names),
            Column("Works in", 40),
            Column("If it declines, the set stands best with", 50),
            Column("Contrast", 60),
            Column("How sure", 40),
        ),
        rows=[_row(trust, names) for trust in record["trusts"]],
    )


def _row(trust: Row, names: list[str]) -> list[Any]:
    return [
        trust["trust"],
        trust["uid"],
        OUTCOME_WORDS[trust["outcome"]],
        trust["schools"],
        *(kind_text(trust, name) for name in names),
        "; ".join(trust["works_in"]),
        trust["alternate"]["says"],
        contrast_words(trust["contrast"]),
        trust["stays"] or "not asked (cst-screen stability)",
    ]


def _covers(record: Row) -> Sheet:
    return Sheet(
        name="What it covers",
        about="How many of the set are of each kind, beside as many candidates whose joiners changed most. A "
        "large change is no better a case.",
        columns=(
            Column("What", 34),
            Column("Kind", 30),
            Column("In the set", 10, COUNT),
            Column("Among the largest changes", 14, COUNT),
            Column("Candidates", 12, COUNT),
        ),
        rows=[
            [row["label"], row["kind"], row["set"], row["largest"], row["candidates"]]
            for row in record["covers"]
        ],
    )


def _around(record: Row) -> Sheet:
    beside = record["beside_largest"]
    nobody = [one["says"] for one in record["nobody_has"]]
    rows = [
        ["Only the set covers", listing(beside["only_the_set_covers"]) or "nothing"],
        ["Only the largest changes cover", listing(beside["only_they_cover"]) or "nothing"],
        ["The largest changes, by name", "; ".join(beside["trusts"])],
        *(["Traded away", one["says"]] for one in record["traded_away"]),
        *([["No candidate has", listing(nobody)]] if nobody else []),
        *(["Published case, left out", one["says"]] for one in record["published_left_out"]),
        *(["Published case, to check", said] for said in record["published_to_check"]),
    ]
    return Sheet(
        name="Traded away",
        about="What the set does not cover and why, and what it covers beside the largest changes.",
        columns=(Column("What", 32), Column("In words", 110)),
        rows=rows,
    )


def _contrasts(record: Row) -> Sheet:
    return Sheet(
        name="Contrasts",
        about=CONTRAST_CAUTION,
        columns=(
            Column("Trust", 42),
            Column("Its change (95% interval)", 32),
            Column("Contrast", 42),
            Column("UID of the contrast", 12, ID),
            Column("Alike in", 60),
            Column("Change of the contrast (95% interval)", 32),
            Column("Trusts it was taken from", 12, COUNT),
        ),
        rows=[
            [
                trust["trust"],
                found["change"],
                found["trust"],
                found["uid"],
                listing(found["alike_in"]) or "the nearest there is",
                found["its_change"],
                found["of"],
            ]
            for trust in record["trusts"]
            if (found := trust["contrast"]) is not None
        ],
        nothing="no judged trust differs by enough",
    )


def _rules(record: Row) -> Sheet:
    return Sheet(
        name="Rules and components",
        about="What every set keeps, and the components of the Hub's model by number. A component to ask about "
        "is a question, never a finding.",
        columns=(Column("What", 30), Column("In words", 90), Column("Reason or area", 60)),
        rows=[
            *([rule["id"], rule["asks"], rule["reason"]] for rule in record["rules"]),
            *([rule["id"], "not asked here", rule["because"]] for rule in record["rules_left_out"]),
            *(
                [f"Component {one['number']}", one["description"], one["area"]]
                for one in record["components"]
            ),
        ],
    )
