"""DfE's trust measures beside ours: lists first, then figures, then what may account for a gap."""

from dataclasses import dataclass, replace

import polars as pl
import pytest

from cst_screen.dfe.agreement import summarise, weights_evidence
from cst_screen.dfe.beside import BESIDE, beside_published
from cst_screen.dfe.figure_reasons import figure_differences
from cst_screen.dfe.list_reasons import list_differences
from cst_screen.dfe.national import against_printed
from cst_screen.dfe.reconcile import TrustComparison, compare
from cst_screen.results.school_years import Measures
from cst_screen.schools.membership import Membership
from tests.unit.builders import (
    day,
    establishments,
    histories,
    national,
    published_national,
    published_trust,
    published_trusts,
    result,
    results,
)

YEAR = 2018
READING = "ks2_reading_progress"
OLD = "2012-09-01"  # six full years by the summer of 2018


@dataclass(frozen=True)
class World:
    """Schools as URN -> (joined, left, figure, pupils), all in trust 900; some overridden."""

    schools: dict[int, tuple[str | None, str | None, float | None, int]]
    elsewhere: tuple[tuple[int, int, str, str | None], ...] = ()  # urn, uid, joined, left
    facts: tuple[dict[str, object], ...] = ()
    latest_joining: tuple[tuple[int, str], ...] = ()

    @property
    def membership(self) -> Membership:
        late = dict(self.latest_joining)
        rows = [(u, 900, j, end) for u, (j, end, *_) in self.schools.items() if j]
        spells = pl.DataFrame(
            [
                {
                    "history": u,
                    "urn": u,
                    "last_urn": u,
                    "uid": uid,
                    "joined_on": day(j),
                    "last_joined_on": day(late.get(u, j)),
                    "left_on": day(end),
                    "file": 2,
                    "row": u,
                }
                for u, uid, j, end in [*rows, *self.elsewhere]
            ],
            schema={
                "history": pl.Int32,
                "urn": pl.Int32,
                "last_urn": pl.Int32,
                "uid": pl.Int32,
                "joined_on": pl.Date,
                "last_joined_on": pl.Date,
                "left_on": pl.Date,
                "file": pl.Int16,
                "row": pl.UInt32,
            },
        )
        uids = sorted({900, *(uid for _, uid, _, _ in self.elsewhere)})
        trusts = pl.DataFrame(
            {"uid": uids, "trust": [f"Trust {u}" for u in uids], "trust_type": "multi"},
            schema_overrides={"uid": pl.Int32},
        )
        empty = pl.DataFrame()
        return Membership(spells, trusts, True, empty, ())

    @property
    def register(self) -> pl.DataFrame:
        own = {int(f["urn"]): f for f in self.facts}  # type: ignore[call-overload]
        return establishments(*(own.get(u, u) for u in self.schools))  # type: ignore[arg-type]

    @property
    def measures(self) -> Measures:
        rows = [
            r
            for u, (_, _, value, pupils) in self.schools.items()
            if pupils
            for r in (
                result(u, YEAR, value, READING, pupils),
                result(u, YEAR, None if value is None else 60.0, pupils=pupils),
            )
        ]
        figures = results(rows).with_columns(weight=pl.col("pupils"))
        none = pl.DataFrame()
        return Measures(none, figures, national([YEAR], READING), none, none)

    def compared(
        self, *published: tuple[dict[str, object], list[dict[str, object]]]
    ) -> TrustComparison:
        trusts, figures = published_trusts(*published)
        return compare(trusts, figures, self.membership, _lines(self), self.register, self.measures)

    def reasons(
        self, *published: tuple[dict[str, object], list[dict[str, object]]]
    ) -> dict[int, str]:
        found = list_differences(
            self.compared(*published), self.membership, self.register, self.measures
        )
        return dict(found.select("urn", "reason").iter_rows())

    def gap(
        self, *published: tuple[dict[str, object], list[dict[str, object]]]
    ) -> dict[str, object]:
        trusts, _ = published_trusts(*published)
        found = figure_differences(self.compared(*published), trusts, self.measures, set())
        return found.row(0, named=True)


