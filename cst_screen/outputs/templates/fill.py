"""Where templates are found and how they are filled; a fault in one is said with its place.

What a template may say is for `language` to know, what a Word file may hold for `word_file`.
`templates/README.md` lists what each template is given; a name that is not given stops the filling.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cst_screen.errors import RunFolderError
from cst_screen.outputs.templates.page_file import refuse_what_acts_in_page
from cst_screen.outputs.templates.place_pictures import Drawing, in_word
from cst_screen.shipped import find_shipped
from cst_screen.vocabulary.harmless import in_a_title, in_markdown, one_line

if TYPE_CHECKING:
    from cst_screen.outputs.templates.language import TemplateLanguage

_WORDS_NEAR = 60
"""Letters of a Word paragraph that a message shows."""


def find_template(name: str, templates: Path | None = None) -> Path:
    """The template in the folder given; without one, that which comes with the tool."""
    path = templates / name if templates is not None else find_shipped(f"templates/{name}")
    if not path.is_file():
        raise RunFolderError(
            f"{one_line(str(path))}: this template is missing. Put '{name}' there, or leave --templates "
            "out to use the one that comes with the tool."
        )
    return path


def plain_context(context: dict[str, Any]) -> dict[str, Any]:
    """The context as any template is given it, for several templates that are filled with the same."""
    from cst_screen.outputs.templates.language import PlainContext, plain

    return PlainContext(plain(context))


def render_text(path: Path, context: dict[str, Any], own: bool = False) -> str:
    """A Markdown template filled with the context; `.html.j2` becomes HTML and `.svg.j2` a drawing.

    own: somebody's own, so that a page or a drawing may hold nothing that acts.
    """
    from cst_screen.outputs.templates.language import LONGEST_TEMPLATE, TemplateLanguage, plain

    html = path.name.endswith((".html.j2", ".svg.j2"))
    language = TemplateLanguage(one_line if html else in_markdown, autoescape=html)
    # In a page of text a tag on a line of its own leaves no empty line behind.
    language.trim_blocks = language.lstrip_blocks = language.keep_trailing_newline = True
    try:
        # A letter has at most four bytes; more is not read, and the language refuses what is left.
        with path.open("rb") as file:
            source = file.read(4 * LONGEST_TEMPLATE + 4).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise RunFolderError(
            f"{path}: this template cannot be read ({_cause(fault)}). Save it as UTF-8 in a plain "
            "text editor."
        ) from fault
    if own and html:
        refuse_what_acts_in_page(path, source)
    try:
        return language.from_string(source).render(plain(context))
    except Exception as fault:
        # The context is plain data, so whatever goes wrong here, the template asked for it.
        line = _line(fault)
        raise _broken(path, f", line {line}" if line else "", fault) from fault


def render_word(
    path: Path,
    context: dict[str, Any],
    properties: dict[str, Any],
    drawings: Mapping[str, Drawing] | None = None,
) -> bytes:
    """A Word template filled with the context; `properties` are written into the file's own.

    drawings: the pictures whose marks the context holds.
    """
    from cst_screen.outputs.templates.language import TemplateLanguage, plain
    from cst_screen.outputs.templates.word_document import WordTemplate, packed, parts_of
    from cst_screen.outputs.templates.word_file import read_word_template, refuse_what_acts

    language = TemplateLanguage(one_line, autoescape=True)
    content = read_word_template(path)
    try:
        template = WordTemplate(io.BytesIO(content))
        template.render(plain(context), language, autoescape=True)
    except Exception as fault:
        raise _broken(path, _place_in_word(fault, language), fault) from fault
    in_word(template.docx, drawings or {})
    for name, value in properties.items():
        value = in_a_title(value) if isinstance(value, str) else value
        setattr(template.docx.core_properties, name, value)
    parts = parts_of(template.docx)
    refuse_what_acts(path, parts)
    return packed(parts)


# --- faults -----------------------------------------------------------------------------------


def _line(fault: Exception) -> int:
    """The line of the template: from the error itself, or from the template's frame in its trace."""
    line = int(getattr(fault, "lineno", 0) or 0)
    trace = fault.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _place_in_word(fault: Exception, language: TemplateLanguage) -> str:
    """The words around the fault: Word shows no line numbers, so they are what can be searched."""
    # docxtpl lets each paragraph begin a line of what it compiles.
    paragraphs = language.last_source.splitlines()
    line = _line(fault)
    around = [paragraphs[n - 1] for n in (line, line - 1, line + 1) if 0 < n <= len(paragraphs)]
    near = [" ".join(re.sub(r"<[^>]*>", " ", words).split()) for words in around]
    words = next((words for words in near if "{{" in words or "{%" in words), "")
    if not line or not words:
        return ""
    begin = max(min(words.find(opens) for opens in ("{{", "{%") if opens in words) - 20, 0)
    return f", near '{one_line(words[begin : begin + _WORDS_NEAR])}'"


def _broken(path: Path, where: str, fault: Exception) -> RunFolderError:
    import jinja2

    said = one_line(str(getattr(fault, "message", None) or fault))
    if isinstance(fault, jinja2.UndefinedError):
        what = f"the template asks for something that it is not given ({said})"
    elif isinstance(fault, jinja2.TemplateRuntimeError):
        what = f"the template cannot be filled ({said})"
    elif isinstance(fault, jinja2.TemplateError):
        what = f"a tag in the template cannot be read ({said})"
    elif isinstance(fault, RecursionError | MemoryError | SyntaxError):
        what = "the template's tags are too many or too deep within each other"
    else:
        what = f"a tag does not fit the value that it is given ({said})"
    return RunFolderError(
        f"{path}{where}: {what}. Correct the tag; templates/README.md lists every name that a "
        "template is given and all that it may use, and a fresh copy of the template comes with the "
        "tool."
    )


def _cause(fault: OSError | UnicodeDecodeError) -> str:
    if isinstance(fault, UnicodeDecodeError):
        return f"byte {fault.start} is not UTF-8"
    return fault.strerror or "it is no ordinary file"
