"""`select` over a run of sample_data, and the trusts that came forward."""

from __future__ import annotations

import json
import re
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from cst_screen.cli import app
from cst_screen.errors import CriteriaError, LookupFailed, SelectionImpossible
from cst_screen.outputs.applicants.answers import applicant_records
from cst_screen.outputs.applicants.find import find_applicants
from cst_screen.outputs.selection.ask import settings_of
from cst_screen.run_folder.read import RunFolder
from tests.functional.commands import SAMPLE


def run_select(run: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["select", "--run", str(run), *options])


@pytest.fixture(scope="module")
def record(sample_run: Path) -> dict[str, object]:
    shown = run_select(sample_run, "--size", "6", "--json")
    assert shown.exit_code == 0, shown.output
    return json.loads(shown.stdout)  # type: ignore[no-any-return]


def test_a_set_is_the_same_every_time_and_in_alphabetical_order(
    sample_run: Path, record: dict[str, object]
) -> None:
    again = json.loads(run_select(sample_run, "--size", "6", "--json").stdout)
    names = [trust["trust"] for trust in again["trusts"]]

    assert again == record
    assert names == sorted(names, key=str.casefold)
    assert len(names) == 6


def test_no_output_has_a_score_or_a_place(sample_run: Path, record: dict[str, object]) -> None:
    shown = run_select(sample_run, "--size", "6").stdout
    for word in ("score", "rank", "1st", "best trust", "because of", "led to"):
        assert word not in shown.casefold(), word
    assert '"rank"' not in json.dumps(record)


def test_the_files_show_the_same_trusts(sample_run: Path, tmp_path: Path) -> None:
    out = tmp_path / "set"
    shown = run_select(sample_run, "--size", "5", "--out", str(out), "--json")
    trusts = {trust["uid"] for trust in json.loads(shown.stdout)["trusts"]}

    assert set(pl.read_csv(out / "selection.csv")["uid"]) == trusts
    sheet = pl.read_excel(
        out / "selection.xlsx", sheet_name="The set", read_options={"header_row": 2}
    )
    assert {int(uid) for uid in sheet["UID"]} == trusts
    page = (out / "selection.html").read_text(encoding="utf-8")
    assert all(f"UID {uid}" in page for uid in trusts)


def test_too_few_trusts_are_said_with_what_would_give_more(sample_run: Path) -> None:
    shown = run_select(sample_run)

    assert shown.exit_code == SelectionImpossible.exit_code
    assert "12 trusts were asked for, and 8 can be chosen" in shown.stderr
    assert "--near-misses" in shown.stderr


def test_a_region_that_nobody_knows_is_said_with_a_near_one(sample_run: Path) -> None:
    shown = run_select(sample_run, "--region", "North Wst", "--size", "2")

    assert shown.exit_code == 5
    assert "Did you mean 'North West'?" in shown.stderr


def test_a_row_of_the_register_that_may_mean_another_trust_is_said(
    sample_run: Path, tmp_path: Path
) -> None:
    names = dict(RunFolder(sample_run).verdicts.select("uid", "trust").iter_rows())
    register = tmp_path / "published.csv"
    register.write_text(
        "trust,uid,title,date,components,link\nX,2262,T,,,\nAny,99999999,U,,,\n"
        f"{names[2311].lower()},2311,V,,,\n",
        encoding="utf-8",
    )
    options = ("--size", "2", "--published", str(register))
    said = json.loads(run_select(sample_run, *options, "--json").stdout)["published_to_check"]
    shown = " ".join(run_select(sample_run, *options).stdout.split())

    out = tmp_path / "set"
    assert run_select(sample_run, *options, "--out", str(out)).exit_code == 0
    page = (out / "selection.html").read_text(encoding="utf-8")
    assert page.count("<strong>To check.</strong> Register of published cases") == 2
    assert len(said) == 2
    assert "row 2: UID 2262 ('X') is in this run" in said[0]
    assert "row 3: UID 99999999 ('Any'): no trust of this run has it" in said[1]
    assert "row 2: UID 2262 ('X') is in this run" in shown
    assert "row 3: UID 99999999 ('Any')" in shown


@pytest.mark.parametrize("blank", ["", "  "])
def test_an_empty_region_is_refused(sample_run: Path, blank: str) -> None:
    shown = run_select(sample_run, "--region", blank, "--size", "2")

    assert shown.exit_code == 2
    assert "it is empty. Name a region" in shown.stderr


def test_a_run_whose_own_rules_name_no_kind_says_so(sample_run: Path) -> None:
    run = RunFolder(sample_run)
    rule = {
        "id": "few",
        "of": "region",
        "category": "Yorkshire",
        "at_most": 1,
        "reason": "As before.",
    }
    run.record["criteria"] = {**run.record["criteria"], "selection": {"rules": [rule]}}
    with pytest.raises(CriteriaError, match=r"'Yorkshire' is no category of region.*--criteria"):
        settings_of(run)


