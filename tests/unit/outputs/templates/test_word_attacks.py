"""Word templates that try to run, fetch or smuggle something: each is refused, with what and where."""

import functools
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

from cst_screen.errors import RunFolderError
from cst_screen.outputs.templates.fill import render_word
from cst_screen.outputs.templates.word_file import LARGEST_PART
from tests.unit.outputs.templates.test_text_attacks import GIVEN, IS_A_PROGRAM, REACHES_CODE

Parts = dict[str, bytes]
Change = Callable[[Parts], None]

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BODY, RELS = "word/document.xml", "word/_rels/document.xml.rels"


def parts_of(*paragraphs: str) -> Parts:
    """A Word document with these paragraphs, as the parts of its archive."""
    return dict(_parts_of(paragraphs))


@functools.cache
def _parts_of(paragraphs: tuple[str, ...]) -> Parts:
    document = docx.Document()
    for words in paragraphs:
        document.add_paragraph(words)
    saved = io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def fill(tmp_path: Path, parts: Parts, given: dict[str, Any] = GIVEN) -> docx.document.Document:
    path = tmp_path / "t.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return docx.Document(io.BytesIO(render_word(path, given, {"title": given["trust"]})))


def into_body(xml: str) -> Change:
    """Put XML into the last paragraph."""

    def change(parts: Parts) -> None:
        before, after = parts[BODY].rsplit(b"</w:p>", 1)
        parts[BODY] = before + xml.encode() + b"</w:p>" + after

    return change


def related(kind: str, target: str, outside: bool = True) -> Change:
    """Add a relationship of the document, such as a linked picture."""

    def change(parts: Parts) -> None:
        kind_in_full = kind if kind.startswith("http") else f"{OFFICE}/{kind}"
        mode = ' TargetMode="External"' if outside else ""
        line = f'<Relationship Id="rIdX" Type="{kind_in_full}" Target="{target}"{mode}/>'
        parts[RELS] = parts[RELS].replace(b"</Relationships>", line.encode() + b"</Relationships>")

    return change


def part(name: str, content: bytes) -> Change:
    def change(parts: Parts) -> None:
        parts[name] = content

    return change


def field(*runs: str) -> Change:
    """A field whose code is spread over some runs."""
    codes = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return into_body(mark.format("begin") + codes + mark.format("end"))


def doctype(parts: Parts) -> None:
    entities = "".join(f'<!ENTITY e{n} "' + f"&e{n - 1};" * 10 + '">' for n in range(1, 12))
    kind = f'<!DOCTYPE w [<!ENTITY e0 "ha">{entities}]>'.encode()
    parts["docProps/app.xml"] = re.sub(rb"(<Properties)", kind + rb"\1", parts["docProps/app.xml"])


def macro_document(parts: Parts) -> None:
    name = "[Content_Types].xml"
    parts[name] = parts[name].replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )


def disguised_part(parts: Parts) -> None:
    """A header that calls itself a picture, so that nobody looks into it."""
    name = "[Content_Types].xml"
    kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
    line = b'<Override PartName="/word/media/x.png" ContentType="' + kind + b'"/>'
    parts[name] = parts[name].replace(b"</Types>", line + b"</Types>")
    parts["word/media/x.png"] = b"<w:hdr/>"


