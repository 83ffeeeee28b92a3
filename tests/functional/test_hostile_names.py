"""Over two hundred hostile names of schools and trusts through every output, at once.

The invented England is screened with them once, and briefs of every trust are drafted. No name may
stop anything, act, break a file or get lost.
"""

from __future__ import annotations

import csv
import html.parser
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import fastexcel
import pytest
from lxml import etree

from cst_screen.outputs.brief.write import write_briefs
from cst_screen.outputs.shortlist.workbook import (
    ACCESSIBLE,
    WORKING,
    write_accessible_workbook,
)
from cst_screen.outputs.templates.fill import render_text
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.harmless import FORMULA, ODD_BUT_BREAKS, one_line
from tests.functional.commands import SAMPLE, run
from tests.functional.hostile_names import KINDS, NAMES, bear_hostile_names

A_NUMBER = re.compile(r"[-+]?[\d.]+(e-\d+)?( [-+]?[\d.]+)*")
ODD_FILE = "=Oak; ash \u202e.csv"
WORD_FILES = 25
"""Trusts whose brief is drafted in Word too, which takes longest."""


class World:
    """A run folder in which schools and trusts bear hostile names, and what was printed."""

    def __init__(self, folder: Path) -> None:
        data, self.run = folder / "data", folder / "run"
        kept = shutil.ignore_patterns("generator", "*.py", "1a_absence*", "teacher_turnover*")
        shutil.copytree(SAMPLE, data, ignore=kept)
        self.schools, self.trusts = bear_hostile_names(data)
        (data / "gias" / ODD_FILE).write_text("a,b\n1,2\n")
        (data / "caution.txt").write_text("=Oak <b>\x1b[31m{{ 7*7 }}\u202e\n", encoding="utf-8")
        self.data = data
        self.code, self.shown, self.said = run("screen", data, "--out", self.run, "--no-briefs")
        self.folder = RunFolder(self.run)
        write_accessible_workbook(self.folder)
        self.uids = self.folder.verdicts["uid"].sort().to_list()
        self.briefs = write_briefs(self.folder, self.uids, ["md"], folder / "briefs")
        self.briefs += write_briefs(
            self.folder, self.uids[:WORD_FILES], ["docx"], folder / "briefs"
        )

    def texts(self) -> Iterator[tuple[str, str]]:
        """Name and text of every file of words."""
        for path in (*self.run.iterdir(), *self.briefs):
            if path.suffix in (".csv", ".md", ".json"):
                yield path.name, path.read_text(encoding="utf-8-sig")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("hostile"))


def test_there_are_over_two_hundred_names() -> None:
    assert len(set(NAMES)) > 200


def test_no_name_stops_the_screen_or_leaves_anything_out(world: World) -> None:
    assert world.code == 0
    assert "58 multi-academy trusts, 477 schools" in world.shown


@pytest.mark.parametrize("kind", KINDS)
def test_each_name_is_in_the_tables_and_read_back(world: World, kind: str) -> None:
    """As text of one line; spaces at its ends are taken off when a register is read."""
    found = world.folder.table("schools").select("urn", "school").rows()
    borne = {world.schools[urn]: name for urn, name in found if urn in world.schools}
    names = [name for name in KINDS[kind] if name in borne]
    expected = [" ".join(one_line(name).split()) for name in names]

    assert len(names) > len(KINDS[kind]) / 2
    assert [" ".join((borne[name] or "").split()) for name in names] == expected


def test_no_file_of_words_holds_a_character_that_acts(world: World) -> None:
    odd = {name: re.search(ODD_BUT_BREAKS, text) for name, text in world.texts()}

    assert {name: found for name, found in odd.items() if found} == {}


def test_no_cell_of_a_table_is_worked_out(world: World) -> None:
    cells = [
        cell
        for path in world.run.glob("*.csv")
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        for cell in row
    ]
    formulas = {cell for cell in cells if re.match(FORMULA, cell) and not cell.startswith("'")}

    assert [cell for cell in formulas if not A_NUMBER.fullmatch(cell)] == []
    assert any(cell.startswith("'=1+1") for cell in cells)
    assert not any("\n" in cell for cell in cells)


