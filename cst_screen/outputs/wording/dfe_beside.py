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


def years_shown(rows: Sequence[Row]) -> list[Row]:
    """For each trust and measure, in reporting order: the latest year, then the latest with ours.

    Two rows where the folder holds no results of DfE's latest year but those of an earlier one.
    """
    order = {m: i for i, m in enumerate(MEASURES)}
    by_measure: dict[tuple[int, str], list[Row]] = {}
    for row in sorted(rows, key=lambda r: r["academic_year"], reverse=True):
        by_measure.setdefault((row["uid"], row["measure"]), []).append(row)
    out = []
    for own in by_measure.values():
        both = [row for row in own if row["ours"] is not None]
        out += [own[0], *both[:1]] if own[0]["ours"] is None else own[:1]
    return sorted(out, key=lambda r: (r["uid"], order[r["measure"]], r["academic_year"]))


def published_years(inputs: Sequence[Row]) -> str:
    """`key stage 2 of 2016/17 and 2017/18; key stage 4 of 2021/22`: DfE's trust files of a run."""
    stages: dict[str, set[str]] = {}
    for entry in inputs:
        if entry["used"] and entry["kind"].startswith("trusts_"):
            years = entry["years"] or ([entry["year"]] if entry["year"] else [])
            stages.setdefault(entry["kind"][7:10], set()).update(years)
    names = {"ks2": "key stage 2", "ks4": "key stage 4"}
    return "; ".join(f"{names[s]} of {listing(sorted(y))}" for s, y in sorted(stages.items()) if y)


def dfe_text(row: Row) -> str:
    """`−0.14 (−0.27 to −0.01), 4 schools`."""
    return _figure(row, "dfe")


def ours_text(row: Row) -> str:
    """The same of our figure by DfE's rule, or why there is none."""
    if row["ours"] is None and row["over_dfe_list"] is None:
        return "not known (no results of that year)"
    if row["ours"] is None:
        return "not known (under three schools by our record)"
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
    here.`
    """
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in years_shown(rows):
        groups.setdefault((row["academic_year"], row["key_stage"]), []).append(row)
    out = []
    for (year, _), own in sorted(groups.items()):
        told = [r["ours"] is not None for r in own]
        parts = [
            f"{_SHORT.get(r['measure'], MEASURES[r['measure']].label)} {_number(r, 'dfe')}"
            + (f" / {_number(r, 'ours')}" if r["ours"] is not None else "")
            for r in own
        ]
        schools = count_text(int(own[0]["dfe_schools"]), "school")
        lists = f"{lists_text(own[0])} here" if any(told) else "ours not known"
        out.append(f"{year} {mark(own[0]['source'])}: {'; '.join(parts)}; {schools}, {lists}.")
    return out


_SHORT = {
    "ks2_rwm_expected": "expected standard",
    "ks2_reading_progress": "reading progress",
    "ks2_writing_progress": "writing",
    "ks2_maths_progress": "maths",
    "ks4_english_maths_5": "English and maths, grade 5",
}
