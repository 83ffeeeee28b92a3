"""What a run folder holds of one trust, as plain records that the parts of a brief are written from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from cst_screen.errors import LookupFailed
from cst_screen.outputs.wording.citations import Marks
from cst_screen.outputs.wording.dates import years_span
from cst_screen.outputs.wording.labels import SHORT_REASONS
from cst_screen.outputs.wording.numbers import figure_text, interval_text, number_text, unit_suffix
from cst_screen.outputs.wording.phrases import typographic
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.figures import FIGURES

Row = dict[str, Any]

ROUTES_BEFORE_THE_TRUST = ("converter", "sponsored", "rebrokered", "sat_join", "unclear")
"""The routes of schools that had a record before the trust; the run counts these as joiners."""


@dataclass(frozen=True)
class Facts:
    """One trust's rows of the run folder, and the marks of its sources."""

    record: Row
    rules: dict[str, Row]
    verdict: Row
    figures: dict[str, Row]
    criteria: list[Row]
    schools: list[Row]
    headlines: list[Row]
    joiners: list[Row]
    inspections: list[Row]
    pairs: list[Row]
    states: list[Row]
    entered: list[Row]
    rows: list[Row]
    trajectories: list[Row]
    shifts: dict[str, Row]
    dfe: list[Row]
    marks: Marks

    def figure(self, name: str) -> Row:
        return self.figures[name]

    def value(self, name: str) -> float | None:
        value: float | None = self.figures[name]["value"]
        return value

    def known(self, name: str) -> bool:
        return self.figures[name]["value"] is not None

    def text(self, name: str) -> str:
        """The figure with its unit, or the reason for the gap in words."""
        own = self.figures[name]
        if own["value"] is None:
            return f"not known ({SHORT_REASONS[own['reason']]})"
        return typographic(figure_text(name, own["value"]))

    def interval(self, name: str) -> str:
        """`+0.12 to +0.50`, or an empty string."""
        own = self.figures[name]
        return typographic(interval_text(name, own["lower"], own["upper"]))

    def national(self, measure: str) -> str:
        """The national figure that the trust's was set against: its figure less its gap."""
        value, gap = self.value(measure), self.value(f"{measure}_gap")
        if value is None or gap is None:
            return "not known"
        figure = FIGURES[measure]
        return typographic(number_text(figure, value - gap) + unit_suffix(figure))

    def years(self, name: str) -> str:
        return years_span(self.figures[name]["years"])

    def mark(self, *names: str) -> str:
        """The source mark of some figures."""
        return self.marks.mark(*(self.figures[n]["sources"] for n in names))

    @property
    def judged(self) -> list[Row]:
        """The joiners whose change can be judged."""
        return [h for h in self.headlines if not h["reason"]]

    def rows_of(self, headline: Row) -> list[Row]:
        """The published rows before and after joining by which a joiner was judged."""
        measures = {m for group in measures_of(headline) for m in group}
        return [
            r
            for r in self.rows
            if r["history"] == headline["history"]
            and r["measure"] in measures
            and r["used_for"] in ("before", "after")
        ]

    def inspection_pair(self, headline: Row) -> tuple[Row | None, Row | None]:
        """A school's last inspection before joining that tells a grade, and its latest graded since.

        As in the school's line (`inspection_words.school_line`). Where there is none, the last on record.
        """
        own = [i for i in self.inspections if i["urn"] == headline["urn"]]
        before = [i for i in own if i["when"] == "before"]
        after = [i for i in own if i["when"] != "before"]
        return (
            max(before, key=lambda i: (i["kind"] != "ungraded", i["inspected_on"]), default=None),
            max(after, key=lambda i: (i["kind"] == "graded", i["inspected_on"]), default=None),
        )

    @property
    def judged_years(self) -> tuple[str, str]:
        """The years before and the years after joining, over all joiners that can be judged."""
        rows = [r for h in self.judged for r in self.rows_of(h)]
        before, after = (
            years_span(sorted({r["academic_year"] for r in rows if r["used_for"] == side}))
            for side in ("before", "after")
        )
        return before, after

    @property
    def joined(self) -> list[Row]:
        """The schools that came with a record before the trust."""
        return [h for h in self.headlines if h["route"] in ROUTES_BEFORE_THE_TRUST]


def measures_of(headline: Row) -> list[list[str]]:
    """The measures by which a joiner was judged, by key stage, from `a + b; c`."""
    groups = (headline["judged_by"] or "").split("; ")
    return [group.split(" + ") for group in groups if group]


def read_facts(folder: RunFolder, uids: Sequence[int]) -> dict[int, Row]:
    """The rows of some trusts, by trust; each table is read once."""
    wanted = pl.Series("uid", list(uids), dtype=pl.Int64)
    found: dict[int, Row] = {uid: {} for uid in uids}
    known = set(folder.verdicts["uid"])
    for uid in uids:
        if uid not in known:
            raise LookupFailed(
                f"{folder.path}: trust {uid} is not in this run. verdicts.csv lists every trust "
                "that was judged, with its number in the column 'uid'."
            )
    for name in (
        "verdicts",
        "figures",
        "criteria",
        "schools",
        "headlines",
        "joiners",
        "inspections",
        "inspection_pairs",
        "inspection_states",
        "external_validation",
        "rows",
        "trajectories",
        "caveats",
        "dfe_measures",
    ):
        frame = folder.table(name).filter(pl.col("uid").is_in(wanted.implode()))
        parts = frame.partition_by("uid", as_dict=True, maintain_order=True)
        for uid in uids:
            part = parts.get((uid,))
            found[uid][name] = part.to_dicts() if part is not None else []
    return found


def facts_of(folder: RunFolder, own: Row, marks: Marks) -> Facts:
    """The facts of one trust from what `read_facts` found."""
    return Facts(
        record=folder.record,
        rules=folder.rules,
        verdict=own["verdicts"][0],
        figures={f["figure"]: f for f in own["figures"]},
        criteria=own["criteria"],
        schools=own["schools"],
        headlines=own["headlines"],
        joiners=own["joiners"],
        inspections=own["inspections"],
        pairs=own["inspection_pairs"],
        states=own["inspection_states"],
        entered=own["external_validation"],
        rows=own["rows"],
        trajectories=own["trajectories"],
        shifts={row["figure"]: row for row in own["caveats"]},
        dfe=own["dfe_measures"],
        marks=marks,
    )
