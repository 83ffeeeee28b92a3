"""What is left out for speed changes nothing: the parts are those that docxtpl and python-docx write."""

import io
import zipfile

import docx
import docxtpl
import pytest

from cst_screen.outputs.templates.word_document import WordTemplate, packed, parts_of

WORDS = {"plain": "Ash & Oak", "breaks": "one\ttwo\nthree\ffour\afive", "many": ["a", "b"]}


def _template(words: str) -> bytes:
    document = docx.Document()
    document.add_heading("{{ plain }}")
    document.add_paragraph(words)
    document.sections[0].footer.paragraphs[0].text = "{{ plain }} {{ many|length }}"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "words", ["{{ plain }}", "{% for one in many %}{{ one }}{% endfor %}", "{{ breaks }}"]
)
def test_a_filled_document_has_the_parts_that_docxtpl_gives_it(words: str) -> None:
    template = _template(words)
    theirs = docxtpl.DocxTemplate(io.BytesIO(template))
    theirs.render(WORDS, autoescape=True)
    saved = io.BytesIO()
    theirs.save(saved)
    for _ in range(2):  # the second time from what was made for the first
        ours = WordTemplate(io.BytesIO(template))
        ours.render(WORDS, autoescape=True)

        with (
            zipfile.ZipFile(saved) as expected,
            zipfile.ZipFile(io.BytesIO(packed(parts_of(ours.docx)))) as found,
        ):
            assert set(found.namelist()) == set(expected.namelist())
            for name in expected.namelist():
                assert found.read(name) == expected.read(name), name
