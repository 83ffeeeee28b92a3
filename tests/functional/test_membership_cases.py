"""Rows of the membership file, the register and the groups file that once went wrong, as a user meets them.

Each case changes another school of one trust (2262, eleven schools), or another trust, so that one screen
of a copy of the sample data shows them all; the case that needs the group links of the day has its own.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.functional.commands import copy_without_large_files, run, table

TRUST, CLOSED = "2262", "3984"
SCHOOL, TWO_ROWS, UNDATED, PROPOSED = "142589", "142590", "142904", "199999"
MEMBERSHIPS = "gias/academiesmatmembership20250430.csv"
GROUP_LINKS = "gias/grouplinks_edubaseallacademiesandfree20250430.csv"
REGISTER = "gias/edubasealldata20250430.csv"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="cp1252").splitlines()


def _put(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="cp1252")


def _row(urn: str, dates: str) -> str:
    return (
        f"{TRUST},TR02262,Nettromarsh Schools Trust,06929406,10092262,Multi-academy trust,Open,2012-03-16,,"
        f"{urn},{dates},Clevnomarsh Primary School,Academy converter,Primary,955,Marlstone"
    )


def _memberships(data: Path, dates: dict[str, list[str]]) -> None:
    """The rows of these schools in the trust, in place of those of the sample."""
    path = data / MEMBERSHIPS
    others = [
        line
        for line in _lines(path)
        if not (line.startswith(f"{TRUST},") and any(f",{urn}," in line for urn in dates))
    ]
    _put(path, others + [_row(urn, d) for urn, own in dates.items() for d in own])


def _close(data: Path) -> None:
    path = data / MEMBERSHIPS
    is_open = re.compile(rf'^({CLOSED},.*,Multi-academy trust),Open,([0-9-]+),"",')
    _put(path, [is_open.sub(r"\1,Closed,\2,2023-08-31,", line) for line in _lines(path)])


def _propose(data: Path) -> None:
    """A school like another in the register, which is to open after the day."""
    register = data / REGISTER
    lines = _lines(register)
    header = lines[0].replace('"', "").split(",")
    own = next(x for x in lines if x.replace('"', "").startswith(f"{SCHOOL},"))
    cells = own.split(",")
    assert len(cells) == len(header)
    for column, value in (
        ("URN", PROPOSED),
        ("EstablishmentStatus (name)", "Proposed to open"),
        ("OpenDate", "01-09-2025"),
    ):
        cells[header.index(column)] = value
    _put(register, [*lines, ",".join(cells)])


def _screen(data: Path, folder: Path) -> tuple[Path, str]:
    """The run folder, and what was said."""
    code, _, err = run("screen", data, "--out", folder, "--no-briefs")
    assert code == 0, err
    return folder, err.replace("\n", " ")


@pytest.fixture(scope="module")
def screened_cases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Without the group links of the day: what is shown comes from the membership file alone."""
    folder = tmp_path_factory.mktemp("cases")
    data = copy_without_large_files(folder / "data")
    (data / GROUP_LINKS).unlink()
    _memberships(
        data,
        {
            SCHOOL: ["2017-05-01,2017-05-03", "2017-09-01,"],
            TWO_ROWS: ["2013-09-01,2019-09-12", "2017-09-01,"],
            UNDATED: [","],
            PROPOSED: ["2025-04-01,"],
        },
    )
    _propose(data)
    _close(data)
    return _screen(data, folder / "run")


def _verdict(folder: Path, uid: str) -> dict[str, str] | None:
    return next((v for v in table(folder, "verdicts") if v["uid"] == uid), None)


def _headline(folder: Path, urn: str) -> dict[str, str]:
    return next(h for h in table(folder, "headlines") if h["uid"] == TRUST and h["urn"] == urn)


def _reasons(folder: Path, urn: str) -> set[str]:
    return {r["reason"] for r in table(folder, "exclusions") if r["urn"] == urn}


def test_short_row_does_not_set_the_joining_date(screened_cases: tuple[Path, str]) -> None:
    folder, _ = screened_cases

    headline = _headline(folder, SCHOOL)
    assert headline["joined_on"] == "2017-09-01"
    assert round(float(headline["effect_sd"]), 2) == 0.80
    assert "short_spell" in _reasons(folder, SCHOOL)


def test_row_that_is_open_today_sets_the_joining_date(screened_cases: tuple[Path, str]) -> None:
    folder, said = screened_cases

    headline = _headline(folder, TWO_ROWS)
    assert (headline["joined_on"], headline["reason"]) == ("2017-09-01", "")
    assert "joining_dates_conflict" in headline["flags"]
    assert "conflicting_joining_date" in _reasons(folder, TWO_ROWS)
    assert "joining_dates_conflict" not in _headline(folder, SCHOOL)["flags"]
    assert "another joining date" in said
    _, out, _ = run("explain", TRUST, "--all", "--run", folder)
    assert "other joining" in out


def test_blank_joining_date_leaves_the_school_a_member(screened_cases: tuple[Path, str]) -> None:
    folder, _ = screened_cases

    verdict = _verdict(folder, TRUST)
    assert verdict is not None and verdict["schools"] == "11"
    headline = _headline(folder, UNDATED)
    assert (headline["route"], headline["reason"]) == ("undated", "undated")
    assert "no_joining_date" in _reasons(folder, UNDATED)


def test_trust_that_closed_is_not_a_trust_of_the_day(
    screened_cases: tuple[Path, str], sample_run: Path
) -> None:
    folder, said = screened_cases

    assert _verdict(sample_run, CLOSED) is not None
    assert _verdict(folder, CLOSED) is None
    told = [r for r in table(folder, "exclusions") if r["uid"] == CLOSED]
    assert sum(r["reason"] == "closed_by_the_day" for r in told) >= 11
    assert "had closed by the day" in said


def test_school_that_is_proposed_is_not_counted(screened_cases: tuple[Path, str]) -> None:
    folder, _ = screened_cases

    verdict = _verdict(folder, TRUST)
    assert verdict is not None and verdict["schools"] == "11"
    assert "school_not_yet_open" in _reasons(folder, PROPOSED)


def test_group_links_of_the_day_that_differ_are_reported(sample_copy: Path, tmp_path: Path) -> None:
    _memberships(sample_copy, {SCHOOL: ["2015-09-01,"]})

    folder, said = _screen(sample_copy, tmp_path / "r")

    assert _headline(folder, SCHOOL)["joined_on"] == "2015-09-01"
    assert "group_links_differ" in _headline(folder, SCHOOL)["flags"]
    assert "group_links_give_another_date" in _reasons(folder, SCHOOL)
    assert "group links of the day" in said


def test_override_of_an_unknown_trust_is_refused(sample_copy: Path, tmp_path: Path) -> None:
    (sample_copy / "overrides.csv").write_text(
        "urn,group_uid,date_joined,date_left,reason\n142589,99999,2017-09-01,,a letter\n",
        encoding="utf-8",
    )

    code, _, err = run("screen", sample_copy, "--out", tmp_path / "r", "--no-briefs")

    assert code != 0
    assert "overrides.csv: row 2: column group_uid: 99999" in err.replace("\n", " ")
    assert not (tmp_path / "r").exists()
