"""Next year's files: a column renamed, missing or added, for each kind; and `columns.yaml`, which maps."""

from __future__ import annotations

import csv
import re
import textwrap
from pathlib import Path

import polars as pl
import pytest
import yaml

from cst_screen.errors import DataError
from cst_screen.kept.shelf import FolderShelf
from cst_screen.sources.folder import DataFolder, read_folder
from cst_screen.sources.published_headings import published_headings
from cst_screen.sources.recognise import KIND_BY_ID, KINDS, recognise
from cst_screen.sources.renamed_columns import COLUMNS
from cst_screen.sources.stored import StoredFile
from cst_screen.sources.text_tables import canonical
from cst_screen.vocabulary.tables import TABLES
from tests.unit.builders import write_csv
from tests.unit.sources.samples import FILES, write

HEADINGS = Path(__file__).with_name("headings_of_2025.csv")


def fault_of(folder: Path) -> str:
    with pytest.raises(DataError) as fault:
        read_folder(folder)
    return str(fault.value)


def lines_shown(fault: str) -> str:
    """The lines for `columns.yaml` that a message shows."""
    shown = re.search(r"\(their heading: ours\):\n(.*?)\n  Leave", fault, re.DOTALL)
    assert shown is not None, fault
    return textwrap.dedent(shown[1]) + "\n"


def held(folder: DataFolder) -> dict[str, list[tuple[object, ...]]]:
    """Every table without the number of the file, which another file in the folder changes."""
    return {name: folder.table(name).drop("file").rows() for name in TABLES if name != "exclusions"}


def headings_of(kind: str) -> list[str]:
    return next(csv.reader([FILES[kind][1]]))


def header_with(kind: str, renamed: dict[str, str]) -> str:
    return ",".join(f'"{renamed.get(h, h)}"' for h in headings_of(kind))


def read_as(kind: str, tmp_path: Path, name: str, header: str, *lines: str) -> DataFolder:
    folder = tmp_path / name
    folder.mkdir()
    write(folder, kind, header=header)
    if lines:
        (folder / COLUMNS).write_text("\n".join(lines) + "\n")
    return read_folder(folder)


# --- each kind, with a column renamed, missing and added ------------------------------------------


@pytest.mark.parametrize("kind", FILES)
def test_renamed_column_is_named_with_the_line_that_maps_it(tmp_path: Path, kind: str) -> None:
    must_be_there = {c for b in KIND_BY_ID[kind].blocks if b.always for c in b.columns}
    for heading in (h for h in headings_of(kind) if canonical(h) in must_be_there):
        new = f"{heading} of school"
        path = write(tmp_path, kind, header=header_with(kind, {heading: new}))

        with pytest.raises(DataError) as fault:
            recognise(StoredFile(path.name, path), 0)

        assert f"this looks like '{KIND_BY_ID[kind].title}'" in str(fault.value)
        assert f"Is it now called {new}?" in str(fault.value)
        assert yaml.safe_load(lines_shown(str(fault.value))) == {kind: {new: canonical(heading)}}


@pytest.mark.parametrize("kind", FILES)
def test_every_column_may_be_mapped_and_the_tables_are_the_same(tmp_path: Path, kind: str) -> None:
    known = [h for h in headings_of(kind) if canonical(h) in KIND_BY_ID[kind].known]
    new = {heading: f"Column {number}" for number, heading in enumerate(known)}
    lines = [f'  "{theirs}": "{ours}"' for ours, theirs in new.items()]

    as_published = read_as(kind, tmp_path, "published", header_with(kind, {}))
    as_mapped = read_as(kind, tmp_path, "mapped", header_with(kind, new), f"{kind}:", *lines)

    assert held(as_mapped) == held(as_published)
    entry = next(e for e in as_mapped.catalogue.inputs if e.path != COLUMNS)
    assert entry.renamed == {theirs: canonical(ours) for ours, theirs in new.items()}
    assert (entry.kind, entry.year, entry.release) == (
        kind,
        as_published.catalogue.inputs[0].year,
        as_published.catalogue.inputs[0].release,
    )


