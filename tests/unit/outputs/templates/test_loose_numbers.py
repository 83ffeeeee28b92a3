"""A number typed into a template is found with its place; the shipped templates have none."""

from pathlib import Path

import docx
import pytest

from cst_screen.outputs.templates.loose_numbers import LooseNumber, loose_numbers

TEMPLATES = Path(__file__).parents[4] / "templates"
SHIPPED = sorted(p for p in TEMPLATES.rglob("*") if p.suffix in (".j2", ".docx"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.name)
def test_no_shipped_template_types_a_number(path: Path) -> None:
    assert loose_numbers(path) == []


@pytest.mark.parametrize("path", [p for p in SHIPPED if p.suffix == ".j2"], ids=lambda p: p.name)
def test_a_number_planted_in_a_shipped_template_is_found(path: Path, tmp_path: Path) -> None:
    planted = tmp_path / path.name
    text = path.read_text(encoding="utf-8")
    line = text.count("\n") + 1
    planted.write_text(f"{text}<text>about 85% rose</text>", encoding="utf-8")

    assert loose_numbers(planted) == [LooseNumber(f"line {line}", "85%")]


def test_a_number_planted_in_the_word_template_is_found(tmp_path: Path) -> None:
    document = docx.Document(str(TEMPLATES / "brief.docx"))
    document.add_paragraph("Of {{ uid }} trusts, 40 rose.")
    document.tables[0].rows[0].cells[0].paragraphs[0].add_run(" 7.5")
    document.save(str(tmp_path / "brief.docx"))
    found = loose_numbers(tmp_path / "brief.docx")

    assert [f.number for f in found] == ["40", "7.5"]
    assert found[0].where == "the paragraph 'Of {{ uid }} trusts, 40 rose.'"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The {{ a[3:10] }} schools", []),
        ("{{ 'over 80%' if shortlisted else '' }}", ["80%"]),
        ("{# 12 of these #}nothing", []),
        ("Brackets show the 95% interval; SHA-256", []),
        ("At 1,234.5 or 12 components", ["1,234.5", "12"]),
        ("{% for s in x %}\n{{ s }} 2\n{% endfor %}", ["2"]),
    ],
)
def test_what_counts_as_typed(text: str, found: list[str], tmp_path: Path) -> None:
    path = tmp_path / "brief.md.j2"
    path.write_text(text, encoding="utf-8")

    assert [loose.number for loose in loose_numbers(path)] == found


def test_styles_and_shapes_of_a_page_are_no_words(tmp_path: Path) -> None:
    path = tmp_path / "brief.html.j2"
    path.write_text(
        "<style>\np { width: 3px }\n</style>\n<path d='M1 2'/><h2>4 schools</h2>", encoding="utf-8"
    )

    assert loose_numbers(path) == [LooseNumber("line 4", "4")]
