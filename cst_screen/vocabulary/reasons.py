"""Why a figure is missing. A gap is never a number: each carries one of these reasons.

The publishers' codes (SUPP, NE, z ...) are turned into these words where the file is read, in
`sources`; everything after that speaks only of reasons.
"""

from __future__ import annotations

REASONS: dict[str, str] = {
    "suppressed": "withheld by the publisher, as a rule where five or fewer pupils are behind it",
    "no_entries": "the school entered no pupils",
    "not_published": "the publisher gives no figure, for this school or this year",
    "low_coverage": "too few of the pupils could be included for the figure to be fair",
    "not_applicable": "the measure does not apply to this school or this year",
    "not_collected": "the file does not hold this measure, or it was not collected",
    "not_supplied": "the school did not supply the data",
    "unlinked": "earlier results lie under another school record that is not safely the same school",
    "no_earlier_years": "no published year before joining lies within the allowed window",
    "too_recent": "the files hold no results from the second full year in the trust on",
    "left_early": "the school left the trust before its second full year",
    "no_before": "a founding or new school: there is nothing to compare with before the trust",
    "merged_trust": "came with a merger of trusts, reported apart from schools that joined singly",
    "no_comparison": "too few schools like it had results in the same years and stayed in their trust",
    "too_few": "fewer cases than the criteria ask for",
    "no_schools": "no school of the trust is of the kind that this figure describes",
    "not_comparable": "both inspections exist, but not under grades that may be compared",
    "not_inspected": "there is no graded inspection on one side of the joining date",
    "in_transition": "inspected only within the first year in the trust, which credits nobody",
    "no_contrast": "all schools alike fared the same in the files, so the comparison tells nothing",
    "no_rate": "too few such schools in the files to say how many improve anyway",
    "no_inspection": "no file holds a graded inspection of any of the schools",
    "no_report_card": "no school of the trust has a report card in the files",
    "too_old": "the latest published year is older than the criteria allow",
    "no_file": "no file in the data folder holds it",
}
"""Reason -> what it means in words that a reader can be shown."""


def explain(reason: str) -> str:
    """The reason in words; an unknown reason is a bug, so it raises KeyError."""
    return REASONS[reason]
