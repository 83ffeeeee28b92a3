"""The columns about a trust's figures, and the cells below them.

The first columns of the sheets Shortlist and All trusts are declared with each figure
(`vocabulary.figure`). Those that joined later stand at the end, grouped by what the client asks: places,
schools and pupils, each phase's trajectory, results, workforce, inspections.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from cst_screen.outputs.shortlist.gaps import INTERVALS_OF
from cst_screen.outputs.shortlist.sheet import Column, Gap, figure_format
from cst_screen.outputs.wording.phrases import lower_first
from cst_screen.outputs.wording.published import cases_words, published_of
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.figure import ALL_TRUSTS_SHEET, SHORTLIST_SHEET, Figure
from cst_screen.vocabulary.figures import FIGURES, figures_shown
from cst_screen.vocabulary.key_stages import KEY_STAGE_NAMES
from cst_screen.vocabulary.written import unit_suffix

_WIDTH = 14
_CONTEXT = (
    "pupils",
    "local_authorities",
    "regions",
    "schools_primary",
    "schools_secondary",
    "schools_all_through",
    "schools_other",
    "intake_fsm",
    "intake_eal",
    "intake_sen_support",
    "intake_ehcp",
)
_OF_A_PHASE = (
    "joiners",
    "joiners_judged",
    "joiners_improved",
    "trajectory_effect",
    "trajectory_shrunken",
    "trajectory_probability",
)
_RESULTS = (
    "ks2_reading_progress",
    "ks2_writing_progress",
    "ks2_maths_progress",
    "ks4_progress8",
    "ks2_rwm_expected",
    "ks4_attainment8",
    "ks4_english_maths_5",
)
_TODAY = (
    "teacher_retention",
    "pupils_per_teacher",
    "inspections_expected",
    "inspections_improved_probability",
    "inspections_declined_expected",
    "schools_of_concern",
)
_PLACES = (
    "distance_median_km",
    "distance_furthest_km",
    "distance_centre_median_km",
    "distance_centre_90_km",
    "urban_share",
    "years_in_trust",
    "joined_in_five_years",
)
"""Places and growth, which came later than the others."""
_WITH_ENDS = ("trajectory_effect", "trajectory_shrunken")
_LISTS = (SHORTLIST_SHEET,)
"""Sheets of few trusts, which show the intervals of results too: of England's 1,300 trusts they are in
figures.csv, and would slow the workbook down."""


@dataclass(frozen=True)
class Shown:
    """A figure in a sheet. phase: `ks2`, `ks4`, or empty for the trust as a whole."""

    figure: Figure
    phase: str = ""
    with_ends: bool = False

    def columns(self) -> list[Column]:
        """Its column, and one for each end of its interval where they are shown."""
        unit = unit_suffix(self.figure).strip()
        label = f"{self.figure.label} ({unit})" if unit else self.figure.label
        if self.phase:
            label = f"{KEY_STAGE_NAMES[self.phase].capitalize()}: {lower_first(label)}"
        noted_as, number_format = self._noted_as(), figure_format(self.figure)
        ends = [f"{label}, {end} end" for end in ("lower", "upper")] if self.with_ends else []
        return [
            Column(label, _WIDTH, number_format, noted_as),
            *(Column(end, _WIDTH, number_format, INTERVALS_OF + noted_as) for end in ends),
        ]

    def _noted_as(self) -> str:
        """What a note calls this figure and those beside it."""
        if self.phase:
            return f"trajectory at {KEY_STAGE_NAMES[self.phase]}"
        stage = KEY_STAGE_NAMES.get(self.figure.name[:3])
        return f"results at {stage}" if stage else NOTED_FAMILIES[self.figure.family]


NOTED_FAMILIES = {
    "trajectory": "trajectory",
    "standard": "standard",
    "validation": "inspections",
    "context": "schools and pupils",
    "workforce": "workforce",
    "attendance": "absence",
}
"""Family of figures -> what a note on gaps calls them."""


def first_shown(place: str) -> list[Shown]:
    """The figures that have always been on this sheet."""
    return [Shown(f, with_ends=place in f.ends_shown) for f in figures_shown(place)]


def last_shown(place: str) -> list[Shown]:
    """The figures at the end of this sheet; none that its first columns hold."""
    first = {figure.name for figure in figures_shown(place)}
    every_end = place in _LISTS
    return [
        *(Shown(FIGURES[name]) for name in _CONTEXT if name not in first),
        *(
            Shown(FIGURES[name], phase, name in _WITH_ENDS)
            for phase in KEY_STAGE_NAMES
            for name in _OF_A_PHASE
        ),
        *(Shown(FIGURES[name], with_ends=every_end) for name in _RESULTS if name not in first),
        *(Shown(FIGURES[name]) for name in (*_TODAY, *_PLACES) if name not in first),
    ]


def figures_of_trust_sheets() -> list[Figure]:
    """Every figure that a column of a sheet of trusts shows, once, those of the widest sheet first."""
    shown = (
        one.figure
        for place in (ALL_TRUSTS_SHEET, SHORTLIST_SHEET)
        for one in (*first_shown(place), *last_shown(place))
    )
    return list({figure.name: figure for figure in shown}.values())


@functools.cache
def _gap(reason: str) -> Gap:
    return Gap(reason)


_PARTS = ("uid", "value", "lower", "upper", "reason")


class TrustCells:
    """What the workbook shows of each trust, read once from the run folder.

    A column is made at a time: a cell at a time took half of the time that England's workbook takes.
    """

    def __init__(self, run: RunFolder) -> None:
        names = {figure.name for figure in figures_of_trust_sheets()} | set(_YEARS_OF)
        figures = run.figures_named(names)
        of_phases = run.table("phase_figures").filter(pl.col("figure").is_in(_OF_A_PHASE))
        self._rows = {
            key: {part: rows[part].to_list() for part in _PARTS}
            for key, rows in (
                *((("", k[0]), rows) for k, rows in _parted(figures, "figure")),
                *(_parted(of_phases, "phase", "figure")),
            )
        }
        self._places = _places(run)
        self._published = published_of(run.record)
        self._years = _years(figures)

    def rows_of(self, uids: Sequence[int], shown: Sequence[Shown]) -> list[tuple[Any, ...]]:
        """The cells of each trust, in the order of the columns of `shown`."""
        columns = [cells for one in shown for cells in self._columns_of(uids, one)]
        return list(zip(*columns, strict=True)) if uids else []

    def _columns_of(self, uids: Sequence[int], one: Shown) -> Iterator[list[Any]]:
        rows = self._rows[one.phase, one.figure.name]
        places = dict(zip(rows["uid"], itertools.count()))
        chosen = [places[uid] for uid in uids]
        reasons = [rows["reason"][n] for n in chosen]
        ends = ("lower", "upper") if one.with_ends else ()
        for part, instead in (("value", "not_published"), *((end, "too_few") for end in ends)):
            values = (rows[part][n] for n in chosen)
            yield [
                _gap(reason or instead) if value is None else value
                for value, reason in zip(values, reasons, strict=True)
            ]

    def places(self, uid: int) -> list[str]:
        """The names of its local authorities and of its regions."""
        return self._places.get(uid, ["not in GIAS", "not in GIAS"])

    def published(self, uid: int) -> str:
        """Its case studies on the register."""
        return cases_words(self._published.get(uid, []))

    def years(self, uid: int) -> str:
        """`key stage 2 progress 2022/23; key stage 2 attainment 2023/24`."""
        years = self._years.get(uid, {})
        return "; ".join(f"{w} {years[n]}" for n, w in _YEARS_OF.items() if n in years) or "none"


_YEARS_OF = {
    "ks2_reading_progress": "key stage 2 progress",
    "ks2_rwm_expected": "key stage 2 attainment",
    "ks4_progress8": "Progress 8",
    "ks4_attainment8": "key stage 4 attainment",
}
"""A figure of each kind of result, whose year is that of the others."""
YEARS_COLUMN = Column("Years of the results", 50)
PUBLISHED_COLUMN = Column("Published case study", 40)
PLACE_COLUMNS = (
    Column("Names of local authorities", 60),
    Column("Names of regions", 26),
)


def _parted(table: pl.DataFrame, *by: str) -> Iterable[tuple[tuple[Any, ...], pl.DataFrame]]:
    """The rows of each value of some columns."""
    return table.partition_by(list(by), as_dict=True).items()


def _places(run: RunFolder) -> dict[int, list[str]]:
    """Trust -> the names of local authorities and of regions in which it has schools."""
    names = (
        run.table("schools")
        .group_by("uid")
        .agg(
            pl.col(place).drop_nulls().unique().sort().str.join("; ") for place in ("la", "region")
        )
    )
    return {uid: [la or "not in GIAS", region or "not in GIAS"] for uid, la, region in names.rows()}


def _years(figures: pl.DataFrame) -> dict[int, dict[str, str]]:
    """Trust -> figure -> the years that it rests on, where it is known."""
    of_trust: dict[int, dict[str, str]] = {}
    known = figures.filter(pl.col("figure").is_in(list(_YEARS_OF)) & pl.col("value").is_not_null())
    for uid, figure, years in known.select("uid", "figure", "years").iter_rows():
        of_trust.setdefault(uid, {})[figure] = years
    return of_trust
