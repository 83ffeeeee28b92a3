"""Trusts as tables of figures, as evidence has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from cst_screen.judging.again import TrustValues
from cst_screen.judging.over_settings import FiguresUnder
from cst_screen.judging.over_trusts import figures_of_trusts
from cst_screen.judging.verdicts import FigureValue
from cst_screen.vocabulary.tables import MISSING

_COLUMNS = {
    "uid": pl.Int32,
    "phase": pl.String,
    "figure": pl.String,
    "value": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "missing": MISSING,
}


def tables_of(trusts: Sequence[TrustValues]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Figures of the trusts, and by phase. The UID of each is its place."""
    own = _table((uid, "", trust.own) for uid, trust in enumerate(trusts))
    by_phase = _table(
        (uid, phase, figures)
        for uid, trust in enumerate(trusts)
        for phase, figures in trust.phases.items()
    )
    return own.drop("phase"), by_phase


def figures_under(trusts: Sequence[TrustValues]) -> FiguresUnder:
    """The same over arrays."""
    uids = pl.Series(range(len(trusts)), dtype=pl.Int32)
    own, phases = tables_of(trusts)
    that_lead = figures_of_trusts(phases, phases["figure"].unique(), uids)
    return FiguresUnder(
        {**that_lead, **figures_of_trusts(own, own["figure"].unique(), uids)}, that_lead
    )


def _table(trusts: Iterable[tuple[int, str, Mapping[str, FigureValue]]]) -> pl.DataFrame:
    rows = [
        (uid, phase, name, one.value, one.lower, one.upper, one.missing)
        for uid, phase, figures in trusts
        for name, one in figures.items()
    ]
    return pl.DataFrame(rows, schema=_COLUMNS, orient="row")
