"""Rows of the membership file, the register and the groups file that once went wrong, as a user meets them.

Each test changes a copy of the sample data: one trust (2262, eleven schools) and one school (142589).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.commands import run, table

TRUST = "2262"
SCHOOL = "142589"
MEMBERSHIPS = "gias/academiesmatmembership20250430.csv"
GROUP_LINKS = "gias/grouplinks_edubaseallacademiesandfree20250430.csv"
GROUPS = "gias/allgroupsdata20250430.csv"
REGISTER = "gias/edubasealldata20250430.csv"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="cp1252").splitlines()


def _put(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="cp1252")


def _row(dates: str, urn: str = SCHOOL, status: str = "Open,2012-03-16,") -> str:
    return (
        f"{TRUST},TR02262,Nettromarsh Schools Trust,06929406,10092262,Multi-academy trust,{status},"
        f"{urn},{dates},Clevnomarsh Primary School,Academy converter,Primary,955,Marlstone"
    )


def _memberships(data: Path, *dates: str) -> None:
    """The school's rows in the trust, in place of those of the sample."""
    path = data / MEMBERSHIPS
    others = [x for x in _lines(path) if not (x.startswith(f"{TRUST},") and f",{SCHOOL}," in x)]
    _put(path, others + [_row(d) for d in dates])


def _screen(data: Path, tmp_path: Path) -> tuple[Path, str]:
    code, _, err = run("screen", data, "--out", tmp_path / "r", "--no-briefs")
    assert code == 0, err
    return tmp_path / "r", err


def _verdict(folder: Path) -> dict[str, str] | None:
    return next((v for v in table(folder, "verdicts") if v["uid"] == TRUST), None)


def _headline(folder: Path) -> dict[str, str]:
    return next(h for h in table(folder, "headlines") if h["uid"] == TRUST and h["urn"] == SCHOOL)


def _reasons(folder: Path, urn: str = SCHOOL) -> set[str]:
    return {r["reason"] for r in table(folder, "exclusions") if r["urn"] == urn}


@pytest.fixture
def data(sample_copy: Path) -> Path:
    """Without the group links of the day: what is shown comes from the membership file alone."""
    (sample_copy / GROUP_LINKS).unlink()
    return sample_copy


def test_short_row_does_not_set_the_joining_date(data: Path, tmp_path: Path) -> None:
    _memberships(data, "2017-05-01,2017-05-03", "2017-09-01,")

    folder, _ = _screen(data, tmp_path)

    assert _headline(folder)["joined_on"] == "2017-09-01"
    assert round(float(_headline(folder)["effect_sd"]), 2) == 0.80
    assert "short_spell" in _reasons(folder)


def test_row_that_is_open_today_sets_the_joining_date(data: Path, tmp_path: Path) -> None:
    _memberships(data, "2013-09-01,2019-09-12", "2017-09-01,")

    folder, err = _screen(data, tmp_path)

    headline = _headline(folder)
    assert (headline["joined_on"], headline["reason"]) == ("2017-09-01", "")
    assert "joining_dates_conflict" in headline["flags"]
    assert "conflicting_joining_date" in _reasons(folder)
    assert "another joining date" in err.replace("\n", " ")
    _, out, _ = run("explain", TRUST, "--all", "--run", folder)
    assert "other joining" in out


def test_blank_joining_date_leaves_the_school_a_member(data: Path, tmp_path: Path) -> None:
    _memberships(data, ",")

    folder, _ = _screen(data, tmp_path)

    verdict = _verdict(folder)
    assert verdict is not None and verdict["schools"] == "11"
    headline = _headline(folder)
    assert (headline["route"], headline["reason"]) == ("undated", "undated")
    assert "no_joining_date" in _reasons(folder)


def test_trust_that_closed_is_not_a_trust_of_the_day(data: Path, tmp_path: Path) -> None:
    path = data / MEMBERSHIPS
    closed = "Multi-academy trust,Closed,2012-03-16,2023-08-31,"
    _put(
        path,
        [
            x.replace('Multi-academy trust,Open,2012-03-16,"",', closed)
            if x.startswith(f"{TRUST},")
            else x
            for x in _lines(path)
        ],
    )

    folder, err = _screen(data, tmp_path)

    assert _verdict(folder) is None
    said = [r for r in table(folder, "exclusions") if r["uid"] == TRUST]
    assert sum(r["reason"] == "closed_by_the_day" for r in said) >= 11
    assert "had closed by the day" in err.replace("\n", " ")


def test_school_that_is_proposed_is_not_counted(data: Path, tmp_path: Path) -> None:
    register = data / REGISTER
    lines = _lines(register)
    header = lines[0].replace('"', "").split(",")
    own = next(x for x in lines if x.replace('"', "").startswith(f"{SCHOOL},"))
    cells = own.split(",")
    assert len(cells) == len(header)
    for column, value in (
        ("URN", "199999"),
        ("EstablishmentStatus (name)", "Proposed to open"),
        ("OpenDate", "01-09-2025"),
    ):
        cells[header.index(column)] = value
    _put(register, [*lines, ",".join(cells)])
    path = data / MEMBERSHIPS
    _put(path, [*_lines(path), _row("2025-04-01,", urn="199999")])

    folder, _ = _screen(data, tmp_path)

    verdict = _verdict(folder)
    assert verdict is not None and verdict["schools"] == "11"
    assert "school_not_yet_open" in _reasons(folder, "199999")


def test_group_links_of_the_day_that_differ_are_reported(sample_copy: Path, tmp_path: Path) -> None:
    _memberships(sample_copy, "2015-09-01,")

    folder, err = _screen(sample_copy, tmp_path)

    assert _headline(folder)["joined_on"] == "2015-09-01"
    assert "group_links_differ" in _headline(folder)["flags"]
    assert "group_links_give_another_date" in _reasons(folder)
    assert "group links of the day" in err.replace("\n", " ")


def test_override_of_an_unknown_trust_is_refused(data: Path, tmp_path: Path) -> None:
    (data / "overrides.csv").write_text(
        "urn,group_uid,date_joined,date_left,reason\n142589,99999,2017-09-01,,a letter\n",
        encoding="utf-8",
    )

    code, _, err = run("screen", data, "--out", tmp_path / "r", "--no-briefs")

    assert code != 0
    assert "overrides.csv: row 2: column group_uid: 99999" in err.replace("\n", " ")
    assert not (tmp_path / "r").exists()
