"""What a run folder holds of one trust, as plain records that the parts of a brief are written from."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from cst_screen.errors import LookupFailed
from cst_screen.outputs.answers.ways_words import ways_of_trusts
from cst_screen.outputs.rows import Row, items, measure_groups
from cst_screen.outputs.wording.citations import Citations
from cst_screen.outputs.wording.dates import years_span
from cst_screen.outputs.wording.labels import SHORT_REASONS
from cst_screen.outputs.wording.numbers import figure_text, interval_text
from cst_screen.outputs.wording.phases import PhaseOfTrust, phases_of_trust
from cst_screen.outputs.wording.phrases import typographic
from cst_screen.outputs.wording.stability import stays, stays_sentence
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.routes import ROUTES_WITH_A_BEFORE
from cst_screen.vocabulary.written import number_text, unit_suffix

_TABLES = (
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
    "phase_figures",
    "joiner_years",
    "phases",
)


@dataclass(frozen=True)
class Facts:
    """The run record, one trust's rows of the run folder, and the files that its brief cites so far.

    headlines: every school that came to the trust, once; one judged in both phases with the mean of its
    effects. headlines_by_phase: those that are judged, once for each phase. phases: its joiners in each phase, the one that leads its case first. shifts: what else
    changed at the joiners of that phase, by figure. year_by_year: each judged joiner.
    phase_answers: what each phase answers to the criteria. ways_in: what would let the trust in, empty where it is on the
    list; stays: in how many other settings it stays, empty where nobody asked.
    """

    record: Row
    rules: dict[str, Row]
    verdict: Row
    figures: dict[str, Row]
    criteria: list[Row]
    schools: list[Row]
    headlines: list[Row]
    headlines_by_phase: list[Row]
    phases: list[PhaseOfTrust]
    joiners: list[Row]
    inspections: list[Row]
    inspection_pairs: list[Row]
    inspection_states: list[Row]
    entered_by_hand: list[Row]
    published_rows: list[Row]
    trajectories: list[Row]
    shifts: dict[str, Row]
    dfe_measures: list[Row]
    year_by_year: list[Row]
    phase_answers: list[Row]
    citations: Citations
    ways_in: str
    stays: str

    def value(self, name: str) -> float | None:
        value: float | None = self.figures[name]["value"]
        return value

    def count(self, name: str) -> int:
        """A figure that counts; zero where it is not known."""
        return int(self.value(name) or 0)

    def n(self, name: str) -> int | None:
        """The number of cases behind a figure."""
        n: int | None = self.figures[name]["n"]
        return n

    def known(self, name: str) -> bool:
        return self.figures[name]["value"] is not None

    def text(self, name: str) -> str:
        """The figure with its unit, or the reason for the gap in words."""
        row = self.figures[name]
        if row["value"] is None:
            return f"not known ({SHORT_REASONS[row['reason']]})"
        return typographic(figure_text(name, row["value"]))

    def interval(self, name: str) -> str:
        """`+0.12 to +0.50`, or an empty string."""
        row = self.figures[name]
        return typographic(interval_text(name, row["lower"], row["upper"]))

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
        return self.citations.mark(*(self.figures[name]["sources"] for name in names))

    def asked(self, name: str) -> float | None:
        """What a required criterion asks of a figure at the least; None where none does."""
        wanted = {"figure": name, "role": "required", "comparison": "at_least", "held": "value"}
        asked = (
            rule["threshold"][0] for rule in self.rules.values() if wanted.items() <= rule.items()
        )
        return next(asked, None)

    @property
    def joined(self) -> list[Row]:
        """The schools that came with a record before the trust."""
        return [h for h in self.headlines if h["route"] in ROUTES_WITH_A_BEFORE]

    @property
    def judged(self) -> list[Row]:
        """The joiners whose change can be judged."""
        return [h for h in self.headlines if not h["reason"]]

    def judged_years(self, phase: str) -> tuple[str, str]:
        """The years before and the years after joining, over the phase's joiners that can be judged."""
        rows = [
            row
            for headline in self.judged
            for row in self.rows_of(headline)
            if MEASURES[row["measure"]].key_stage == phase
        ]
        before, after = (
            years_span(sorted({r["academic_year"] for r in rows if r["used_for"] == side}))
            for side in ("before", "after")
        )
        return before, after

    def rows_of(self, headline: Row) -> list[Row]:
        """The published rows before and after joining by which a joiner was judged."""
        measures = {m for group in measure_groups(headline["judged_by"]) for m in group}
        of_school = self._rows_of_schools.get(headline["history"], [])
        return [row for row in of_school if row["measure"] in measures]

    @functools.cached_property
    def _rows_of_schools(self) -> dict[int, list[Row]]:
        """History -> its published rows before and after joining."""
        rows: dict[int, list[Row]] = {}
        for row in self.published_rows:
            if row["used_for"] in ("before", "after"):
                rows.setdefault(row["history"], []).append(row)
        return rows

    def inspection_pair(self, headline: Row) -> tuple[Row | None, Row | None]:
        """A school's last inspection before joining that gave a grade, and its latest graded since.

        As in the school's line (`wording.inspections.school_line`). Where none gave a grade, the last
        on record.
        """
        events = [event for event in self.inspections if event["urn"] == headline["urn"]]
        before = [event for event in events if event["when"] == "before"]
        since = [event for event in events if event["when"] != "before"]
        return (
            max(before, key=lambda i: (i["kind"] != "ungraded", i["inspected_on"]), default=None),
            max(since, key=lambda i: (i["kind"] == "graded", i["inspected_on"]), default=None),
        )


