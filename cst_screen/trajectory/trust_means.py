"""The mean effect of a trust's joiners, and its error.

Joiners of one trust may share comparison schools, or a local authority whose shock is not fully known. Their
errors are then not independent, and the trust's error allows for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from cst_screen.statistics.intervals import t_975
from cst_screen.trajectory.arrays import Counts, Flags, Ids, Matrix, Rows
from cst_screen.trajectory.comparison_lists import listed_schools, with_lists

_LABEL = ["uid", "label"]


@dataclass(frozen=True)
class EffectColumns:
    """Where the parts of a trust hold one kind of effect.

    effect, se: the columns of the effect and of its standard error. shock_se: the column of the part of the
    error that joiners in one local authority share. weight: what each part counts.
    """

    effect: str = "effect_sd"
    se: str = "se"
    shock_se: str = "shock_se"
    weight: str = "weight"


@dataclass(frozen=True)
class _Shared:
    """What several joiners of a trust may have in common, such as a comparison school.

    parts: the part of each use, sorted so that uses of one thing by one trust lie together; begins: where
    the uses of each begin. trusts: whose each is.
    """

    parts: Rows
    begins: Rows
    trusts: Rows

    @classmethod
    def of(cls, parts: Rows, things: Ids, trusts: Rows) -> _Shared:
        """parts, things: of each use, in any order. trusts: the trust of each part."""
        whose = trusts.take(parts)
        code = whose * (things.max(initial=0) + 1) + things
        order = np.argsort(code, kind="stable")
        code = code.take(order)
        begins = np.flatnonzero(np.append(True, code[1:] != code[:-1])[: len(code)])
        return cls(parts.take(order), begins, whose.take(order.take(begins)))

    def squares(self, brought: Matrix, trusts: int) -> Matrix:
        """By trust, the squares of what all uses of one thing bring together. brought: by part."""
        return self._summed(self._together(brought) ** 2, trusts)

    def common(self, brought: Matrix, trusts: int) -> Matrix:
        """The same less the squares of what each use brings alone: nothing where a thing is used once."""
        alone = self._together(brought**2)
        return self._summed(self._together(brought) ** 2 - alone, trusts)

    def _together(self, brought: Matrix) -> Matrix:
        """By thing, the sum over its uses."""
        if not len(self.begins):
            return np.zeros(0)
        together: Matrix = np.add.reduceat(brought.take(self.parts), self.begins)
        return together

    def _summed(self, of_things: Matrix, trusts: int) -> Matrix:
        return np.bincount(self.trusts, of_things, minlength=trusts).astype(np.float64)


@dataclass(frozen=True)
class JoinersByTrust:
    """Judged joiners by trust and label, with the comparison schools that each effect rests on.

    parts: in order of trust and label, which are one trust here. trusts: the number of each part's. labels:
    uid and label of each number. schools: how many comparison schools each part rests on.
    """

    parts: pl.DataFrame
    trusts: Rows
    labels: pl.DataFrame
    schools: Counts
    comparisons: _Shared
    places: _Shared

    @classmethod
    def of(
        cls, parts: pl.DataFrame, matches: pl.DataFrame, schools: int | None = None
    ) -> JoinersByTrust:
        """parts: `KEYS`, label, schools, authority, and the columns of each kind of effect. matches: as in
        `joiner_effects.Effects`. schools: how many of each joiner's comparison schools an effect rests
        on; None: as many as the part's own `schools`.
        """
        most = pl.col("schools") if schools is None else pl.lit(schools)
        parts = (
            with_lists(parts, matches)
            .with_columns(schools=pl.min_horizontal(most, pl.col("listed")))
            .sort(_LABEL, maintain_order=True)
        )
        trusts = parts.select(pl.struct(_LABEL).rle_id()).to_series().to_numpy().astype(np.int64)
        counts = parts["schools"].to_numpy().astype(np.int64)
        part, compared = listed_schools(parts, matches, counts)
        authority = parts["authority"].fill_null(-1).to_numpy()
        placed = np.flatnonzero(authority >= 0)
        return cls(
            parts=parts,
            trusts=trusts,
            labels=parts.select(_LABEL).unique(maintain_order=True),
            schools=counts,
            comparisons=_Shared.of(part, compared, trusts),
            places=_Shared.of(placed, authority.take(placed), trusts),
        )

    def means(self, columns: EffectColumns) -> pl.DataFrame:
        """Mean effect of each trust's joiners, under each `label`.

        uid, label, effect_sd, se, lower, upper (95%), shared (the part of the variance that comes from
        joiners in one local authority), joiners (how many have the effect; where none has, there is no
        row). Two sources of error: each joiner's own change, and its comparison schools'. A school that
        is compared with several joiners of the trust adds its error to each of them, and so does what is
        unknown of the shock of a local authority to all joiners in it.

        A part's load is its weight times the spread of a single school's change; an effect's error is
        that spread times the root of 1 + 1 / schools. Each joiner's own error holds its place's shock
        already, so what places add is what their shocks have in common: the square of their sum, less
        the sum of their squares.
        """
        effect, error = self._numbers(columns.effect), self._numbers(columns.se)
        has = ~np.isnan(effect)
        weight = np.where(has, np.nan_to_num(self._numbers(columns.weight)), 0.0)
        load = weight * np.nan_to_num(error) / np.sqrt(1 + 1 / self.schools)
        shock = weight * np.nan_to_num(self._numbers(columns.shock_se))
        total = self._sums(weight)
        together = self.places.common(shock, len(total))
        apart = self._sums(load**2) + self.comparisons.squares(load / self.schools, len(total))
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = self._sums(weight * np.where(has, effect, 0.0)) / total
            error = np.sqrt(apart + together) / total
            shared = together / total**2
        half = _students_t(self._sums(np.where(has, self.schools - 1, 0))) * error
        found = self.labels.with_columns(
            effect_sd=mean,
            se=error,
            lower=mean - half,
            upper=mean + half,
            shared=shared,
            joiners=self._sums(has).astype(np.int64),
        )
        return found.filter(pl.col("joiners") > 0)

    def _numbers(self, column: str) -> Matrix:
        """One number a part, NaN where it has none."""
        return self.parts[column].cast(pl.Float64).to_numpy()

    def _sums(self, of_parts: Matrix | Flags) -> Matrix:
        """The sum over each trust's parts."""
        number = self.labels.height
        return np.bincount(self.trusts, of_parts, minlength=number).astype(np.float64)


def trust_means(
    parts: pl.DataFrame,
    matches: pl.DataFrame,
    columns: EffectColumns,
    schools: int | None = None,
) -> pl.DataFrame:
    """The means of one kind of effect (`JoinersByTrust`); a joiner that is judged at two key stages has two
    parts of half a weight."""
    judged = parts.filter(pl.col(columns.effect).is_not_null())
    return JoinersByTrust.of(judged, matches, schools).means(columns)


def _students_t(degrees: Matrix) -> Matrix:
    """Student's t for a 95% interval, by degrees of freedom."""
    distinct, which = np.unique(degrees.astype(np.int64), return_inverse=True)
    return np.array([t_975(max(int(number), 1)) for number in distinct])[which]
