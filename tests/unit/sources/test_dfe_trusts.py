"""DfE's trust measures: three layouts, two ways to list schools, codes of their own."""

from pathlib import Path

import polars as pl
import pytest

from cst_screen.errors import DataError
from cst_screen.sources.folder import DataFolder, read_folder
from tests.unit.sources.samples import FILES, left_out, write

KINDS = [kind for kind in FILES if kind.startswith("trusts_") and kind != "trusts_ks2_counts"]


def _read(tmp_path: Path, kind: str, *rows: str) -> DataFolder:
    write(tmp_path, kind, "", *rows)
    return read_folder(tmp_path)


def _figures(folder: DataFolder, uid: int) -> dict[str, tuple[float | None, str | None]]:
    own = folder.table("published_trust_measures").filter(pl.col("uid") == uid)
    return {
        m: (value, missing)
        for m, value, missing in own.select(
            pl.col("measure").cast(pl.String), "value", pl.col("missing").cast(pl.String)
        ).iter_rows()
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_layout_gives_trust_schools_and_years(tmp_path: Path, kind: str) -> None:
    trust = _read(tmp_path, kind).table("published_trusts").row(0, named=True)

    assert (trust["uid"], trust["group_id"], trust["kind"]) == (900, "TR00900", "trust")
    assert trust["urns"] == [101, 102, 103]
    assert trust["schools"] == 3
    years = [trust[c] for c in ("years_3", "years_4", "years_5")]
    assert sum(n or 0 for n in years) in (3, 5) or (kind, years) == ("trusts_ks2_tidy", [None] * 3)


def test_limits_are_read_beside_the_figure(tmp_path: Path) -> None:
    folder = _read(tmp_path, "trusts_ks4_2017")
    own = folder.table("published_trust_measures")

    assert own.select("academic_year", "value", "lower", "upper").rows() == [
        (2018, -0.32, -0.36, -0.28)
    ]


def test_a_comma_in_a_name_without_quotation_marks_shifts_nothing(tmp_path: Path) -> None:
    """Key stage 4 of 2016/17 has one such row, of a sponsor."""
    folder = _read(tmp_path, "trusts_ks4_2016")
    sponsor = folder.table("published_trusts").row(1, named=True)

    assert (sponsor["trust"], sponsor["kind"], sponsor["urns"]) == (
        "Oak Company, The",
        "sponsor",
        [104, 105],
    )
    assert _figures(folder, 3895) == {"ks4_progress8": (0.10, None)}


def test_a_field_too_many_that_is_no_word_is_refused(tmp_path: Path) -> None:
    """A number would move every count by one column."""
    row = "TR00900,900,Multi-academy trust,Ash Trust,3,3,450,0,1,2,-0.06,-0.16,0.04,101;102;103"

    with pytest.raises(DataError, match=r"more fields than the header has columns .* row 2"):
        _read(tmp_path, "trusts_ks4_2016", row)


def test_codes_of_trust_files_are_reasons(tmp_path: Path) -> None:
    figures = _figures(_read(tmp_path, "trusts_ks4_2021"), 901)

    assert figures == {
        "ks4_attainment8": (None, "suppressed"),
        "ks4_progress8": (None, "not_applicable"),
        "ks4_english_maths_5": (None, "suppressed"),
    }
    assert _figures(_read(tmp_path, "trusts_ks2_2017"), 900)["ks2_maths_progress"] == (
        None,
        "suppressed",
    )


def test_a_percentage_loses_its_sign_only(tmp_path: Path) -> None:
    assert _figures(_read(tmp_path, "trusts_ks2_2022"), 900)["ks2_rwm_expected"] == (61.0, None)


def test_an_unknown_code_names_file_column_and_row(tmp_path: Path) -> None:
    row = 'TR00900,900,Multi-academy trust,ASH TRUST,3,450,0,1,2,QQ,-0.36,-0.28,"101, 102"'

    with pytest.raises(DataError, match=r"P8SCORE_ADJ_WGTAVG: 'QQ' \(1, first in row 2\)"):
        _read(tmp_path, "trusts_ks4_2017", row)


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ("TR00901,900A,Multi-academy trust", "GROUP-TYPE holds 'Multi-academy trust', UID '900A'"),
        ("TR00901,,Multi-academy trust", "GROUP-TYPE holds 'Multi-academy trust', UID ''"),
        ("TR00901,901,Federation", "GROUP-TYPE holds 'Federation', UID '901'"),
    ],
)
def test_a_row_whose_trust_is_not_known_costs_that_row(tmp_path: Path, odd: str, said: str) -> None:
    rest = 'ASH TRUST,3,450,0,1,2,-0.3,-0.36,-0.28,"101, 102, 103"'
    folder = _read(
        tmp_path, "trusts_ks4_2017", f"{odd},{rest}", f"TR00900,900,Multi-academy trust,{rest}"
    )
    (gone,) = left_out(folder).rows(named=True)

    assert folder.table("published_trusts")["uid"].to_list() == [900]
    assert folder.table("published_trust_measures")["uid"].to_list() == [900]
    assert (gone["reason"], gone["row"], gone["detail"]) == (
        "trust_not_known",
        2,
        said,
    )


