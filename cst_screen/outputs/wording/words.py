"""How figures are written for people: rounding, units, intervals, reasons. No arithmetic."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.figures import FIGURES, Figure
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.reasons import REASONS

VERDICT_WORDS = {"met": "met", "not_met": "not met", "cannot_tell": "cannot tell"}
OUTCOME_WORDS = {
    "shortlisted": "shortlisted",
    "near_miss": "near miss",
    "cannot_tell": "cannot tell",
    "not_shortlisted": "not shortlisted",
}
GRADE_WORDS = {1: "Outstanding", 2: "Good", 3: "Requires improvement", 4: "Inadequate"}
ROUTE_WORDS = {
    "converter": "converter",
    "sponsored": "sponsored",
    "rebrokered": "from another trust",
    "sat_join": "former single-academy trust",
    "trust_merger": "came with a merger of trusts",
    "founder": "founding school",
    "new_school": "opened in the trust",
    "unclear": "route not on record",
}
"""How a school joined -> a few words for a table."""
REGIME_WORDS = {
    "before_2015": "before Sept 2015",
    "cif": "CIF",
    "eif": "EIF",
    "eif_no_overall": "EIF",
    "report_card": "report card",
}
"""Inspection regime -> a short name for tables, whose template spells CIF and EIF out."""
SHORT_REASONS = {
    "suppressed": "withheld by the publisher, few pupils",
    "no_entries": "the school entered no pupils",
    "not_published": "not published",
    "low_coverage": "too few pupils could be included",
    "not_applicable": "the measure does not apply to such schools",
    "not_collected": "not in the files, or not collected",
    "not_supplied": "not supplied by the school",
    "unlinked": "earlier record not safely the same school",
    "no_earlier_years": "no results in the years before joining",
    "too_recent": "no results in the files from the second full year on",
    "left_early": "left before its second full year",
    "no_before": "founding or new school, so no before",
    "merged_trust": "came with a merger of trusts",
    "no_comparison": "too few schools like it to compare with",
    "too_few": "fewer cases than the criteria ask for",
    "no_schools": "the trust has no school of this kind",
    "not_comparable": "grades that may not be compared",
    "not_inspected": "no graded inspection on one side of joining",
    "in_transition": "inspected only in the first year after joining",
    "no_contrast": "all schools alike fared the same",
    "no_rate": "too few such schools to say how many improve anyway",
    "no_inspection": "no graded inspection in the files",
    "no_report_card": "no report card in the files",
    "too_old": "the latest published year is too old",
    "no_file": "no file in the data folder holds it",
}
"""Reason -> a few words for a table or a bracket; `missing.REASONS` has the full sentence."""
_SIGNED = ("_change", "_gap", "_effect", "_shift")
"""Endings of figures that are a change or a difference, as every figure in standard deviations is."""
_SUFFIX = {
    "share": "%",
    "share_of_measures": "%",
    "share_of_areas": "%",
    "chance": "%",
    "percent": "%",
    "percent_teachers": "%",
    "km": " km",
    "years": " years",
    "sd": " SD",
}


VARIANT_WORDS = {
    "with_10": "with 10 comparison schools each",
    "with_50": "with 50 comparison schools each",
    "latest_year": "in the latest year alone",
    "without_last_year": "without the year before joining",
    "placebo": "as if joined two years earlier",
    "lowest_stage": "at the lower key stage",
}
FLAG_WORDS = {
    "one_year_before": "one year before",
    "one_year_after": "one year after",
    "old_baseline": "years before are old",
    "beyond_comparison": "beyond the range of similar schools",
}
"""Flag of a judged joiner -> a few words for a table."""


def group_label(group: Sequence[str]) -> str:
    """The measure, or the mean of several, by which a joiner was judged."""
    if len(group) > 1:
        return "Mean progress in reading, writing and maths"
    return FIGURES[group[0]].label


def level_text(group: Sequence[str], value: float) -> str:
    """A level on one measure or the mean of several: `62%`, `+0.4`."""
    level = FIGURES[group[0]]
    if level.unit == "progress_points":
        return number_text(FIGURES[f"{group[0]}_change"], value)
    return number_text(level, value) + ("%" if level.unit == "percent" else "")


def difference_text(group: Sequence[str], value: float, unit: bool = True) -> str:
    """A change or an effect on one measure or the mean of several: `+3.1 points`."""
    own = FIGURES[f"{group[0]}_effect"]
    return number_text(own, value) + (unit_suffix(own) if unit else "")


def figure_text(name: str, value: float | None, missing: str | None = None) -> str:
    """A figure with its unit, or the reason why there is none: `+0.45 SD`, `cannot tell (...)`."""
    figure = FIGURES[name]
    if value is None:
        return f"not known ({REASONS[missing]})" if missing else "not known"
    if figure.unit == "chance" and not _SURE >= value >= 100 - _SURE:
        # A probability that rounds to certainty is not certain.
        return "over 99%" if value > _SURE else "under 1%"
    return number_text(figure, value) + unit_suffix(figure)


_SURE = 99.0


def unit_suffix(figure: Figure) -> str:
    """The unit behind a number; a difference of percentages is in percentage points."""
    if figure.name.endswith(_SIGNED) and figure.unit in ("percent", "percent_teachers", "share"):
        return " points"
    return _SUFFIX.get(figure.unit, "")


def number_text(figure: Figure, value: float) -> str:
    """The number alone, rounded for the figure, signed where it is a change or a gap."""
    rounded = round(value, figure.decimals)
    if rounded == 0:
        rounded = 0.0  # no "-0.0"
    signed = figure.name.endswith(_SIGNED) or figure.unit == "sd"
    sign = "+" if signed and rounded else ""  # no sign before zero
    return f"{rounded:{sign},.{figure.decimals}f}"


def measure_text(measure: str, value: float, unit: bool = True) -> str:
    """A published measure as its publisher prints it: `66%`, `47.4`, `+0.12`."""
    own = MEASURES[measure]
    rounded = round(value, own.decimals) or 0.0
    sign = "+" if own.unit == "progress_points" and rounded else ""
    return f"{rounded:{sign}.{own.decimals}f}" + ("%" if unit and own.unit == "percent" else "")


def interval_text(name: str, lower: float | None, upper: float | None) -> str:
    """`+0.12 to +0.50`, or an empty string when there is no interval."""
    if lower is None or upper is None:
        return ""
    figure = FIGURES[name]
    return f"{number_text(figure, lower)} to {number_text(figure, upper)}"


def threshold_text(name: str, comparison: str, threshold: list[float], held: str) -> str:
    """`at least +0.10 SD (lower end of the interval)`."""
    figure = FIGURES[name]
    numbers = [number_text(figure, t) + unit_suffix(figure) for t in threshold]
    words = {"at_least": "at least", "at_most": "at most", "between": "between", "one_of": "one of"}
    joined = " and ".join(numbers) if comparison == "between" else ", ".join(numbers)
    end = {
        "value": "",
        "lower": " (lower end of the interval)",
        "upper": " (upper end of the interval)",
    }[held]
    return f"{words[comparison]} {joined}{end}"


def date_text(day: dt.date | str | None) -> str:
    """`1 September 2016`."""
    if day is None or day == "":
        return ""
    if isinstance(day, str):
        day = dt.date.fromisoformat(day)
    return f"{day.day} {day:%B %Y}"


def years_text(ends: list[int]) -> str:
    """`2015/16, 2016/17`."""
    return ", ".join(str(AcademicYear(y)) for y in sorted(ends))


def years_span(years: str | Sequence[str] | None) -> str:
    """Academic years with runs drawn together: `2015/16 to 2018/19, 2023/24`."""
    if isinstance(years, str):
        years = years.split("; ")
    found = [AcademicYear.find(y) for y in years or []]
    ends = sorted({year.ends for year in found if year})
    runs: list[list[int]] = []
    for end in ends:
        if runs and end == runs[-1][-1] + 1:
            runs[-1].append(end)
        else:
            runs.append([end])
    shown = []
    for run in runs:
        first, last = str(AcademicYear(run[0])), str(AcademicYear(run[-1]))
        if len(run) > 2:
            shown.append(f"{first} to {last}")
        else:
            shown.extend([first, last][: len(run)])
    return ", ".join(shown)


def count_text(n: int, one: str, many: str | None = None) -> str:
    """`1 school`, `1,204 schools`."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def listing(items: Sequence[str]) -> str:
    """`a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def lower_first(label: str) -> str:
    """A label inside a sentence: its first letter small, unless it opens an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def typographic(text: str) -> str:
    """A true minus before numbers, at which no line is broken; hyphens in words stay."""
    return re.sub(r"(?<![\w/])-(?=\d)", "\u2212", text)


