"""Which one setting moves a trust's share most."""

import numpy as np

from cst_screen.judging.draws import Draw
from cst_screen.judging.hangs_on import hangs_on

DRAW = Draw(
    methods=({"settings.matching.schools": 10.0}, {"settings.matching.schools": 50.0}),
    method_of=np.array([0, 1, 0, 1]),
    thresholds={"criteria.rise.at_least": np.array([0.1, 0.1, 0.2, 0.2])},
    own={"settings.matching.schools": 10, "criteria.rise.at_least": 0.1},
)


def test_the_setting_whose_values_differ_most_is_named_with_the_share_at_each() -> None:
    listed = np.array([[1, 1], [0, 1], [1, 0], [0, 0]], bool)
    schools, rise = hangs_on(DRAW, listed)

    assert schools is not None
    assert rise is not None
    assert (schools.key, schools.parts) == (
        "settings.matching.schools",
        ((10.0, 10.0, 100.0), (50.0, 50.0, 0.0)),
    )
    assert (rise.key, rise.moves) == ("criteria.rise.at_least", 100.0)


def test_what_is_always_or_never_on_the_list_hangs_on_nothing() -> None:
    assert hangs_on(DRAW, np.array([[1, 0]] * 4, bool)) == [None, None]
