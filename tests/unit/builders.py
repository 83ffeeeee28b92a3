"""Small frames for tests, in the columns and types of `cst_screen.vocabulary.tables`.

Each builder takes the few facts a test is about and fills in the rest with something ordinary: an
open mainstream primary school, a plain link, a spell in a multi-academy trust.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from cst_screen.sources.by_hand import OVERRIDE_SCHEMA
from cst_screen.sources.files import TextFile, open_file
from cst_screen.sources.folder import DataFolder, read_folder
from cst_screen.trajectory.matching import Panel
from cst_screen.trajectory.method import JUDGED, Headline
from cst_screen.trajectory.panel import lay_out
from cst_screen.vocabulary.regimes import REGIME_BEGINS
from cst_screen.vocabulary.tables import (
    ESTABLISHMENTS,
    GROUPS,
    INSPECTIONS,
    LINKS,
    MEASURE,
    MISSING,
    PUBLISHED_NATIONAL,
    PUBLISHED_TRUST_MEASURES,
    PUBLISHED_TRUSTS,
    RESULTS,
    SPELLS,
    Table,
)

AS_AT = dt.date(2025, 4, 30)
WINDOWS = {
    "uid": pl.Int32,
    "history": pl.Int32,
    "joined_on": pl.Date,
    "measure": pl.String,
    "before": pl.List(pl.Int16),
    "after": pl.List(pl.Int16),
}
"""What `estimate_effects` is asked: joinings with the years on both sides."""
TRUST, OTHER_TRUST, SINGLE = 900, 950, 990


def day(text: str | dt.date | None) -> dt.date | None:
    """A date from `2019-09-01`; blank is no date."""
    if text is None or isinstance(text, dt.date):
        return text
    return dt.date.fromisoformat(text) if text.strip() else None


def _frame(table: Table, rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    schema = {name: column.dtype for name, column in table.columns.items()}
    return table.conform(pl.DataFrame(list(rows), schema=schema, orient="row"))


# --- registers --------------------------------------------------------------------------------


def establishment(urn: int, **facts: Any) -> dict[str, Any]:
    """An open mainstream primary academy converter, 4 to 11, unless `facts` say otherwise."""
    for column in ("opened_on", "closed_on"):
        facts[column] = day(facts.get(column))
    ordinary = {
        "urn": urn,
        "school": f"School {urn}",
        "type": "Academy converter",
        "sector": "mainstream",
        "status": "closed" if facts["closed_on"] else "open",
        "phase": "primary",
        "low_age": 4,
        "high_age": 11,
        "file": 0,
        "row": urn,
    }
    return ordinary | facts


def establishments(*rows: dict[str, Any] | int) -> pl.DataFrame:
    """Establishments; a bare number is an ordinary school of that URN."""
    return _frame(
        ESTABLISHMENTS,
        [establishment(r) if isinstance(r, int) else establishment(**r) for r in rows],
    )


def links(*rows: tuple[Any, ...]) -> pl.DataFrame:
    """Links as (earlier URN, later URN, kind, date, told by); the last three may be left out."""
    out = []
    for number, row in enumerate(rows, 2):
        ordinary = ("plain", "2015-09-01", None)
        predecessor, successor, kind, linked_on, told_by = (*row, *ordinary[len(row) - 2 :])
        out.append(
            {
                "predecessor": predecessor,
                "successor": successor,
                "kind": kind,
                "link_type": f"Successor ({kind})",
                "linked_on": day(linked_on),
                "told_by": told_by,
                "file": 1,
                "row": number,
            }
        )
    return _frame(LINKS, out)


def spell(urn: int, uid: int, joined: str, left: str | None = None, **facts: Any) -> dict[str, Any]:
    """A spell in a multi-academy trust with its own Group ID and company number."""
    ordinary = {
        "urn": urn,
        "uid": uid,
        "group_id": f"TR{uid:05d}",
        "trust": f"Trust {uid}",
        "company": str(uid),
        "trust_type": "multi",
        "joined_on": day(joined),
        "left_on": day(left),
        "file": 2,
        "row": 1,
    }
    return ordinary | facts


def spells(*rows: dict[str, Any] | tuple[Any, ...]) -> pl.DataFrame:
    """Spells as (urn, uid, joined, left) or as `spell(...)`, numbered in the order given."""
    made = [r if isinstance(r, dict) else spell(*r) for r in rows]
    return _frame(SPELLS, [m | {"row": n} for n, m in enumerate(made, 2)])


def groups(*rows: dict[str, Any]) -> pl.DataFrame:
    ordinary = {"trust_type": "multi", "file": 3}
    return _frame(
        GROUPS,
        [ordinary | {"trust": f"Trust {r['uid']}", "row": r["uid"]} | r for r in rows],
    )


def overrides(*rows: tuple[int, int, str | None, str | None]) -> pl.DataFrame:
    """Overrides as (urn, uid, joined, left)."""
    return pl.DataFrame(
        [
            {
                "urn": urn,
                "uid": uid,
                "joined_on": day(joined),
                "left_on": day(left),
                "reason": "the register is wrong",
                "row": n,
            }
            for n, (urn, uid, joined, left) in enumerate(rows, 2)
        ],
        schema=OVERRIDE_SCHEMA,
    )


def histories(*urns: int, chains: dict[int, int] | None = None, **facts: Any) -> pl.DataFrame:
    """The table of URNs and histories: each URN its own, and `chains` from earlier to latest."""
    chains = chains or {}
    rows = [
        {
            "urn": urn,
            "history": urn,
            "steps": 0,
            "linked": "one_to_one" if urn in chains.values() else "same_urn",
            "unfollowed": facts.get("unfollowed"),
        }
        for urn in urns
    ] + [
        {"urn": early, "history": late, "steps": 1, "linked": "one_to_one", "unfollowed": None}
        for early, late in chains.items()
    ]
    return pl.DataFrame(
        rows,
        schema={
            "urn": pl.Int32,
            "history": pl.Int32,
            "steps": pl.Int32,
            "linked": pl.String,
            "unfollowed": pl.String,
        },
    )


# --- figures ----------------------------------------------------------------------------------


def result(
    urn: int,
    year: int,
    value: float | None,
    measure: str = "ks2_rwm_expected",
    pupils: float | None = 30,
    missing: str | None = None,
    file: int = 0,
    row: int | None = None,
    lower: float | None = None,
) -> dict[str, Any]:
    """One school's figure in one year; without a value it is suppressed unless said otherwise."""
    return {
        "urn": urn,
        "academic_year": year,
        "measure": measure,
        "value": value,
        "pupils": pupils,
        "missing": (missing or "suppressed") if value is None else None,
        "lower": lower,
        "file": file,
        "row": urn if row is None else row,
    }


