"""DfE's own trust measures beside ours, in words: for briefs, the shortlist and the workbook.

DfE's latest year is always shown. Membership changes between years, so two years are never set against
each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.numbers import measure_text
from cst_screen.outputs.wording.phrases import count_text, listing, typographic
from cst_screen.vocabulary.measures import MEASURES

_STAGES = {"trusts_ks2_": "key stage 2", "trusts_ks4_": "key stage 4"}
"""How the kinds of DfE's trust files begin in the run record -> the key stage that they are of."""
_SHORT_LABELS = {
    "ks2_rwm_expected": "expected standard",
    "ks2_reading_progress": "reading progress",
    "ks2_writing_progress": "writing",
    "ks2_maths_progress": "maths",
    "ks4_english_maths_5": "English and maths, grade 5",
}
"""Measure -> its name in a sentence on its key stage; others go by their label."""
_LISTS = {True: "the same as ours", False: "not the same as ours", None: "not compared with ours"}
"""Whether DfE's list and ours hold the same schools, in a sentence."""


def years_shown(rows: Sequence[Row]) -> list[Row]:
    """For each trust and measure, in reporting order: the latest year, then the latest with ours.

    Two rows where the folder holds no results of DfE's latest year but those of an earlier one.
    """
    place = {measure: n for n, measure in enumerate(MEASURES)}
    by_measure: dict[tuple[int, str], list[Row]] = {}
    for row in sorted(rows, key=lambda r: r["academic_year"], reverse=True):
        by_measure.setdefault((row["uid"], row["measure"]), []).append(row)
    shown = [row for latest_first in by_measure.values() for row in _shown(latest_first)]
    return sorted(shown, key=lambda r: (r["uid"], place[r["measure"]], r["academic_year"]))


def _shown(latest_first: list[Row]) -> list[Row]:
    latest = latest_first[0]
    if latest["ours"] is not None:
        return [latest]
    return [latest, *[row for row in latest_first if row["ours"] is not None][:1]]


def published_years(inputs: Sequence[Row]) -> str:
    """`key stage 2 for 2016/17 and 2017/18; key stage 4 for 2021/22`: DfE's trust files of a run."""
    parts = []
    for prefix, stage in _STAGES.items():
        files = [i for i in inputs if i["used"] and i["kind"].startswith(prefix)]
        years = {year for file in files for year in file["years"] or [file["year"]] if year}
        if years:
            parts.append(f"{stage} for {listing(sorted(years))}")
    return "; ".join(parts)


def dfe_text(row: Row) -> str:
    """`−0.14 (−0.27 to −0.01), 4 schools`."""
    return _figure(row, "dfe")


def ours_text(row: Row) -> str:
    """The same of our figure by DfE's rule, or why there is none."""
    if row["ours"] is None and row["over_dfe_list"] is None:
        return "not known (no results for that year)"
    if row["ours"] is None:
        return "not known (fewer than three schools in our record)"
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

    `2018/19 [S5]: Progress 8 −0.14 (−0.27 to −0.01) / −0.15 (−0.28 to −0.02); 4 schools, the same
    as ours.`
    """
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in years_shown(rows):
        groups.setdefault((row["academic_year"], row["key_stage"]), []).append(row)
    return [
        f"{year} {mark(measures[0]['source'])}: {_sentence(measures)}."
        for (year, _), measures in sorted(groups.items())
    ]


def _sentence(measures: Sequence[Row]) -> str:
    """The measures of one year and key stage, DfE's figure first, and how the schools compare."""
    numbers = "; ".join(f"{_label(row)} {_both_numbers(row)}" for row in measures)
    first = measures[0]
    schools = count_text(int(first["dfe_schools"]), "school")
    ours_known = any(row["ours"] is not None for row in measures)
    lists = _LISTS[first["same_schools"]] if ours_known else "ours not known"
    return f"{numbers}; {schools}, {lists}"


def _label(row: Row) -> str:
    return _SHORT_LABELS.get(row["measure"], MEASURES[row["measure"]].label)


def _both_numbers(row: Row) -> str:
    dfe = _number(row, "dfe")
    return dfe if row["ours"] is None else f"{dfe} / {_number(row, 'ours')}"
