"""What goes wrong, as a user sees it: the message, the exit code, and nothing half-written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.commands import ROOT, SAMPLE, run, table


def nothing_written(tmp_path: Path) -> bool:
    return not any(tmp_path.glob("r*")) and not any(tmp_path.glob(".r*"))


def test_a_folder_without_a_usable_file(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "letter.docx").write_bytes(b"PK")

    code, _, err = run("screen", tmp_path / "empty", "--out", tmp_path / "r")

    assert code == 3 and nothing_written(tmp_path)
    assert "letter.docx" in err and "sample_data" in err


def test_a_workbook_that_cannot_be_opened(sample_copy: Path, tmp_path: Path) -> None:
    """Under a published file's name it is refused; under another it may be data, and a note says so."""
    published = sample_copy / "ofsted" / "2018-07-31_england_ofsted-schools.xlsx"
    workbook = published.read_bytes()
    published.write_bytes(b"PK, but no workbook")

    code, _, err = run("screen", sample_copy, "--out", tmp_path / "r")

    assert code == 3 and nothing_written(tmp_path)
    assert f"ofsted/{published.name}: this workbook cannot be opened" in err

    published.write_bytes(workbook)
    (sample_copy / "ofsted" / "broken.xlsx").write_bytes(b"PK, but no workbook")

    code, _, err = run("screen", sample_copy, "--out", tmp_path / "r", "--no-briefs")

    assert code == 0
    assert "not used: ofsted/broken.xlsx (this workbook cannot be opened" in err


def test_no_membership_file_at_all(sample_copy: Path, tmp_path: Path) -> None:
    for path in [*sample_copy.glob("gias/academies*"), *sample_copy.glob("gias/grouplinks*")]:
        path.unlink()

    code, _, err = run("screen", sample_copy, "--out", tmp_path / "r")

    assert code == 3 and nothing_written(tmp_path)
    assert "academiesmatmembership" in err


def test_group_links_serve_where_memberships_are_missing_and_the_run_says_so(
    sample_copy: Path, tmp_path: Path
) -> None:
    next(sample_copy.glob("gias/academies*")).unlink()

    code, _, err = run("screen", sample_copy, "--out", tmp_path / "r", "--no-briefs")

    assert code == 7
    assert "academiesmatmembership" in err and "left a trust" in err
    left = [r for r in table(tmp_path / "r", "figures") if r["figure"] == "schools_left"]
    assert {r["reason"] for r in left} == {"not_collected"}


def test_a_renamed_column_is_named_with_the_likely_one(sample_copy: Path, tmp_path: Path) -> None:
    path = sample_copy / "performance" / "2018-2019_england_ks4final.csv"
    path.write_text(
        path.read_text(encoding="utf-8-sig").replace("P8MEA,", "PROGRESS8,", 1), encoding="utf-8"
    )

    code, _, err = run("screen", sample_copy, "--out", tmp_path / "r")

    assert code == 3 and nothing_written(tmp_path)
    assert "2018-2019_england_ks4final.csv" in err and "P8MEA." in err and "PROGRESS8" in err


def _with_hidden(sample_copy: Path, rows: range) -> None:
    """The key stage 4 file of 2022/23 with an unknown code for Attainment 8 in these rows."""
    path = sample_copy / "performance" / "2022-2023_england_ks4final.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    column = lines[0].split(",").index("ATT8SCR")
    for row in rows:
        cells = lines[row - 1].split(",")
        cells[column] = "HIDDEN"
        lines[row - 1] = ",".join(cells)
    path.write_text("\n".join(lines), encoding="utf-8")


def test_a_new_code_is_refused_with_column_and_row(sample_copy: Path, tmp_path: Path) -> None:
    _with_hidden(sample_copy, range(5, 10))

    code, _, err = run("screen", sample_copy, "--out", tmp_path / "r")

    assert code == 3 and nothing_written(tmp_path)
    assert "ATT8SCR: 'HIDDEN' (5, first in row 5)" in err


