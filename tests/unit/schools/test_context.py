import datetime as dt
from typing import Any

import polars as pl
import pytest

from cst_screen.schools.context import describe_trusts
from tests.unit.builders import AS_AT, TRUST, day, joined, school_years

SCHEMA = {
    "uid": pl.Int32,
    "history": pl.Int32,
    "joined_on": pl.Date,
    "sector": pl.String,
    "phase": pl.String,
    "la": pl.String,
    "region": pl.String,
    "urban_rural": pl.String,
    "easting": pl.Int32,
    "northing": pl.Int32,
    "pupils": pl.Int32,
}


def _describe(*schools: dict[str, Any], rolls: Any = (), spells: Any = ()) -> dict[str, Any]:
    """The context of one trust; a school is an ordinary primary unless said otherwise."""
    ordinary = {
        "uid": TRUST,
        "joined_on": "2015-09-01",
        "sector": "mainstream",
        "phase": "primary",
        "la": "Wenmouth",
        "region": "North East",
    }
    rows = [ordinary | {"history": n} | s for n, s in enumerate(schools, 1)]
    members = pl.DataFrame([r | {"joined_on": day(r["joined_on"])} for r in rows], schema=SCHEMA)
    out = describe_trusts(members, joined(*spells), school_years(list(rolls)), AS_AT).trusts
    (row,) = out.to_dicts()
    return row


def test_distance_is_a_straight_line_in_kilometres() -> None:
    row = _describe(
        {"easting": 400_000, "northing": 300_000}, {"easting": 403_000, "northing": 304_000}
    )

    assert row["distance_median_km"] == row["distance_furthest_km"] == (3**2 + 4**2) ** 0.5


def test_median_and_furthest_are_taken_over_all_pairs() -> None:
    row = _describe(*({"easting": e, "northing": 0} for e in (1_000, 2_000, 11_000)))

    # The pairs lie 1, 9 and 10 km apart.
    assert (row["distance_median_km"], row["distance_furthest_km"]) == (9.0, 10.0)


def test_school_without_coordinates_is_left_out_of_distances() -> None:
    row = _describe({"easting": 1_000, "northing": 0}, {"easting": 5_000, "northing": 0}, {})

    assert (row["distance_furthest_km"], row["located"], row["schools"]) == (4.0, 2, 3)


def test_one_located_school_has_no_distance() -> None:
    assert _describe({"easting": 1_000, "northing": 0}, {})["distance_median_km"] is None


def test_the_centre_is_weighted_by_pupils() -> None:
    rolls = [(1, 2025, "roll", 300.0), (2, 2025, "roll", 100.0)]
    row = _describe(
        {"easting": 400_000, "northing": 0}, {"easting": 408_000, "northing": 0}, rolls=rolls
    )

    # The centre lies at (300 * 400 + 100 * 408) / 400 = 402 km: 2 km and 6 km away.
    assert row["centre_median_km"] == pytest.approx((2 + 6) / 2)
    assert row["centre_90_km"] == pytest.approx(2 + 0.9 * (6 - 2))


def test_a_school_that_no_census_has_counts_with_the_pupils_of_the_register() -> None:
    rolls = [(1, 2025, "roll", 100.0)]
    row = _describe(
        {"easting": 400_000, "northing": 0},
        {"easting": 404_000, "northing": 0, "pupils": 300},
        rolls=rolls,
    )

    # (100 * 400 + 300 * 404) / 400 = 403 km.
    assert row["centre_median_km"] == pytest.approx((3 + 1) / 2)


def test_there_is_no_centre_without_pupils_or_a_second_place() -> None:
    places = [{"easting": e, "northing": 0} for e in (400_000, 404_000)]

    assert _describe(*places)["centre_median_km"] is None
    assert _describe(places[0] | {"pupils": 90}, {})["centre_90_km"] is None


def test_schools_are_counted_by_phase() -> None:
    row = _describe(
        {"phase": "primary"},
        {"phase": "middle deemed primary"},
        {"phase": "secondary"},
        {"phase": "middle deemed secondary"},
        {"phase": "all-through"},
        {"phase": None},
        {"phase": "not applicable", "sector": "special"},
        {"phase": "16 plus", "sector": "post16"},
    )

    assert {k: row[k] for k in ("schools", "primary", "secondary", "all_through", "other")} == {
        "schools": 8,
        "primary": 2,
        "secondary": 2,
        "all_through": 1,
        "other": 3,
    }


def test_places_are_counted_once_and_listed_in_order() -> None:
    row = _describe({"la": "York"}, {"la": "Barnsley"}, {"la": "York"}, {"la": None})

    assert (row["local_authorities"], row["la_names"]) == (2, ["Barnsley", "York"])
    assert row["regions"] == 1


def test_urban_share_is_of_those_whose_area_is_recorded() -> None:
    row = _describe({"urban_rural": "urban"}, {"urban_rural": "rural"}, {})

    assert (row["urban"], row["urban_known"]) == (1, 2)


def test_pupils_are_of_the_latest_census() -> None:
    rolls = [(1, 2024, "roll", 100.0), (1, 2025, "roll", 110.0), (2, 2025, "roll", 90.0)]
    row = _describe({}, {}, {}, rolls=rolls)

    assert (row["pupils"], row["pupils_known"]) == (110 + 90, 2)


def test_pupils_are_not_known_without_a_census() -> None:
    assert _describe({})["pupils"] is None


def test_years_in_the_trust_are_those_of_the_median_school() -> None:
    row = _describe(*({"joined_on": f"{y}-04-30"} for y in (2010, 2015, 2024)))

    assert row["years_in_trust"] == pytest.approx((AS_AT - dt.date(2015, 4, 30)).days / 365.25)


def test_recent_joiners_are_those_of_the_last_five_years() -> None:
    row = _describe(
        {"joined_on": "2020-04-30"}, {"joined_on": "2020-05-01"}, {"joined_on": "2025-04-30"}
    )

    assert row["joined_recently"] == 2


def test_leavers_are_spells_that_ended_by_the_day() -> None:
    spells = [
        (1, TRUST, "2012-09-01"),
        (8, TRUST, "2012-09-01", "2018-08-31"),
        (9, TRUST, "2012-09-01", "2025-04-30"),
    ]

    assert _describe({}, spells=spells)["left"] == 2
    assert _describe({})["left"] == 0


def test_school_that_left_and_came_back_has_not_left() -> None:
    spells = [(1, TRUST, "2012-09-01", "2015-08-31"), (1, TRUST, "2018-09-01")]

    assert _describe({}, spells=spells)["left"] == 0
