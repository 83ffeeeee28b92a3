"""How academic years are written."""

from __future__ import annotations

import pytest

from cst_screen.outputs.wording.dates import years_span


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ("2015/16; 2016/17; 2017/18; 2018/19; 2023/24", "2015/16 to 2018/19, 2023/24"),
        ("2022/23; 2023/24", "2022/23, 2023/24"),
        (["2023/24", "2018/19"], "2018/19, 2023/24"),
        ("2018/19", "2018/19"),
        (None, ""),
    ],
)
def test_runs_of_years_are_drawn_together(years: str | list[str] | None, expected: str) -> None:
    assert years_span(years) == expected
