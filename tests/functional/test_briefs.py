"""Draft briefs: what they say, what they never say, and that the files repeat byte for byte."""

from __future__ import annotations

import html
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import docx
import polars as pl
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from cst_screen.errors import LookupFailed, RunFolderError
from cst_screen.outputs.brief import write
from cst_screen.outputs.brief.build import build_briefs
from cst_screen.outputs.brief.content import Brief
from cst_screen.outputs.brief.facts import read_facts
from cst_screen.outputs.brief.today import inspected
from cst_screen.outputs.brief.write import write_briefs
from cst_screen.outputs.templates.fill import find_template, render_word
from cst_screen.outputs.wording.numbers import figure_text
from cst_screen.outputs.wording.phrases import typographic
from cst_screen.outputs.wording.pillars import shipped_model
from cst_screen.run_folder.read import RunFolder
from tests.functional.commands import copy_without_hashes, run

HEADINGS = (
    "Whom and what to ask",
    "What the figures cannot show",
    "To check with the trust",
    "Annex, for whoever checks",
)
"""After the first, which says whether the trust is on the list."""
CAUSAL = re.compile(
    r"\b(because|due to|led to|leads to|caused|causes|impact|impacts|effect|effects|thanks to|"
    r"as a result|improved by|result of|owing to)\b",
    re.IGNORECASE,
)
RANKING = re.compile(
    r"\b(rank|ranked|ranking|league|best|worst|top|outperform\w*)\b", re.IGNORECASE
)
TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.fixture(scope="module")
def uids(sample_run: Path) -> list[int]:
    """Three trusts of each outcome."""
    verdicts = RunFolder(sample_run).verdicts
    parts = [
        verdicts.filter(pl.col("outcome") == o).head(3) for o in sorted(set(verdicts["outcome"]))
    ]
    return pl.concat(parts)["uid"].to_list()


@pytest.fixture(scope="module")
def briefs(
    sample_run: Path, uids: list[int], tmp_path_factory: pytest.TempPathFactory
) -> list[Path]:
    return write_briefs(
        RunFolder(sample_run), uids, ["md", "docx", "html"], tmp_path_factory.mktemp("briefs")
    )


@pytest.fixture(scope="module")
def texts(briefs: list[Path]) -> dict[str, str]:
    """The whole text of every brief, Markdown and Word."""
    return {
        path.name: words_of(path) if path.suffix == ".docx" else plain_words(path)
        for path in briefs
    }


def paragraphs(document: Document) -> Iterator[str]:
    for element in document.element.body.iter(qn("w:p")):
        yield "".join(t.text or "" for t in element.iter(qn("w:t")))


