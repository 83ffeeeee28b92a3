import datetime as dt

import polars as pl
import pytest

from cst_screen.vocabulary.tables import ESTABLISHMENTS, EXCLUSIONS, GROUPS, TABLES, exclude


def test_absent_column_is_added_empty_and_others_are_dropped() -> None:
    out = GROUPS.conform(pl.DataFrame({"uid": ["7"], "stranger": [1]}))

    assert out.columns == list(GROUPS.columns)
    assert out.row(0, named=True)["uid"] == 7
    assert out["closed_on"].to_list() == [None]


def test_repeated_key_is_a_bug_in_a_reader() -> None:
    with pytest.raises(AssertionError, match="groups: key"):
        GROUPS.conform(pl.DataFrame({"uid": [7, 7]}))


def test_empty_table_has_its_columns_and_types() -> None:
    empty = ESTABLISHMENTS.empty()

    assert empty.is_empty()
    assert empty.schema["opened_on"] == pl.Date


def test_every_table_and_column_says_what_it_means() -> None:
    unsaid = [
        f"{table.name}.{name}"
        for table in TABLES.values()
        for name, column in table.columns.items()
        if not column.meaning.strip() or not table.limits.strip()
    ]
    assert unsaid == []


def test_exclusion_keeps_the_row_it_came_from() -> None:
    frame = pl.DataFrame({"urn": [101], "file": [3], "row": [17], "when": [dt.date(2020, 1, 1)]})

    out = exclude(frame, "links", "link", "loop", pl.lit("101 to 102"))

    assert out.columns == list(EXCLUSIONS.columns)
    assert out.row(0) == ("links", "link", 101, None, "loop", "101 to 102", 3, 17)


def test_nothing_excluded_is_an_empty_table() -> None:
    assert exclude(pl.DataFrame({"urn": []}), "links", "link", "loop").equals(EXCLUSIONS.empty())
