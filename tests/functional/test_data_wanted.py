"""`data wanted`: every publication by year, with how many trusts cannot be told without it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.functional.commands import SAMPLE, run, table


def test_year_taken_out_is_absent_with_page_month_and_the_trusts_that_may_need_it(
    sample_copy: Path, sample_run: Path
) -> None:
    (sample_copy / "performance" / "2017-2018_england_ks2final.csv").unlink()

    code, stdout, _ = run("data", "wanted", sample_copy, "--run", sample_run, "--json")

    record = json.loads(stdout)
    assert code == 0
    (absent,) = [
        one for one in record["files"] if (one["publication"], one["year"]) == ("ks2", "2017/18")
    ]
    assert absent["state"] == "absent"
    assert absent["due"] == "December 2018"
    assert absent["page"] == "Find school and college performance data in England"
    assert "joiners_rise" in absent["criteria"]
    assert absent["trusts"] is not None
    assert record["not_counted"].startswith(f"The run {sample_run.as_posix()} was made of other")


def test_trusts_of_a_criterion_are_those_of_the_run(sample_run: Path) -> None:
    code, stdout, _ = run("data", "wanted", SAMPLE, "--run", sample_run, "--json")

    record = json.loads(stdout)
    assert (code, record["not_counted"]) == (0, "")
    rows = table(sample_run, "criteria")
    for one in record["criteria"]:
        untold = {
            r["uid"]
            for r in rows
            if (r["criterion"], r["verdict"]) == (one["criterion"], "cannot_tell")
        }
        assert one["cannot_tell"] == len(untold)


def test_folder_that_cannot_be_screened_is_listed_without_counts(tmp_path: Path) -> None:
    with (tmp_path / "2018-2019_england_abs.csv").open("w", newline="") as out:
        csv.writer(out).writerows([["URN", "PERCTOT", "PPERSABS10"], ["100001", "4.2", "10.1"]])

    code, stdout, _ = run("data", "wanted", tmp_path)

    assert code == 0
    assert "Trusts are not counted, since the folder cannot be screened" in stdout
    assert "Get Information about Schools, Downloads" in stdout