def test_a_published_case_is_left_out_unless_asked_for(
    sample_run: Path, tmp_path: Path, record: dict[str, object]
) -> None:
    first = record["trusts"][0]  # type: ignore[index]
    register = tmp_path / "published.csv"
    register.write_text(
        f"trust,uid,title,date,components,link\nX,{first['uid']},Case 1,,6,\n", encoding="utf-8"
    )
    options = ("--size", "7", "--published", str(register), "--json")
    without = json.loads(run_select(sample_run, *options).stdout)

    assert first["uid"] not in [trust["uid"] for trust in without["trusts"]]
    assert "has a published case study" in without["published_left_out"][0]["says"]
    assert not [
        row for row in without["covers"] if (row["attribute"], row["kind"]) == ("component", "6")
    ]
    asked = run_select(sample_run, "--size", "8", *options[2:], "--with-published")
    assert first["uid"] in [trust["uid"] for trust in json.loads(asked.stdout)["trusts"]]


# --- trusts that came forward -----------------------------------------------------------------


@pytest.fixture
def came_forward(sample_run: Path, tmp_path: Path) -> Path:
    verdicts = RunFolder(sample_run).verdicts
    two = verdicts.filter(pl.col("outcome") != "shortlisted")["group_id"][:2].to_list()
    listed = verdicts.filter(pl.col("outcome") == "shortlisted")["trust"][0]
    path = tmp_path / "applicants.csv"
    rows = "\n".join([f'"{listed}",a', *(f"{one},b" for one in two), "99999999,c"])
    path.write_text(f"trust,contact\n{rows}\n", encoding="utf-8")
    return path


def test_each_that_came_forward_is_answered_alike(sample_run: Path, came_forward: Path) -> None:
    run = RunFolder(sample_run)
    records = applicant_records(run, find_applicants(run, came_forward))

    assert len(records) == 4
    assert len({tuple(one) for one in records}) == 1  # the same parts for each
    assert {one["uid"]: one["outcome"] for one in records}[99999999] == "not judged"
    for one in records:
        assert (one["outcome"] == "shortlisted") == (
            one["outcome"] != "not judged" and not one["not_met"] and not one["cannot_tell"]
        )


def test_select_can_draw_from_those_that_came_forward(sample_run: Path, came_forward: Path) -> None:
    shown = run_select(sample_run, "--size", "1", "--trusts", str(came_forward), "--json")
    too_many = run_select(sample_run, "--size", "2", "--trusts", str(came_forward))

    assert len(json.loads(shown.stdout)["trusts"]) == 1  # of the four, one is on the list
    assert too_many.exit_code == SelectionImpossible.exit_code
    assert "came forward" in too_many.stderr


def test_a_list_that_cannot_be_told_is_refused_with_every_row(
    sample_run: Path, tmp_path: Path
) -> None:
    path = tmp_path / "applicants.csv"
    path.write_text("Nettromarsh School Trust\nGrimb\n2262\nTR02262\n", encoding="utf-8")
    shown = run_select(sample_run, "--size", "2", "--trusts", str(path))

    assert shown.exit_code == 5
    assert "row 1: 'Nettromarsh School Trust' matches no" in shown.stderr
    assert "Did you mean 'Nettromarsh Schools Trust'?" in shown.stderr
    assert "row 2: 'Grimb' matches" in shown.stderr
    assert "row 4: 'TR02262' is the same trust as row 3" in shown.stderr


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("uid,name\n2262,\n,Nobody of this name\n", "row 3: 'Nobody of this name' matches no"),
        (
            "uid,name\n2262,{other}\n",
            "row 2: column name: '{other}' does not fit column uid, '2262'",
        ),
        (
            "name,uid\n{other},2262\n",
            "row 2: column name: '{other}' does not fit column uid, '2262'",
        ),
        ("name,uid\n{other},99999999\n", "does not fit column uid, '99999999'"),
        ("uid,group_id\n2262,TR02311\n", "column group_id: 'TR02311' does not fit column uid"),
        ("trust,uid\n2311,2262\n", "column trust: '2311' does not fit column uid, '2262'"),
        ("uid\nTR99999\n", "row 2: column uid: no trust of this run has 'TR99999'"),
        ("trust,trust\n2262,2311\n", "the headings 'trust' and 'trust', which mean the same"),
        ("uid,group uid\n2262,2311\n", "the headings 'uid' and 'group uid', which mean the same"),
        ("uid,name,contact\n2262,,a\n,,b\n", "row 3: no trust is named (column uid or name)"),
        ("2262\n2311,2616\n", "row 2: '2616' stands in column 2, and row 1 has 1"),
    ],
)
def test_no_cell_of_a_list_is_passed_over(
    sample_run: Path, tmp_path: Path, listed: str, said: str
) -> None:
    names = dict(RunFolder(sample_run).verdicts.select("uid", "trust").iter_rows())
    path = tmp_path / "applicants.csv"
    path.write_text(listed.format(other=names[2311]), encoding="utf-8")
    with pytest.raises(LookupFailed) as refused:
        find_applicants(RunFolder(sample_run), path)

    assert said.format(other=names[2311]) in str(refused.value)


