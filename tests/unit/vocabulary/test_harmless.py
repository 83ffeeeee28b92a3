"""Text from files, one place at a time."""

import html
import json
import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cst_screen.run_folder.harmless_cells import as_cells, from_cells, harmless_record
from cst_screen.vocabulary.harmless import (
    FORMULA,
    LONGEST_CELL,
    LONGEST_TITLE,
    ODD_BUT_BREAKS,
    from_csv,
    in_a_cell,
    in_a_file_name,
    in_a_title,
    in_json,
    in_markdown,
    lines,
    one_line,
    shortened,
    to_csv,
)
from tests.functional.hostile_names import KINDS

any_text = st.text(st.characters(codec=None), max_size=30) | st.sampled_from(
    ["=1", "'=1", "''=1", "-1", "-0.5", "\ud800", "\x1b[31m", "a\n=b", "＝1"]
)
table_text = any_text.filter(lambda text: not re.search("[\ud800-\udfff]", text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("St Mary's, Öst & Ash", "St Mary's, Öst & Ash"),
        ("a\tb\r\nc\u2028d", "a b c d"),
        ("a\x00b\x1b[31m", "a\ufffdb\ufffd[31m"),
        ("\u202eabc\u200b", "abc"),
        ("\ue0001\ue001", "\ufffd1\ufffd"),
        ("\ud83d", "\ufffd"),
        ("👨\u200d👩", "👨\u200d👩"),
        ("e" + "\u0301" * 9, "e" + "\u0301" * 3),
        ("  two  spaces ", "  two  spaces "),
        ("", ""),
    ],
)
def test_text_becomes_one_line_that_can_be_seen(text: str, shown: str) -> None:
    assert one_line(text) == shown


@given(any_text)
def test_one_line_is_harmless_and_final(text: str) -> None:
    shown = one_line(text)

    assert not re.search(ODD_BUT_BREAKS, shown)
    assert not re.search(r"[\t\r\n]", shown)
    assert one_line(shown) == shown
    shown.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1+1", "'+1+1"),
        ("-Oak", "'-Oak"),
        ("@SUM(1)", "'@SUM(1)"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("\t=1", " =1"),
        ("-0.5", "-0.5"),
        ("-15 15", "-15 15"),
        ("'Oak'", "'Oak'"),
        ("Oak = Ash", "Oak = Ash"),
        ("", ""),
    ],
)
def test_cell_that_would_be_worked_out_gets_an_apostrophe(text: str, cell: str) -> None:
    assert to_csv(text) == cell
    assert from_csv(cell) == one_line(text)


@given(any_text)
def test_cell_is_read_back_as_it_was_and_never_worked_out(text: str) -> None:
    cell = to_csv(text)

    assert from_csv(cell) == one_line(text)
    assert not re.match(r"[=+\-@]", cell) or re.fullmatch(r"[-+][\d. +-]+", cell)


@given(st.lists(st.none() | table_text, max_size=5))
def test_table_is_read_back_as_it_was(texts: list[str | None]) -> None:
    table = pl.DataFrame(
        {"a": texts, "n": range(len(texts))}, schema={"a": pl.String, "n": pl.Int64}
    )
    cells = as_cells(table)

    assert from_cells(cells)["a"].to_list() == [t if t is None else one_line(t) for t in texts]
    assert cells["a"].to_list() == [t if t is None else to_csv(t) for t in texts]


def test_ordinary_table_is_not_touched() -> None:
    table = pl.DataFrame({"a": ["Oak", None, "O'Ash - Öst", "-0.5"]})

    assert as_cells(table).equals(table)
    assert from_cells(table).equals(table)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Oak & Ash (UK)", "Oak & Ash (UK)"),
        ("<b>", "&lt;b>"),
        ("&lt;b", "&amp;lt;b"),
        ("[a](b)", "[a\\](b)"),
        ("[S3] 0.5", "[S3] 0.5"),
        ("[a]: http://b", "\\[a]: http://b"),
        ("a|b", "a\\|b"),
        ("a\\|b", "a\\\\\\|b"),
        ("C:\\Windows", "C:\\Windows"),
        ("a\\", "a\\\\"),
        ("a.__b__", "a.\\_\\_b\\_\\_"),
        ("information_-_state", "information_-_state"),
        ("`a`", "'a'"),
        ("*a*", "\\*a\\*"),
        ("_a_", "\\_a\\_"),
        ("joiners_rise", "joiners_rise"),
        ("# a", "\\# a"),
        ("> a", "\\> a"),
        ("- a", "\\- a"),
        ("1. a", "1\\. a"),
        ("-0.5", "-0.5"),
        ("+0.5 SD", "+0.5 SD"),
        ("~~a~~", "\\~~a\\~~"),
    ],
)
def test_markdown_shows_a_text_as_it_is(text: str, shown: str) -> None:
    assert in_markdown(text) == shown


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "place", ["# Draft: {}", "| a | b |\n|---|---|\n| {} | x |", "- {}", "**{}**", "{}"]
)
def test_reader_of_markdown_shows_each_hostile_name_as_it_is(kind: str, place: str) -> None:
    """As CommonMark with tables reads it; a backtick alone is shown as an apostrophe."""
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    ours = {"h1", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "p", "strong"}
    for name in (n for n in KINDS[kind] if one_line(n).strip()):
        page = reader.render(place.replace("{}", in_markdown(name)))
        shown = " ".join(html.unescape(re.sub(r"<[^>]*>", "", page)).split())

        assert set(re.findall(r"<(\w+)", page)) <= ours, name
        assert " ".join(one_line(name).replace("`", "'").split()) in shown, name


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Oak & Ash", "oak-ash"),
        ("../../etc", "etc"),
        ("CON", "con"),
        ("Öst. ", "ost"),
        ("🌳", "trust"),
        ("", "trust"),
        ("x" * 500, "x" * 60),
        ("ﬁne", "fine"),
    ],
)
def test_file_name_is_letters_digits_and_hyphens(name: str, file: str) -> None:
    assert in_a_file_name(name, "trust") == file


def test_long_texts_are_cut_where_a_place_has_a_limit() -> None:
    assert len(shortened("x" * 10_000)) == 300
    assert len(in_a_title("x" * 10_000)) == LONGEST_TITLE
    assert len(in_a_cell("x" * 100_000)) == LONGEST_CELL
    assert shortened("Oak") == in_a_title("Oak") == in_a_cell("Oak") == "Oak"
    assert len(to_csv("x" * 10_000)) == 10_000


@given(any_text)
def test_json_is_harmless_and_exact(text: str) -> None:
    shown = in_json(json.dumps({"name": text}, ensure_ascii=False))

    assert not re.search(ODD_BUT_BREAKS, shown)
    assert json.loads(shown)["name"] == text


def test_message_keeps_its_lines_and_a_record_its_shape() -> None:
    assert lines("a\x1b\nb") == "a\ufffd\nb"
    assert harmless_record({"a": ["x\ny", 1, None, {"b": "\x00"}]}) == {
        "a": ["x y", 1, None, {"b": "\ufffd"}]
    }


def test_pattern_of_formulas_knows_the_wide_signs() -> None:
    assert all(re.match(FORMULA, sign) for sign in "=+-@＝＋－＠")
