"""The numbers by which links are followed, membership is cleaned and ways of joining distinguished.

The criteria file sets them (`settings.links`, `settings.membership`); `criteria/hub.yaml` has the same
defaults, with the reason for each.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LinkRules:
    """reversed_days: a later school that closed more than this long before the earlier one is the
    earlier one. stale_days: an earlier school that closed more than this long after the later one
    opened did not become it. merged_in_days: the same, where the link says merged or amalgamated.
    """

    reversed_days: int = 30
    stale_days: int = 365
    merged_in_days: int = 62


@dataclass(frozen=True)
class MembershipRules:
    """short_spell_days: a spell that ended this soon is a clerical step, not time in a trust.
    conflict_days: joining dates further apart than this contradict each other.
    opening_days: a new school may join this long after it opened and still have opened in the trust.
    founder_days: schools that joined this soon after the trust's first school founded it.
    merger_days, merger_schools, merger_share: a trust merged into another when at least this many
    schools, and this share of all its schools, moved within these days.
    """

    short_spell_days: int = 62
    conflict_days: int = 62
    opening_days: int = 62
    founder_days: int = 62
    merger_days: int = 31
    merger_schools: int = 3
    merger_share: float = 0.6


@dataclass(frozen=True)
class SchoolRules:
    """Which school is which, and who was in which trust."""

    links: LinkRules = LinkRules()
    membership: MembershipRules = MembershipRules()
