"""DfE's trust measures beside ours, in words."""

from __future__ import annotations

from typing import Any

from cst_screen.outputs.wording.dfe_beside import (
    beside_sentences,
    ours_text,
    published_years,
    years_shown,
)


def _row(
    year: str, ours: float | None, measure: str = "ks4_progress8", **facts: Any
) -> dict[str, Any]:
    return {
        "uid": 900,
        "academic_year": year,
        "key_stage": "ks4",
        "measure": measure,
        "dfe": -0.24,
        "dfe_lower": -0.30,
        "dfe_upper": -0.18,
        "dfe_schools": 4,
        "ours": ours,
        "ours_lower": None,
        "ours_upper": None,
        "ours_schools": None if ours is None else 4,
        "same_schools": True,
        "over_dfe_list": ours,
        "source": "a.csv",
    } | facts


def test_dfes_latest_year_is_shown_even_where_ours_is_not_known() -> None:
    """An earlier year alone could show the other sign."""
    shown = years_shown([_row("2017/18", 0.07, dfe=0.07), _row("2021/22", None)])

    assert [r["academic_year"] for r in shown] == ["2017/18", "2021/22"]


def test_an_earlier_year_is_left_out_where_the_latest_has_both() -> None:
    shown = years_shown([_row("2016/17", 0.1), _row("2017/18", 0.07)])

    assert [r["academic_year"] for r in shown] == ["2017/18"]


def test_a_gap_says_which_kind_it_is() -> None:
    assert ours_text(_row("2021/22", None)) == "not known (no results for that year)"
    assert (
        ours_text(_row("2017/18", None, over_dfe_list=0.1))
        == "not known (fewer than three schools in our record)"
    )


def test_a_sentence_carries_year_source_interval_and_whether_the_schools_are_the_same() -> None:
    (sentence,) = beside_sentences([_row("2017/18", -0.23)], lambda _: "[S5]")

    assert sentence == (
        "2017/18 [S5]: Progress 8 \u22120.24 (\u22120.30 to \u22120.18) / \u22120.23; 4 schools, the "
        "same as ours."
    )


def test_the_years_of_dfes_files_come_from_the_run_record() -> None:
    entry = {"kind": "trusts_ks2_2017", "used": True, "year": "2017/18", "years": []}
    other = {"kind": "trusts_ks2_2016", "used": True, "year": None, "years": ["2016/17"]}

    assert published_years([entry, other, {**entry, "kind": "ks2_wide"}]) == (
        "key stage 2 for 2016/17 and 2017/18"
    )
    assert published_years([]) == ""