def split_field(parts: Parts) -> None:
    """A field that only the filling puts together: PAGE is left out, and DDEAUTO stays."""
    into_body(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        "<w:r><w:t>{%r if false %}</w:t></w:r><w:r><w:instrText>PAGE </w:instrText></w:r>"
        "<w:r><w:t>{%r endif %}</w:t></w:r><w:r><w:instrText>DDEAUTO x</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )(parts)


def words(text: str) -> Change:
    return into_body(f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>')


ATTACKS: dict[str, tuple[Change, str]] = {
    # What is fetched or run when the brief is opened.
    "a linked picture": (related("image", "http://example.org/x.png"), "from outside"),
    "an attached template": (related("attachedTemplate", "http://example.org/x.dotm"), "attachedTemplate"),
    "an attached template of its own": (related("attachedTemplate", "x.dotm", False), "attachedTemplate"),
    "a linked object": (related("oleObject", "http://example.org/x"), "oleObject"),
    "an embedded object": (related("oleObject", "embeddings/x.xml", False), "oleObject"),
    "an embedded workbook": (related("package", "embeddings/x.xml", False), "package"),
    "a macro": (related("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "v.xml", False), "vbaProject"),
    "the file of a macro": (part("word/vbaProject.bin", b"x"), "vbaProject.bin"),
    "a document with macros": (macro_document, "content that Word files do not have"),
    "another document": (related("aFChunk", "x.xml", False), "aFChunk"),
    "a subdocument": (related("subDocument", "x.xml", False), "subDocument"),
    "a frame": (related("frame", "http://example.org/"), "frame"),
    "a chart": (related("chart", "charts/chart1.xml", False), "chart"),
    "a control": (related("control", "activeX/activeX1.xml", False), "control"),
    "mail merge": (related("mailMergeSource", "file:///C:/x.mdb"), "mailMergeSource"),
    "a kind of one's own": (related("http://example.org/image", "x.png", False), "brings in or runs"),
    "a hyperlink to a program": (related("hyperlink", "javascript:alert(1)"), "javascript:alert(1)"),
    "a hyperlink to a shared folder": (related("hyperlink", "\\\\server\\share"), "from outside"),
    "a hyperlink to a file": (related("hyperlink", "file:///C:/Windows/x.exe"), "file:///C:"),
    "an inner part at an address": (related("image", "http://example.org/x.png", False), "from outside"),
    "an element of mail merge": (into_body("<w:mailMerge/>"), "mailMerge"),
    "an element of another document": (into_body("<w:altChunk/>"), "altChunk"),
    "an element of an object": (into_body("<w:object/>"), "object"),
    "a picture drawn from an address": (into_body('<w:r><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="http://example.org/x"/></w:r>'), "outside a hyperlink"),
    "a field that runs": (field("DDEAUTO c:\\x"), "DDEAUTO"),
    "a field that runs, in pieces": (field("DD", "EAU", "TO x"), "DDEAUTO x"),
    "a field that runs, put together when filled": (split_field, "DDEAUTO"),
    "a field that fetches": (field('INCLUDEPICTURE "http://example.org/x"'), "INCLUDEPICTURE"),
    "a field that reads a file": (field('INCLUDETEXT "C:/x"'), "INCLUDETEXT"),
    "a field of letters": (field("QUOTE 68 68 69"), "QUOTE"),
    "a simple field": (into_body('<w:fldSimple w:instr="DDE x"/>'), "DDE x"),
    "a field that links to a shared folder": (field('HYPERLINK "\\\\\\\\server\\\\share"'), "server"),
    "a field with a value in it": (field("PAGE {{ trust }}"), "PAGE {{ trust }}"),
    "a field named by another": (field('</w:instrText></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TITLE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:instrText>'), "another field"),
    "entities": (doctype, "document type"),
    "a disguised part": (disguised_part, "content that Word files do not have"),
    # What wears it out.
    "a part of many megabytes": (part("word/x.xml", b" " * (LARGEST_PART + 1)), "at most 2 MB"),
    "an archive that unfolds": (part("word/media/x.png", b"0" * 30_000_000), "at most 20 MB"),
    "very many parts": (lambda parts: parts.update({f"word/media/{n}.png": b"" for n in range(600)}), "600|6[0-9][0-9] parts"),
    "a tag with very many spaces": (words("{% if" + " " * 50_000 + "%}"), "more than 400"),
    "a tag that is never closed": (words("{% if" + " " * 50_000), "not closed"),
    "thousands of tags": (words("{{ trust }}" * 2_000), "2,001 tags"),
    # Tags that docxtpl would turn into XML, and tags where nobody sees them.
    "formatted text": (words("{{r trust }}"), "asks for formatted text"),
    "a subdocument in a tag": (words("{{p trust }}"), "asks for formatted text"),
    "the colour of a cell": (words("{% cellbg trust %}"), "none of those"),
    "merged cells": (words("{% vm %}"), "none of those"),
    "cells merged across": (words("{% hm %}"), "none of those"),
    "the span of a cell": (words("{% colspan 5 %}"), "none of those"),
    "a merge in pieces": (into_body("<w:r><w:t>{% v</w:t></w:r><w:r><w:t>m %}</w:t></w:r>"), "none of those"),
    "words between parts": (into_body("<w:r><w:t>{% </w:t>if x <w:t>vm %}</w:t></w:r>"), "none of those|no one sees"),
    "a tag in a comment": (into_body("<!-- {{ trust }} -->"), "no one sees"),
    "a tag in a setting": (into_body('<w:r><w:rPr><w:color w:val="{{ trust }}"/></w:rPr></w:r>'), "settings of a picture"),
    # What no document is.
    "no document": (lambda parts: parts.pop(BODY) and None, "not a Word document"),
    "a document that is cut off": (lambda parts: parts.update({BODY: parts[BODY][:-200]}), "not a Word document"),
    "a part that is no XML": (part("word/styles.xml", b"\x00\xff"), "not a Word document"),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_is_refused_with_its_reason(tmp_path: Path, attack: str) -> None:
    change, said = ATTACKS[attack]
    parts = parts_of("{{ trust }}")
    change(parts)
    with pytest.raises(RunFolderError) as fault:
        fill(tmp_path, parts)

    message = str(fault.value)
    assert message.startswith(f"{tmp_path / 't.docx'}: th"), message
    assert re.search(re.escape(said) if "|" not in said else said, message), message


TAGS = {name: REACHES_CODE[name] for name in list(REACHES_CODE)[:8]} | {
    name: IS_A_PROGRAM[name] for name in ("marked as safe", "arithmetic")
}


@pytest.mark.parametrize("attack", TAGS)
def test_tag_that_reaches_further_is_named_by_the_words_near_it(
    tmp_path: Path, attack: str
) -> None:
    with pytest.raises(RunFolderError) as fault:
        fill(tmp_path, parts_of("One.", "See here: " + TAGS[attack], "Three {{ trust }}."))

    assert "t.docx, near 'See here: {{" in str(fault.value)


@pytest.mark.parametrize("place", ["word/document.xml", "docProps/core.xml"])
def test_loop_that_runs_away_stops_wherever_it_is(tmp_path: Path, place: str) -> None:
    parts = parts_of("x")
    run_away = "{% for a in trust %}" * 6 + "x" + "{% endfor %}" * 6
    if place == BODY:
        words(run_away)(parts)
    else:
        parts[place] = re.sub(rb"<dc:title>.*?</dc:title>|<dc:title/>", b"", parts[place])
        parts[place] = parts[place].replace(
            b"</cp:coreProperties>", f"<dc:title>{run_away}</dc:title></cp:coreProperties>".encode()
        )
    with pytest.raises(RunFolderError, match="more than 5 loops"):
        fill(tmp_path, parts)


# --- what may stay ----------------------------------------------------------------------------

HARMLESS: dict[str, Change] = {
    "a page number": field(" PAGE "),
    "contents": field(' TOC \\o "1-3" '),
    "a link to a page on the web": related("hyperlink", "https://example.org/"),
    "a link to write a letter": related("hyperlink", "mailto:hub@example.org"),
    "a link as a field": field(' HYPERLINK "https://example.org/" '),
    "a link to a bookmark": field(' HYPERLINK \\l "_Toc1" '),
    "a paragraph that is left out": words("{% if not trust %}gone{% endif %}"),
    "a comment in a tag": words("{# for colleagues #}"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_ordinary_template_is_filled(tmp_path: Path, name: str) -> None:
    parts = parts_of("{{ trust }}")
    HARMLESS[name](parts)
    document = fill(tmp_path, parts)

    assert document.paragraphs[0].text.startswith("Harbour Trust")


@pytest.mark.parametrize(
    "name",
    [
        "<w:p>&amp;</w:p>",
        "{{ 7*7 }}",
        "{% x",
        "http://example.org",
        "DDEAUTO x",
        "a\x00b\x1b[31m",
        "]]>",
    ],
)
def test_value_is_words_whatever_it_holds(tmp_path: Path, name: str) -> None:
    document = fill(tmp_path, parts_of("{{ trust }}"), {"trust": name})

    assert document.paragraphs[0].text == name.replace("\x00", "\ufffd").replace("\x1b", "\ufffd")


def test_file_that_is_not_there_and_one_of_words_are_no_documents(tmp_path: Path) -> None:
    (tmp_path / "words.docx").write_text("words")
    for name in ("words.docx", "nowhere.docx"):
        with pytest.raises(RunFolderError, match="not a Word document that can be read"):
            render_word(tmp_path / name, {}, {})
