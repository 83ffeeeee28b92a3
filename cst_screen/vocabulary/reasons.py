"""Why a figure is missing. A gap is never a number: each carries one of these reasons.

`sources` turns the publishers' codes (SUPP, NE, z ...) into these words where it reads a file;
everything after that knows reasons only.
"""

from __future__ import annotations

REASONS: dict[str, str] = {
    "suppressed": "withheld by the publisher, usually because five or fewer pupils are behind it",
    "no_entries": "the school entered no pupils",
    "not_published": "the publisher gives no figure for this school or this year",
    "low_coverage": "too few pupils could be included for a fair figure",
    "not_applicable": "the measure does not apply to this school or this year",
    "not_collected": "the file does not hold this measure, or it was not collected",
    "not_supplied": "the school did not supply the data",
    "unlinked": "earlier results are under another school record, and it is not certain that "
    "it is the same school",
    "no_earlier_years": "no results were published in the years before joining that may be used",
    "too_recent": "the files hold no results from the school's second full year in the trust on",
    "left_early": "the school left the trust before its second full year",
    "no_before": "a founding or new school, so there is no time before the trust to compare with",
    "merged_trust": "came with a merger of trusts; such schools are reported separately",
    "undated": "the membership file gives no joining date, so there is no before and after",
    "no_comparison": "too few similar schools had results in the same years and did not change "
    "trust",
    "admits_at_14": "it takes its pupils at 14, or did before it took them at 11, so its results are "
    "of two years, where those of other schools are of five",
    "too_few": "fewer cases than the criteria ask for",
    "few_of_them": "the joiners that can be judged are a smaller share of those in the trust for long "
    "enough than the criteria ask for",
    "not_reliable": "the average over these joiners says more about luck than about the trust",
    "no_full_year": "no school of the trust has yet been in it for a whole school year that has "
    "results",
    "no_intake": "the files do not say enough of schools' pupils to tell what schools with such "
    "pupils reach",
    "no_schools": "the trust has no school of the kind that this figure describes",
    "not_comparable": "there are inspections before and after joining, but their grades cannot "
    "be compared",
    "not_inspected": "there is no graded inspection before joining, or none after",
    "in_transition": "inspected only in the first year in the trust, which describes the "
    "school as it came",
    "no_contrast": "in the files all schools with the same earlier grade fared the same, so "
    "there is no usual rate to compare with",
    "no_rate": "the files hold too few schools with the same earlier grade to say what is usual",
    "no_inspection": "no file holds a graded inspection of any of the schools",
    "no_report_card": "no school of the trust has a report card in the files",
    "too_old": "the latest published year is older than the criteria allow",
    "no_file": "no file in the data folder holds it",
}
"""Reason -> what it means, in words for readers."""