def test_a_file_in_which_no_trust_is_known_is_refused(tmp_path: Path) -> None:
    row = 'TR00900,900,Federation,ASH TRUST,3,450,0,1,2,-0.3,-0.36,-0.28,"101, 102"'

    with pytest.raises(DataError, match="in row 2 GROUP-TYPE holds 'Federation', UID '900'"):
        _read(tmp_path, "trusts_ks4_2017", row)


def test_the_kind_of_2022_is_a_trust(tmp_path: Path) -> None:
    """Key stage 4 of 2022/23 writes the plural."""
    first_row = FILES["trusts_ks4_2021"][2][0]
    plural = first_row.replace("Multi-academy trust,", "Multi-academy trusts,")
    trusts = _read(tmp_path, "trusts_ks4_2021", plural).table("published_trusts")

    assert trusts["kind"].to_list() == ["trust"]


def test_a_trust_that_stands_twice_is_refused(tmp_path: Path) -> None:
    row = FILES["trusts_ks4_2017"][2][0]

    with pytest.raises(DataError, match="UID 900 is in 2 rows, the first of them row 2"):
        _read(tmp_path, "trusts_ks4_2017", row, row)


def test_a_tidy_file_gives_the_row_of_all_pupils(tmp_path: Path) -> None:
    folder = _read(tmp_path, "trusts_ks2_tidy")

    assert _figures(folder, 900) == {"ks2_rwm_expected": (61.0, None)}
    assert folder.table("published_trusts").select("academic_year", "pupils").rows() == [(2025, 90)]
    assert left_out(folder).select("reason", "uid", "row").rows() == [
        ("part_of_the_pupils", 900, 3)
    ]


def test_tidy_codes_are_reasons(tmp_path: Path) -> None:
    row = "202425,Academic year,MAT,Final,ASH,900,TR00900,101;102;103,Total,z,c"

    assert _figures(_read(tmp_path, "trusts_ks2_tidy", row), 900) == {
        "ks2_rwm_expected": (None, "suppressed")
    }


def test_numbers_of_schools_without_a_measure_are_said_not_to_be_used(tmp_path: Path) -> None:
    folder = _read(tmp_path, "trusts_ks2_counts")

    assert folder.table("published_trusts").is_empty()
    assert left_out(folder)["reason"].to_list() == ["no_measure_in_it"]


def test_a_tidy_file_without_its_years_is_refused_by_name(tmp_path: Path) -> None:
    _, header, rows = FILES["trusts_ks2_tidy"]
    write(tmp_path, "trusts_ks2_tidy", "", *rows, header=header.replace("time_period", "period"))

    with pytest.raises(DataError, match=r"time_period"):
        read_folder(tmp_path)
