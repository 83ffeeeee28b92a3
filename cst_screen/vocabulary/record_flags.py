"""What a reader should know of a school's joining date, from the membership record."""

from __future__ import annotations

FLAG_SEPARATOR = "; "

RECORD_FLAGS: dict[str, str] = {
    "joining_date_unknown": "the record gives no joining date",
    "joining_dates_conflict": "rows of the record give joining dates far apart",
    "earlier_number_or_trust": "counted from an earlier number of the school, or from the "
    "single-academy trust that grew into this one",
    "another_trust_meanwhile": "another trust held the school in between",
    "group_links_differ": "DfE's group links of the day give another date or trust",
}
"""Flag -> what it means."""