def _lines(world: World):  # type: ignore[no-untyped-def]
    from cst_screen.schools.histories import Histories

    empty = pl.DataFrame()
    return Histories(histories(*world.schools), empty, empty)


THREE = World({1: (OLD, None, 1.0, 20), 2: (OLD, None, 2.0, 20), 3: (OLD, None, 3.0, 20)})


def _row(urns: list[int], value: float = 2.0, **facts: object):  # type: ignore[no-untyped-def]
    return published_trust(900, urns, YEAR, **({"pupils": 60} | facts), **{READING: value})  # type: ignore[arg-type]


# --- lists ------------------------------------------------------------------------------------


def test_the_same_schools_are_the_same_list() -> None:
    row = THREE.compared(_row([1, 2, 3])).lists.row(0, named=True)

    assert (row["same"], row["listed"], row["ours"], row["shared"]) == (True, 3, 3, 3)


def test_one_school_more_on_either_side_is_another_list() -> None:
    assert THREE.compared(_row([1, 2])).lists["same"].to_list() == [False]
    assert THREE.compared(_row([1, 2, 3, 4])).lists["same"].to_list() == [False]


def test_a_sponsors_list_is_not_compared() -> None:
    """Its row covers several trusts; that is not known to differ."""
    found = THREE.compared(_row([1, 2, 3], kind="sponsor"))

    assert found.lists["same"].to_list() == [None]
    assert THREE.reasons(_row([1, 2], kind="sponsor")) == {}


def test_the_list_of_a_trust_that_is_not_on_record_cannot_be_told() -> None:
    found = THREE.compared(published_trust(901, [1, 2, 3], YEAR, **{READING: 2.0}))

    assert found.lists["same"].to_list() == [None]


def test_a_list_that_runs_on_is_cut_where_its_pupils_end() -> None:
    """The row counts two schools and 40 pupils and lists three."""
    found = THREE.compared(_row([1, 2, 3], schools=2, pupils=40))

    assert found.schools.filter("in_dfe")["urn"].to_list() == [1, 2]
    assert found.lists["list_note"].to_list() == ["runs_on"]


def test_a_list_longer_than_its_count_stays_when_pupils_do_not_tell() -> None:
    found = THREE.compared(_row([1, 2, 3], schools=2, pupils=41))

    assert found.schools.filter("in_dfe").height == 3
    assert found.lists["list_note"].to_list() == ["count_differs"]


@pytest.mark.parametrize(
    ("world", "listed", "reason"),
    [
        (World({**THREE.schools, 4: ("2016-09-01", None, 1.0, 20)}), [1, 2, 3, 4], "joined_later"),
        (World({**THREE.schools, 4: (OLD, "2017-09-01", 1.0, 20)}), [1, 2, 3, 4], "left"),
        (World({**THREE.schools, 4: (OLD, None, None, 0)}), [1, 2, 3, 4], "no_results"),
        (World({**THREE.schools, 4: (None, None, 1.0, 20)}), [1, 2, 3, 4], "not_in_record"),
        (
            World({**THREE.schools, 4: (None, None, 1.0, 20)}, ((4, 950, OLD, None),)),
            [1, 2, 3, 4],
            "in_another_trust",
        ),
        (
            World(
                {**THREE.schools, 4: (OLD, None, 1.0, 20)}, facts=({"urn": 4, "sector": "special"},)
            ),
            [1, 2, 3, 4],
            "not_mainstream",
        ),
        (THREE, [1, 2, 3, 77], "not_in_register"),
    ],
)
def test_why_only_dfe_has_a_school(world: World, listed: list[int], reason: str) -> None:
    ((_, found),) = world.reasons(_row(listed)).items()

    assert found == reason


