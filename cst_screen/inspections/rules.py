"""The numbers by which inspections are compared; the criteria file sets them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class InspectionRules:
    """transition_days: an inspection this soon after joining credits nobody. fewest_alike: with
    fewer pairs of schools alike, how many usually improve is not known. fewest_without_contrast:
    so many pairs must all have fared the same before that says something. old_after_years: a grade
    older than this is flagged. The defaults are those of `criteria/hub.yaml`, with its reasons.
    """

    transition_days: int = 365
    fewest_alike: int = 30
    fewest_without_contrast: int = 30
    old_after_years: int = 6
