"""The two workbooks of the sample run as files: what a program that opens them finds in their parts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from cst_screen.outputs.shortlist.decisions import CHOICES, ENTRIES
from cst_screen.outputs.shortlist.gaps import SHORTHAND
from cst_screen.outputs.shortlist.sheet import TEXT, Gap, Sheet
from cst_screen.outputs.shortlist.trust_columns import figures_of_trust_sheets
from cst_screen.outputs.shortlist.workbook import (
    workbook_sheets,
    write_accessible_workbook,
    write_workbook,
)
from cst_screen.run_folder.read import RunFolder
from tests.functional.workbook_parts import MAIN, Workbook, opened

HEADINGS_IN_ROW = 3
TO_DECIDE_ON = ("Shortlist", "Near misses", "Cannot tell")


@pytest.fixture(scope="module")
def run(sample_run: Path, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A copy, for workbooks are written into it."""
    return RunFolder(
        Path(shutil.copytree(sample_run, tmp_path_factory.mktemp("workbooks") / "run"))
    )


@pytest.fixture(scope="module")
def sheets(run: RunFolder) -> list[Sheet]:
    return workbook_sheets(run)


@pytest.fixture(scope="module")
def working(run: RunFolder, sheets: list[Sheet]) -> Workbook:
    return opened(write_workbook(run, sheets))


@pytest.fixture(scope="module")
def accessible(run: RunFolder, sheets: list[Sheet]) -> Workbook:
    return opened(write_accessible_workbook(run, sheets))


