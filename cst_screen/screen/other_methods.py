"""What would be found of the same trusts if figures were made in another way: other comparison schools, years or
weights.

Only what another setting changes is made anew, and of trajectories no more than the required criteria ask for:
the headline of each phase takes a second, everything about joiners five.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import polars as pl

from cst_screen.judging.criteria import Criteria
from cst_screen.judging.evidence import Findings
from cst_screen.judging.hand_over import method_of, standard_rules_of
from cst_screen.judging.settings import Settings
from cst_screen.results.alike import admissions_of, admissions_over_time
from cst_screen.results.levels import Levels, StandardRules, trust_levels
from cst_screen.results.own_standard import OwnStandard, own_standard
from cst_screen.screen.figures_over import OF_HEADLINES, OF_JOINERS_AT_ALL
from cst_screen.screen.prepare import (
    Prepared,
    joinings_and_results,
    register_of_places,
    standing,
)
from cst_screen.trajectory.earlier_years import earlier_years
from cst_screen.trajectory.judge import Trajectories, judge_trajectories
from cst_screen.trajectory.judged_joiners import judge_joiners
from cst_screen.trajectory.matching import Panel
from cst_screen.trajectory.method import HEADLINE_NAMES, Method
from cst_screen.trajectory.tables import ROBUSTNESS, TRUSTS
from cst_screen.trajectory.trust_effects import count_joinings, summarise_trusts
from cst_screen.trajectory.what_else_changed import weigh_caveats

_EARLIER = "trajectory_with_earlier_years"


class OtherMethods:
    """Findings of one folder under other settings than those of its screen."""

    def __init__(self, ready: Prepared, found: Findings, criteria: Criteria) -> None:
        self._ready, self._found, self._criteria = ready, found, criteria
        self._figures = {c.figure for c in criteria.rules if c.role == "required"}
        self._joinings = joinings_and_results(ready)
        self._panels: dict[bool, Panel] = {}
        self._standards: dict[str, tuple[Levels, OwnStandard]] = {}

    def findings(self, settings: Settings) -> Findings:
        """What would be found. settings: they differ from the screen's in those of `MAY_VARY` alone."""
        content = self._criteria.content.model_copy(update={"settings": settings})
        changed = replace(self._criteria, content=content)
        levels, standard = self._standard(standard_rules_of(changed))
        found = self._with_trajectories(method_of(changed), settings)
        return replace(found, levels=levels, standard=standard)

    def _with_trajectories(self, method: Method, settings: Settings) -> Findings:
        """Under the screen's own method, what it found."""
        found, about_joiners = self._found, self._figures & OF_JOINERS_AT_ALL
        if method == method_of(self._criteria):
            return found
        if about_joiners <= OF_HEADLINES:
            return replace(found, trajectories=self._headlines(method))
        trajectories = self._trajectories(method, about_joiners)
        measures = self._ready.measures
        caveats = weigh_caveats(
            trajectories.parts,
            measures.school_years,
            measures.results,
            settings.least_progress_coverage,
        )
        return replace(found, trajectories=trajectories, caveats=caveats)

    def _headlines(self, method: Method) -> Trajectories:
        """The trajectories with the headlines of this method, and nothing else of it."""
        judged = judge_joiners(self._joinings, self._panel(method), method, headlines_alone=True)
        headlines = judged.rows.filter(pl.col("measure").is_in(HEADLINE_NAMES))
        trusts, spreads = summarise_trusts(
            headlines,
            judged.parts,
            judged.effects.matches,
            method.matching.schools,
            method.threshold,
            several_cohorts=method.several_cohorts,
        )
        return replace(
            self._found.trajectories,
            joinings=count_joinings(headlines),
            trusts=TRUSTS.check(trusts),
            spreads=spreads,
            robustness=ROBUSTNESS.empty(),
        )

    def _trajectories(self, method: Method, figures: Collection[str]) -> Trajectories:
        ready = self._ready
        earlier = None
        if _EARLIER in figures:
            earlier = earlier_years(
                self._joinings,
                ready.measures.results,
                admissions_over_time(ready.establishments),
                ready.membership.spells,
                method,
                register_of_places(ready, method),
            )
        return judge_trajectories(self._joinings, self._panel(method), method, earlier)

    def _panel(self, method: Method) -> Panel:
        if method.local_shocks not in self._panels:
            self._panels[method.local_shocks] = standing(self._ready, method)
        return self._panels[method.local_shocks]

    def _standard(self, rules: StandardRules) -> tuple[Levels, OwnStandard]:
        if rules == standard_rules_of(self._criteria):
            return self._found.levels, self._found.standard
        key = repr(rules)
        if key not in self._standards:
            ready = self._ready
            members, measures = ready.trusts.members, ready.measures
            self._standards[key] = (
                trust_levels(members, measures.school_years, ready.last_year, rules),
                own_standard(
                    members, measures, admissions_of(ready.establishments), ready.last_year, rules
                ),
            )
        return self._standards[key]
