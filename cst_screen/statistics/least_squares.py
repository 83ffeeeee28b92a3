"""Least squares for many rows and a few columns, by sums of products.

One pass over the cases gives all that is needed, where a factorisation takes many. Half of the digits are
lost where terms nearly repeat each other: a second pass, over what the first left, brings them back, and
where they repeat each other wholly the factorisation is taken after all.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]
"""One row a term or an outcome, one column a case."""

_WELL_CONDITIONED = 1e-6
"""Smallest eigenvalue of the products of terms of length one, as a share of the largest, from which ten
digits remain after one pass."""


def least_squares(terms: Table, outcomes: Table) -> Table:
    """The coefficients, term by outcome, with the least sum of squares; of several such, the smallest.

    terms: one row a term (of ones for a constant). outcomes: one row an outcome.
    """
    # No matrix products: at this size the threads of one cost more than they save.
    products = np.einsum("in,jn->ij", terms, terms)
    length = np.sqrt(np.diag(products))
    held = np.flatnonzero(length > 0.0)
    length = length[held]
    values, vectors = np.linalg.eigh(products[np.ix_(held, held)] / np.outer(length, length))
    if not len(held) or values[0] <= _WELL_CONDITIONED * values[-1]:
        coefficients, *_ = np.linalg.lstsq(terms.T, outcomes.T, rcond=None)
        return np.asarray(coefficients, dtype=np.float64)
    solved = np.zeros((len(terms), len(outcomes)))

    def improve(left: Table) -> None:
        along = np.einsum("in,jn->ij", terms, left)[held] / length[:, None]
        solved[held] += (vectors @ ((vectors.T @ along) / values[:, None])) / length[:, None]

    improve(outcomes)
    improve(outcomes - np.einsum("in,ij->jn", terms, solved))
    return solved
