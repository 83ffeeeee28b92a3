"""The annex of a brief, what the data cannot show: what a reader must hold against the figures.

Each sentence carries its years, the number of cases and its source mark.
"""

from __future__ import annotations

from collections import Counter

from cst_screen.judging.criteria import OF_CRITERIA_FILE
from cst_screen.judging.lock import SINCE_FIXED
from cst_screen.outputs.brief.facts import Facts
from cst_screen.outputs.brief.standard import LEVELS
from cst_screen.outputs.rows import Row, items
from cst_screen.outputs.wording.dates import years_span
from cst_screen.outputs.wording.deviations import locked
from cst_screen.outputs.wording.labels import FLAG_WORDS, SHORT_REASONS
from cst_screen.outputs.wording.numbers import asked_text
from cst_screen.outputs.wording.phrases import count_text, lower_first, typographic
from cst_screen.outputs.wording.trust_names import school_name
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.figure import BRIEF_AT_A_GLANCE
from cst_screen.vocabulary.figures import FIGURES, figures_shown
from cst_screen.vocabulary.record_flags import RECORD_FLAGS
from cst_screen.vocabulary.written import number_text

_OLD_AFTER_YEARS = 3
_FLAGS_SAID = ("school_merged_in",)
"""Flags that a brief names school by school; the run folder and `explain` have all of them."""
_MOST_NAMES = 3
"""Schools that a brief names for one thing that is odd about their joining date."""
_STANDARDS = "Standards are compared with similar pupils’ schools, grades with schools of the same earlier grade."


_ETHNICITY = (
    "The ethnic groups of pupils are not known here: no file that is read has them by school. DfE’s school "
    "level data of the January census do."
)


def cautions(facts: Facts) -> tuple[str, ...]:
    """The trust's own points first, then what holds for every trust of the run."""
    return (
        *_caveats_not_met(facts),
        *_cannot_tell(facts),
        *_old_results(facts),
        *_not_judged(facts),
        *_flagged(facts),
        *_not_joined(facts),
        *joining_dates_in_doubt(facts),
        *_results_before_joining(facts),
        *old_grades(facts),
        *_not_known(facts),
        _STANDARDS,
        _ETHNICITY,
        *(note for note in facts.record["notes"] if _concerns_a_brief(note)),
        *_changed_criteria(facts),
    )


def _concerns_a_brief(note: str) -> bool:
    """Not what a brief has anyway (years of results, changed criteria), nor rows of whole files, nor what is
    odd about the criteria file.
    """
    return not note.startswith(("Key stage", OF_CRITERIA_FILE, SINCE_FIXED)) and not note.endswith(
        "exclusions.csv."
    )


def _changed_criteria(facts: Facts) -> list[str]:
    """Every change of the criteria file since it was fixed: the table that the report has, line by line."""
    lock = locked(facts.record)
    return [
        f"Changed since the criteria were fixed {lock['locked']}: {row['what']}: {row['locked']}, now "
        f"{row['now']}."
        for row in lock["deviations"]
    ]


def _caveats_not_met(facts: Facts) -> list[str]:
    # The age of results has a sentence of its own, with the years.
    return [
        _caveat(facts, c["figure"], facts.rules[c["criterion"]])
        for c in facts.criteria
        if c["role"] != "required" and c["verdict"] == "not_met" and c["figure"] != "standard_age"
    ]


def caveat_words(facts: Facts, criterion: Row) -> str:
    """The same without the mark of its source, for a page that a busy person reads."""
    name = criterion["figure"]
    asked = typographic(asked_text(facts.rules[criterion["criterion"]]))
    return (
        f"{FIGURES[name].label}: {facts.text(name)}{_beside_the_nation(facts, name)}; asked for: "
        f"{asked}."
    )


def _caveat(facts: Facts, name: str, rule: Row) -> str:
    sentence = (
        f"Caveat not met: {lower_first(FIGURES[name].label)}, {facts.text(name)}"
        f"{_beside_the_nation(facts, name)}; asked for: {typographic(asked_text(rule))} "
        f"{facts.mark(name)}"
    )
    return f"{sentence.rstrip()}."


def _beside_the_nation(facts: Facts, name: str) -> str:
    """` compared with schools nationally (joiners -6.1, nationally -0.3)`; empty for other figures."""
    row = facts.shifts.get(name)
    if row is None or row["national_change"] is None:
        return ""
    figure = FIGURES[name]
    at_joiners = number_text(figure, row["change"])
    nationally = number_text(figure, row["national_change"])
    return typographic(
        f" compared with schools nationally (joiners {at_joiners}, nationally {nationally})"
    )


def _cannot_tell(facts: Facts) -> list[str]:
    """Criteria that cannot be judged, by reason; a figure that several ask about is named once."""
    by_reason: dict[str, list[str]] = {}
    for c in facts.criteria:
        if c["verdict"] == "cannot_tell":
            by_reason.setdefault(SHORT_REASONS[c["reason"]], []).append(
                lower_first(FIGURES[c["figure"]].label)
            )
    return [
        f"Cannot tell ({reason}): {'; '.join(dict.fromkeys(labels))}."
        for reason, labels in by_reason.items()
    ]


