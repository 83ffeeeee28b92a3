"""Which kinds of trust a criterion keeps off the list: planted, and with nothing planted."""

from __future__ import annotations

from typing import Any

import polars as pl

from cst_screen.judging.shut_out import LUCK, kinds_of_trusts, shut_out
from cst_screen.judging.trusts import TrustVerdict
from cst_screen.judging.verdicts import Judgement, Outcome, Verdict

LARGE, HIGH = "enough_schools", "high_standard"


def members(uid: int, schools: int, **facts: Any) -> list[dict[str, Any]]:
    ordinary = {
        "sector": "mainstream",
        "phase": "primary",
        "region": "London",
        "urban_rural": "urban",
        "religious": False,
    }
    return [{"uid": uid, **ordinary, **facts} for _ in range(schools)]


def kinds(rows: list[dict[str, Any]], fsm: dict[int, float] | None = None) -> pl.DataFrame:
    table = pl.DataFrame(rows, schema_overrides={"uid": pl.Int32, "religious": pl.Boolean})
    figures = pl.DataFrame(
        [(uid, "intake_fsm", value) for uid, value in (fsm or {}).items()],
        schema={"uid": pl.Int32, "figure": pl.String, "value": pl.Float64},
        orient="row",
    )
    return kinds_of_trusts(table, figures)


def verdict(uid: int, large: Verdict, high: Verdict) -> TrustVerdict:
    listed: Outcome = "shortlisted" if large == high == "met" else "not_shortlisted"
    judgements = (
        Judgement(LARGE, large, "", True),
        Judgement(HIGH, high, "", True),
        Judgement("a_caveat", "not_met", "", False),
    )
    return TrustVerdict(uid, "", f"Trust {uid}", listed, "", judgements)


def groups_of(found: pl.DataFrame, uid: int) -> dict[str, str]:
    return dict(found.filter(uid=uid).select("kind", "group").iter_rows())


def test_each_trust_is_of_one_kind_by_each_look_and_of_none_where_it_is_not_known() -> None:
    found = kinds(
        [
            *members(1, 3, religious=True, urban_rural="rural"),
            *members(2, 1, sector="special", phase=None, region=None, religious=None, urban_rural=None),
            *members(3, 12),
            *members(3, 1, phase="secondary", urban_rural="rural"),
        ],
        fsm={1: 5.0, 3: 40.0},
    )  # fmt: skip

    assert groups_of(found, 1) == {
        "size": "3 or 4 schools",
        "phase": "primary schools, no other mainstream school",
        "region": "London",
        "free school meals": "fifth 1 of 5 by pupils eligible",
        "faith": "half or more schools with a religious character",
        "place": "half or more rural schools",
    }
    assert groups_of(found, 2) == {"size": "1 or 2 schools", "phase": "no mainstream school"}
    assert groups_of(found, 3)["phase"] == "primary and other mainstream schools"
    assert groups_of(found, 3)["place"] == "under half rural schools"


def test_criterion_that_falls_on_one_kind_is_found_and_no_other() -> None:
    """Of 40 rural trusts 5 meet the standard, of 40 urban ones 30. Faith has nothing to do with it."""
    rows, verdicts = [], []
    for uid in range(80):
        rural, met = uid < 40, uid % 40 < (5 if uid < 40 else 30)
        rows += members(uid, 3, urban_rural="rural" if rural else "urban", religious=uid % 2 == 0)
        verdicts.append(verdict(uid, "met", "met" if met else "cannot_tell"))
    found = shut_out(verdicts, kinds(rows), [LARGE])

    low = found.filter((pl.col("corrected") < LUCK) & (pl.col("criterion") == HIGH))
    assert set(low["kind"]) == {"place"}
    (row,) = low.filter(group="half or more rural schools").to_dicts()
    assert [row[k] for k in ("trusts", "met", "not_met", "cannot_tell")] == [40, 5, 0, 35]
    assert (row["others"], row["others_met"]) == (40, 30)


def test_other_criteria_are_counted_over_trusts_that_are_large_enough() -> None:
    """Or each of them would only say again whom the smallest size leaves out."""
    rows, verdicts = [], []
    for uid in range(40):
        rows += members(uid, 1 if uid < 20 else 3)
        verdicts.append(verdict(uid, "not_met" if uid < 20 else "met", "met"))
    found = shut_out(verdicts, kinds(rows), [LARGE])

    sizes = found.filter(kind="size").select("criterion", "group", "trusts").rows()
    assert sizes == [
        (LARGE, "1 or 2 schools", 20),
        (LARGE, "3 or 4 schools", 20),
        (HIGH, "3 or 4 schools", 20),
        ("shortlisted", "1 or 2 schools", 20),
        ("shortlisted", "3 or 4 schools", 20),
    ]


def test_rows_add_up_and_do_not_depend_on_the_order_of_trusts() -> None:
    rows = [m for uid in range(60) for m in members(uid, 3, region="ABC"[uid % 3])]
    verdicts = [verdict(uid, "met", ("met", "not_met", "cannot_tell")[uid % 3]) for uid in range(60)]  # fmt: skip
    found = shut_out(verdicts, kinds(rows), [LARGE])

    assert found.equals(shut_out(verdicts[::-1], kinds(rows[::-1]), [LARGE]))
    parts = pl.sum_horizontal("met", "not_met", "cannot_tell")
    assert found.filter(parts != pl.col("trusts")).is_empty()
