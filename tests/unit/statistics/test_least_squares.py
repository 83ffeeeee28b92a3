"""Least squares against SciPy's, and where columns repeat each other or hold nothing."""

import numpy as np
import pytest
from scipy.linalg import lstsq

from cst_screen.statistics.least_squares import least_squares


def _terms(number: int = 200) -> np.ndarray:
    draw = np.random.default_rng(1)
    return np.vstack([np.ones(number), draw.normal(size=(3, number)) * [[1.0], [50.0], [0.01]]])


def _outcomes(number: int = 200) -> np.ndarray:
    return np.random.default_rng(2).normal(3.0, 1.0, (2, number))


def test_coefficients_agree_with_scipy() -> None:
    terms, outcomes = _terms(), _outcomes()

    expected = lstsq(terms.T, outcomes.T)[0]
    assert least_squares(terms, outcomes) == pytest.approx(expected, rel=1e-9)


def test_line_through_points_is_found() -> None:
    at = np.array([0.0, 1.0, 2.0])

    found = least_squares(np.vstack([np.ones(3), at]), (4.0 + 2.0 * at)[None, :])
    assert found[:, 0] == pytest.approx([4.0, 2.0])


def test_term_that_stands_twice_shares_its_coefficient() -> None:
    terms = _terms()
    twice = np.vstack([terms, terms[1]])

    once, found = least_squares(terms, _outcomes()), least_squares(twice, _outcomes())
    assert found[1] == pytest.approx(once[1] / 2)
    assert found[4] == pytest.approx(once[1] / 2)


def test_term_that_holds_nothing_counts_for_nothing() -> None:
    terms = _terms()
    with_nothing = np.vstack([terms, np.zeros(terms.shape[1])])

    found = least_squares(with_nothing, _outcomes())
    assert found[:4] == pytest.approx(least_squares(terms, _outcomes()))
    assert found[4].tolist() == [0.0, 0.0]


def test_fewer_cases_than_terms_have_the_smallest_answer() -> None:
    terms, outcomes = _terms(3), _outcomes(3)

    assert least_squares(terms, outcomes) == pytest.approx(lstsq(terms.T, outcomes.T)[0])


@pytest.mark.parametrize("apart", [0.1, 0.01, 0.002])
def test_terms_that_nearly_repeat_each_other_keep_their_digits(apart: float) -> None:
    terms = _terms()
    near = terms[1] + apart * np.random.default_rng(3).normal(size=terms.shape[1])
    with_near = np.vstack([terms, near])

    expected = lstsq(with_near.T, _outcomes().T)[0]
    assert least_squares(with_near, _outcomes()) == pytest.approx(expected, rel=1e-8)
