"""Picture 3 of a brief: each joiner's grade at its last inspection before joining and at its latest since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cst_screen.outputs.charts.joiners import shortened
from cst_screen.outputs.charts.picture import Picture, draw
from cst_screen.outputs.charts.scales import Scale, place
from cst_screen.outputs.wording.labels import GRADE_WORDS

MOST = 6
"""Schools that fit beside the rest of a page."""
_WIDTH, _ROW, _TOP = 680, 14, 18
_LABELS, _SAME = 230, 5
"""Room for names on the left; how far an arrow stands off the line where nothing changed."""
_LETTERS = 34


@dataclass(frozen=True)
class GradedSchool:
    """before, after: overall grade, 1 (Outstanding) to 4 (Inadequate). still: an inspection since
    joining gave no new grade, so `after` is the grade before, and is drawn hollow."""

    name: str
    before: int
    before_year: int
    after: int
    after_year: int
    still: bool


def grades_picture(
    title: str, schools: Sequence[GradedSchool], templates: Path | None = None
) -> Picture:
    """One row a school, in the order given."""
    across = Scale(4, 1, _LABELS + 60, _WIDTH - 60)
    bottom = _TOP + _ROW * len(schools)
    rows: list[dict[str, Any]] = []
    shapes = dict.fromkeys(("ends", "begins", "hollow", "moves"), "")
    for number, school in enumerate(schools):
        y = _TOP + _ROW * number + _ROW / 2
        begin, end = across(school.before), across(school.after)
        rows.append({"name": shortened(school.name, _LETTERS), "y": place(y + 4)})
        if begin != end:
            shapes["moves"] += f"M{place(begin)} {place(y)}H{place(end)}"
            shapes["begins"] += f"M{place(begin)} {place(y)}h0"
        shapes["hollow" if school.still else "ends"] += f"M{place(end)} {place(y)}h0"
    columns = [
        {
            "x": place(across(grade)),
            "word": word,
            "line": f"M{place(across(grade))} {_TOP}V{bottom}",
        }
        for grade, word in GRADE_WORDS.items()
    ]
    return draw(
        "grades",
        title,
        _description(schools),
        (_WIDTH, bottom + 18),
        {"rows": rows, "columns": columns, "foot_y": place(bottom + 13), **shapes},
        templates,
    )


def _description(schools: Sequence[GradedSchool]) -> str:
    said = []
    for school in schools:
        before = f"{GRADE_WORDS[school.before]} ({school.before_year})"
        after = (
            f"an inspection without a new grade ({school.after_year})"
            if school.still
            else f"{GRADE_WORDS[school.after]} ({school.after_year})"
        )
        said.append(f"{school.name}: {before}, then {after}")
    return f"Grade before joining and since. {'; '.join(said)}."
