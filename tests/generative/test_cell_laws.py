import math

from hypothesis import given, settings
from hypothesis import strategies as st

from cst_screen.errors import DataError
from cst_screen.sources.cells import EES_CODES, PERFORMANCE_TABLE_CODES
from tests.unit.sources import samples

AROUND = st.text(" \t\u00a0", max_size=2)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6)
CELLS = (
    st.sampled_from(list(PERFORMANCE_TABLE_CODES))
    | st.integers(-999, 9999).map(str)
    | st.floats(-99, 99).map("{:.2f}%".format)
    | st.sampled_from(["", "1,234", " 7", "£5"])
)
STRANGE = st.sampled_from(["inf", "nan", "-", "%", "1e999", "0x1", "QQ", "supp"])

Read = list[tuple[float | None, str | None]]


def _read(*cells: str, kind: str = "ks2_wide") -> Read | None:
    """The cells as read, or None where the file is refused."""
    try:
        return samples.cells(*cells, kind=kind)
    except DataError:
        return None


@settings(max_examples=15)
@given(AROUND, st.sampled_from(list(PERFORMANCE_TABLE_CODES)), AROUND)
def test_no_code_is_ever_a_number(before: str, code: str, after: str) -> None:
    assert _read(before + code + after) == [(None, PERFORMANCE_TABLE_CODES[code])]


@settings(max_examples=15)
@given(AROUND, st.sampled_from(list(EES_CODES)), AROUND)
def test_no_code_of_a_tidy_file_is_ever_a_number(before: str, code: str, after: str) -> None:
    assert _read(before + code + after, kind="ks4_tidy_2023") == [(None, EES_CODES[code])]


@settings(max_examples=30)
@given(WORDS | STRANGE)
def test_number_read_is_finite_and_has_a_digit(cell: str) -> None:
    ((value, why),) = _read(cell) or [(None, "refused")]

    assert (value is None) is not (why is None)
    if value is not None:
        assert math.isfinite(value)
        assert any(character.isdigit() for character in cell)


@settings(max_examples=12)
@given(st.lists(CELLS | STRANGE, min_size=2, max_size=4))
def test_cell_is_read_alike_whatever_stands_beside_it(cells: list[str]) -> None:
    alone = [_read(cell) for cell in cells]
    bad = alone.count(None)
    filled = sum(cell != "" for cell in cells)
    is_refused = bad > 0 and (2 * bad >= len(cells) or (bad >= 3 and 2 * bad >= filled))

    # A cell that cannot be read costs its row; half of a column or more, the file.
    assert _read(*cells) == (None if is_refused else [one[0] for one in alone if one])


@settings(max_examples=20)
@given(st.floats(0, 100).map("{:.6f}".format), st.sampled_from(["{}", "{}%", "£{}", " {} "]))
def test_number_written_is_the_number_read(value: str, form: str) -> None:
    assert _read(form.format(value)) == [(float(value), None)]
