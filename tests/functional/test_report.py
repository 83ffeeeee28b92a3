"""The report: one page without a network, every trust in it, and a page of each that is on or near the list."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from lxml import html

from cst_screen.outputs.brief.build import build_briefs
from cst_screen.outputs.report.build import WITH_A_PAGE, report_context
from cst_screen.outputs.report.fairness import standard_by_intake
from cst_screen.outputs.report.write import write_report
from cst_screen.outputs.shortlist.trusts import with_outcome
from cst_screen.run_folder.read import RunFolder
from tests.functional.commands import copy_without_hashes


@pytest.fixture(scope="module")
def folder(sample_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_without_hashes(sample_run, tmp_path_factory.mktemp("report") / "run")


def _write(folder: Path) -> Path:
    run = RunFolder(folder)
    uids = [t["uid"] for t in with_outcome(run.verdicts.to_dicts(), *WITH_A_PAGE)]
    return write_report(run, build_briefs(run, uids))


@pytest.fixture(scope="module")
def page(folder: Path) -> html.HtmlElement:
    return html.fromstring(_write(folder).read_bytes())


def test_every_trust_has_a_row_and_those_on_or_near_the_list_a_page(
    page: html.HtmlElement, folder: Path
) -> None:
    verdicts = RunFolder(folder).verdicts.to_dicts()
    rows = page.xpath("//table[@id='trusts']/tbody/tr")
    articles = {a.get("id") for a in page.xpath("//article")}

    assert len(rows) == len(verdicts)
    assert articles == {f"trust-{t['uid']}" for t in with_outcome(verdicts, *WITH_A_PAGE)}


def test_every_link_within_the_page_leads_somewhere_and_none_leaves_it(
    page: html.HtmlElement,
) -> None:
    ids = set(page.xpath("//@id"))
    targets = {*page.xpath("//a/@href"), *page.xpath("//*[local-name()='use']/@href")}

    assert targets and all(t.startswith("#") and t[1:] in ids for t in targets)
    assert not page.xpath("//@src") and not page.xpath("//link")


def test_ids_are_unique_and_every_picture_has_words(page: html.HtmlElement) -> None:
    ids = page.xpath("//@id")
    drawings = page.xpath("//*[local-name()='svg'][@role='img']")

    assert len(ids) == len(set(ids))
    assert drawings
    assert all(d.xpath("./*[local-name()='title']")[0].text for d in drawings)
    assert all(d.xpath("./*[local-name()='desc']")[0].text for d in drawings)


def test_no_mark_or_technical_word_is_left(page: html.HtmlElement) -> None:
    text = page.xpath("//main")[0].text_content()

    assert not re.search("[\u27e6\u27e7\ue000\ue001]", text)
    assert not re.search(r"\bNone\b|\bnan\b|\bnull\b", text)


def test_headings_are_in_order(page: html.HtmlElement) -> None:
    levels = [int(h.tag[1]) for h in page.iter("h1", "h2", "h3", "h4")]

    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_the_flow_drawn_is_that_of_the_run(folder: Path, page: html.HtmlElement) -> None:
    described = page.xpath("//*[local-name()='desc']")[0].text
    for step in RunFolder(folder).record["flow"]:
        assert f"Of {step['entered']:,} trusts {step['met']:,} meet it" in described


def test_the_same_run_gives_the_same_bytes(folder: Path) -> None:
    first = _write(folder).read_bytes()

    assert _write(folder).read_bytes() == first
    assert len(first) < 10_000_000


def test_parts_by_intake_hold_each_judged_trust_once(folder: Path) -> None:
    run = RunFolder(folder)
    parts = standard_by_intake(run)
    answers = run.criteria.filter(
        (run.criteria["criterion"] == "high_standard") & (run.criteria["verdict"] != "cannot_tell")
    )

    assert len(parts) in (0, 5)
    assert sum(p["trusts"] for p in parts) in (0, answers.height)


def test_a_name_that_is_markup_stays_words(folder: Path) -> None:
    run = RunFolder(folder)
    uid = with_outcome(run.verdicts.to_dicts(), "shortlisted")[0]["uid"]
    (brief,) = build_briefs(run, [uid])
    context, _ = report_context(run, [brief])
    context["rows"][0]["trust"] = "<script>alert(1)</script> ⟦flow⟧"
    from cst_screen.outputs.templates.fill import find_template, render_text

    text = render_text(find_template("report.html.j2"), context)

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
