"""The invented England in other containers gives the same figures and verdicts."""

from __future__ import annotations

import csv
import shutil
import zipfile
from pathlib import Path

import polars as pl
import pytest

from cst_screen.judging.criteria import read_criteria
from cst_screen.run_folder.write import write_run
from cst_screen.screen.screening import run_screen
from tests.functional.commands import ROOT, SAMPLE
from tests.unit.sources.containers import CONTAINERS

COMPARED = ("verdicts", "figures", "criteria", "trajectories", "headlines", "caveats")
CONTAINERS_IN_TURN = (
    "XLSX",
    "semicolon, UTF-8",
    "ODS",
    "tab, UTF-16",
    "XLSX in a ZIP",
    "comma, UTF-8 with mark",
    "lone carriage returns",
)
AS_PUBLISHED = ("grouplinks", "mats-performance")
"""Files whose rows do not have as many fields as their header, as the publishers' have not."""


def _rewritten(folder: Path) -> None:
    """Each text file of a copy of the sample, in the next of the containers."""
    paths = sorted(p for p in folder.rglob("*.csv") if not any(n in p.name for n in AS_PUBLISHED))
    for at, path in enumerate(paths):
        try:
            content = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            content = path.read_text(encoding="cp1252")
        records = list(csv.reader(content.splitlines(keepends=True)))
        if any(len(record) != len(records[0]) for record in records):
            continue  # a title above the header, or ragged rows
        path.unlink()
        CONTAINERS[CONTAINERS_IN_TURN[at % len(CONTAINERS_IN_TURN)]](
            path.parent, path.stem, records
        )


def _zipped(folder: Path) -> None:
    """All of a copy of the sample's data in one ZIP, but what staff keep themselves."""
    with zipfile.ZipFile(folder / "everything.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in (".csv", ".xlsx"):
                archive.write(path, path.relative_to(folder).as_posix())
                path.unlink()


@pytest.mark.parametrize("change", [_rewritten, _zipped])
def test_verdicts_and_figures_are_the_same_from_any_container(
    sample_run: Path, tmp_path: Path, change: object
) -> None:
    data = tmp_path / "data"
    shutil.copytree(SAMPLE, data, ignore=shutil.ignore_patterns("generator", "*.py"))
    assert callable(change)
    change(data)

    run = run_screen(data, read_criteria(ROOT / "criteria" / "hub.yaml"))
    write_run(run, tmp_path / "run", [])

    for name in COMPARED:
        expected = pl.read_csv(sample_run / f"{name}.csv", infer_schema=False)
        found = pl.read_csv(tmp_path / "run" / f"{name}.csv", infer_schema=False)
        places = [c for c in expected.columns if "file" in c or "row" in c or "source" in c]
        assert expected.drop(places).equals(found.drop(places)), name