@pytest.mark.parametrize("name", [WORKING, ACCESSIBLE])
def test_workbook_opens_and_holds_no_formula(world: World, name: str) -> None:
    path = world.run / name
    with zipfile.ZipFile(path) as archive:
        parts = [etree.fromstring(archive.read(part)) for part in archive.namelist()]
    kinds = {etree.QName(node).localname for part in parts for node in part.iter(etree.Element)}
    named = fastexcel.read_excel(path).load_sheet("All trusts", header_row=2).to_polars()["Trust"]

    assert kinds & {"f", "calculatedColumnFormula", "hyperlink"} <= {"hyperlink"}
    assert named.len() == len(world.uids)
    assert named.str.len_chars().max() <= 300  # type: ignore[operator]


def test_word_briefs_open_and_hold_only_words(world: World) -> None:
    for path in (p for p in world.briefs if p.suffix == ".docx"):
        document = docx.Document(str(path))
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    etree.fromstring(archive.read(name))
        text = "\n".join(node.text or "" for node in document.element.iter() if node.text)
        assert not re.search(ODD_BUT_BREAKS, text)
        assert document.paragraphs[1].text.startswith("Draft case-study brief, ")


def test_markdown_shows_names_and_obeys_none(world: World) -> None:
    for name, text in world.texts():
        if not name.endswith(".md"):
            continue
        assert not re.search(r"<[a-zA-Z!/?]", text), name
        assert not re.search(r"(?<!\\)\](?=[(\[])", text), name
        assert not re.search(r"^\s*```", text, re.MULTILINE), name
        for lines in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            bars = {len(re.findall(r"(?<!\\)\|", line)) for line in lines.splitlines()}
            assert len(bars) == 1, (name, lines)


def test_record_and_answers_are_json(world: World) -> None:
    json.loads((world.run / "run.json").read_text(encoding="utf-8"))
    for uid in world.uids[:5]:
        _, shown, _ = run("explain", uid, "--run", world.run, "--json")
        assert json.loads(shown)["uid"] == uid
        assert not re.search(ODD_BUT_BREAKS, shown)
    _, shown, _ = run("data", "list", world.data, "--json")
    assert any("=Oak; ash" in str(line) for line in json.loads(shown)["left_alone"])
    assert not re.search(ODD_BUT_BREAKS, shown)


def test_terminal_is_steered_by_no_name(world: World) -> None:
    printed = [world.shown, world.said]
    for uid in world.uids[:8]:
        printed += run("explain", uid, "--run", world.run)[1:]
        printed += run("explain", uid, "--all", "--run", world.run)[1:]
    printed += run("data", "list", world.data)[1:]
    printed += run("measures", world.data)[1:]
    printed += run("explain", "\x1b[31mnobody\u202e", "--run", world.run)[1:]
    printed += run("screen", world.data, "--criteria", "\x1b[31mnowhere.yaml")[1:]

    assert [
        re.search(ODD_BUT_BREAKS, text) for text in printed if re.search(ODD_BUT_BREAKS, text)
    ] == []


def test_files_are_named_safely_and_never_alike(world: World) -> None:
    for suffix in (".md", ".docx"):
        names = [path.stem for path in world.briefs if path.suffix == suffix]
        assert len({name.casefold() for name in names}) == len(names)
        assert all(re.fullmatch(r"\d+-[a-z0-9-]*[a-z0-9]", name) for name in names)
        assert max(map(len, names)) < 80


class _Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Any] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, [name for name, _ in attrs]))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("kind", KINDS)
def test_page_of_html_shows_names_as_they_are(tmp_path: Path, kind: str) -> None:
    template = tmp_path / "page.html.j2"
    template.write_text('{% for name in names %}<p title="{{ name }}">{{ name }}</p>{% endfor %}')
    page = _Tags()
    page.feed(render_text(template, {"names": KINDS[kind]}))

    assert page.seen == [("p", ["title"])] * len(KINDS[kind])
    assert page.text == "".join(one_line(name) for name in KINDS[kind])
