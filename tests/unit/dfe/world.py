"""A small world for the comparison with DfE: the schools of one trust, and what DfE printed of it."""

from dataclasses import dataclass

import polars as pl

from cst_screen.dfe.figure_reasons import figure_differences
from cst_screen.dfe.list_reasons import list_differences
from cst_screen.dfe.reconcile import TrustComparison, compare
from cst_screen.results.school_years import Measures
from cst_screen.schools.histories import Histories
from cst_screen.schools.membership import Membership
from tests.unit.builders import (
    day,
    establishments,
    histories,
    national,
    published_trust,
    published_trusts,
    result,
    results,
)

YEAR = 2018
READING = "ks2_reading_progress"
OLD = "2012-09-01"  # six full years by the summer of 2018


@dataclass(frozen=True)
class World:
    """Schools as URN -> (joined, left, figure, pupils), all in trust 900; some overridden."""

    schools: dict[int, tuple[str | None, str | None, float | None, int]]
    elsewhere: tuple[tuple[int, int, str, str | None], ...] = ()  # urn, uid, joined, left
    facts: tuple[dict[str, object], ...] = ()
    latest_joining: tuple[tuple[int, str], ...] = ()

    @property
    def membership(self) -> Membership:
        late = dict(self.latest_joining)
        rows = [(u, 900, j, end) for u, (j, end, *_) in self.schools.items() if j]
        spells = pl.DataFrame(
            [
                {
                    "history": u,
                    "urn": u,
                    "last_urn": u,
                    "uid": uid,
                    "joined_on": day(j),
                    "last_joined_on": day(late.get(u, j)),
                    "left_on": day(end),
                    "file": 2,
                    "row": u,
                }
                for u, uid, j, end in [*rows, *self.elsewhere]
            ],
            schema={
                "history": pl.Int32,
                "urn": pl.Int32,
                "last_urn": pl.Int32,
                "uid": pl.Int32,
                "joined_on": pl.Date,
                "last_joined_on": pl.Date,
                "left_on": pl.Date,
                "file": pl.Int16,
                "row": pl.UInt32,
            },
        )
        uids = sorted({900, *(uid for _, uid, _, _ in self.elsewhere)})
        trusts = pl.DataFrame(
            {"uid": uids, "trust": [f"Trust {u}" for u in uids], "trust_type": "multi"},
            schema_overrides={"uid": pl.Int32},
        )
        empty = pl.DataFrame()
        return Membership(spells, trusts, True, empty, ())

    @property
    def register(self) -> pl.DataFrame:
        own = {int(f["urn"]): f for f in self.facts}  # type: ignore[call-overload]
        return establishments(*(own.get(u, u) for u in self.schools))  # type: ignore[arg-type]

    @property
    def measures(self) -> Measures:
        rows = [
            r
            for u, (_, _, value, pupils) in self.schools.items()
            if pupils
            for r in (
                result(u, YEAR, value, READING, pupils),
                result(u, YEAR, None if value is None else 60.0, pupils=pupils),
            )
        ]
        figures = results(rows).with_columns(weight=pl.col("pupils"))
        none = pl.DataFrame()
        return Measures(none, figures, national([YEAR], READING), none, none)

    def compared(
        self, *published: tuple[dict[str, object], list[dict[str, object]]]
    ) -> TrustComparison:
        trusts, figures = published_trusts(*published)
        return compare(
            trusts,
            figures,
            self.membership,
            lines(self),
            self.register,
            self.measures,
        )

    def reasons(
        self, *published: tuple[dict[str, object], list[dict[str, object]]]
    ) -> dict[int, str]:
        found = list_differences(
            self.compared(*published), self.membership, self.register, self.measures
        )
        return dict(found.select("urn", "reason").iter_rows())

    def gap(
        self,
        *published: tuple[dict[str, object], list[dict[str, object]]],
        provisional: frozenset[tuple[int, str]] = frozenset(),
    ) -> dict[str, object]:
        trusts, _ = published_trusts(*published)
        found = figure_differences(
            self.compared(*published), trusts, self.measures, set(provisional)
        )
        return found.row(0, named=True)


def lines(world: World) -> Histories:
    """Histories of the world's schools, each its own."""
    empty = pl.DataFrame()
    return Histories(histories(*world.schools), empty, empty, empty)


THREE = World({1: (OLD, None, 1.0, 20), 2: (OLD, None, 2.0, 20), 3: (OLD, None, 3.0, 20)})


def printed_row(urns: list[int], value: float = 2.0, **facts: object):  # type: ignore[no-untyped-def]
    return published_trust(900, urns, YEAR, **({"pupils": 60} | facts), **{READING: value})  # type: ignore[arg-type]


def progress(
    *values: float | None, half: float | None = None, measure: str = "ks2_reading_progress"
) -> pl.DataFrame:
    """One figure for URN 1, 2, 3 ... of 2017/18, with limits when `half` their width is given."""
    rows = [
        result(urn, YEAR, v, measure, lower=None if half is None or v is None else v - half)
        | {"upper": None if half is None or v is None else v + half}
        for urn, v in enumerate(values, 1)
    ]
    return results(rows).with_columns(weight=pl.col("pupils"))


def spells_of(*rows: tuple[int, str, str | None]) -> pl.DataFrame:
    """Spells in trust 900 as (URN, joined, left)."""
    return pl.DataFrame(
        [
            {
                "history": u,
                "urn": u,
                "last_urn": u,
                "uid": 900,
                "joined_on": day(j),
                "left_on": day(end),
                "file": 2,
                "row": u,
            }
            for u, j, end in rows
        ],
        schema={
            "history": pl.Int32,
            "urn": pl.Int32,
            "last_urn": pl.Int32,
            "uid": pl.Int32,
            "joined_on": pl.Date,
            "left_on": pl.Date,
            "file": pl.Int16,
            "row": pl.UInt32,
        },
    )
