"""Which years are asked for, and which are told apart because nothing was published."""

import datetime as dt
from typing import Any

import pytest

from cst_screen.errors import LookupFailed
from cst_screen.fetching.names import plain_name, with_year
from cst_screen.fetching.plan import ALL_YEARS, YearSpan, chosen, yearly_requests
from cst_screen.sources.addresses import Yearly, read_addresses
from cst_screen.vocabulary.academic_year import AcademicYear
from tests.unit.fetching.small import yearly

TODAY = dt.date(2026, 11, 28)


def years_of(years: YearSpan = ALL_YEARS, **changed: Any) -> tuple[list[str], list[str]]:
    """The years that are asked for, and those that were never published."""
    file = Yearly.model_validate(yearly("https://example.org", **{"to": None, **changed}))
    requests, never = yearly_requests(file, years, TODAY)
    return [str(one.year) for one in requests], [str(one.year) for one in never]


def test_years_run_to_the_last_one_but_for_those_without_results() -> None:
    asked, never = years_of()

    assert asked == ["2025/26", "2024/25", "2023/24", "2022/23", "2018/19"]
    assert never == ["2021/22", "2020/21", "2019/20"]


def test_a_file_that_only_comes_out_with_a_release_has_years_of_its_own() -> None:
    asked, never = years_of(kinds=["trusts_ks2"], never={"2020/21": "none"})

    assert "2021/22" in asked and never == ["2020/21"]


@pytest.mark.parametrize(("day", "newest"), [("2027-05-31", "2025/26"), ("2027-06-01", "2026/27")])
def test_a_year_is_asked_for_from_the_june_in_which_it_ends(day: str, newest: str) -> None:
    file = Yearly.model_validate(yearly("https://example.org", to=None))

    requests, _ = yearly_requests(file, ALL_YEARS, dt.date.fromisoformat(day))

    assert str(requests[0].year) == newest


def test_years_may_be_narrowed() -> None:
    span = YearSpan(AcademicYear(2022), AcademicYear(2024))

    assert years_of(span) == (["2023/24", "2022/23"], ["2021/22"])


def test_a_year_that_is_not_due_is_known_as_such() -> None:
    """Key stage 2 comes out in December as a rule."""
    file = Yearly.model_validate(yearly("https://example.org", to="2025/26"))

    requests, _ = yearly_requests(file, ALL_YEARS, TODAY)

    assert requests[0].due == dt.date(2026, 12, 31)
    assert [one.for_good for one in requests] == [False] * len(requests)


def test_a_word_that_there_is_not_is_refused_with_the_nearest() -> None:
    with pytest.raises(LookupFailed, match=r"'suspension' is no kind.* Did you mean 'suspensions'"):
        chosen(read_addresses(), ["suspension"])


@pytest.mark.parametrize(
    ("served", "plain"),
    [
        ("2018-2019/england_ks2final.csv", "2018-2019_england_ks2final.csv"),
        ("../../x.csv", "x.csv"),
        ("C:\\temp\\x.csv", "C__temp_x.csv"),
        ('a<b>:"c|?*.csv', "a_b___c___.csv"),
        ("con.csv", "_con.csv"),
        (".hidden.csv", "hidden.csv"),
        ("no ending", ""),
        ("", ""),
        ("x" * 300 + ".csv", "x" * 146 + ".csv"),
    ],
)
def test_a_name_is_made_plain(served: str, plain: str) -> None:
    assert plain_name(served) == plain


def test_a_year_is_put_before_a_name_that_has_none() -> None:
    year = AcademicYear(2019)

    assert with_year("england_ks2final.csv", year) == "2018-2019_england_ks2final.csv"
    assert with_year("201718_ks2.csv", year) == "201718_ks2.csv"
    assert with_year("register.csv", None) == "register.csv"