def read_facts(folder: RunFolder, uids: Sequence[int]) -> list[Facts]:
    """The facts of some trusts in the order asked for, each once; every table is read once for all.

    LookupFailed where a trust was not judged in the run.
    """
    wanted = list(dict.fromkeys(uids))
    judged = set(folder.verdicts["uid"])
    for uid in wanted:
        if uid not in judged:
            raise LookupFailed(
                f"{folder.path}: trust {uid} is not in this run. verdicts.csv lists every trust "
                "that was judged, with its number in the column 'uid'."
            )
    of_these = pl.col("uid").is_in(wanted)
    tables = {name: _rows_by_trust(folder.rows_of(name, of_these), wanted) for name in _TABLES}
    ways, settings = ways_of_trusts(folder, wanted), stays(folder)
    return [
        _facts(
            folder,
            {name: rows[uid] for name, rows in tables.items()},
            ways[uid],
            stays_sentence(folder, settings[uid]) if uid in settings else "",
        )
        for uid in wanted
    ]


def _rows_by_trust(table: pl.DataFrame, uids: list[int]) -> dict[int, list[Row]]:
    """Each trust's rows, in the table's order; none where the table has none."""
    parts = table.partition_by("uid", as_dict=True, maintain_order=True)
    return {uid: parts[(uid,)].to_dicts() if (uid,) in parts else [] for uid in uids}


def _facts(folder: RunFolder, rows: dict[str, list[Row]], ways_in: str, stays: str) -> Facts:
    (verdict,) = rows["verdicts"]
    return Facts(
        record=folder.record,
        rules=folder.rules,
        verdict=verdict,
        figures={row["figure"]: row for row in rows["figures"]},
        criteria=rows["criteria"],
        schools=rows["schools"],
        headlines=_each_once(rows["headlines"]),
        headlines_by_phase=[row for row in rows["headlines"] if not row["reason"]],
        phases=phases_of_trust(
            verdict["phase"], rows["phase_figures"], rows["headlines"], folder.record
        ),
        joiners=rows["joiners"],
        inspections=rows["inspections"],
        inspection_pairs=rows["inspection_pairs"],
        inspection_states=rows["inspection_states"],
        entered_by_hand=rows["external_validation"],
        published_rows=rows["rows"],
        trajectories=rows["trajectories"],
        shifts={row["figure"]: row for row in rows["caveats"] if row["phase"] == verdict["phase"]},
        dfe_measures=rows["dfe_measures"],
        year_by_year=rows["joiner_years"],
        phase_answers=rows["phases"],
        citations=Citations(folder.record["inputs"]),
        ways_in=ways_in,
        stays=stays,
    )


def _each_once(headlines: list[Row]) -> list[Row]:
    """One row for each school and joining, of the rows of its phases that are judged."""
    joinings: dict[tuple[int, object], list[Row]] = {}
    for row in headlines:
        joinings.setdefault((row["history"], row["joined_on"]), []).append(row)
    return [_over_phases(rows) for rows in joinings.values()]


def _over_phases(rows: list[Row]) -> Row:
    judged = [row for row in rows if not row["reason"]]
    if len(judged) < 2:
        return (judged or rows)[0]
    flags = dict.fromkeys(flag for row in judged for flag in items(row["flags"]))
    return {
        **judged[0],
        "judged_by": "; ".join(row["judged_by"] for row in judged),
        "effect_sd": sum(row["effect_sd"] for row in judged) / len(judged),
        "flags": "; ".join(flags),
    }
