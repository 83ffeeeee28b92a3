"""The ways in which a school joins a trust, and which of them leave a time before to compare with."""

from __future__ import annotations

ROUTES: dict[str, str] = {
    "converter": "a maintained school that converted and joined",
    "sponsored": "a maintained school that became a sponsored academy in the trust",
    "rebrokered": "an academy that moved from another multi-academy trust",
    "sat_join": "an academy whose single-academy trust gave way to this trust",
    "trust_merger": "came over with most schools of another trust, which closed",
    "founder": "was there within 62 days of the trust's first school, or was the single-academy "
    "trust that grew into it",
    "new_school": "opened inside the trust with no predecessor",
    "unclear": "the record does not say how it joined",
}
"""Route -> what it means. Founders and new schools have no before; mergers are told apart."""

ROUTES_WITH_A_BEFORE = ("converter", "sponsored", "rebrokered", "sat_join", "unclear")