def column_name(place: int) -> str:
    """`A` for 0, `AA` for 26."""
    return (column_name(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


def number_cells(sheet: Sheet) -> Iterator[tuple[str, object]]:
    """Address and value of every cell in a column of numbers."""
    for place, column in enumerate(sheet.columns):
        if column.number_format != TEXT:
            for number, row in enumerate(sheet.rows, HEADINGS_IN_ROW + 1):
                yield f"{column_name(place)}{number}", row[place]


def test_columns_of_numbers_hold_numbers_or_nothing(working: Workbook, sheets: list[Sheet]) -> None:
    gaps = 0
    for sheet in sheets:
        cells = working.cells(sheet.name)
        for address, value in number_cells(sheet):
            if isinstance(value, Gap):
                assert address not in cells, (sheet.name, address)
                gaps += 1
            else:
                assert cells[address] == pytest.approx(value), (sheet.name, address)
    assert gaps > 100


def test_every_heading_has_a_filter_and_stays_in_sight(working: Workbook) -> None:
    for name, table in working.tables.items():
        filtered = table.find(f"{MAIN}autoFilter")
        assert filtered is not None and filtered.get("ref") == table.get("ref"), name
        pane = working.pages[name].find(f".//{MAIN}pane")
        assert pane is not None and pane.get("state") == "frozen", name
        assert pane.get("topLeftCell") == f"B{HEADINGS_IN_ROW + 1}", name


@pytest.mark.parametrize("name", TO_DECIDE_ON)
def test_decisions_are_chosen_from_the_lists(working: Workbook, name: str) -> None:
    headings = [c.get("name") for c in working.tables[name].iter(f"{MAIN}tableColumn")]
    last = re.sub(r".*\D", "", str(working.tables[name].get("ref")))
    lists = working.cells("Lists")
    offered = {}
    for rule in working.pages[name].iter(f"{MAIN}dataValidation"):
        if rule.get("type") == "list":
            source = re.fullmatch(
                r"'?Lists'?!\$B\$(\d+):\$B\$(\d+)", rule.findtext(f"{MAIN}formula1") or ""
            )
            assert source is not None
            rows = range(int(source[1]), int(source[2]) + 1)
            offered[str(rule.get("sqref"))] = [lists[f"B{row}"] for row in rows]

    expected = {}
    for column in ENTRIES:
        letters = column_name(headings.index(column.heading))
        if column.choices:
            below = f"{letters}{HEADINGS_IN_ROW + 1}:{letters}{last}"
            expected[below] = list(CHOICES[column.choices])
        assert working.cells(name)[f"{letters}{last}"] is None
    assert offered == expected


def test_columns_to_fill_in_follow_the_others(working: Workbook, sheets: list[Sheet]) -> None:
    """Columns are an interface: those of the sheet come first, then entries, then the note on gaps."""
    for sheet in sheets:
        table = working.tables[sheet.name]
        headings = [c.get("name") for c in table.iter(f"{MAIN}tableColumn")]
        entries = [column.heading for column in sheet.to_fill_in]
        assert headings == [
            *(column.heading for column in sheet.columns),
            *entries,
            *([sheet.notes] if sheet.notes else []),
        ]


def test_accessible_sheets_have_one_table_without_filters_or_empty_cells(
    accessible: Workbook,
) -> None:
    assert list(accessible.pages)[:2] == ["Cover", "Contents"]
    assert set(accessible.tables) == set(accessible.pages) - {"Cover"}
    for name, table in accessible.tables.items():
        page = accessible.pages[name]
        assert table.find(f"{MAIN}autoFilter") is None, name
        for element in ("mergeCell", "pane", "dataValidation", "conditionalFormatting"):
            assert page.find(f".//{MAIN}{element}") is None, (name, element)
        first, last = str(table.get("ref")).split(":")
        assert first == f"A{HEADINGS_IN_ROW}", name
        headings = [str(c.get("name")).casefold() for c in table.iter(f"{MAIN}tableColumn")]
        assert len(set(headings)) == len(headings), name
        cells = accessible.cells(name)
        rows = range(HEADINGS_IN_ROW, int(re.sub(r"\D", "", last)) + 1)
        addresses = {f"{column_name(c)}{row}" for row in rows for c in range(len(headings))}
        assert {a for a in addresses if cells.get(a) in (None, "")} == set(), name
        assert set(cells) - addresses == {"A1", "A2"}, name


def test_a_gap_is_shorthand_that_the_notes_explain(
    accessible: Workbook, sheets: list[Sheet]
) -> None:
    notes = accessible.cells("Notes").values()
    for sheet in sheets:
        cells = accessible.cells(sheet.name)
        if sheet.name != "Notes":
            for address, value in number_cells(sheet):
                if isinstance(value, Gap):
                    assert cells[address] in SHORTHAND, (sheet.name, address)
                    assert f"Shorthand {cells[address]}" in notes
                else:
                    assert cells[address] == pytest.approx(value), (sheet.name, address)


def test_notes_say_what_every_figure_means(working: Workbook) -> None:
    topics = set(working.cells("Notes").values())

    assert {f"Figure: {figure.label}" for figure in figures_of_trust_sheets()} <= topics


def test_accessible_contents_lead_to_every_sheet(accessible: Workbook) -> None:
    links = accessible.pages["Contents"].iter(f"{MAIN}hyperlink")
    targets = {re.sub(r"'?(.*?)'?!A1", r"\1", str(link.get("location"))) for link in links}

    assert targets == set(accessible.pages) - {"Cover", "Contents"}


@pytest.mark.parametrize("which", ["working", "accessible"])
def test_titles_are_headings_and_the_file_names_its_language(
    which: str, request: pytest.FixtureRequest
) -> None:
    book: Workbook = request.getfixturevalue(which)

    assert {book.style(name, "A1") for name in book.pages} == {"Heading 1"}
    properties = {etree.QName(node).localname: node.text for node in book.core.iterchildren()}
    assert properties["language"] == "en-GB"
    assert properties["title"]


@pytest.mark.parametrize("which", ["working", "accessible"])
def test_cover_names_contact_licence_and_publication(
    which: str, request: pytest.FixtureRequest
) -> None:
    book: Workbook = request.getfixturevalue(which)
    cover = set(book.cells("Cover").values())

    assert {"Contact", "Licence", "Published"} <= cover


def test_accessible_workbook_repeats_byte_for_byte(run: RunFolder) -> None:
    first = write_accessible_workbook(run).read_bytes()

    assert write_accessible_workbook(run).read_bytes() == first
