"""Which schools a file should have, by masks: no plain form is shorter than going through them one by one."""

from __future__ import annotations

import datetime as dt

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from cst_screen.sources.between_files.held import Held, ResultsFile
from cst_screen.sources.between_files.schools_lacking import Schools
from tests.unit.builders import establishments
from tests.unit.sources.between_files.folders import folder

YEARS, URNS = range(2016, 2020), range(101, 104)
OPENED = {101: dt.date(2010, 9, 1), 102: dt.date(2017, 9, 1), 103: dt.date(2019, 9, 1)}
FILES = [
    ResultsFile(1, "roll", ("census", "england"), True),
    ResultsFile(2, "roll", ("census", "england"), True),
    ResultsFile(4, "absence_overall", ("absence", "england"), True),
    ResultsFile(7, "ks2_rwm_expected", ("ks2", "england"), False),
]
Row = tuple[int, int, int]
ROWS = st.tuples(st.sampled_from([f.number for f in FILES]), *map(st.sampled_from, (YEARS, URNS)))


def _is_due(rows: set[Row], file: ResultsFile, year: int, urn: int) -> bool:
    alike = {f.number for f in FILES if f.alike == file.alike}
    of_all = {f.number for f in FILES if f.of_all} if file.of_all else set()
    years = sorted({y for f, y, _ in rows if f in alike})
    at = years.index(year)
    before, after = (
        any((f, y, urn) in rows for f in alike for y in near)
        for near in (years[max(0, at - 1) : at], years[at + 1 : at + 2])
    )
    beside = any((f, year, urn) in rows for f in of_all)
    same = any((f, year, urn) in rows for f in alike - {file.number})
    is_open = OPENED[urn] <= dt.date(year - 1, 9, 1)
    return (before and after) or same or (is_open and (before or after or beside))


@given(st.sets(ROWS, min_size=1))
def test_masks_say_what_is_said_of_one_school_at_a_time(rows: set[Row]) -> None:
    seen = folder(
        [], establishments=establishments(*({"urn": u, "opened_on": d} for u, d in OPENED.items()))
    )
    frame = pl.DataFrame(
        sorted(rows), schema={"file": pl.Int16, "year": pl.Int16, "urn": pl.Int32}, orient="row"
    )
    schools = Schools.of(seen, frame["urn"])
    said = {
        (file.number, year, urn): (bool(due[at]), bool(there[at]))
        for file, year, due, there in Held.of(FILES, frame, schools).due(schools)
        for at, urn in enumerate(schools.facts["urn"])
    }

    assert said == {
        (file.number, year, urn): (_is_due(rows, file, year, urn), (file.number, year, urn) in rows)
        for file in FILES
        for year in {y for f, y, _ in rows if f == file.number}
        for urn in URNS
    }
