"""Which trusts the criteria about trajectories call improving, in which phase."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from cst_screen.judging.over_settings import MET, decided_over
from cst_screen.judging.over_trusts import answers_of, figures_of_trusts
from cst_screen.judging.phases import PHASES
from cst_screen.judging.verdicts import Rule
from cst_screen.trajectory.enough import Enough
from cst_screen.trajectory.figures import FROM_HEADLINE, OF_JOINERS, trajectory_by_phase
from cst_screen.trajectory.method import HEADLINES
from cst_screen.trajectory.tables import ROBUSTNESS

PRETEND_FIGURES = frozenset({*OF_JOINERS, *FROM_HEADLINE, "improved_share"})
"""The figures that need no more than a trust's headline: those of the mean effect, not of its variants."""

_CALLED = {"uid": pl.Int32, "measure": pl.String}


def called_trusts(trusts: pl.DataFrame, rules: Sequence[Rule], enough: Enough) -> pl.DataFrame:
    """uid and measure (the headline of a phase) of the trusts that meet every rule there that can be
    tried; without such a rule, none. trusts: `tables.TRUSTS`.
    """
    tried = [rule for rule in rules if rule.figure in PRETEND_FIGURES]
    if not tried or trusts.is_empty():
        return pl.DataFrame(schema=_CALLED)
    uids = trusts.select("uid").unique().sort("uid")
    table = trajectory_by_phase(uids, trusts, ROBUSTNESS.empty(), enough)
    figures = figures_of_trusts(table, {rule.figure for rule in tried}, uids["uid"])
    answers = decided_over(
        [(rule, answers_of(rule, figures[rule.figure]).verdicts) for rule in tried]
    )
    meets_all = np.all([verdicts == MET for _, verdicts in answers], axis=0)
    trust, phase = np.nonzero(meets_all.T)
    headlines = pl.Series([HEADLINES[phase] for phase in PHASES], dtype=pl.String)
    called = {"uid": uids["uid"].gather(trust), "measure": headlines.gather(phase)}
    return pl.DataFrame(called, schema=_CALLED)


def called_only_with_earlier_years(
    trusts: pl.DataFrame, earlier: pl.DataFrame, rules: Sequence[Rule], enough: Enough
) -> list[tuple[int, str]]:
    """uid and phase of the trusts that cannot be judged in a phase, and that would meet every rule there that
    can be tried if results of before 2015/16 counted. They stay "cannot tell".

    trusts, earlier: `tables.TRUSTS`, without and with such results.
    """
    keys = ["uid", "measure"]
    judged = trusts.filter(enough.why_not().is_null())
    only = called_trusts(earlier, rules, enough).join(judged, on=keys, how="anti")
    phases = {name: phase for phase, name in HEADLINES.items()}
    return [(uid, phases[name]) for uid, name in only.sort(keys).iter_rows()]
