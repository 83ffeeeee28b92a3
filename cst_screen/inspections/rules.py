"""The numbers by which inspections are compared; the criteria file sets them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class InspectionRules:
    """transition_days: an inspection this soon after joining credits nobody. fewest_alike: with
    fewer pairs, the usual rate is not known. fewest_without_contrast: only where at least this many
    pairs all fared the same is a pair without contrast. old_after_years: a grade older than this is
    flagged. `criteria/hub.yaml` has the same defaults, with reasons.
    """

    transition_days: int = 365
    fewest_alike: int = 30
    fewest_without_contrast: int = 30
    old_after_years: int = 6