def _old_results(facts: Facts) -> list[str]:
    now = AcademicYear.find(facts.record["academic_year"])
    assert now is not None
    sentences = []
    for name in LEVELS:
        years = _years(items(facts.figures[name]["years"]))
        if not facts.known(name) or not years:
            continue
        latest = max(years)
        age = now.ends - latest.ends
        if age > _OLD_AFTER_YEARS:
            sentences.append(
                f"{FIGURES[name].label}: the latest results are for {latest}, {age} years before {now} "
                f"{facts.mark(name)}."
            )
    return sentences


def _years(texts: list[str]) -> list[AcademicYear]:
    return [year for text in texts if (year := AcademicYear.find(text))]


def _not_judged(facts: Facts) -> list[str]:
    """Joiners that cannot be judged, the commonest reason first."""
    reasons = Counter(h["reason"] for h in facts.joined if h["reason"])
    if not reasons:
        return []
    by_count = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    shown = "; ".join(f"{SHORT_REASONS[reason]} ({n})" for reason, n in by_count)
    joined = count_text(len(facts.joined), "joiner")
    return [f"{reasons.total()} of {joined} cannot be judged: {shown}."]


def _flagged(facts: Facts) -> list[str]:
    """Judged joiners whose pupils before and after joining are not those of one school, by name."""
    sentences = []
    for flag in _FLAGS_SAID:
        schools = [
            school_name(h["school"], f"URN {h['urn']}")
            for h in facts.judged
            if flag in items(h["flags"])
        ]
        if schools:
            judged = count_text(len(facts.judged), "judged joiner")
            sentences.append(
                f"Flagged, {FLAG_WORDS[flag]}: {len(schools)} of {judged} ({'; '.join(schools)})."
            )
    return sentences


def _not_joined(facts: Facts) -> list[str]:
    undated = sum(h["route"] == "undated" for h in facts.headlines)
    others = len(facts.headlines) - len(facts.joined) - undated
    if not others:
        return []
    return [
        (
            f"Not counted as joiners: {count_text(others, 'school')} that founded the trust, opened "
            "in it or came with a merger."
        )
    ]


def joining_dates_in_doubt(facts: Facts) -> list[str]:
    """Schools whose joining date the membership file leaves open to doubt, by what is odd about it."""
    schools: dict[str, list[str]] = {}
    for headline in facts.headlines:
        for flag in RECORD_FLAGS.keys() & items(headline["flags"]):
            schools.setdefault(flag, []).append(
                school_name(headline["school"], str(headline["urn"]))
            )
    if not schools:
        return []
    shown = "; ".join(
        f"{FLAG_WORDS[flag]}: {_some(sorted(schools[flag]))}"
        for flag in RECORD_FLAGS
        if flag in schools
    )
    return [f"Check joining dates ({shown})."]


def _some(names: list[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _results_before_joining(facts: Facts) -> list[str]:
    """Results counted towards raw attainment that pupils took before the school joined."""
    joined_on = {school["history"]: school["joined_on"] for school in facts.schools}
    early = [
        row
        for row in facts.published_rows
        if row["used_for"] == "latest"
        and row["measure"] in LEVELS
        and row["history"] in joined_on
        and any(joined_on[row["history"]] > y.ends_on for y in _years([row["academic_year"]]))
    ]
    if not early:
        return []
    schools = len({row["history"] for row in early})
    when = years_span(sorted({row["academic_year"] for row in early}))
    return [
        (
            f"Raw attainment describes today’s schools: {count_text(schools, 'school')} came into the "
            f"trust after taking these results ({when})."
        )
    ]


def old_grades(facts: Facts, marked: bool = True) -> list[str]:
    """Grades that are old, and schools inspected only as the school before them.

    marked: with the marks of the sources.
    """
    old = [state for state in facts.inspection_states if state["old_grade"]]
    before = [state for state in facts.inspection_states if state["predecessor_only"]]
    sentences = []
    if old:
        earliest = min(state["inspected_on"] for state in old).year
        years = facts.record["criteria"]["settings"]["inspection_old_after_years"]
        sentences.append(
            f"{count_text(len(old), 'school was', 'schools were')} last graded over "
            f"{years} years ago, the earliest in "
            f"{earliest}{_mark(facts, 'schools_old_grade', marked)}."
        )
    if before:
        sentences.append(
            f"Only the predecessor was inspected at {count_text(len(before), 'school')}"
            f"{_mark(facts, 'schools_predecessor_only', marked)}."
        )
    return sentences


def _mark(facts: Facts, name: str, marked: bool) -> str:
    mark = facts.mark(name) if marked else ""
    return f" {mark}" if mark else ""


def _not_known(facts: Facts) -> list[str]:
    """The figures of the first table that are not known, by reason."""
    by_reason: dict[str, list[str]] = {}
    for figure in figures_shown(BRIEF_AT_A_GLANCE):
        if not facts.known(figure.name):
            reason = facts.figures[figure.name]["reason"]
            by_reason.setdefault(reason, []).append(lower_first(figure.short_label))
    return [
        f"Not known ({SHORT_REASONS[reason]}): {'; '.join(labels)}."
        for reason, labels in by_reason.items()
    ]
