"""Random small worlds: a handful of schools and trusts, and everything that may go wrong in links."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
from hypothesis import strategies as st

from tests.unit.builders import establishment, establishments, links, spell, spells

URNS = st.integers(1, 8)
UIDS = st.integers(901, 904)
DAYS = st.dates(dt.date(2010, 1, 1), dt.date(2026, 12, 31))
KINDS = st.sampled_from(
    ["plain"] * 4 + ["merged", "amalgamated", "split", "not_lineage", "unknown"]
)
AGES = st.sampled_from([(4, 11), (4, 11), (4, 7), (7, 11), (11, 16)])
TYPES = st.sampled_from(
    ["Academy converter", "Academy sponsor led", "Free schools", "Community school"]
)


@st.composite
def link_tables(draw: st.DrawFn) -> pl.DataFrame:
    """Links between any schools: to themselves, both ways, doubled, in rings, of any date."""
    rows = draw(st.lists(st.tuples(URNS, URNS, KINDS, st.none() | DAYS), max_size=14))
    return links(*rows)


@st.composite
def registers(draw: st.DrawFn) -> pl.DataFrame:
    """Establishments for some of the schools, open, closed or proposed, of several ages."""
    made: list[dict[str, Any]] = []
    for urn in sorted(draw(st.sets(URNS))):
        low, high = draw(AGES)
        status = draw(st.sampled_from(["open", "closed", "closed", "proposed"]))
        made.append(
            establishment(
                urn,
                low_age=low,
                high_age=high,
                status=status,
                type=draw(TYPES),
                opened_on=draw(st.none() | DAYS),
                closed_on=draw(st.none() | DAYS) if status == "closed" else None,
            )
            | {"status": status}
        )
    return establishments(*made)


@st.composite
def spell_tables(draw: st.DrawFn) -> pl.DataFrame:
    """Spells of any schools in any trusts: repeated, overlapping, short, some with no end."""
    rows = []
    for _ in range(draw(st.integers(1, 14))):
        joined = draw(DAYS)
        days = draw(st.none() | st.integers(1, 3000))
        left = None if days is None else str(joined + dt.timedelta(days=days))
        uid = draw(UIDS)
        rows.append(
            spell(
                draw(URNS),
                uid,
                str(joined),
                left,
                company=str(uid // 2),  # two trusts in a row share a company
                trust_type="single" if uid == 901 else "multi",
            )
        )
    return spells(*rows)


def shuffled(table: pl.DataFrame, seed: int) -> pl.DataFrame:
    """The same rows, each with its own file and row number, in another order."""
    return table.sample(fraction=1.0, shuffle=True, seed=seed)


SEEDS = st.integers(0, 10_000)
