"""`data diff`: what it prints and the tables that it writes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.functional.commands import run, table


def test_changes_of_a_copy_are_printed_and_written(sample_copy: Path, tmp_path: Path) -> None:
    later, out = tmp_path / "later", tmp_path / "changes"
    shutil.copytree(sample_copy, later)
    results = later / "performance" / "2018-2019_england_ks4final.csv"
    header, _, *rest = results.read_text(encoding="utf-8").splitlines()
    results.write_text("\n".join([header, *rest]) + "\n", encoding="utf-8")
    (later / "context" / "2018-2019_england_abs.csv").unlink()

    code, stdout, _ = run("data", "diff", sample_copy, later, "--out", out, "--json")

    record = json.loads(stdout)
    assert code == 0
    differ = {one["what"]: one["before"] for one in record["files"] if one["what"] != "same"}
    assert differ == {
        "changed": "performance/2018-2019_england_ks4final.csv",
        "removed": "context/2018-2019_england_abs.csv",
    }
    went = {(one["measure"], one["year"]): one["went"] for one in record["figures"] if one["went"]}
    assert went["ks4_attainment8", "2018/19"] == 1
    assert sum(went.values()) == len(table(out, "revised_figures"))
    code, stdout, _ = run("data", "diff", sample_copy, later)
    assert (code, "files are the same" in stdout) == (0, True)