def test_one_bad_cell_costs_its_row_and_the_run_says_so(sample_copy: Path, tmp_path: Path) -> None:
    _with_hidden(sample_copy, range(5, 6))

    code, _, _ = run("screen", sample_copy, "--out", tmp_path / "r", "--no-briefs")

    assert code == 0
    (left_out,) = [
        r for r in table(tmp_path / "r", "exclusions") if r["reason"] == "unreadable_cell"
    ]
    assert (left_out["file"], left_out["row"]) == (
        "performance/2022-2023_england_ks4final.csv",
        "5",
    )
    assert "column ATT8SCR holds 'HIDDEN'" in left_out["detail"]
    said = "1 row of performance/2022-2023_england_ks4final.csv could not be read"
    assert said in (tmp_path / "r" / "run.json").read_text(encoding="utf-8")


def test_a_typo_in_the_criteria_is_shown_with_its_line(tmp_path: Path) -> None:
    text = (ROOT / "criteria" / "hub.yaml").read_text(encoding="utf-8")
    wrong = text.replace("figure: improved_share", "figure: improved_shar", 1)
    (tmp_path / "mine.yaml").write_text(wrong, encoding="utf-8")
    line = wrong[: wrong.index("improved_shar\n")].count("\n") + 1

    code, _, err = run(
        "screen", SAMPLE, "--criteria", tmp_path / "mine.yaml", "--out", tmp_path / "r"
    )

    assert code == 4 and nothing_written(tmp_path)
    assert f"mine.yaml:{line}:" in err and "Did you mean 'improved_share'?" in err


def test_a_date_after_the_record_is_refused(tmp_path: Path) -> None:
    code, _, err = run("screen", SAMPLE, "--as-at", "2030-01-01", "--out", tmp_path / "r")

    assert code == 3 and nothing_written(tmp_path)
    assert "2025-04-30" in err


def test_a_folder_with_other_things_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "kept.txt").write_text("mine", encoding="utf-8")

    code, _, err = run("screen", SAMPLE, "--out", tmp_path / "letters", "--no-briefs")

    assert code == 6 and "--out" in err
    assert (tmp_path / "letters" / "kept.txt").read_text(encoding="utf-8") == "mine"


def test_a_wrong_date_is_a_wrong_command_line() -> None:
    code, _, err = run("screen", SAMPLE, "--as-at", "29 March")

    assert code == 2 and "29 March" in err


# --- days at the edge of the record -------------------------------------------------------------


def test_a_day_before_the_first_trust_is_a_message_and_writes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "run"

    code, _, said = run("screen", SAMPLE, "--as-at", "1999-01-01", "--out", out)

    assert code == 3
    assert "no multi-academy trust had a school on 1999-01-01" in said
    assert "The first recorded joining is on 2011-04-01" in said
    assert not out.exists()


def test_a_day_before_the_first_results_says_cannot_tell_of_everyone(tmp_path: Path) -> None:
    code, _, said = run("screen", SAMPLE, "--as-at", "2012-05-01", "--out", tmp_path / "run")

    assert code == 0, said
    verdicts = table(tmp_path / "run", "verdicts")
    assert verdicts and {row["joiners_judged"] for row in verdicts} == {"0"}
    assert not {"shortlisted", "near_miss"} & {row["outcome"] for row in verdicts}


def test_a_date_in_another_order_is_refused_with_an_example() -> None:
    code, _, said = run("screen", SAMPLE, "--as-at", "29/03/2024")

    assert code == 2
    assert "year-month-day" in said and "2024-03-29" in said


def test_trial_that_could_call_no_trust_improving_is_refused(tmp_path: Path) -> None:
    """Without a criterion to hold, its false alarms would read as none at all."""
    text = (ROOT / "criteria" / "hub.yaml").read_text(encoding="utf-8")
    own = tmp_path / "own.yaml"
    own.write_text(text.replace("family: trajectory", "family: context"), encoding="utf-8")
    code, _, err = run("trial", ROOT / "sample_data", "--criteria", own, "--repeats", "2")

    assert code == 4 and "no required criterion of the family trajectory" in err


def test_reader_that_has_seen_enough_is_no_fault() -> None:
    """Rich would end the command with exit code 1, which is for faults of the tool."""
    from cst_screen.outputs.terminal.tables import new_console

    with pytest.raises(BrokenPipeError):
        new_console().on_broken_pipe()
