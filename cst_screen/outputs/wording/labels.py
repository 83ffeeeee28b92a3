"""A few words for each code of the run folder: verdicts, outcomes, grades, routes, reasons."""

from __future__ import annotations

VERDICT_WORDS = {"met": "met", "not_met": "not met", "cannot_tell": "cannot tell"}
BORDERLINE_WORD = "borderline"
"""For a verdict whose figure lies within one standard error of the threshold."""


def verdict_words(verdict: str, borderline: bool | None = False) -> str:
    """`met`, `not met, borderline`."""
    return VERDICT_WORDS[verdict] + (f", {BORDERLINE_WORD}" if borderline else "")


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
    "undated": "joining date not on record",
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
    "suppressed": "withheld by the publisher: few pupils",
    "no_entries": "the school entered no pupils",
    "not_published": "not published",
    "low_coverage": "too few pupils could be included",
    "not_applicable": "the measure does not apply to this kind of school",
    "not_collected": "not in the files, or not collected",
    "not_supplied": "not supplied by the school",
    "unlinked": "earlier record may not be the same school",
    "no_earlier_years": "no results in the years before joining",
    "too_recent": "no results in the files from the second full year on",
    "left_early": "left before its second full year",
    "no_before": "founding or new school: no results before the trust",
    "merged_trust": "came with a merger of trusts",
    "undated": "no joining date on record",
    "no_comparison": "too few schools like it to compare with",
    "admits_at_14": "takes or took its pupils at 14",
    "too_few": "fewer cases than the criteria ask for",
    "few_of_them": "too small a share of the joiners can be judged",
    "not_reliable": "too few joiners to tell the trust from luck",
    "no_full_year": "no school has a whole year in the trust yet",
    "no_intake": "too little known of pupils to compare with schools like it",
    "no_schools": "the trust has no school of this kind",
    "not_comparable": "grades that cannot be compared",
    "not_inspected": "no graded inspection on one side of joining",
    "in_transition": "inspected only in the first year after joining",
    "no_contrast": "all schools like it had the same result",
    "no_rate": "too few schools like it to say how many improve anyway",
    "no_inspection": "no graded inspection in the files",
    "no_report_card": "no report card in the files",
    "too_old": "the latest published year is too old",
    "no_file": "no file in the data folder holds it",
}
"""Reason -> a few words for a table or a bracket; `vocabulary.reasons` has the full sentence."""
VARIANT_WORDS = {
    "with_10": "with 10 comparison schools each",
    "with_50": "with 50 comparison schools each",
    "latest_year": "in the latest year only",
    "without_last_year": "without the year before joining",
    "placebo": "as if schools joined two years earlier",
    "without_route_offset": "less what such joiners did before joining",
    "with_take_overs": "with schools of closed trusts that it took in",
    "with_earlier_years": "with results of before 2015/16",
}
FLAG_WORDS = {
    "one_year_before": "only one year before",
    "one_year_after": "only one year after",
    "old_baseline": "old results before",
    "beyond_comparison": "outside the range of similar schools",
    "school_merged_in": "another school merged into it",
    "joining_date_unknown": "no joining date on record",
    "joining_dates_conflict": "other joining dates on record",
    "earlier_number_or_trust": "counted from its earlier number or trust",
    "another_trust_meanwhile": "another trust held it in between",
    "group_links_differ": "DfE's group links of the day differ",
}
"""Flag of a judged joiner -> a few words for a table."""