@pytest.mark.parametrize(
    ("world", "listed", "reason"),
    [
        (THREE, [], "empty_list"),
        (THREE, [2, 3], "before_the_first"),
        (THREE, [1, 2], "not_told"),
        (World({**THREE.schools, 4: (OLD, None, None, 3)}), [1, 2, 3], "figure_withheld"),
        (World({**THREE.schools, 4: (OLD, "2018-01-01", 1.0, 20)}), [1, 2, 3], "closed"),
        (
            World({**THREE.schools, 4: (OLD, None, 1.0, 20)}, latest_joining=((4, "2016-01-01"),)),
            [1, 2, 3],
            "two_joinings",
        ),
    ],
)
def test_why_only_ours_has_a_school(world: World, listed: list[int], reason: str) -> None:
    assert set(world.reasons(_row(listed)).values()) == {reason}


# --- figures ----------------------------------------------------------------------------------


def test_our_figure_over_dfes_list_is_set_against_dfes() -> None:
    row = THREE.compared(_row([1, 2], 1.4)).figures.row(0, named=True)

    assert row["fixed"] == pytest.approx((1.0 + 2.0) / 2)
    assert row["difference"] == pytest.approx(1.5 - 1.4)
    assert row["own"] == pytest.approx((1.0 + 2.0 + 3.0) / 3)


def test_a_school_that_came_from_another_trust_brings_its_years() -> None:
    """DfE counts it, so it must have three years by DfE's count: those of the earlier trust."""
    world = World(
        {**THREE.schools, 4: ("2017-09-01", None, 9.0, 20)}, ((4, 950, OLD, "2017-09-01"),)
    )
    listed = (
        world.compared(_row([1, 2, 3, 4])).schools.filter(pl.col("urn") == 4).row(0, named=True)
    )

    assert (listed["years"], listed["years_from"], listed["years_used"]) == (1, "first_trust", 6)


def test_shares_count_trusts_and_leave_sponsors_apart() -> None:
    near, far = _row([1, 2, 3], 2.1), published_trust(901, [1, 2, 3], YEAR, **{READING: 2.5})
    sponsor = published_trust(902, [1, 2, 3], YEAR, kind="sponsor", **{READING: 2.0})
    row = summarise(THREE.compared(near, far, sponsor)).row(0, named=True)

    assert (row["trusts"], row["within_small"], row["within_large"]) == (2, 1 / 2, 1 / 2)
    assert row["largest"] == pytest.approx(0.5)
    assert (row["sponsors"], row["sponsors_within_small"]) == (1, 1.0)
    assert row["same_schools"] == 1.0  # trust 901 is not on our record, which is no difference


def test_a_year_without_results_is_not_compared_and_not_a_disagreement() -> None:
    trusts, figures = published_trusts(_row([1, 2, 3]))
    other = [t.with_columns(academic_year=pl.lit(2022, dtype=pl.Int16)) for t in (trusts, figures)]
    found = compare(*other, THREE.membership, _lines(THREE), THREE.register, THREE.measures)
    row = summarise(found).row(0, named=True)

    assert (row["published"], row["trusts"], row["within_small"], row["largest"]) == (
        1,
        0,
        None,
        None,
    )


# --- what may account for a gap ---------------------------------------------------------------


def test_a_withheld_school_closes_the_gap_when_a_figure_in_the_printed_range_would() -> None:
    world = World({**THREE.schools, 4: (OLD, None, None, 20)})
    gap = world.gap(_row([1, 2, 3, 4], 1.75, pupils=80))

    # (1 + 2 + 3 + x) / 4 = 1.75 asks for x = 1.0
    assert (gap["reason"], gap["shown"]) == ("withheld", True)
    assert "it would take +1.0" in str(gap["detail"])


def test_a_withheld_school_that_would_have_to_be_extreme_explains_nothing() -> None:
    world = World({**THREE.schools, 4: (OLD, None, None, 20)})
    gap = world.gap(_row([1, 2, 3, 4], 9.0, pupils=80))

    assert (gap["reason"], gap["shown"]) == ("withheld_too_far", False)