@pytest.mark.parametrize(
    "listed",
    [
        "uid,name\n2262,{name}\n,{other}\n",
        "name,uid\n{short},02262\nanything,2311\n".replace("anything", "{other}"),
        "trust,uid,group_id\nTR02262,,\n,,tr02311\n",
    ],
)
def test_the_uid_decides_and_a_name_that_fits_is_no_fault(
    sample_run: Path, tmp_path: Path, listed: str
) -> None:
    run = RunFolder(sample_run)
    names = dict(run.verdicts.select("uid", "trust").iter_rows())
    path = tmp_path / "applicants.csv"
    given = {"name": names[2262].lower(), "short": names[2262].split()[0], "other": names[2311]}
    path.write_text(listed.format(**given), encoding="utf-8")

    assert [(one.uid, one.judged) for one in find_applicants(run, path)] == [
        (2262, True),
        (2311, True),
    ]


def test_a_long_list_of_nobody_is_searched_no_further_than_its_faults_are_shown(
    sample_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched = []

    def search(*asked: object, **how: object) -> int:
        searched.append(asked)
        raise LookupFailed("nobody")

    monkeypatch.setattr("cst_screen.outputs.applicants.find.find_trust", search)
    path = tmp_path / "applicants.csv"
    path.write_text("name\n" + "".join(f"Nobody {n}\n" for n in range(1000)), encoding="utf-8")
    with pytest.raises(LookupFailed, match="The 960 rows below were not looked up"):
        find_applicants(RunFolder(sample_run), path)

    assert len(searched) == 40


def test_the_kind_of_a_trust_follows_from_its_schools(
    sample_run: Path, record: dict[str, object]
) -> None:
    """The region with the largest share of its schools, and the band that holds their number."""
    schools = RunFolder(sample_run).table("schools")
    for trust in record["trusts"]:  # type: ignore[attr-defined]
        own = schools.filter(pl.col("uid") == trust["uid"])
        counts = own["region"].drop_nulls().value_counts()
        most = counts.filter(pl.col("count") == pl.col("count").max())["region"].min()
        band = "up to 5" if own.height <= 5 else "6 to 10" if own.height <= 10 else "11 to 20"

        assert trust["kinds"]["region"] == [most]
        assert trust["kinds"]["size"] == [band]
        assert set(trust["works_in"]) >= {most}


def test_a_region_that_no_candidate_has_agrees_with_what_region_finds(sample_run: Path) -> None:
    record = json.loads(run_select(sample_run, "--size", "6", "--json").stdout)
    regions = [one for one in record["nobody_has"] if one["attribute"] == "region"]
    assert regions
    for one in regions:
        said = re.search(r"share of schools; (\d+) candidates? works? there", one["says"])
        found = run_select(sample_run, "--region", one["kind"], "--size", "1", "--json")
        there = json.loads(found.stdout)["candidates"] if found.exit_code == 0 else 0
        assert said and int(said[1]) == there, one


def test_a_screen_reports_on_those_that_came_forward_alone(tmp_path: Path) -> None:
    """A second screen with another list of the same trusts is not written from what is kept of the first."""
    path = tmp_path / "applicants.csv"
    found = []
    for listed in ("2311", "2311\n2616"):
        path.write_text(listed + "\n", encoding="utf-8")
        out = tmp_path / f"run-{len(found)}"
        options = ["screen", str(SAMPLE), "--no-briefs", "--trusts", str(path), "--out", str(out)]
        shown = CliRunner().invoke(app, [*options, "--json"])
        assert shown.exit_code == 0, shown.output
        written = pl.read_csv(out / "applicants.csv")
        assert [t["uid"] for t in json.loads(shown.stdout)["trusts"]] == written["uid"].to_list()
        assert RunFolder(out).verdicts.height > 50  # everyone was judged
        page = (out / "applicants.md").read_text(encoding="utf-8")
        commands = re.findall(r"`(cst-screen [^`]+)`", page)
        assert len(commands) == 2 and all("--run" in command for command in commands)
        found.append(sorted(written["uid"]))

    assert found == [[2311], [2311, 2616]]
    path.write_text("Nobody of this name\n", encoding="utf-8")
    refused = CliRunner().invoke(app, [*options[:-1], str(tmp_path / "none")])
    assert refused.exit_code == 5
    assert not (tmp_path / "none").exists()
