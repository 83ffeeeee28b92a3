"""Each sentence and row of a brief's two pages, with the figures that it is made from and the rows behind these.

So that whoever checks can follow a number from the page to the row of a published file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cst_screen.outputs.brief.build import build_briefs
from cst_screen.outputs.brief.content import Brief
from cst_screen.outputs.explain.figure import explain_figure
from cst_screen.outputs.explain.tables import trust_table
from cst_screen.outputs.rows import Row
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.figure import Behind
from cst_screen.vocabulary.figures import FIGURES

_PLACES = (
    ("source", "row"),
    ("file", "row"),
    ("gias_file", "gias_row"),
    ("membership_file", "membership_row"),
)
"""Columns that name a file and the row in it, as a spreadsheet counts."""


@dataclass(frozen=True)
class FigureBehind:
    """A figure with its value as it is shown, and the rows of files that it rests on: path, row."""

    name: str
    shown: str
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Traced:
    """A sentence or a row of a table. part: where in the brief it stands."""

    part: str
    text: str
    figures: tuple[FigureBehind, ...]


def trace(folder: RunFolder, uid: int) -> list[Traced]:
    """What the two pages say, in order; a sentence that no figure lies behind has none."""
    (brief,) = build_briefs(folder, [uid])
    behind: dict[str, FigureBehind] = {}

    def figure(name: str) -> FigureBehind:
        if name not in behind:
            record = explain_figure(folder, uid, name)
            tables = [table["rows"] for table in record["tables"]]
            if FIGURES[name].behind is Behind.REGISTER:
                tables = [trust_table(folder, "schools", uid).to_dicts()]
            behind[name] = FigureBehind(name, record["shown"], _rows_of(tables))
        return behind[name]

    return [
        Traced(part, text, tuple(figure(name) for name in names))
        for part, text, names in _sayings(brief)
    ]


def _sayings(brief: Brief) -> list[tuple[str, str, tuple[str, ...]]]:
    """part, text and figure names of everything before the annex."""
    sentences = {
        "who": brief.who,
        "finding": (brief.finding, *brief.rests_on),
        "standards": brief.standard_words,
        "inspections": brief.inspected,
        "how sure": brief.how_sure,
        "cautions": brief.main_cautions,
    }
    found = [(part, s.text, s.names) for part, parts in sentences.items() for s in parts]
    found += [
        ("standards", f"{r.label}: {r.trust}, nationally {r.national}, {r.difference}", r.names)
        for r in brief.standard_rows
    ]
    found += [("schools", f"{s.school}: {s.shows}", s.names) for s in brief.schools]
    found += [("components", c.seen, c.names) for c in brief.components]
    found += [("to check", f"{c.about}: {c.published}", c.names) for c in brief.claims]
    found.append(("outcome", brief.outcome, tuple(dict.fromkeys(c.name for c in brief.criteria))))
    return found


def _rows_of(tables: list[list[Row]]) -> tuple[tuple[str, int], ...]:
    rows: dict[tuple[str, int], None] = {}
    for table in tables:
        for row in table:
            for file, number in _PLACES:
                place: tuple[Any, Any] = (row.get(file), row.get(number))
                if all(place):
                    rows[place] = None
    return tuple(rows)
