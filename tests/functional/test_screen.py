"""The screen as a user runs it: the run folder, and the words on the terminal."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.functional.commands import ROOT, SAMPLE, TRUTHS, run, table

COLUMNS = {
    "verdicts": [
        "uid",
        "group_id",
        "trust",
        "outcome",
        "deciding_criterion",
        "schools",
        "joiners",
        "joiners_judged",
    ],
    "criteria": [
        "uid",
        "criterion",
        "family",
        "figure",
        "value",
        "lower",
        "upper",
        "n",
        "comparison",
        "threshold",
        "verdict",
        "reason",
        "sources",
    ],
    "joiners": [
        "uid",
        "urn",
        "history",
        "joined_on",
        "route",
        "measure",
        "baseline_years",
        "baseline",
        "follow_up_years",
        "follow_up",
        "change",
        "national_change",
        "reason",
    ],
}


def uids(kind: str) -> set[str]:
    return {str(trust["uid"]) for trust in TRUTHS["trusts"][kind]}


# --- the run folder ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", COLUMNS)
def test_tables_begin_with_the_columns_that_others_read(sample_run: Path, name: str) -> None:
    assert list(table(sample_run, name)[0])[: len(COLUMNS[name])] == COLUMNS[name]


def test_every_csv_opens_in_excel_with_its_names_intact(sample_run: Path) -> None:
    for path in sample_run.glob("*.csv"):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf"), path.name


def test_every_open_trust_with_schools_is_judged_once(sample_run: Path) -> None:
    judged = [row["uid"] for row in table(sample_run, "verdicts")]
    counts = TRUTHS["counts"]
    expected = (
        counts["open_multi_academy_trusts"] - counts["open_multi_academy_trusts_without_schools"]
    )

    assert len(judged) == len(set(judged)) == expected


def test_trusts_without_schools_are_said_to_be_left_out(sample_run: Path) -> None:
    shells = [r for r in table(sample_run, "exclusions") if r["reason"] == "no_school_in_it"]

    assert {r["uid"] for r in shells} == uids("without_schools")


def test_each_trust_has_each_criterion_once_and_a_reason_where_it_cannot_tell(
    sample_run: Path,
) -> None:
    rows = table(sample_run, "criteria")
    pairs = [(r["uid"], r["criterion"]) for r in rows]
    record = json.loads((sample_run / "run.json").read_text(encoding="utf-8"))

    assert len(pairs) == len(set(pairs))
    assert len(pairs) == len(record["criteria"]["rules"]) * record["counts"]["trusts_open"]
    for row in rows:
        assert (row["value"] == "") == (row["reason"] != ""), row


def test_flow_adds_up(sample_run: Path) -> None:
    record = json.loads((sample_run / "run.json").read_text(encoding="utf-8"))

    entered = record["counts"]["trusts_open"]
    for step in record["flow"]:
        assert step["entered"] == entered
        left = step["not_met"] + step["cannot_tell"]
        assert step["met"] + left == step["before"] == entered
        assert step["left_by_machine"] + step["left_by_hand"] == left
        assert step["would_be_without"] == (
            record["counts"]["shortlisted"] + step["removed_alone"] + step["cannot_tell_alone"]
        )
        assert step["after"] == step["met"]
        entered = step["met"]
    assert entered == record["counts"]["shortlisted"]


def test_the_record_names_every_input_with_its_hash(sample_run: Path) -> None:
    import hashlib

    record = json.loads((sample_run / "run.json").read_text(encoding="utf-8"))

    assert record["inputs"]
    for entry in record["inputs"]:
        assert entry["sha256"] == hashlib.sha256((SAMPLE / entry["path"]).read_bytes()).hexdigest()
    hub = (ROOT / "criteria" / "hub.yaml").read_bytes()
    assert record["criteria"]["sha256"] == hashlib.sha256(hub).hexdigest()


def test_the_later_release_is_used_and_the_earlier_is_said_to_be_superseded(
    sample_run: Path,
) -> None:
    record = json.loads((sample_run / "run.json").read_text(encoding="utf-8"))
    unused = {e["path"]: e["note"] for e in record["inputs"] if not e["used"]}

    assert set(unused) == {
        "performance/2017-2018_england_ks4provisional.csv",
        "performance/202425_performance_tables_schools_provisional.csv",
    }
    assert all(note.startswith("superseded by performance/") for note in unused.values())


def test_planted_improving_trusts_rise_and_declining_ones_do_not(sample_run: Path) -> None:
    rises = {
        r["uid"]: r["verdict"]
        for r in table(sample_run, "criteria")
        if r["criterion"] == "joiners_rise"
    }

    assert {rises[uid] for uid in uids("improving") | uids("improving_low")} == {"met"}
    assert {rises[uid] for uid in uids("declining")} == {"not_met"}


def test_low_standard_keeps_improving_trusts_off_the_list(sample_run: Path) -> None:
    verdicts = {r["uid"]: r for r in table(sample_run, "verdicts")}

    for uid in uids("improving_low"):
        assert verdicts[uid]["outcome"] != "shortlisted"
        assert "high_standard" in verdicts[uid]["not_met"]


@pytest.mark.parametrize("kind", ["few_joiners", "no_joiners", "unlinked", "suppressed"])
def test_trusts_that_cannot_be_judged_are_cannot_tell_and_never_not_met(
    sample_run: Path, kind: str
) -> None:
    for row in table(sample_run, "criteria"):
        if row["uid"] in uids(kind) and row["figure"] == "trajectory_change":
            assert row["verdict"] == "cannot_tell", row
            assert row["value"] == ""


def test_reasons_of_unlinked_and_suppressed_joiners_are_kept(sample_run: Path) -> None:
    headlines = table(sample_run, "headlines")
    for kind, reason in (("unlinked", "unlinked"), ("suppressed", "suppressed")):
        joiners = {str(u) for trust in TRUTHS["trusts"][kind] for u in trust["joiners"]}
        found = [r["reason"] for r in headlines if r["urn"] in joiners]
        assert found and set(found) == {reason}, (kind, found)


def test_a_school_that_left_is_still_a_joiner_of_the_trust_it_left(sample_run: Path) -> None:
    headlines = {(r["uid"], r["urn"]): r for r in table(sample_run, "headlines")}
    for shed in TRUTHS["membership"]["shed"]:
        row = headlines[(str(shed["from_uid"]), str(shed["urn"]))]
        assert row["left_on"] != ""


@pytest.mark.usefixtures("nothing_kept")
def test_two_runs_on_the_same_input_give_the_same_bytes(tmp_path: Path) -> None:
    """Nothing is kept of the first, and the second has four threads where the first has one."""
    code, _, err = run("screen", SAMPLE, "--out", tmp_path / "one")
    assert code == 0, err
    again = subprocess.run(
        [sys.executable, "-m", "cst_screen", "screen", str(SAMPLE), "--out", str(tmp_path / "two")],
        check=False,
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "4"},
    )
    assert again.returncode == 0, again.stderr

    files = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*.*"))
    assert files == sorted(p.relative_to(tmp_path / "two") for p in (tmp_path / "two").rglob("*.*"))
    for name in files:
        one, two = ((tmp_path / run_ / name).read_bytes() for run_ in ("one", "two"))
        if name.name == "run.json":
            # The time, and with it the record's own hash.
            for key in ("written_at", "record_sha256"):
                stamps = [json.loads(raw)[key] for raw in (one, two)]
                one, two = (
                    raw.replace(s.encode(), b"x") for raw, s in zip((one, two), stamps, strict=True)
                )
        assert one == two, name


def test_an_earlier_date_uses_nothing_later(tmp_path: Path) -> None:
    code, _, _ = run(
        "screen", SAMPLE, "--as-at", "2019-03-31", "--out", tmp_path / "r", "--no-briefs"
    )

    assert code == 0
    rows = table(tmp_path / "r", "rows")
    assert max(r["academic_year"] for r in rows) == "2018/19"
    assert all(r["joined_on"] <= "2019-03-31" for r in table(tmp_path / "r", "headlines"))
    last = max(r["inspected_on"] for r in table(tmp_path / "r", "inspections"))
    assert dt.date.fromisoformat(last) <= dt.date(2019, 8, 31)
    later = {r["reason"] for r in table(tmp_path / "r", "exclusions")}
    assert {"after_the_as_at_year", "after_the_as_at_date"} <= later


def test_an_override_changes_the_record_and_is_reported(sample_copy: Path, tmp_path: Path) -> None:
    row = TRUTHS["membership"]["override"][0]
    (sample_copy / "overrides.csv").write_text(
        "urn,group_uid,date_joined,date_left,reason\n"
        f"{row['urn']},{row['group_uid']},{row['date_joined']},{row['date_left']},"
        f'"{row["reason"]}"\n',
        encoding="utf-8",
    )

    code, _, err = run("screen", sample_copy, "--out", tmp_path / "r", "--no-briefs")

    assert code == 0 and "overrides.csv" in err
    joined = {(r["uid"], r["urn"]): r["joined_on"] for r in table(tmp_path / "r", "headlines")}
    assert joined[(str(row["group_uid"]), str(row["urn"]))] == row["date_joined"]
    used = [r for r in table(tmp_path / "r", "exclusions") if r["reason"] == "override_used"]
    assert [r["detail"] for r in used] == [row["reason"]]


# --- the terminal -----------------------------------------------------------------------------


def test_the_shortlist_goes_to_stdout_and_advice_to_stderr(tmp_path: Path) -> None:
    code, out, err = run("screen", SAMPLE, "--out", tmp_path / "r", "--no-briefs")

    assert code == 0
    assert "How many trusts remain after each criterion" in out
    assert "Shortlisted, in alphabetical order" in out
    assert "Written to" in err and "Written to" not in out
    assert "\x1b[" not in out  # no colours in a pipe
    assert {p.name for p in (tmp_path / "r").glob("*.xlsx")} == {"shortlist.xlsx"}


def test_json_gives_the_same_as_the_tables(tmp_path: Path) -> None:
    code, out, _ = run("screen", SAMPLE, "--out", tmp_path / "r", "--no-briefs", "--json")
    record = json.loads(out)

    assert code == 0
    listed = {str(t["uid"]) for t in record["trusts"] if t["outcome"] == "shortlisted"}
    assert listed == {
        r["uid"] for r in table(tmp_path / "r", "verdicts") if r["outcome"] == "shortlisted"
    }
    assert record["counts"]["shortlisted"] == len(listed)


def test_data_list_names_each_file_and_what_was_left_alone() -> None:
    code, out, _ = run("data", "list", SAMPLE, "--json")
    record = json.loads(out)
    files = {f["path"]: f for f in record["files"]}

    assert code == 0
    assert files["performance/2017-2018_england_ks4final.csv"]["release"] == "final"
    assert files["performance/2017-2018_england_ks4final.csv"]["year"] == "2017/18"
    assert files["gias/academiesmatmembership20250430.csv"]["dated"] == "2025-04-30"
    assert "notes.txt" in {left["path"] for left in record["left_alone"]}


def test_output_in_an_older_encoding_of_windows_is_written_as_utf_8(sample_run: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "cst_screen", "explain", "2311", "--all", "--run", str(sample_run)],
        check=False,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
    )

    assert found.returncode == 0, found.stderr
    assert "●" in found.stdout.decode("utf-8")
