"""Laws of rows: the order of repeated ones never matters, and no impossible cell becomes a value."""

import tempfile
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from cst_screen.errors import DataError
from cst_screen.sources.cells import EES_CODES, PERFORMANCE_TABLE_CODES, date, integer, read_figures
from cst_screen.sources.folder import read_folder
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.ranges import EARLIEST, LATEST
from tests.unit.builders import write_csv

CODES = [*PERFORMANCE_TABLE_CODES, *EES_CODES]
PROBABLE = st.sampled_from(
    ["-99", "650%", "43831", "1e300", "1e-400", "-1", "101", "100.01", "1e2", "NaN", *CODES]
)
CELLS = PROBABLE | st.floats(allow_nan=True).map(str) | st.text("0123456789.,-+%eE£ ", max_size=7)
VERSIONS = st.sampled_from(["Provisional", "Revised", "Final", ""])
HEADER = (
    "time_period,geographic_level,school_urn,breakdown_topic,breakdown,version,t_pupils,avg_att8,"
    "avg_p8score,p8score_ci_low,p8score_ci_upp,pt_l2basics_94,pt_l2basics_95"
)


def _results(*rows: str) -> set[tuple[object, ...]] | None:
    """What is read of rows of key stage 4, without their places; None where the file is refused."""
    with tempfile.TemporaryDirectory() as folder:
        write_csv(Path(folder) / "202324_performance_tables_schools_final.csv", HEADER, *rows)
        try:
            read = read_folder(Path(folder)).table("results")
        except DataError:
            return None
    return set(read.select("urn", pl.col("measure").cast(pl.String), "value", "missing").rows())


def _row(urn: int, version: str, score: str) -> str:
    return f"202324,School,{urn},Total,Total,{version},100,{score},0.1,-0.1,0.3,60,40"


ROWS = st.builds(_row, st.integers(1, 2), VERSIONS, st.sampled_from(["45", "50", "z", "", "Q"]))


@settings(max_examples=25)
@given(
    st.lists(ROWS, min_size=2, max_size=5).flatmap(
        lambda r: st.tuples(st.just(r), st.permutations(r))
    )
)
def test_order_of_repeated_rows_never_matters(rows: tuple[list[str], list[str]]) -> None:
    one, other = rows

    assert _results(*one) == _results(*other)


@settings(max_examples=40)
@given(CELLS)
def test_no_gap_code_and_no_impossible_number_becomes_a_value(cell: str) -> None:
    written = f'"{cell}"' if "," in cell else cell
    others = [_row(urn, "Final", "45") for urn in range(10, 30)]
    read = _results(*others, _row(1, "Final", written)) or set()
    values = [v for urn, measure, v, _ in read if urn == 1 and measure == "ks4_attainment8"]

    possible = MEASURES["ks4_attainment8"].possible
    assert all(v is None or possible.lowest <= v <= possible.highest for v in values)  # type: ignore[operator]
    if cell.strip() in CODES:
        assert values in ([], [None])


@settings(max_examples=200)
@given(st.text("0123456789.eE+-", min_size=1, max_size=8))
def test_figure_is_zero_only_where_every_digit_is(cell: str) -> None:
    read = read_figures(pl.DataFrame({"a": [cell]}), ["a"], {}, "not_published").values.item()

    assert read != 0 or set(cell) <= set("0.+-")


@settings(max_examples=200)
@given(
    st.text("0123456789-/ ", max_size=10)
    | st.dates().map(lambda d: d.strftime("%d-%m-") + str(d.year))
    | st.dates().map(lambda d: d.strftime("%d-%m-%y"))
)
def test_date_is_possible_and_never_of_two_digits(cell: str) -> None:
    read = pl.DataFrame({"a": [cell]}, schema={"a": pl.String}).select(date("a", "%d-%m-%Y")).item()

    if read is not None:
        assert EARLIEST <= read <= LATEST
        assert str(read.year) in cell


@settings(max_examples=200)
@given(st.text("0123456789.- eE,", max_size=10))
def test_key_is_whole(cell: str) -> None:
    read = pl.DataFrame({"a": [cell]}, schema={"a": pl.String}).select(integer("a")).item()

    assert read is None or float(cell) == read