@pytest.mark.parametrize("kind", FILES)
def test_missing_column_without_a_new_heading_has_no_guess(tmp_path: Path, kind: str) -> None:
    must_be_there = {c for b in KIND_BY_ID[kind].blocks if b.always for c in b.columns}
    heading = next(h for h in headings_of(kind) if canonical(h) in must_be_there)
    path = write(tmp_path, kind, header=header_with(kind, {heading: ""}))

    with pytest.raises(DataError) as fault:
        recognise(StoredFile(path.name, path), 0)

    assert re.search(r"but (a column is|\d columns are) missing", str(fault.value))
    assert "Is it now called" not in str(fault.value)
    (mapped,) = yaml.safe_load(lines_shown(str(fault.value))).values()
    assert list(mapped) == ["THEIR HEADING"]


@pytest.mark.parametrize("kind", FILES)
def test_added_column_changes_nothing(tmp_path: Path, kind: str) -> None:
    name, header, rows = FILES[kind]
    rows = tuple(row for row in rows if len(next(csv.reader([row]))) == len(headings_of(kind)))
    tables = []
    for folder, heading, cell in (("published", "", ""), ("added", ",Shoe size", ",7")):
        (tmp_path / folder).mkdir()
        more = [f"{row}{cell}" for row in rows]
        write(tmp_path / folder, kind, name, *more, header=f"{header}{heading}")
        tables.append(held(read_folder(tmp_path / folder)))

    assert tables[0] == tables[1]


# --- files as they may come next year --------------------------------------------------------------

NEXT_YEAR = {
    "ks4_tidy_2024": (
        "202526_performance_tables_schools_final.csv",
        {
            "attainment8_average": "attainment8_average_score",
            "progress8_average": "progress8_score_average",
            "engmath_94_percent": "english_maths_94_percent",
        },
        {
            "time_period": "202526",
            "geographic_level": "School",
            "breakdown_topic": "Total",
            "breakdown": "Total",
            "pupil_count": "150",
            "attainment8_average": "45.8",
            "progress8_average": "z",
            "engmath_94_percent": "66.0",
        },
    ),
    "absence_tidy": (
        "1a_absence_3term_school.csv",
        {"enrolments_pa_10_exact_percent": "enrolments_persistent_10_exact_percent"},
        {
            "time_period": "202526",
            "geographic_level": "School",
            "enrolments": "200",
            "sess_overall_percent": "6.4",
            "enrolments_pa_10_exact_percent": "20.5",
            "enrolments_pa_50_exact_percent": "1.1",
        },
    ),
    "suspensions": (
        "exc_school.csv",
        {"susp_rate": "suspension_rate"},
        {
            "time_period": "202526",
            "geographic_level": "School",
            "headcount": "200",
            "susp_rate": "4.5",
        },
    ),
    "workforce_ratios": (
        "workforce_ptrs_2010_2026_sch.csv",
        {"pupil_to_qual_unqual_teacher_ratio": "pupil_to_all_teacher_ratio"},
        {
            "time_period": "202526",
            "geographic_level": "School",
            "pupil_to_qual_unqual_teacher_ratio": "21.5",
        },
    ),
    "gias_establishments": (
        "edubasealldata20260930.csv",
        {
            "TypeOfEstablishment (name)": "EstablishmentType (name)",
            "StatutoryLowAge": "LowestStatutoryAge",
            "AdmissionsPolicy (name)": "Admissions Policy (name)",
        },
        {
            "LA (code)": "950",
            "EstablishmentNumber": "2000",
            "EstablishmentName": "Ash Primary School",
            "TypeOfEstablishment (name)": "Academy converter",
            "EstablishmentStatus (name)": "Open",
            "PhaseOfEducation (name)": "Primary",
            "OpenDate": "01-09-2015",
            "StatutoryLowAge": "4",
            "StatutoryHighAge": "11",
            "AdmissionsPolicy (name)": "Selective",
        },
    ),
    "ofsted_report_cards": (
        "Management_information_-_state-funded_schools_-_latest_inspections_as_at_31_Oct_2026.csv",
        {"Latest OEIF overall effectiveness": "Latest OEIF overall effectiveness grade"},
        {
            "Inspection number of latest OEIF graded inspection": "10125950",
            "Inspection start date of latest OEIF graded inspection": "28/09/2022",
            "Publication date of latest OEIF graded inspection": "28/10/2022",
            "URN at time of latest OEIF graded inspection": "101",
            "Latest OEIF overall effectiveness": "2",
        },
    ),
}
"""Kind -> a name as the publisher gives it, what might be renamed, and cells of one invented school."""


