"""`data check`: what it prints, the tables that it writes, and its exit code."""

from __future__ import annotations

import json
from pathlib import Path

from tests.functional.commands import SAMPLE, run, table


def test_sample_data_is_clean_and_everything_is_in_json(tmp_path: Path) -> None:
    out = tmp_path / "checked"

    code, stdout, _ = run("data", "check", SAMPLE, "--out", out, "--json")

    record = json.loads(stdout)
    assert code == 0
    assert record["must_be_mended"] is False
    assert len(record["files"]) == len(table(out, "files"))
    assert len(record["findings"]) == len(table(out, "findings"))
    rows = table(out, "finding_rows")
    for found in record["findings"]:
        of_file = [r for r in rows if (r["code"], r["file"]) == (found["code"], found["file"])]
        assert found["code"] in ("superseded", "new_heading") or len(of_file) == found["cases"]
    gaps = sum(int(row["cells"]) for row in table(out, "gaps") if row["missing"])
    assert gaps == sum(sum(file["gaps"].values()) for file in record["files"])


def test_damaged_file_gives_exit_code_three_and_the_page_that_explains(sample_copy: Path) -> None:
    census = sample_copy / "context" / "2018-2019_england_census.csv"
    lines = census.read_text(encoding="utf-8").splitlines()
    census.write_text("\n".join([*lines[:4], lines[4] + ",,,9", *lines[5:]]), encoding="utf-8")

    code, stdout, _ = run("data", "check", sample_copy)

    assert code == 3
    assert "row_not_under_header" in stdout
    assert "1 finding must be mended" in stdout
    assert "criteria/checks.md" in stdout