def test_dfes_own_counts_of_years_can_close_the_gap() -> None:
    """Ours: four, four and four years or more; DfE: two schools of three years, one of four."""
    world = replace(
        THREE,
        schools={
            1: (OLD, None, 6.0, 20),
            2: ("2013-09-01", None, 0.0, 20),
            3: ("2014-09-01", None, 0.0, 20),
        },
    )
    by_dfe = 4 * 6.0 / (4 + 3 + 3)
    gap = world.gap(_row([1, 2, 3], round(by_dfe, 1), years=(2, 1)))

    assert gap["fixed"] == pytest.approx(4 * 6.0 / (4 + 4 + 4))
    assert (gap["reason"], gap["shown"]) == ("years", True)


def test_other_numbers_of_pupils_are_a_possible_reason_only() -> None:
    gap = THREE.gap(_row([1, 2, 3], 2.5, pupils=66))

    assert (gap["reason"], gap["shown"]) == ("cohort", False)
    assert gap["detail"] == "DfE 66 pupils, the schools' file 60"


def test_what_nothing_tells_is_said_to_be_so() -> None:
    gap = THREE.gap(_row([1, 2, 3], 2.5))

    assert (gap["reason"], gap["shown"], gap["beyond"]) == ("not_told", False, "large")


def test_a_close_figure_is_no_difference() -> None:
    trusts, _ = published_trusts(_row([1, 2, 3], 2.1))
    found = figure_differences(THREE.compared(_row([1, 2, 3], 2.1)), trusts, THREE.measures, set())

    assert found.is_empty()


# --- weights and national rows ----------------------------------------------------------------


def test_the_weights_that_made_a_figure_are_found_again() -> None:
    world = replace(
        THREE,
        schools={
            1: (OLD, None, 6.0, 10),
            2: ("2014-09-01", None, 0.0, 60),
            3: ("2014-09-02", None, 1.0, 20),
        },
    )
    made = (4 * 10 * 6.0 + 4 * 60 * 0.0 + 4 * 20 * 1.0) / (4 * 90)
    compared = world.compared(_row([1, 2, 3], round(made, 1)))
    same = dict(weights_evidence(compared, world.measures).select("weights", "same").iter_rows())

    assert same["DfE's rule"] == 1
    assert same["each school the same"] == 0


def test_pupils_in_no_printed_school_are_what_lies_between_the_national_figures() -> None:
    figures = results(
        [result(1, YEAR, 50.0, "ks4_attainment8", 80), result(2, YEAR, 10.0, "ks4_attainment8", 10)]
    )
    printed = published_national((YEAR, "ks4_attainment8", "state-funded", 42.0)).with_columns(
        pupils=pl.lit(100.0)
    )
    register = establishments(1, {"urn": 2, "sector": "special"})
    ours = pl.DataFrame(
        {
            "academic_year": [YEAR],
            "measure": ["ks4_attainment8"],
            "among": ["all"],
            "national": [50.0],
        },
        schema_overrides={"academic_year": pl.Int16},
    )
    none = pl.DataFrame()
    row = against_printed(figures, printed, register, Measures(none, none, ours, none, none)).row(
        0, named=True
    )

    assert row["comparator_less_printed"] == pytest.approx(8.0)
    assert row["all_listed"] == pytest.approx((50.0 * 80 + 10.0 * 10) / 90)
    assert row["unlisted_pupils"] == 10
    assert row["unlisted_mean"] == pytest.approx((42.0 * 100 - 50.0 * 80 - 10.0 * 10) / 10)


def test_nothing_published_is_an_empty_table_with_its_columns() -> None:
    trusts, figures = published_trusts(_row([1, 2, 3], kind="sponsor"))
    found = beside_published(
        trusts, figures, THREE.membership, _lines(THREE), THREE.register, THREE.measures, YEAR
    )

    assert (found.height, found.columns) == (0, list(BESIDE))


def test_a_year_after_the_as_at_date_is_not_shown() -> None:
    trusts, figures = published_trusts(_row([1, 2, 3]))
    shown = [
        beside_published(
            trusts, figures, THREE.membership, _lines(THREE), THREE.register, THREE.measures, last
        ).height
        for last in (YEAR - 1, YEAR)
    ]

    assert shown == [0, 1]