def results(rows: Iterable[dict[str, Any]]) -> pl.DataFrame:
    """Results of one or several files; unlike the table, two files may give the same figure."""
    schema = {name: column.dtype for name, column in RESULTS.columns.items()}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def published_national(*rows: tuple[int, str, str, float]) -> pl.DataFrame:
    return _frame(
        PUBLISHED_NATIONAL,
        [
            {"academic_year": y, "measure": m, "covers": c, "value": v, "file": 0, "row": 2}
            for y, m, c, v in rows
        ],
    )


def published_trust(
    uid: int,
    urns: Sequence[int],
    year: int = 2018,
    key_stage: str = "ks2",
    kind: str = "trust",
    years: tuple[int, ...] = (),
    pupils: int | None = None,
    schools: int | None = None,
    **figures: float,
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A row of DfE's trust measures: the trust, and its figures by measure."""
    three, four, five = (*years, 0, 0, 0)[:3]
    key = {"academic_year": year, "key_stage": key_stage, "uid": uid, "file": 7, "row": uid}
    trust = key | {
        "group_id": f"TR{uid:05d}",
        "trust": f"Trust {uid}",
        "kind": kind,
        "schools": len(urns) if schools is None else schools,
        "pupils": 30 * len(urns) if pupils is None else pupils,
        "years_3": three,
        "years_4": four,
        "years_5": five,
        "urns": list(urns),
    }
    return trust, [key | {"measure": m, "value": v} for m, v in figures.items()]


def published_trusts(
    *rows: tuple[dict[str, Any], list[dict[str, Any]]],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The two tables of DfE's trust measures, from rows of `published_trust`."""
    return (
        _frame(PUBLISHED_TRUSTS, [trust for trust, _ in rows]),
        _frame(PUBLISHED_TRUST_MEASURES, [figure for _, own in rows for figure in own]),
    )


def files(*rows: tuple[int, int, bool]) -> pl.DataFrame:
    """Files as (number, rank of the release, whether it covers England)."""
    return pl.DataFrame(
        rows, schema={"file": pl.Int16, "release": pl.Int8, "is_england": pl.Boolean}, orient="row"
    )


def school_years(
    rows: Iterable[tuple[int, int, str, float | None]],
    nation: dict[int, float] | float = 60.0,
    spread: float = 10.0,
    **facts: Any,
) -> pl.DataFrame:
    """Measured school years from (history, year, measure, value).

    The nation stands at `nation` (one figure, or one for each year) and schools spread by `spread`,
    so that gap = value - nation and z = gap / spread.
    """
    out = []
    for number, (history, year, measure, value) in enumerate(rows, 2):
        level = nation[year] if isinstance(nation, dict) else nation
        gap = None if value is None else value - level
        out.append(
            {
                "history": history,
                "urn": history,
                "academic_year": year,
                "measure": measure,
                "value": value,
                "pupils": 30.0,
                "missing": "suppressed" if value is None else None,
                "weight": 30.0,
                "national": level,
                "gap": gap,
                "z": None if gap is None else gap / spread,
                "mainstream": True,
                "file": 0,
                "row": number,
            }
            | {k: v[number - 2] if isinstance(v, list) else v for k, v in facts.items()}
        )
    return pl.DataFrame(out, schema=SCHOOL_YEARS)


def panel(
    rows: Iterable[tuple[int, int, str, float | None]],
    nation: dict[int, float] | float = 60.0,
    spread: float = 10.0,
    spells: pl.DataFrame | None = None,
    selective: Iterable[int] = (),
    at_14: Iterable[int] = (),
    still: int = 40,
) -> Panel:
    """The panel of the schools of `rows` beside forty that never move.

    Each of the forty keeps its distance from the nation, so that comparison schools change as the
    nation does, without any error: the effect of a joiner is the change of its gap.
    """
    own = [r for r in rows if r[3] is not None]
    measures = sorted({r[2] for r in own})
    years = sorted({r[1] for r in own})
    level = nation if isinstance(nation, dict) else dict.fromkeys(years, nation)
    others = [
        (800_000 + n, year, measure, level[year] + spread * (4 * n / still - 2))
        for measure in measures
        for year in years
        for n in range(still)
    ]
    results = pl.DataFrame(
        [(h, y, m, v, 30.0, True) for h, y, m, v in [*own, *others]],
        schema={
            "history": pl.Int32,
            "academic_year": pl.Int16,
            "measure": MEASURE,
            "value": pl.Float64,
            "weight": pl.Float64,
            "mainstream": pl.Boolean,
        },
        orient="row",
    )
    means = pl.DataFrame(
        [(y, m, "all", level[y], spread) for m in measures for y in years],
        schema={
            "academic_year": pl.Int16,
            "measure": MEASURE,
            "among": pl.String,
            "mean": pl.Float64,
            "sd": pl.Float64,
        },
        orient="row",
    )
    return lay_out(
        results,
        means,
        pl.DataFrame(
            [(h, h in set(selective), h in set(at_14)) for h in sorted({*selective, *at_14})],
            schema={"history": pl.Int32, "selective": pl.Boolean, "at_14": pl.Boolean},
            orient="row",
        ),
        joined() if spells is None else spells,
        JUDGED,
        Headline().composites,
    )


SCHOOL_YEARS = {
    "history": pl.Int32,
    "urn": pl.Int32,
    "academic_year": pl.Int16,
    "measure": MEASURE,
    "value": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "pupils": pl.Float64,
    "missing": MISSING,
    "weight": pl.Float64,
    "national": pl.Float64,
    "gap": pl.Float64,
    "z": pl.Float64,
    "mainstream": pl.Boolean,
    "file": pl.Int16,
    "row": pl.UInt32,
}


def national(years: Iterable[int], *measures: str) -> pl.DataFrame:
    """The table that says for which years each measure has national figures."""
    return pl.DataFrame(
        [{"academic_year": y, "measure": m, "among": "all"} for m in measures for y in years],
        schema={"academic_year": pl.Int16, "measure": MEASURE, "among": pl.String},
    )


def joined(*rows: tuple[Any, ...]) -> pl.DataFrame:
    """Routed spells as (history, uid, joined, left, route); the last two may be left out."""
    out = []
    for row in rows:
        history, uid, joined_on, left_on, route = (*row, *(None, "converter")[len(row) - 3 :])
        out.append(
            {
                "history": history,
                "urn": history,
                "last_urn": history,
                "uid": uid,
                "joined_on": day(joined_on),
                "left_on": day(left_on),
                "route": route,
                "file": 2,
                "row": history,
            }
        )
    return pl.DataFrame(
        out,
        schema={
            "history": pl.Int32,
            "urn": pl.Int32,
            "last_urn": pl.Int32,
            "uid": pl.Int32,
            "joined_on": pl.Date,
            "left_on": pl.Date,
            "route": pl.String,
            "file": pl.Int16,
            "row": pl.UInt32,
        },
    )


def phases(of: dict[int, str] | Iterable[int], sector: str = "mainstream") -> pl.DataFrame:
    """Sector and phase of histories; bare histories are primary schools."""
    pairs = of if isinstance(of, dict) else dict.fromkeys(of, "primary")
    return pl.DataFrame(
        [{"history": h, "sector": sector, "phase": p} for h, p in pairs.items()],
        schema={"history": pl.Int32, "sector": pl.String, "phase": pl.String},
    ).with_columns(low_age=pl.lit(None, pl.Int16), high_age=pl.lit(None, pl.Int16))


def inspections(*rows: dict[str, Any]) -> pl.DataFrame:
    """Inspections from urn, inspected_on and grades: graded, current in file 0 unless said otherwise.

    The regime is that of the day, and the number is the row's own.
    """
    out = []
    for number, row in enumerate(rows, 2):
        graded = row.get("overall") is not None
        on = day(row["inspected_on"])
        assert on is not None
        regimes = ["before_2015", *(name for begins, name in REGIME_BEGINS if on >= begins)]
        ordinary = {
            "urn_at_time": row["urn"],
            "inspection": f"I{number}",
            "role": "current",
            "kind": "graded",
            "regime": regimes[-1],
            "missing": None if graded else "not_published",
            "file": 0,
            "row": number,
        }
        out.append(ordinary | row | {"inspected_on": on})
    return _frame(INSPECTIONS, out)


# --- files ------------------------------------------------------------------------------------


def write_csv(
    path: Path, header: str, *rows: str, encoding: str = "utf-8", above: Sequence[str] = ()
) -> Path:
    """A file as a publisher might write it, line by line; `above` stands over the header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(("\r\n".join([*above, header, *rows]) + "\r\n").encode(encoding))
    return path


def opened(path: Path) -> TextFile:
    return open_file(path, path.name)


def read_one(path: Path) -> DataFolder:
    """The folder that holds `path`, read as the tool reads it."""
    return read_folder(path.parent)
