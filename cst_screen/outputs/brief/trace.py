"""Each sentence and row of a brief's two pages, with the figures that it is made from and the rows behind these.

So that whoever checks can follow a number from the page to the row of a published file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from cst_screen.outputs.brief.build import build_briefs
from cst_screen.outputs.brief.content import Brief, SchoolToAsk
from cst_screen.outputs.explain.figure import explain_figure
from cst_screen.outputs.explain.tables import trust_table
from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.numbers import figure_text
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.figure import Behind
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.key_stages import KEY_STAGE_NAMES
from cst_screen.vocabulary.measures import MEASURES

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
    by_phase = trust_table(folder, "phase_figures", uid)
    behind: dict[tuple[str, str], FigureBehind] = {}

    def figure(name: str, phase: str) -> FigureBehind:
        if (name, phase) not in behind:
            record = explain_figure(folder, uid, name)
            tables = [table["rows"] for table in record["tables"]]
            if FIGURES[name].behind is Behind.REGISTER:
                tables = [trust_table(folder, "schools", uid).to_dicts()]
            shown = record["shown"]
            of_phase = by_phase.filter((pl.col("figure") == name) & (pl.col("phase") == phase))
            if of_phase.height:
                row = of_phase.row(0, named=True)
                shown = figure_text(name, row["value"], row["reason"] or None)
            behind[name, phase] = FigureBehind(
                f"{name} ({KEY_STAGE_NAMES[phase]})" if of_phase.height else name,
                shown,
                _rows_of([[r for r in rows if _is_of(r, phase)] for rows in tables]),
            )
        return behind[name, phase]

    said = [
        Traced(part, text, tuple(figure(name, phase) for name in names))
        for part, text, names, phase in _sayings(brief)
    ]
    return [*said, *(_traced_school(folder, uid, school) for school in brief.schools)]


def _traced_school(folder: RunFolder, uid: int, school: SchoolToAsk) -> Traced:
    """A school's own rows: the trust's figures of the same name are averages over all its joiners."""
    histories = trust_table(folder, "headlines", uid).filter(pl.col("urn") == school.urn)["history"]
    measures = [name.removesuffix("_effect") for name in school.names]
    rows = trust_table(folder, "rows", uid).filter(
        pl.col("history").is_in(histories.implode())
        & pl.col("measure").is_in(measures)
        & pl.col("used_for").is_in(["before", "after"])
    )
    behind = FigureBehind("its own results", school.shows, _rows_of([rows.to_dicts()]))
    return Traced("schools", f"{school.school}: {school.shows}", (behind,) if school.names else ())


def _is_of(row: Row, phase: str) -> bool:
    """Whether a row of a file is of a phase; one without a measure is of all."""
    measure = row.get("measure")
    return not phase or measure not in MEASURES or MEASURES[measure].key_stage == phase


def _sayings(brief: Brief) -> list[tuple[str, str, tuple[str, ...], str]]:
    """part, text, figure names and phase of everything before the annex but the schools to ask about."""
    sentences = {
        "who": brief.who,
        "finding": (brief.finding, *brief.rests_on),
        "standards": brief.standard_words,
        "inspections": brief.inspected,
        "how sure": brief.how_sure,
        "cautions": brief.main_cautions,
    }
    found = [(part, s.text, s.names, s.phase) for part, parts in sentences.items() for s in parts]
    found += [
        ("standards", f"{r.label}: {r.trust}, nationally {r.national}, {r.difference}", r.names, "")
        for r in brief.standard_rows
    ]
    found += [("components", c.seen, c.names, "") for c in brief.components]
    found += [("to check", f"{c.about}: {c.published}", c.names, "") for c in brief.claims]
    required = tuple(dict.fromkeys(c.name for c in brief.criteria))
    found.append(("outcome", brief.outcome, required, ""))
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
