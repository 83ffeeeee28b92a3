import polars as pl
import pytest

from cst_screen.vocabulary.table import Column, Table

SCHOOLS = Table(
    "schools",
    "Invented.",
    {"urn": Column(pl.Int32, "URN"), "school": Column(pl.String, "name")},
    ("urn",),
)


def test_conform_casts_orders_and_fills_what_is_lacking() -> None:
    conformed = SCHOOLS.conform(pl.DataFrame({"more": [1], "urn": ["100001"]}))

    assert conformed.schema == {"urn": pl.Int32, "school": pl.String}
    assert conformed.rows() == [(100001, None)]


@pytest.mark.parametrize("columns", [["urn"], ["urn", "school", "more"]])
def test_check_refuses_a_column_too_few_or_too_many(columns: list[str]) -> None:
    with pytest.raises(AssertionError, match="table schools: columns"):
        SCHOOLS.check(pl.DataFrame({column: [1] for column in columns}))


def test_a_repeated_key_is_named() -> None:
    twice = pl.DataFrame({"urn": [100001, 100001], "school": ["Ash", "Oak"]})

    with pytest.raises(AssertionError, match=r"key \('urn',\) repeats: \[\{'urn': 100001"):
        SCHOOLS.check(twice)


def test_an_empty_table_has_the_declared_types() -> None:
    assert SCHOOLS.empty().schema == SCHOOLS.types
