"""The figures that verdicts rest on, under many thresholds at once: made once, and left out where a setting
asks for more joiners, a more reliable mean or a larger share than there is.

Most figures of a trust depend on no threshold. Those of a trust's mean are known or not by `Enough`, and the
chance of a rise by what counts as material: both are worked out over arrays. The others that count joiners
are made by the screen's own functions once for each number of joiners that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from cst_screen.judging.evidence import (
    FewestCases,
    Findings,
    values_in_phases,
    values_of_trusts_as_a_whole,
)
from cst_screen.judging.over_settings import FigureOver, FiguresUnder, Numbers
from cst_screen.judging.phases import FIGURES_THAT_LEAD, PHASES, is_by_phase
from cst_screen.judging.settings import Settings
from cst_screen.judging.verdicts import Rule
from cst_screen.statistics.chances import chances_beyond
from cst_screen.trajectory.enough import Enough, is_enough
from cst_screen.trajectory.figures import FROM_HEADLINE, OF_JOINERS, WITH_CHANGE
from cst_screen.trajectory.method import HEADLINES
from cst_screen.trajectory.robustness import VARIANTS
from cst_screen.vocabulary.shift_figures import SHIFTS

_OF_THE_MEAN = (*FROM_HEADLINE, "improved_share")
"""Known where there is enough of everything."""
_BY_ENOUGH = ("trajectory_lowest_stage",)
"""Takes the phases in which there is enough of everything."""
_BY_JOINERS = (
    *(f"trajectory_{variant}" for variant in VARIANTS),
    *(figure.name for figure in SHIFTS),
    "trajectory_consistency",
    *(f"{measure}_{what}" for measure in WITH_CHANGE for what in ("change", "effect")),
)
"""Known where there are joiners enough."""
OF_HEADLINES = frozenset({*OF_JOINERS, *_OF_THE_MEAN, *_BY_ENOUGH, "trajectory_reliability"})
"""The figures about joiners that need no more than the headline of each phase."""
OF_JOINERS_AT_ALL = OF_HEADLINES | {*_BY_JOINERS}
Mask = npt.NDArray[np.bool_]
_ANY = Enough(joiners=1, reliability=0.0, share=0.0)


class FiguresOver:
    """The figures that some rules name, of one set of findings."""

    def __init__(self, findings: Findings, rules: Iterable[Rule], settings: Settings) -> None:
        self._findings, self._settings = findings, settings
        self._names = {rule.figure for rule in rules if rule.required}
        self._made: dict[Enough, dict[str, FigureOver]] = {}
        tables = self._tables(_ANY)
        self._any = self._figures_of(tables, self._names - {*_BY_ENOUGH, *_BY_JOINERS})
        self._that_lead = {
            name: _in_phases(tables[0], name, findings.uids) for name in FIGURES_THAT_LEAD
        }
        trusts = findings.trajectories.trusts
        self._headline = {
            column: np.stack(
                [_column(trusts, name, column, findings.uids) for name in HEADLINES.values()]
            )[None]
            for column in ("judged", "old_enough", "reliability", "shrunken", "upper95")
        }

    def under(self, thresholds: Mapping[str, Numbers]) -> FiguresUnder:
        """The figures under each setting. thresholds: key of a setting -> its values, one for each."""

        def values(name: str) -> Numbers:
            given = thresholds.get(f"settings.{name}")
            return np.array([float(getattr(self._settings, name))]) if given is None else given

        asked = (
            values("least_judged_joiners"),
            values("least_reliability") / 100,
            values("least_share_judged") / 100,
        )
        known = self._known(asked)
        chances = self._chances(thresholds)

        def of_the_mean(name: str, any_of_it: FigureOver) -> FigureOver:
            return _where(known, chances.get(name, any_of_it))

        named = dict(self._any)
        for name in self._names & {*_OF_THE_MEAN}:
            named[name] = of_the_mean(name, self._any[name])
        each = [
            Enough(int(joiners), float(least), float(share))
            for joiners, least, share in zip(*np.broadcast_arrays(*asked), strict=True)
        ]
        for name in self._names & {*_BY_JOINERS}:
            named[name] = self._for_each(name, [Enough(e.joiners, 0.0, 0.0) for e in each])
        for name in self._names & {*_BY_ENOUGH}:
            named[name] = self._for_each(name, each)
        that_lead = {
            name: of_the_mean(name, figure) if name in _OF_THE_MEAN else figure
            for name, figure in self._that_lead.items()
        }
        return FiguresUnder(named, that_lead)

    def _known(self, asked: tuple[Numbers, Numbers, Numbers]) -> Mask:
        joiners, least, share = (values[:, None, None] for values in asked)
        head = self._headline
        return is_enough(
            head["judged"], head["old_enough"], head["reliability"], (joiners, least, share)
        )

    def _chances(self, thresholds: Mapping[str, Numbers]) -> dict[str, FigureOver]:
        """The chances of a rise and of a fall, where another size of them is material."""
        material = thresholds.get("settings.effect_threshold")
        if material is None:
            return {}
        mean, upper = self._headline["shrunken"], self._headline["upper95"]
        rise, fall = chances_beyond(mean, upper, material[:, None, None])
        none = np.full((1, 1, 1), np.nan)
        return {
            "trajectory_probability": FigureOver(rise, none, none),
            "trajectory_fall_probability": FigureOver(fall, none, none),
        }

    def _for_each(self, name: str, asked: list[Enough]) -> FigureOver:
        each = [self._made_with(enough)[name] for enough in asked]
        return FigureOver(
            np.concatenate([figure.value for figure in each]),
            np.concatenate([figure.lower for figure in each]),
            np.concatenate([figure.upper for figure in each]),
        )

    def _made_with(self, enough: Enough) -> dict[str, FigureOver]:
        """The figures for which it takes to be made anew, by the functions of a screen."""
        if enough not in self._made:
            names = self._names & {*_BY_JOINERS, *_BY_ENOUGH}
            self._made[enough] = self._figures_of(self._tables(enough), names)
        return self._made[enough]

    def _figures_of(
        self, tables: tuple[pl.DataFrame, pl.DataFrame], names: Iterable[str]
    ) -> dict[str, FigureOver]:
        in_phases, of_trusts = tables
        uids = self._findings.uids
        return {
            name: _in_phases(in_phases, name, uids)
            if is_by_phase(name)
            else _of_trust(of_trusts, name, uids)
            for name in names
        }

    def _tables(self, enough: Enough) -> tuple[pl.DataFrame, pl.DataFrame]:
        fewest = FewestCases(enough, self._settings.least_compared_inspections)
        return (
            values_in_phases(self._findings, fewest),
            values_of_trusts_as_a_whole(self._findings, fewest),
        )


def _in_phases(table: pl.DataFrame, name: str, uids: pl.DataFrame) -> FigureOver:
    rows = table.filter(pl.col("figure") == name)
    of_phase = [rows.filter(pl.col("phase") == phase) for phase in PHASES]
    return _figure(
        lambda column: np.stack([_aligned(part, column, uids) for part in of_phase])[None]
    )


def _of_trust(table: pl.DataFrame, name: str, uids: pl.DataFrame) -> FigureOver:
    rows = table.filter(pl.col("figure") == name)
    return _figure(lambda column: _aligned(rows, column, uids)[None, None])


def _figure(column: Callable[[str], Numbers]) -> FigureOver:
    return FigureOver(column("value"), column("lower"), column("upper"))


def _column(trusts: pl.DataFrame, measure: str, column: str, uids: pl.DataFrame) -> Numbers:
    return _aligned(trusts.filter(pl.col("measure") == measure), column, uids)


def _aligned(rows: pl.DataFrame, column: str, uids: pl.DataFrame) -> Numbers:
    """A column in the order of the trusts; NaN where it has nothing."""
    values = uids.join(
        rows.select("uid", pl.col(column).cast(pl.Float64)),
        on="uid",
        how="left",
        validate="1:1",
        maintain_order="left",
    )
    return values[column].to_numpy().astype(np.float64)


def _where(known: Mask, figure: FigureOver) -> FigureOver:
    return FigureOver(
        *(np.where(known, part, np.nan) for part in (figure.value, figure.lower, figure.upper))
    )
