"""A picture: small SVG from a template, with a title, and a description that stands in for it.

What is drawn is worked out here and in the modules beside it; the templates in `templates/charts/`
hold the shapes, colours and type. Colours pass 3:1 against white and none carries a meaning alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cst_screen.outputs.templates.fill import find_template, render_text
from cst_screen.outputs.templates.page_file import refuse_no_drawing
from cst_screen.shipped import find_shipped

FOLDER = "charts"


@dataclass(frozen=True)
class Picture:
    """One picture. title: what it shows, in a sentence. description: the same for those who cannot see
    it, with every number. svg: the drawing. width, height: its size in the units of the drawing.
    """

    name: str
    title: str
    description: str
    svg: str
    width: int
    height: int


def draw(
    name: str,
    title: str,
    description: str,
    size: tuple[int, int],
    shapes: dict[str, Any],
    templates: Path | None = None,
) -> Picture:
    """The picture `name` from its template: the user's where their folder has one, else the tool's."""
    context = {
        "title": title,
        "description": description,
        "width": str(size[0]),
        "height": str(size[1]),
        **shapes,
    }
    file = f"{FOLDER}/{name}.svg.j2"
    if templates is not None and (templates / file).is_file():
        path = find_template(file, templates)
        svg = render_text(path, context, own=True)
        refuse_no_drawing(path, svg)
    else:
        svg = render_text(find_shipped(f"templates/{file}"), context)
    return Picture(name, title, description, svg.strip(), *size)
