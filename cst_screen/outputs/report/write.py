"""`report.html`: one page that needs no network, opened from disk by a panel."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cst_screen.outputs.brief.content import Brief
from cst_screen.outputs.report.build import report_context
from cst_screen.outputs.templates.fill import find_template, render_text
from cst_screen.outputs.templates.place_pictures import in_html
from cst_screen.run_folder.read import RunFolder

_TEMPLATE = "report.html.j2"
_FILE = "report.html"


def write_report(
    run: RunFolder,
    briefs: Sequence[Brief],
    templates: Path | None = None,
    into: Path | None = None,
) -> Path:
    """The report in the run folder, or in another. briefs: of every trust that has a page in it.

    OSError where it cannot be written: the whole run is then not written.
    """
    context, drawings = report_context(run, briefs)
    text = in_html(render_text(find_template(_TEMPLATE, templates), context), drawings)
    path = (into or run.path) / _FILE
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
