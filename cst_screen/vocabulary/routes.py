"""How a school can join a trust, and which ways leave a time before to compare with."""

from __future__ import annotations

ROUTES: dict[str, str] = {
    "converter": "a maintained school that converted and joined",
    "sponsored": "a maintained school that became a sponsored academy in the trust",
    "rebrokered": "an academy that moved from another multi-academy trust",
    "sat_join": "an academy that joined when its single-academy trust closed",
    "trust_merger": "came with most schools of another trust, which closed",
    "founder": "in the trust soon after its first school joined, or the single-academy trust that "
    "grew into it",
    "new_school": "opened inside the trust with no predecessor",
    "unclear": "the membership file does not say how it joined",
    "undated": "the membership file does not say when it joined",
}
"""Route -> what it means. Founders and new schools have no time before; mergers are reported apart;
without a date before and after cannot be known."""

ROUTES_WITH_A_BEFORE = ("converter", "sponsored", "rebrokered", "sat_join", "unclear")
