"""Tables of a run folder about inspections. A grade always comes with its date and regime."""

from __future__ import annotations

from cst_screen.run_folder.columns import (
    FILE,
    HISTORY,
    JOINED_ON,
    ROUTE,
    ROW,
    SCHOOL,
    UID,
    URN,
    day,
    number,
    text,
    truth,
    whole,
)
from cst_screen.vocabulary.table import Table

_REGIME = "framework: before_2015, cif, eif, eif_no_overall or report_card"
_GRADE = "1 Outstanding to 4 Inadequate"
_AT_TIME = whole("URN that was inspected")
_CONCERN = text("category of concern that the inspection gave")
_CONCERN_NOW = text("category of concern on the day of the file, where the file says")
_SAFEGUARDING = text("what the inspection said about safeguarding")
_JUDGEMENTS = text("each judgement with its grade, or each area of a report card with its level")
_REGRADED = text("areas of a report card that were graded again later, each with its date")
_UNGRADED = text("outcome of an ungraded inspection, in Ofsted's words")
_KIND = text("graded, ungraded, or either (a workbook's row that may only confirm a grade)")

INSPECTIONS = Table(
    "inspections",
    "Each inspection of a school that was in the trust, from any year up to the as-at year.",
    {
        "uid": UID,
        "urn": URN,
        "urn_at_time": _AT_TIME,
        "history": HISTORY,
        "inspected_on": day("first day of the inspection"),
        "published_on": day("day on which the report was published"),
        "regime": text(_REGIME),
        "overall": whole(f"overall effectiveness, {_GRADE}; empty where none was given"),
        "judgements": _JUDGEMENTS,
        "ungraded_outcome": _UNGRADED,
        "category_of_concern": _CONCERN,
        "when": text("before (joining), transition (the first year in the trust) or after"),
        "source": FILE,
        "row": ROW,
        "kind": _KIND,
        "reason": text("why there is no overall grade"),
        "safeguarding": _SAFEGUARDING,
        "regraded": _REGRADED,
        "told_by_rows": whole("number of rows of the files that list this inspection"),
        "inspection_number": text("Ofsted's inspection number; empty where no file gives one"),
        "category_now": _CONCERN_NOW,
    },
)

INSPECTION_PAIRS = Table(
    "inspection_pairs",
    "The two grades that are compared for each joiner, and how often schools with the same "
    "earlier grade improve or decline.",
    {
        "uid": UID,
        "urn": URN,
        "history": HISTORY,
        "joined_on": JOINED_ON,
        "route": ROUTE,
        "measure": text("what is compared: overall effectiveness or a judgement"),
        "phase": text("phase of the school"),
        "before": whole(f"last grade before joining, {_GRADE}"),
        "before_on": day("date of that inspection"),
        "before_regime": text(_REGIME),
        "after": whole(f"first grade after the first year in the trust, {_GRADE}"),
        "after_on": day("date of that inspection"),
        "after_regime": text(_REGIME),
        "latest": whole(f"latest grade, {_GRADE}"),
        "improved": truth("whether the later grade is better"),
        "declined": truth("whether the later grade is lower"),
        "expected_improved": number("usual share of schools that improve, 0 to 1"),
        "expected_declined": number("usual share of schools that decline, 0 to 1"),
        "alike_in": text("what the schools behind the usual shares have in common with it"),
        "alike": whole("number of schools behind the usual shares"),
        "no_contrast": truth(
            "whether all those schools fared the same, so that the pair says nothing"
        ),
        "counts": truth("whether the trust's figures count this pair"),
        "before_source": FILE,
        "before_row": ROW,
        "after_source": FILE,
        "after_row": ROW,
    },
    ("uid", "history", "joined_on", "measure"),
)

INSPECTION_RATES = Table(
    "inspection_rates",
    "How many schools in England improved at their next graded inspection.",
    {
        "measure": text("overall effectiveness or a judgement"),
        "grade": whole(f"earlier grade, {_GRADE}"),
        "phase": text("phase of the schools"),
        "regime": text("framework of the earlier inspection"),
        "next_year": text("academic year of the next inspection"),
        "schools": whole("number of schools inspected again"),
        "improved": whole("of these, better"),
        "same": whole("of these, the same"),
        "declined": whole("of these, lower"),
    },
    ("measure", "grade", "phase", "regime", "next_year"),
)

INSPECTION_STATES = Table(
    "inspection_states",
    "Each open school's latest graded inspection, and whether the school is of concern.",
    {
        "uid": UID,
        "urn": URN,
        "urn_at_time": _AT_TIME,
        "history": HISTORY,
        "school": SCHOOL,
        "inspected_on": day("first day of the inspection; empty where no file holds one"),
        "regime": text(_REGIME),
        "overall": whole(f"overall effectiveness, {_GRADE}; empty where none was given"),
        "judgements": _JUDGEMENTS,
        "safeguarding": _SAFEGUARDING,
        "category_of_concern": _CONCERN,
        "category_now": _CONCERN_NOW,
        "kind": _KIND,
        "ungraded_outcome": _UNGRADED,
        "in_category": truth("whether it is in a category of concern"),
        "unsafe": truth("whether safeguarding was not effective, or not met"),
        "urgent": truth("whether an area of a report card needs urgent improvement"),
        "old_grade": truth("whether the grade is older than the criteria allow"),
        "predecessor_only": truth("whether only a predecessor was inspected"),
        "regraded": _REGRADED,
        "joined_on": JOINED_ON,
        "source": FILE,
        "row": ROW,
    },
    ("uid", "urn"),
)

INSPECTION_TABLES = (INSPECTIONS, INSPECTION_PAIRS, INSPECTION_RATES, INSPECTION_STATES)