def _file_of_next_year(folder: Path, kind: str, with_new_names: bool) -> None:
    name, renamed, cells = NEXT_YEAR[kind]
    with HEADINGS.open(encoding="utf-8", newline="") as file:
        headings = [r["heading"] for r in csv.DictReader(file) if r["kind"] == kind]
    urn = {"URN": "101", "school_urn": "101"}
    assert set(renamed) | set(cells) <= set(headings)
    row = [(urn | cells).get(heading, "") for heading in headings]
    named = [renamed.get(h, h) if with_new_names else h for h in headings]
    with (folder / name).open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([named, row])


@pytest.mark.parametrize("kind", NEXT_YEAR)
def test_whole_file_of_next_year_is_read_with_the_lines_of_its_message(
    tmp_path: Path, kind: str
) -> None:
    """The layouts are the publishers' of 2025, whole; nothing in them but the new names is new."""
    this_year, next_year = tmp_path / "this", tmp_path / "next"
    for folder, with_new_names in ((this_year, False), (next_year, True)):
        folder.mkdir()
        _file_of_next_year(folder, kind, with_new_names)
    fault = fault_of(next_year)
    renamed = NEXT_YEAR[kind][1]
    assert fault.count("Is it now called") == len(renamed)

    (next_year / COLUMNS).write_text(lines_shown(fault), encoding="utf-8")
    read = read_folder(next_year)

    assert held(read) == held(read_folder(this_year))
    assert read.catalogue.inputs[-1].path == COLUMNS
    assert all(
        f"columns.yaml: the column '{theirs}' of {NEXT_YEAR[kind][0]} is read as {canonical(ours)}."
        in read.catalogue.notes()
        for ours, theirs in renamed.items()
    )


def test_headings_of_published_layouts_are_all_known() -> None:
    """With one that is not, an old column could be taken for a missing one renamed."""
    with HEADINGS.open(encoding="utf-8", newline="") as file:
        of_2025 = {canonical(r["heading"]) for r in csv.DictReader(file)}

    assert of_2025 <= published_headings()
    assert {column for kind in KINDS for column in kind.known} <= published_headings()


def test_other_years_show_what_a_column_of_another_name_is(tmp_path: Path) -> None:
    """`engmath_94_percent` may be missing from a file, but not from one year with a new heading there."""
    for year in ("202324", "202425"):
        row = FILES["ks4_tidy_2024"][2][0].replace("202425", year)
        write(tmp_path, "ks4_tidy_2024", f"{year}_schools.csv", row)
    header = FILES["ks4_tidy_2024"][1].replace("engmath_94_percent", "strong_pass_percent")
    row = FILES["ks4_tidy_2024"][2][0].replace("202425", "202526")
    write(tmp_path, "ks4_tidy_2024", "202526_schools.csv", row, header=header)

    fault = fault_of(tmp_path)

    assert fault.startswith("202526_schools.csv: this looks like")
    assert "ENGMATH_94_PERCENT. Is it now called strong_pass_percent?" in fault


def test_earlier_release_of_the_year_is_a_witness_too(tmp_path: Path) -> None:
    header, row = FILES["ks4_tidy_2024"][1], FILES["ks4_tidy_2024"][2][0]
    names = ("202425_performance_tables_schools_provisional.csv", FILES["ks4_tidy_2024"][0])
    write(tmp_path, "ks4_tidy_2024", names[0], row.replace("Revised", "Provisional"))
    renamed = header.replace("attainment8_average", "attainment8_mean")
    write(tmp_path, "ks4_tidy_2024", names[1], header=renamed)

    fault = fault_of(tmp_path)

    assert fault.startswith(f"{names[1]}: this looks like")
    assert yaml.safe_load(lines_shown(fault)) == {
        "ks4_tidy_2024": {"attainment8_mean": "attainment8_average"}
    }


def test_heading_said_to_be_another_column_is_not_asked_about_again(tmp_path: Path) -> None:
    header = FILES["gias_establishments"][1].replace("StatutoryLowAge", "StatutoryLowAge,Opening")
    rows = [r.replace(",4,11", ",4,9,11") for r in FILES["gias_establishments"][2][:1]]
    header = header.replace(",OpenDate", ",OpenDate").replace("Opening", "Easting2")
    write(tmp_path, "gias_establishments", "", *rows, header=header)
    write_csv(tmp_path / COLUMNS, "gias_establishments:", "  Easting2:")

    folder = read_folder(tmp_path)

    assert folder.catalogue.inputs[0].renamed == {"Easting2": ""}
    assert not any("Easting2" in note for note in folder.catalogue.notes())


