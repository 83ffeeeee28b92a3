import datetime as dt
from pathlib import Path

import pytest

from cst_screen.sources.folder import read_folder
from tests.unit.sources.samples import write


@pytest.mark.parametrize(
    ("releases", "used"),
    [
        (("provisional", "revised", "final"), "final"),
        (("provisional", "revised"), "revised"),
        (("provisional",), "provisional"),
    ],
)
def test_latest_release_of_a_year_is_used(
    tmp_path: Path, releases: tuple[str, ...], used: str
) -> None:
    for n, release in enumerate(releases):
        write(
            tmp_path,
            "ks4_wide",
            f"2018-2019_england_ks4{release}.csv",
            f"1,102,150,{40 + n}.0,140,0.1,-0.1,0.3,64%,45%",
        )

    folder = read_folder(tmp_path)

    assert [i.release for i in folder.catalogue.of_kind("ks4_wide")] == [used]
    attainment = folder.table("results").filter(measure="ks4_attainment8")
    assert attainment["value"].to_list() == [40.0 + len(releases) - 1]


def test_earlier_release_is_listed_with_what_superseded_it(tmp_path: Path) -> None:
    write(tmp_path, "ks4_wide", "2018-2019_england_ks4provisional.csv")
    write(tmp_path, "ks4_wide", "2018-2019_england_ks4final.csv")

    unused = [i for i in read_folder(tmp_path).catalogue.inputs if not i.used]

    assert [(i.path, i.note, i.rows) for i in unused] == [
        ("2018-2019_england_ks4provisional.csv", "superseded by 2018-2019_england_ks4final.csv", 2),
    ]


def test_releases_of_different_years_do_not_supersede_each_other(tmp_path: Path) -> None:
    write(tmp_path, "ks4_wide", "2017-2018_england_ks4provisional.csv")
    write(tmp_path, "ks4_wide", "2018-2019_england_ks4final.csv")

    assert all(i.used for i in read_folder(tmp_path).catalogue.inputs)


def test_latest_extract_of_a_register_is_used(tmp_path: Path) -> None:
    for stamp in ("20240430", "20250430"):
        write(tmp_path, "gias_establishments", f"edubasealldata{stamp}.csv")

    used = read_folder(tmp_path).catalogue.of_kind("gias_establishments")

    assert [i.dated for i in used] == [dt.date(2025, 4, 30)]


def test_every_snapshot_of_inspections_adds_to_the_record(tmp_path: Path) -> None:
    write(tmp_path, "ofsted_latest")
    write(tmp_path, "ofsted_latest", "latest_inspections_as_at_31_Aug_2023.csv")

    assert len(read_folder(tmp_path).catalogue.of_kind("ofsted_latest")) == 2
