"""Where templates are found and how they are filled; a fault in one is said with file and line.

Templates place words and figures and do nothing else: what they are given is in
`templates/README.md`, and a name that is not given stops the rendering.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cst_screen.errors import RunFolderError
from cst_screen.shipped import find_shipped

if TYPE_CHECKING:
    import jinja2

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""A zip archive dates each entry; one date for all, so that the same run gives the same bytes."""


def find_template(name: str, templates: Path | None = None) -> Path:
    """The template in the folder given; without one, that which comes with the tool."""
    path = templates / name if templates is not None else find_shipped(f"templates/{name}")
    if not path.is_file():
        raise RunFolderError(
            f"{path}: this template is missing. Put '{name}' there, or leave the folder of "
            "templates out to use the one that comes with the tool."
        )
    return path


def render_text(path: Path, context: dict[str, Any]) -> str:
    """A Markdown template filled with the context."""
    import jinja2

    environment = _environment(autoescape=False)
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.keep_trailing_newline = True
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise RunFolderError(f"{path}: this template cannot be read ({fault}).") from fault
    try:
        code = environment.compile(source, filename=str(path))
        template = jinja2.Template.from_code(environment, code, environment.globals)
        return template.render(context)
    except jinja2.TemplateError as fault:
        raise _broken(path, fault, _line_of(fault, path)) from fault


def render_word(path: Path, context: dict[str, Any], properties: dict[str, Any]) -> bytes:
    """A Word template filled with the context; `properties` are written into the file's own."""
    import docxtpl
    import jinja2
    from docx.opc.exceptions import PackageNotFoundError

    try:
        template = docxtpl.DocxTemplate(path)
        template.init_docx()
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, PackageNotFoundError) as fault:
        raise RunFolderError(
            f"{path}: this template is not a Word document that can be read. Save it in Word as "
            "'Word Document (.docx)'."
        ) from fault
    try:
        template.render(context, _environment(autoescape=True), autoescape=True)
    except jinja2.TemplateError as fault:
        raise _broken(path, fault, _place_in_word(fault)) from fault
    for name, value in properties.items():
        setattr(template.docx.core_properties, name, value)
    buffer = io.BytesIO()
    template.save(buffer)
    return _same_dates(buffer.getvalue())


def _environment(autoescape: bool) -> jinja2.Environment:
    import jinja2

    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=autoescape)
    environment.filters["cell"] = _cell
    return environment


def _cell(text: str) -> str:
    """Text for a cell of a Markdown table: one line, and no bar that would end the cell."""
    return str(text).replace("|", "\\|").replace("\n", " ")


def _line_of(fault: jinja2.TemplateError, path: Path) -> str:
    """`, line 12`: from the error itself, or from the template's frame in its traceback."""
    line = getattr(fault, "lineno", None)
    trace = fault.__traceback__
    while line is None and trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    return f", line {line}" if line else ""


def _place_in_word(fault: jinja2.TemplateError) -> str:
    """The words around the fault: Word shows no line numbers, so they are what can be searched."""
    lines = [" ".join(x.split()) for x in getattr(fault, "docx_context", [])]
    near = [x for x in lines if re.search(r"\{[{%]", x)]
    if near:
        return f", line {getattr(fault, 'lineno', 0)} of its text, near '{near[len(near) // 2]}'"
    return ""


def _broken(path: Path, fault: jinja2.TemplateError, where: str) -> RunFolderError:
    import jinja2

    if isinstance(fault, jinja2.UndefinedError):
        what = f"the template asks for something that it is not given ({fault.message})"
    else:
        what = f"a tag in the template cannot be read ({fault.message})"
    return RunFolderError(
        f"{path}{where}: {what}. Correct the tag; templates/README.md lists every name that a "
        "template is given, and a fresh copy of the template comes with the tool."
    )


def _same_dates(archive: bytes) -> bytes:
    """The same archive with one date on every entry and the entries in order of name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(buffer, "w") as new:
        # Readers expect the list of contents first.
        names = sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n))
        for name in names:
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return buffer.getvalue()
