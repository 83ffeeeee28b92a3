"""A folder in which a publisher renamed columns, and `columns.yaml` maps them: the same run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from cst_screen.judging.criteria import read_criteria
from cst_screen.run_folder.write import write_run
from cst_screen.screen.screening import run_screen
from tests.functional.commands import ROOT, SAMPLE

RENAMED = {
    "performance/202425_performance_tables_schools_revised.csv": ("attainment8_average", "a8_mean"),
    "performance/2018-2019_england_ks2final.csv": ("PTRWM_EXP", "Reading, writing and maths: %"),
    "gias/edubasealldata20250430.csv": ("StatutoryLowAge", "LowestAge"),
}


def test_mapped_columns_give_the_same_tables(tmp_path: Path, sample_run: Path) -> None:
    data, run = tmp_path / "sample_data", tmp_path / "run"
    shutil.copytree(SAMPLE, data)
    lines = []
    for path, (ours, theirs) in RENAMED.items():
        text = (data / path).read_bytes()
        header, end, rows = text.partition(b"\n")
        assert header.count(ours.encode()) >= 1
        named = header.replace(ours.encode(), f'"{theirs}"'.encode(), 1)
        (data / path).write_bytes(named + end + rows)
        lines += [f"{path}:", f'  "{theirs}": {ours}']
    (data / "columns.yaml").write_text("\n".join(lines), encoding="utf-8")

    write_run(run_screen(data, read_criteria(ROOT / "criteria" / "hub.yaml")), run, [])

    tables = sorted(path.name for path in sample_run.glob("*.csv"))
    assert [
        name for name in tables if (run / name).read_bytes() != (sample_run / name).read_bytes()
    ] == []
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    before = json.loads((sample_run / "run.json").read_text(encoding="utf-8"))
    differing = {key for key in record if record[key] != before.get(key)}
    assert differing <= {"inputs", "notes", "counts", "files", "written_at", "record_sha256"}
    by_path = {entry["path"]: entry for entry in record["inputs"]}
    assert by_path["columns.yaml"]["rows"] == len(RENAMED)
    for path, (ours, theirs) in RENAMED.items():
        assert by_path[path]["renamed"] == {theirs: ours.casefold()}
        assert any(f"'{theirs}' of {path} is read as" in note for note in record["notes"])
