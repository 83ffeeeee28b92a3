"""Draft briefs as files: each trust's brief put into the Markdown and the Word template.

A template only places what it is given; `templates/README.md` lists the names.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cst_screen.errors import LookupFailed, RunFolderError
from cst_screen.outputs.brief.build import build_briefs
from cst_screen.outputs.brief.content import Brief
from cst_screen.outputs.charts.picture import FOLDER
from cst_screen.outputs.charts.png import to_png
from cst_screen.outputs.charts.png_process import Rasteriser
from cst_screen.outputs.rows import Row
from cst_screen.outputs.templates.fill import (
    find_template,
    plain_context,
    render_text,
    render_word,
)
from cst_screen.outputs.templates.loose_numbers import loose_numbers
from cst_screen.outputs.templates.place_pictures import Drawing, in_html, in_words
from cst_screen.run_folder.briefs import BRIEFS, put_briefs
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.progress import DRAFTING, Progress, silent
from cst_screen.writing.causes import cause_of, mend_of
from cst_screen.writing.names import Placed

TEMPLATES = {"md": "brief.md.j2", "docx": "brief.docx", "html": "brief.html.j2"}
"""Format -> its template, in the order in which files are written."""

_FEW = 3
"""Briefs whose pictures are drawn before a process for them is there."""

Pixels = Mapping[str, Callable[[], bytes]]
"""Name of a picture -> what gives or waits for its pixels."""


def draft_briefs(
    folder: RunFolder,
    uids: Sequence[int],
    formats: Sequence[str],
    templates: Path | None = None,
    progress: Progress = silent,
) -> dict[str, bytes]:
    """A brief of each trust in each format: name of the file, `<uid>-<trust>.docx` -> content.

    templates: a folder that holds the templates, in place of those that come with the tool.
    """
    template_of = templates_of(formats, templates)
    progress(DRAFTING, 0, len(uids))
    return fill_drafts(build_briefs(folder, uids, templates), template_of, progress)


def templates_of(formats: Sequence[str], templates: Path | None = None) -> dict[str, Path]:
    """Format -> its template, in the order in which files are written."""
    for wanted in formats:
        if wanted not in TEMPLATES:
            raise LookupFailed(
                f"'{wanted}' is not a format of briefs. Give docx, html, md or several."
            )
    return {
        wanted: find_template(name, templates)
        for wanted, name in TEMPLATES.items()
        if wanted in formats
    }


def fill_drafts(
    briefs: Sequence[Brief], template_of: dict[str, Path], progress: Progress = silent
) -> dict[str, bytes]:
    """The same of briefs that are built already. template_of: format -> its template."""
    drafts: dict[str, bytes] = {}
    with contextlib.ExitStack() as stack:
        pixels = _pixels(briefs, template_of, stack)
        # All pictures are asked for first, and drawn while the first briefs are filled. These are filled one
        # after another: what makes Word files spoils its own memory where several threads use it at once.
        waiting = [
            {p.name: pixels(p.svg) for p in brief.pictures if "docx" in template_of}
            for brief in briefs
        ]
        for done, (brief, of_brief) in enumerate(zip(briefs, waiting, strict=True), start=1):
            context = plain_context(brief.as_context())
            for wanted, template in template_of.items():
                name = f"{brief.file_name}.{wanted}"
                drafts[name] = _RENDER[wanted](template, brief, context, of_brief)
            progress(DRAFTING, done, len(briefs), brief.trust)
    return drafts


def _pixels(
    briefs: Sequence[Brief], template_of: dict[str, Path], stack: contextlib.ExitStack
) -> Callable[[str], Callable[[], bytes]]:
    """What gives the pixels of a drawing once they are asked for; of many, by a process that draws meanwhile."""
    if "docx" not in template_of or len(briefs) < _FEW:
        return lambda svg: lambda: to_png(svg)
    rasteriser = stack.enter_context(Rasteriser())
    return lambda svg: rasteriser.to_png(svg).result


def typed_numbers(formats: Sequence[str], templates: Path | None) -> list[str]:
    """A warning for each number that somebody typed into a template of their own."""
    if templates is None:
        return []
    paths = [
        find_template(TEMPLATES[wanted], templates) for wanted in TEMPLATES if wanted in formats
    ]
    drawings = sorted(p for p in (templates / FOLDER).glob("*.svg.j2") if p.is_file())
    return [
        f"Note: {path.name}, {loose.where}: the number {loose.number} is typed, so it stays when the data "
        "change. Put a tag in its place, or leave it if it is meant so. templates/README.md lists the tags."
        for path in (*paths, *drawings)
        for loose in loose_numbers(path)
    ]


def write_briefs(
    folder: RunFolder,
    uids: Sequence[int],
    formats: Sequence[str],
    into: Path,
    templates: Path | None = None,
    progress: Progress = silent,
) -> list[Path]:
    """Drafts in a folder that is being made, where nobody has written yet; the files written.

    OSError where they cannot be written.
    """
    drafts = draft_briefs(folder, uids, formats, templates, progress)
    into.mkdir(parents=True, exist_ok=True)
    for name, content in drafts.items():
        (into / name).write_bytes(content)
    return [into / name for name in drafts]


def add_briefs(
    folder: RunFolder,
    uids: Sequence[int],
    formats: Sequence[str],
    replace: bool,
    templates: Path | None = None,
) -> list[Placed]:
    """Drafts in the briefs of a run that stands, over none that somebody has edited; where each went.

    A draft that is there as the tool wrote it gives way. An edited one stays, with the new one
    beside it; with `replace` the new one takes its name, and the edited one is kept under a dated
    name.
    """
    drafts = draft_briefs(folder, uids, formats, templates)
    try:
        return put_briefs(folder.path, drafts, replace)
    except OSError as fault:
        raise RunFolderError(
            f"{folder.path / BRIEFS}: the briefs cannot be written ({cause_of(fault)}). Earlier files "
            f"are as they were. {mend_of(fault)}, or give another run folder with --run."
        ) from fault


def _markdown(template: Path, brief: Brief, context: Row, _: Pixels) -> bytes:
    text = render_text(template, context)
    return in_words(text, _drawings(brief)).encode("utf-8")


def _html(template: Path, brief: Brief, context: Row, _: Pixels) -> bytes:
    own = template != find_template(TEMPLATES["html"])
    text = render_text(template, context, own)
    return in_html(text, _drawings(brief)).encode("utf-8")


def _word(template: Path, brief: Brief, context: Row, pixels: Pixels) -> bytes:
    drawings = {
        name: replace(drawing, png=pixels[name]()) for name, drawing in _drawings(brief).items()
    }
    return render_word(template, context, _properties(brief), drawings)


def _drawings(brief: Brief) -> dict[str, Drawing]:
    return {p.name: Drawing(p.title, p.description, p.svg) for p in brief.pictures}


_RENDER: dict[str, Callable[[Path, Brief, Row, Pixels], bytes]] = {
    "md": _markdown,
    "docx": _word,
    "html": _html,
}


def _properties(brief: Brief) -> dict[str, Any]:
    """The Word file's own properties: dated by the as-at date, so that the bytes repeat."""
    moment = dt.datetime.combine(dt.date.fromisoformat(brief.as_at_iso), dt.time(12))
    return {
        "title": f"Draft brief: {brief.trust}",
        "subject": brief.criteria_title,
        "author": "cst-screen",
        "last_modified_by": "cst-screen",
        "keywords": f"run {brief.run_id}",
        "language": "en-GB",
        "created": moment,
        "modified": moment,
        "last_printed": moment,
        "revision": 1,
    }