_SMALL = {"OF", "AND", "THE", "IN", "FOR", "AT", "ON", "BY", "UPON", "AN", "AS"}
_ACRONYMS = {
    "MAT",
    "CE",
    "CIO",
    "UTC",
    "C.E.",
    "LEO",
    "REACH2",
    "TBAP",
    "LIFT",
    "II",
    "VI",
    "E-ACT",
    "BMAT",
    "UK",
    "SEN",
    "AP",
    "RMET",
    "HCAT",
    "EKO",
    "EKC",
    "SDBE",
    "TVI",
    "HISP",
    "QEGS",
    "BOA",
    "LIPA",
    "EBN",
    "QED",
    "XP",
    "CS",
    "NET",
}
_SHORTENED = {"ST", "LTD", "DR", "MR", "MRS"}


def trust_name(name: str) -> str:
    """A trust's name as people write it: GIAS holds many in capitals only.

    Known acronyms and words without a vowel keep their capitals; an acronym that is also a word
    cannot be told and is written as a word.
    """
    if name != name.upper():
        return name
    words = name.split(" ")
    return " ".join(
        word.lower() if word in _SMALL and i > 0 else _capitalised(word)
        for i, word in enumerate(words)
    )


def _capitalised(word: str) -> str:
    bare = word.strip("().,:&")
    lettered = len(bare) > 1 and bare.isalpha() and not re.search("[AEIOUY]", bare)
    dotted = bool(re.fullmatch(r"(\w\.){2,}\w?", bare + "." * word.endswith(".")))
    if bare in _ACRONYMS or dotted or (lettered and bare not in _SHORTENED):
        return word
    for mark in ("-", "(", "&", "/"):
        if mark in word[1:] or (mark in word and mark == "("):
            return mark.join(_capitalised(part) for part in word.split(mark))
    return word[:1].upper() + word[1:].lower()
