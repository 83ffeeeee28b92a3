"""Least squares for many rows and a few columns, by sums of products.

One pass over the cases gives all that is needed, where a factorisation takes many. Half of the digits are
lost where terms nearly repeat each other: a second pass, over what the first left, is taken there to bring
them back, and where they repeat each other wholly the factorisation is taken after all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]
"""One row a term or an outcome, one column a case."""
Places = npt.NDArray[np.int64]

_WELL_CONDITIONED = 1e-6
"""Smallest eigenvalue of the products of terms of length one, as a share of the largest, from which ten
digits remain after two passes."""
_FAR_APART = 1e-3
"""The same, from which a second pass would change the last few digits alone."""


@dataclass(frozen=True)
class Regression:
    """Terms whose products are worked out, for outcomes that come later.

    held: the terms that are not nothing; length: the root of their sum of squares. values, vectors: of the
    products of these terms at length one; None where the terms nearly repeat each other.
    """

    terms: Table
    held: Places
    length: Table
    values: Table | None
    vectors: Table

    @classmethod
    def on(cls, terms: Table) -> Regression:
        """terms: one row a term (of ones for a constant)."""
        # Sums in a fixed order: that of a matrix product depends on the machine.
        products = np.einsum("in,jn->ij", terms, terms)
        length = np.sqrt(np.diag(products))
        held = np.flatnonzero(length > 0.0)
        length = length[held]
        values, vectors = np.linalg.eigh(products[np.ix_(held, held)] / np.outer(length, length))
        is_fit = len(held) > 0 and values[0] > _WELL_CONDITIONED * values[-1]
        return cls(terms, held, length, values if is_fit else None, vectors)

    def coefficients(self, outcomes: Table) -> Table:
        """Term by outcome, with the least sum of squares; of several such, the smallest.

        outcomes: one row an outcome.
        """
        if self.values is None:
            found, *_ = np.linalg.lstsq(self.terms.T, outcomes.T, rcond=None)
            return np.asarray(found, dtype=np.float64)
        first = self._solved(outcomes)
        if self.values[0] > _FAR_APART * self.values[-1]:
            return first
        return first + self._solved(outcomes - first.T @ self.terms)

    def _solved(self, outcomes: Table) -> Table:
        solved = np.zeros((len(self.terms), len(outcomes)))
        along = (self.terms @ outcomes.T)[self.held] / self.length[:, None]
        turned = (self.vectors.T @ along) / np.asarray(self.values)[:, None]
        solved[self.held] = (self.vectors @ turned) / self.length[:, None]
        return solved


def least_squares(terms: Table, outcomes: Table) -> Table:
    """The coefficients of a regression that is asked once (`Regression`)."""
    return Regression.on(terms).coefficients(outcomes)
