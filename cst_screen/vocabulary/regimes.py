"""Ofsted's words: regimes, grades, judgements, report-card areas and levels, categories of concern.

Words only, without data. They settle what may be compared: overall effectiveness with overall
effectiveness, a judgement with the same judgement of the same framework, report-card areas with
nothing. Sources: Ofsted's management information and its notes (DOMAIN D.1 and D.2).
"""

from __future__ import annotations

import datetime as dt

REGIMES: dict[str, str] = {
    "before_2015": "section 5, before September 2015",
    "cif": "common inspection framework, September 2015 to August 2019",
    "eif": "education inspection framework, September 2019 to August 2024",
    "eif_no_overall": "education inspection framework without overall effectiveness, from "
    "September 2024",
    "report_card": "report card, from November 2025",
}
"""Regime -> what it is."""
REGIME_BEGINS: tuple[tuple[dt.date, str], ...] = (
    (dt.date(2015, 9, 1), "cif"),
    (dt.date(2019, 9, 1), "eif"),
    (dt.date(2024, 9, 1), "eif_no_overall"),
    (dt.date(2025, 11, 10), "report_card"),
)
"""The first day of each regime after the first."""

GRADES = {1: "Outstanding", 2: "Good", 3: "Requires improvement", 4: "Inadequate"}
OVERALL = "overall"

JUDGEMENTS: dict[str, str] = {
    "quality_of_education": "Quality of education",
    "behaviour_and_attitudes": "Behaviour and attitudes",
    "personal_development": "Personal development",
    "leadership_and_management": "Leadership and management",
    "early_years": "Early years provision",
    "sixth_form": "Sixth form provision",
    "outcomes": "Outcomes for pupils",
    "teaching": "Quality of teaching, learning and assessment",
    "welfare": "Personal development, behaviour and welfare",
}
"""Judgements graded besides overall effectiveness: those of the education inspection framework,
then the three that only the common inspection framework had. `sixth_form` includes what was called
16 to 19 study programmes until 2019."""

COMPARED: dict[str, str] = {
    OVERALL: "Overall effectiveness",
    **{
        j: JUDGEMENTS[j]
        for j in (
            "quality_of_education",
            "behaviour_and_attitudes",
            "personal_development",
            "leadership_and_management",
        )
    },
}
"""What may be compared before and after: overall effectiveness under any regime that gave it, as in
Ofsted's own statistics, and the key judgements within the education inspection framework."""
WITH_OVERALL = ("before_2015", "cif", "eif")
ONE_FRAMEWORK = ("eif", "eif_no_overall")
"""One framework with the same key judgements; only overall effectiveness was dropped in 2024."""

AREAS: dict[str, str] = {
    "card_inclusion": "Inclusion",
    "card_curriculum": "Curriculum and teaching",
    "card_achievement": "Achievement",
    "card_attendance": "Attendance and behaviour",
    "card_development": "Personal development and wellbeing",
    "card_early_years": "Early years",
    "card_post_16": "Post-16 provision",
    "card_leadership": "Leadership and governance",
}
LEVELS = (
    "Urgent improvement",
    "Needs attention",
    "Expected standard",
    "Strong standard",
    "Exceptional",
)
"""Levels of a report card, the lowest first. They are not grades, and are compared with none."""

CONCERNS: dict[str, str] = {
    "SM": "special measures",
    "SWK": "serious weaknesses",
    "RSI": "requires significant improvement",
    "NTI": "notice to improve",  # until 2012, only among previous inspections
}
CONCERN_NOT_KNOWN = "not known"
"""In place of a category, where the file lacks the column that alone could tell."""
SAFEGUARDING = ("effective", "not effective", "met", "not met")
"""Effective or not until 2025; met or not met on a report card."""
UNSAFE = ("not effective", "not met")

GRADED, UNGRADED, EITHER = "graded", "ungraded", "either"
KINDS: dict[str, str] = {
    GRADED: "a graded (full, section 5) inspection or a report card",
    UNGRADED: "an ungraded (section 8, short) or monitoring inspection: it gives no grade",
    EITHER: "a workbook's row that may date the grade or an ungraded inspection that confirmed it",
}
