"""A picture: small SVG from a template, with a title, and a description that stands in for it.

What is drawn is worked out here and in the modules beside it; the templates in `templates/charts/`
hold the shapes, colours and type. Colours pass 3:1 against white and none carries a meaning alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cst_screen.outputs.templates.fill import find_template, render_text
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
    svg = render_text(_template(f"{FOLDER}/{name}.svg.j2", templates), context)
    return Picture(name, title, description, svg.strip(), *size)


def _template(name: str, templates: Path | None) -> Path:
    if templates is not None and (templates / name).is_file():
        return find_template(name, templates)
    return find_shipped(f"templates/{name}")
