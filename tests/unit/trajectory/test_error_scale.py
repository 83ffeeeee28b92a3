"""Errors scaled by the luck of schools that changed no trust."""

from dataclasses import replace

import numpy as np
import pytest

from cst_screen.trajectory.error_scale import (
    UNSCALED,
    ErrorRules,
    ErrorScale,
    learn_scale,
    scale_by_level,
)
from cst_screen.trajectory.matching import JoinerGroup, Panel, Window
from tests.unit.trajectory.test_local_shocks import JOINER, SCHOOLS, M, panel_of

WINDOW = Window(M, (2016, 2017, 2018), (2023,))
RULES = ErrorRules(pretend=200, fewest=100, bands=5)


def _group(*rows: int, window: Window = WINDOW, selective: bool = False) -> JoinerGroup:
    return JoinerGroup(window, np.array(rows), np.full(len(rows), 900), selective, False)


def _learn(
    factor: float, groups: list[JoinerGroup], rules: ErrorRules = RULES, panel: Panel | None = None
) -> tuple[ErrorScale, list[JoinerGroup]]:
    """Where every pretend joiner's effect is `factor` times its error; and what was asked for."""
    asked: list[JoinerGroup] = []

    def squares(group: JoinerGroup) -> np.ndarray:
        asked.append(group)
        return np.full(len(group.rows), factor**2)

    return learn_scale(groups, panel or panel_of(), squares, rules), asked


def test_factor_is_the_root_of_the_mean_square() -> None:
    found, _ = _learn(1.2, [_group(JOINER)])

    assert found.factors == pytest.approx([1.2] * 5)


def test_bands_are_pooled_unless_they_differ_beyond_luck() -> None:
    draw = np.random.default_rng(1)
    level = draw.normal(size=5000)
    alike, low_is_worse = draw.normal(size=5000), draw.normal(size=5000)
    low_is_worse[level < -0.84] *= 1.5  # the lowest fifth

    pooled = scale_by_level(level, alike**2, 5).factors
    apart = scale_by_level(level, low_is_worse**2, 5).factors
    assert max(pooled) - min(pooled) < 0.03
    assert apart[0] == pytest.approx(1.5, abs=0.08)
    assert apart[1:] == pytest.approx([1.0] * 4, abs=0.08)


def test_between_two_bands_the_factor_is_on_the_line_and_beyond_the_last_it_is_the_lasts() -> None:
    scale = ErrorScale((-1.0, 1.0), (1.4, 1.0))

    assert scale.at(np.array([-3.0, 0.0, 0.5, 3.0])).tolist() == pytest.approx([1.4, 1.2, 1.1, 1.0])


def test_window_of_most_joiners_is_tried_and_a_tenth_of_its_donors_at_a_time() -> None:
    other = Window(M, (2016, 2017), (2023,))
    _, asked = _learn(1.0, [_group(0, window=other), _group(1, 2), _group(3, window=other)])

    assert {part.window for part in asked} == {WINDOW}
    assert all(len(part.rows) <= SCHOOLS / 10 for part in asked)
    rows = [row for part in asked for row in part.rows.tolist()]
    assert len(rows) == len(set(rows)) == 200
    assert not {1, 2} & set(rows)


@pytest.mark.parametrize(
    "groups",
    [[], [_group(JOINER, selective=True)]],
    ids=["nobody joined", "a selective school alone"],
)
def test_without_joiners_of_the_usual_kind_errors_stay(groups: list[JoinerGroup]) -> None:
    assert _learn(1.5, groups)[0] == UNSCALED


def test_with_too_few_schools_errors_stay() -> None:
    assert _learn(1.5, [_group(JOINER)], replace(RULES, fewest=300))[0] == UNSCALED
    assert _learn(1.5, [_group(JOINER)], replace(RULES, pretend=0))[0] == UNSCALED
