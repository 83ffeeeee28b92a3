"""A criteria file's settings, handed over: the rules of each room, as the file sets them.

Each room declares the rules that it works by; here they are filled in, in one place, so that no room
reads the criteria file and none of its numbers stands in code.
"""

from __future__ import annotations

from cst_screen.dfe.closeness import Closeness, ClosenessLimits
from cst_screen.inspections.rules import InspectionRules
from cst_screen.judging.criteria import Criteria
from cst_screen.judging.evidence import FewestCases
from cst_screen.judging.verdicts import Rule
from cst_screen.results.levels import StandardRules
from cst_screen.schools.rules import LinkRules, MembershipRules, SchoolRules
from cst_screen.trajectory.clock import Clock
from cst_screen.trajectory.enough import Enough
from cst_screen.trajectory.error_scale import ErrorRules
from cst_screen.trajectory.matching import Matching
from cst_screen.trajectory.method import Headline, Method


def method_of(criteria: Criteria) -> Method:
    """How joiners are judged, as the criteria file sets it."""
    settings = criteria.settings
    return Method(
        clock=Clock(**settings.clock.model_dump()),
        matching=Matching(**settings.matching.model_dump()),
        headline=headline_of(criteria),
        errors=ErrorRules(**settings.errors.model_dump()),
        threshold=settings.effect_threshold,
        several_cohorts=settings.trusts_with_several_cohorts,
        local_shocks=settings.local_shocks,
    )


def headline_of(criteria: Criteria) -> Headline:
    """By which measures schools are judged, as the criteria file sets it."""
    judged_by = criteria.settings.judged_by
    return Headline(ks2=judged_by.ks2, ks4=judged_by.ks4)


def school_rules_of(criteria: Criteria) -> SchoolRules:
    """How links are followed and membership is cleaned, as the criteria file sets it."""
    return SchoolRules(
        links=LinkRules(**criteria.settings.links.model_dump()),
        membership=MembershipRules(**criteria.settings.membership.model_dump()),
    )


def standard_rules_of(criteria: Criteria) -> StandardRules:
    """Which results describe the standard, as the criteria file sets it."""
    settings = criteria.settings
    return StandardRules(
        no_older_than=settings.results_no_older_than,
        far_below=settings.far_below,
        tolerance_days=settings.clock.tolerance_days,
        described_by={"ks2": settings.judged_by.ks2, "ks4": settings.judged_by.ks4},
        **settings.standard.model_dump(),
    )


def inspection_rules_of(criteria: Criteria) -> InspectionRules:
    """How inspections are compared, as the criteria file sets it."""
    settings = criteria.settings
    return InspectionRules(
        transition_days=settings.inspection_transition_days,
        fewest_alike=settings.least_schools_alike,
        fewest_without_contrast=settings.least_schools_alike,
        old_after_years=settings.inspection_old_after_years,
    )


def closeness_limits_of(criteria: Criteria) -> ClosenessLimits:
    """How near figures must be to DfE's, as the criteria file sets it."""
    near = criteria.settings.close_to_dfe
    kinds = (near.progress8, near.ks2_progress, near.other)
    return ClosenessLimits(*(Closeness(kind.close, kind.fairly_close) for kind in kinds))


def fewest_cases_of(criteria: Criteria) -> FewestCases:
    """With how few cases a figure is not known, as the criteria file sets it."""
    settings = criteria.settings
    worth, share = settings.least_reliability / 100, settings.least_share_judged / 100
    enough = Enough(settings.least_judged_joiners, reliability=worth, share=share)
    return FewestCases(enough, settings.least_compared_inspections)


def trajectory_rules_of(criteria: Criteria) -> list[Rule]:
    """The required criteria about schools that joined."""
    return [c.rule for c in criteria.rules if c.family == "trajectory" and c.role == "required"]
