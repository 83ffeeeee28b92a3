"""DfE's own trust measures beside ours, in words: for briefs, the shortlist and the workbook.

The latest published year of each measure stands for a trust. Membership changes between years, so two
years are never set against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cst_screen.outputs.words import count_text, measure_text, typographic
from cst_screen.published_measures import MEASURES

Row = dict[str, Any]


def latest_of_each(rows: Sequence[Row]) -> list[Row]:
    """One row for each trust and measure, in reporting order.

    That of the latest year in which there is a figure of ours beside DfE's, or of the latest year.
    """
    order = {m: i for i, m in enumerate(MEASURES)}
    latest: dict[tuple[int, str], Row] = {}
    rank = lambda row: (row["ours"] is not None, row["academic_year"])
    for row in rows:
        key = (row["uid"], row["measure"])
        if key not in latest or rank(row) > rank(latest[key]):
            latest[key] = row
    return sorted(latest.values(), key=lambda r: (r["uid"], order[r["measure"]]))


def dfe_text(row: Row) -> str:
    """`−0.14 (−0.27 to −0.01), 4 schools`."""
    return _figure(row, "dfe")


def ours_text(row: Row) -> str:
    """The same of our figure by DfE's rule, or why there is none."""
    if row["ours"] is None:
        return "not known (no results of that year, or under three schools by our record)"
    return _figure(row, "ours")


def _figure(row: Row, side: str) -> str:
    schools = row[f"{side}_schools"]
    counted = f", {count_text(int(schools), 'school')}" if schools is not None else ""
    return _number(row, side) + counted


def _number(row: Row, side: str) -> str:
    measure = row["measure"]
    text = measure_text(measure, row[side])
    if row[f"{side}_lower"] is not None and row[f"{side}_upper"] is not None:
        lower = measure_text(measure, row[f"{side}_lower"], unit=False)
        text += f" ({lower} to {measure_text(measure, row[f'{side}_upper'], unit=False)})"
    return typographic(text)


def lists_text(row: Row) -> str:
    """Whether both count the same schools."""
    return {True: "the same", False: "not the same", None: "not compared"}[row["same_schools"]]


def beside_sentences(rows: Sequence[Row], mark: Callable[[str], str]) -> list[str]:
    """One sentence for each year and key stage; `mark` gives the source mark of a file.

    `DfE's trust measures, 2018/19 [S5], and here by its rule: Progress 8 −0.14 (−0.27 to −0.01), here
    −0.15 (−0.28 to −0.02); 4 schools, the same here.`
    """
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in latest_of_each(rows):
        groups.setdefault((row["academic_year"], row["key_stage"]), []).append(row)
    out = []
    for (year, _), own in sorted(groups.items()):
        told = own[0]["ours"] is not None
        parts = [
            f"{_SHORT.get(r['measure'], MEASURES[r['measure']].label)} {_number(r, 'dfe')}"
            + (f", here {_number(r, 'ours')}" if r["ours"] is not None else "")
            for r in own
        ]
        schools = count_text(int(own[0]["dfe_schools"]), "school")
        lists = f", {lists_text(own[0])} here" if told else "; here not known"
        out.append(
            f"DfE’s trust measures, {year} {mark(own[0]['source'])}: "
            f"{'; '.join(parts)}; {schools}{lists}."
        )
    return out


_SHORT = {
    "ks2_rwm_expected": "expected standard", "ks2_reading_progress": "reading progress",
    "ks2_writing_progress": "writing", "ks2_maths_progress": "maths",
    "ks4_english_maths_5": "English and maths, grade 5",
}  # fmt: skip