def plain_words(path: Path) -> str:
    """What a reader sees: of a page its text, without its tags and styles."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        text = html.unescape(re.sub(r"<style>.*?</style>|<[^>]*>", "\n", text, flags=re.DOTALL))
    return text


def words_of(path: Path) -> str:
    return "\n".join(paragraphs(docx.Document(str(path))))


def shortlisted(folder: Path) -> int:
    verdicts = RunFolder(folder).verdicts
    return int(verdicts.filter(pl.col("outcome") == "shortlisted")["uid"][0])


def test_there_is_one_file_for_each_trust_and_format(briefs: list[Path], uids: list[int]) -> None:
    assert len(briefs) == 3 * len(uids)
    assert all(re.fullmatch(r"\d+-[a-z0-9-]+\.(md|docx|html)", path.name) for path in briefs)


def test_no_brief_gives_a_reason_for_a_change(texts: dict[str, str]) -> None:
    hubs_own = [c.description.rstrip(".") for c in shipped_model().components.components]
    for name, text in texts.items():
        for quotation in hubs_own:
            text = text.replace(quotation, "")
        assert not CAUSAL.findall(text), name


def test_no_brief_ranks(texts: dict[str, str]) -> None:
    assert not {name: RANKING.findall(text) for name, text in texts.items() if RANKING.search(text)}


def test_no_gap_shows_as_a_technical_word(texts: dict[str, str]) -> None:
    for name, text in texts.items():
        assert not re.search(r"\bNone\b|\bnan\b|\bNaN\b|\bnull\b|\binf\b|\[\]|\(\)", text), name


def test_headings_stand_in_order(briefs: list[Path]) -> None:
    for path in briefs:
        if path.suffix == ".md":
            lines = path.read_text(encoding="utf-8").splitlines()
            found = [x[3:] for x in lines if x.startswith("## ")]
        elif path.suffix == ".html":
            found = re.findall("<h2>(.*?)</h2>", path.read_text(encoding="utf-8"))
        else:
            document = docx.Document(str(path))
            found = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
        assert found[0] in ("Why this trust is on the list", "Where this trust stands"), path.name
        assert tuple(found[1:]) == HEADINGS, path.name


def test_every_source_mark_resolves(
    sample_run: Path, uids: list[int], texts: dict[str, str]
) -> None:
    by_uid = {
        brief.uid: {source.mark for source in brief.sources}
        for brief in build_briefs(RunFolder(sample_run), uids)
    }
    for name, text in texts.items():
        listed = by_uid[name.split("-")[0]]
        used: set[str] = set()
        for mark in re.findall(r"\[(S\d[^\]]*)\]", text):
            for part in mark.split(", "):
                first, _, last = part.partition("–")
                used |= {f"S{n}" for n in range(int(first[1:]), int((last or first)[1:]) + 1)}
        assert used == listed, name
        assert all(f"{mark}\n" in text or f"| {mark} |" in text for mark in listed), name


def test_criteria_table_agrees_with_the_figures(sample_run: Path, uids: list[int]) -> None:
    folder = RunFolder(sample_run)
    for brief in build_briefs(folder, uids):
        own = folder.figures.filter(pl.col("uid") == int(brief.uid))
        values = dict(zip(own["figure"], own["value"], strict=True))
        required = [r for r in folder.rules.values() if r["role"] == "required"]
        assert len(brief.criteria) == len(required)
        caveats = len(folder.rules) - len(required)
        assert f"of {caveats} caveats are met" in brief.caveats_met
        for row in brief.criteria:
            value = values[row.name]
            if value is None:
                assert row.figure.startswith("not known (")
            else:
                assert row.figure == typographic(figure_text(row.name, value))


def test_templates_are_told_every_part_of_a_brief() -> None:
    """What staff may place in a template of their own is written down."""
    readme = (TEMPLATES / "README.md").read_text(encoding="utf-8")
    section = readme.split("## What a brief is given")[1].split("\n## ")[0]
    given = [part.name for part in fields(Brief) if part.name != "pictures"]

    assert [name for name in given if f"`{name}`" not in section] == []


def test_no_placeholder_is_left_in_a_brief(sample_run: Path, uids: list[int]) -> None:
    for brief in build_briefs(RunFolder(sample_run), uids):
        assert not re.search("[\ue000\ue001]", repr(brief)), brief.trust


def test_a_brief_does_not_depend_on_the_others_of_its_run(
    sample_run: Path, uids: list[int]
) -> None:
    together = build_briefs(RunFolder(sample_run), uids)
    alone = [build_briefs(RunFolder(sample_run), [uid])[0] for uid in uids]

    assert together == alone


def test_a_school_that_did_not_rise_is_among_those_to_ask(
    sample_run: Path, uids: list[int]
) -> None:
    folder = RunFolder(sample_run)
    headlines = folder.table("headlines")
    for brief in build_briefs(folder, uids):
        own = headlines.filter((pl.col("uid") == int(brief.uid)) & pl.col("reason").is_null())
        fell = set(own.filter(pl.col("effect_sd") <= 0)["urn"])
        shown = {school.urn for school in brief.schools}
        assert not fell or fell & shown


def test_word_file_has_styles_language_and_repeated_header_rows(briefs: list[Path]) -> None:
    for path in (p for p in briefs if p.suffix == ".docx"):
        document = docx.Document(str(path))
        styles = {p.style.name for p in document.paragraphs if p.style}
        assert {"Title", "Heading 1", "Heading 2", "List Bullet", "Staff note"} <= styles
        language = document.styles.element.find(".//" + qn("w:lang"))
        assert language is not None and language.get(qn("w:val")) == "en-GB"
        assert document.core_properties.language == "en-GB"
        assert all(
            t.rows[0]._tr.find(".//" + qn("w:tblHeader")) is not None for t in document.tables
        )
        assert "PAGE" in document.sections[0].footer._element.xml
        assert "{{" not in words_of(path) and "{%" not in words_of(path)


def test_a_brief_is_short_enough_to_read(sample_run: Path, tmp_path: Path) -> None:
    """Words of letters before the annex, which is for whoever checks: two pages with their pictures."""
    (path,) = write_briefs(RunFolder(sample_run), [shortlisted(sample_run)], ["docx"], tmp_path)
    text = words_of(path).split("Annex, for whoever checks")[0]
    count = sum(bool(re.search("[A-Za-z]{2}", word)) and "_" not in word for word in text.split())

    assert 300 <= count <= 700


def test_the_same_run_gives_the_same_bytes(
    sample_run: Path, uids: list[int], briefs: list[Path], tmp_path: Path
) -> None:
    again = write_briefs(RunFolder(sample_run), uids[:2], ["md", "docx", "html"], tmp_path)

    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in briefs[: len(again)]]


def test_names_with_odd_characters_survive(sample_run: Path, tmp_path: Path) -> None:
    """An ampersand or an angle bracket in a name would break a Word file that took it as it is."""
    folder = copy_without_hashes(sample_run, tmp_path / "run")
    uid = shortlisted(folder)
    verdicts = folder / "verdicts.csv"
    name = RunFolder(folder).verdicts.filter(pl.col("uid") == uid)["trust"][0]
    verdicts.write_text(
        verdicts.read_text(encoding="utf-8-sig").replace(name, "Oak & Ash <Öst> | Trust"),
        encoding="utf-8-sig",
    )
    markdown, word = write_briefs(RunFolder(folder), [uid], ["md", "docx"], tmp_path / "out")

    # Markdown shows `&lt;` as `<`, and `\|` as a bar that ends no cell.
    assert r"# Oak & Ash &lt;Öst> \| Trust" in markdown.read_text(encoding="utf-8")
    assert "Oak & Ash <Öst> | Trust" in words_of(word)
    assert markdown.name == f"{uid}-oak-ash-ost-trust.md"


def test_templates_are_those_named_with_the_option_and_never_those_nearby(
    sample_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, own = tmp_path / "run", tmp_path / "own"
    shutil.copytree(sample_run, folder)
    uid = shortlisted(folder)
    for place in (own, tmp_path / "templates"):
        place.mkdir()
        (place / "brief.md.j2").write_text(f"{place.name}: {{{{ trust }}}}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    asked = ("brief", uid, "--run", folder, "--format", "md")
    nearby = Path(run(*asked)[1].strip()).read_text(encoding="utf-8")
    named = Path(run(*asked, "--templates", own)[1].strip()).read_text(encoding="utf-8")

    assert nearby.startswith("# ") and "Draft case-study brief" in nearby
    assert named.startswith("own: ")
    code, _, said = run("brief", uid, "--run", folder, "--templates", own)
    assert code == 6
    assert "brief.docx: this template is missing" in said


def test_unknown_trust_and_format_are_told(sample_run: Path, tmp_path: Path) -> None:
    with pytest.raises(LookupFailed, match="99999 is not in this run"):
        write_briefs(RunFolder(sample_run), [99999], ["md"], tmp_path)
    with pytest.raises(LookupFailed, match="'pdf' is not a format"):
        write_briefs(RunFolder(sample_run), [shortlisted(sample_run)], ["pdf"], tmp_path)


@pytest.mark.parametrize(
    ("tag", "message"),
    [("{{ trsut }}", "'trsut' is undefined"), ("{% for x %}", "cannot be read")],
)
def test_broken_markdown_template_is_told_by_file_and_line(
    sample_run: Path, tmp_path: Path, tag: str, message: str
) -> None:
    (tmp_path / "brief.md.j2").write_text(f"# {{{{ trust }}}}\n\n{tag}\n", encoding="utf-8")

    with pytest.raises(RunFolderError, match=message) as told:
        write_briefs(
            RunFolder(sample_run), [shortlisted(sample_run)], ["md"], tmp_path, templates=tmp_path
        )

    assert f"{tmp_path / 'brief.md.j2'}, line 3:" in str(told.value)
    assert "templates/README.md" in str(told.value)


@pytest.mark.parametrize("tag", ["{{ trsut }}", "{{ trust"])
def test_broken_word_template_is_told(sample_run: Path, tmp_path: Path, tag: str) -> None:
    document = docx.Document(str(TEMPLATES / "brief.docx"))
    document.paragraphs[0].runs[0].text = tag
    document.save(str(tmp_path / "brief.docx"))

    with pytest.raises(RunFolderError, match=r"brief\.docx") as told:
        write_briefs(
            RunFolder(sample_run), [shortlisted(sample_run)], ["docx"], tmp_path, templates=tmp_path
        )

    assert "Correct the tag" in str(told.value)


def test_a_word_template_that_is_no_word_file_is_told(sample_run: Path, tmp_path: Path) -> None:
    (tmp_path / "brief.docx").write_text("not a Word file", encoding="utf-8")

    with pytest.raises(RunFolderError, match="not a Word document"):
        write_briefs(
            RunFolder(sample_run), [shortlisted(sample_run)], ["docx"], tmp_path, templates=tmp_path
        )


def test_missing_template_is_told(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="template is missing"):
        find_template("brief.docx", tmp_path)


def test_a_figure_that_there_is_none_of_is_told_by_file_and_line(
    sample_run: Path, tmp_path: Path
) -> None:
    (tmp_path / "brief.md.j2").write_text(
        "{{ figures.pupils.shown }}\n{{ figures.pupil.shown }}\n", encoding="utf-8"
    )
    with pytest.raises(RunFolderError, match=r"brief\.md\.j2, line 2: .*pupil"):
        write_briefs(
            RunFolder(sample_run), [shortlisted(sample_run)], ["md"], tmp_path / "out", tmp_path
        )


def test_what_is_not_known_of_inspections_is_no_denial(sample_run: Path) -> None:
    """Without a file of inspections nobody can say that no joiner has comparable grades."""
    (facts,) = read_facts(RunFolder(sample_run), [shortlisted(sample_run)])
    row = facts.figures["inspections_compared"] | {"value": None, "reason": "no_file"}
    unknown = replace(facts, figures=facts.figures | {"inspections_compared": row})
    said = inspected(unknown)[0].text

    assert said.startswith("Grades before and since joining: not known")


def test_word_files_are_filled_in_one_thread(
    sample_run: Path, uids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    # In several at once their library spoiled its memory, now and then.
    threads = []

    def filled(*given: Any) -> bytes:
        threads.append(threading.get_ident())
        return render_word(*given)

    monkeypatch.setattr(write, "render_word", filled)

    write.draft_briefs(RunFolder(sample_run), uids[:4], ["docx"])

    assert threads == [threading.get_ident()] * 4