# --- lines that cannot hold -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            ["ks4_wild:", "  a: p8mea"],
            "line 1: 'ks4_wild' is no kind of file.*Did you mean 'ks4_wide'",
        ),
        (["2019_ks4.csv:", "  a: p8mea"], "line 1: '2019_ks4.csv' is no file of this folder"),
        (["ks4_wide:", "  a: p8mean"], "line 2: no column 'p8mean' .*Did you mean 'p8mea'"),
        (
            ["ks4_wide:", "  a: tpup", "  b: TPUP"],
            "line 3: tpup has another heading, 'a', in line 2",
        ),
        (["ks4_wide:", "  a: tpup", "  A: p8mea"], "line 3: 'A' is mapped in line 2 already"),
        (["ks4_wide:", "  att8scr: p8mea"], "line 2: 'att8scr' is read under its own name"),
        (["ks4_wide:", "  Mark: tpup"], "line 2: .*has a column 'TPUP' as well as 'Mark'"),
        (
            ["2018-2019_england_ks4final.csv:", "  Marks: p8pup"],
            "line 2: .*has no column 'Marks'. Did you mean 'mark'",
        ),
        (
            ["ks4_wide:", "  a: tpup", "ks4_wide:", "  b: p8mea"],
            "line 3: 'ks4_wide' stands in line 1",
        ),
        (["ks4_wide: p8mea"], "line 1: a kind or a file with lines below it is expected"),
        (["- ks4_wide"], "line 1: a kind or a file is expected"),
        (["ks4_wide:", "  a: [tpup]"], "line 2: their heading and the name"),
        (["ks4_wide:", "  a: 'tpup"], "line 3: this is not valid YAML"),
    ],
)
def test_line_that_cannot_hold_is_refused(tmp_path: Path, lines: list[str], said: str) -> None:
    header = FILES["ks4_wide"][1] + ",Mark"
    rows = [f"{row},1" for row in FILES["ks4_wide"][2]]
    write(tmp_path, "ks4_wide", "", *rows, header=header)
    (tmp_path / COLUMNS).write_text("\n".join(lines) + "\n")

    assert re.search(f"^{COLUMNS}: {said}", fault_of(tmp_path)), fault_of(tmp_path)


def test_line_that_no_file_needs_is_said(tmp_path: Path) -> None:
    write(tmp_path, "ks4_wide")
    write_csv(tmp_path / COLUMNS, "ks4_wide:", "  Pupils in all: tpup")

    notes = read_folder(tmp_path).catalogue.notes()

    assert any("line 2: no file of ks4_wide has a column 'Pupils in all'" in note for note in notes)


@pytest.mark.parametrize("name", ["gias/columns.yaml", "columns.yml", "Columns.yaml"])
def test_file_where_nobody_looks_for_it_is_refused(tmp_path: Path, name: str) -> None:
    write(tmp_path, "ks4_wide")
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    write_csv(path, "ks4_wide:", "  a: tpup")

    assert f"{name}: a file of this name is read only as 'columns.yaml'" in fault_of(tmp_path)


def test_mapping_of_one_file_holds_for_that_file(tmp_path: Path) -> None:
    header = FILES["ks4_wide"][1].replace("TPUP", "Year 11 pupils")
    write(tmp_path, "ks4_wide", "2017-2018_england_ks4final.csv", header=header)
    write(tmp_path, "ks4_wide")
    write_csv(tmp_path / COLUMNS, "2017-2018_england_ks4final.csv:", "  Year 11 pupils: TPUP")

    pupils = (
        read_folder(tmp_path)
        .table("results")
        .filter(measure="ks4_attainment8")
        .select("academic_year", pl.col("pupils"))
        .sort("academic_year")
    )

    assert pupils.rows() == [(2018, 150.0), (2019, 150.0)]


def test_what_is_kept_of_a_folder_is_not_used_under_other_lines(tmp_path: Path) -> None:
    data, shelf = tmp_path / "data", FolderShelf(tmp_path / "kept")
    data.mkdir()
    header = FILES["ks4_wide"][1].replace("TPUP", "Year 11 pupils")
    write(data, "ks4_wide", header=header)

    def pupils() -> float | None:
        results = read_folder(data, shelf=shelf).table("results")
        held: float | None = results.filter(measure="ks4_attainment8")["pupils"].item()
        return held

    assert pupils() is None
    write_csv(data / COLUMNS, "ks4_wide:", "  Year 11 pupils: tpup")
    assert (pupils(), pupils()) == (150.0, 150.0)
    (data / COLUMNS).unlink()
    assert pupils() is None
