"""Trusts of a few kinds, written out, for tests of how a set is chosen."""

from __future__ import annotations

from cst_screen.judging.selection_rules import CoverSettings, SelectionRule, SelectionSettings
from cst_screen.selection.profiles import Profile

ATTRIBUTES = ("region", "size", "phases", "case", "fsm", "place", "coast", "route", "component")


def trust(
    uid: int,
    outcome: str = "shortlisted",
    effect: float | None = None,
    schools: int = 8,
    **kinds: str,
) -> Profile:
    """kinds: attribute -> its category; what is not given is not known."""
    return Profile(
        uid=uid,
        trust=f"Trust {uid}",
        outcome=outcome,
        schools=schools,
        phase="ks2",
        kinds={name: (kinds[name],) if name in kinds else () for name in ATTRIBUTES},
        works_in=(kinds["region"],) if "region" in kinds else (),
        figures={"pupils": 3000.0, "intake_fsm": 25.0},
        effects={} if effect is None else {"ks2": (effect, effect - 0.2, effect + 0.2)},
    )


def rule(**asked: object) -> SelectionRule:
    return SelectionRule.model_validate({"id": "a_rule", "reason": "Because of a test.", **asked})


def settings(*rules: SelectionRule, **cover: int) -> SelectionSettings:
    """Only what is named counts as covered."""
    weights = {**dict.fromkeys(ATTRIBUTES, 0), **cover}
    return SelectionSettings(rules=rules, cover=CoverSettings(**weights))
