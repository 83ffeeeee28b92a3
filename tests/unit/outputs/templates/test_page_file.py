"""A page or drawing of somebody's own may hold words, looks and shapes, and nothing that runs or fetches."""

from pathlib import Path

import pytest

from cst_screen.errors import RunFolderError
from cst_screen.outputs.templates.page_file import refuse_no_drawing, refuse_what_acts_in_page

PATH = Path("mine/brief.html.j2")
SHIPPED = Path(__file__).parents[4] / "templates"


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script>",
        "< ScRiPt src=x>",
        "<svg onload=alert(1)>",
        "<p onclick = 'x()'>",
        "<img src=http://example.org/seen.png>",
        "<image href='http://example.org/seen.png'/>",
        "<iframe src='x'></iframe>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href=data:text/html,x>x</a>",
        "<style>@import 'x';</style>",
        "<style>p { background: url(http://example.org/x) }</style>",
        "<meta http-equiv=refresh content=0>",
        "<use href='http://example.org/x#y'/>",
        "<foreignObject/>",
        "<animate attributeName=href to=x>",
    ],
)
def test_what_runs_or_fetches_is_refused_with_its_line(page: str) -> None:
    with pytest.raises(RunFolderError, match=r"line 2: the template holds '"):
        refuse_what_acts_in_page(PATH, f"<h1>Ours</h1>\n{page}")


@pytest.mark.parametrize(
    "page",
    [
        "<p>Published data: one = two; the script of a play</p>",
        "<a href='https://example.org'>x</a> <a href='mailto:a@example.org'>y</a>",
        "<style>p { color: red }</style><use href='#all-schools'/>",
        (SHIPPED / "brief.html.j2").read_text(encoding="utf-8"),
        *[p.read_text(encoding="utf-8") for p in sorted((SHIPPED / "charts").iterdir())],
    ],
)
def test_words_looks_and_links_may_stay(page: str) -> None:
    refuse_what_acts_in_page(PATH, page)


@pytest.mark.parametrize(
    ("svg", "why"),
    [
        ("", "not well-formed"),
        ("<svg viewBox='0 0 1 1'>", "not well-formed"),
        ("<svg/>", "needs an <svg> with a viewBox"),
        ("<svg viewBox='0 0 0 10'/>", "needs an <svg>"),
        ("<p viewBox='0 0 1 1'/>", "needs an <svg>"),
        ("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg viewBox='x'>&a;</svg>", "needs an <svg>"),
    ],
)
def test_what_is_no_drawing_is_refused(svg: str, why: str) -> None:
    with pytest.raises(RunFolderError, match=why):
        refuse_no_drawing(Path("mine/charts/joiners.svg.j2"), svg)


def test_a_drawing_may_stay() -> None:
    refuse_no_drawing(PATH, '\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 10.5"/>\n')
