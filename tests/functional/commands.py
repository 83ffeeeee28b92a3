"""A command run as a user runs it, and a table of the run folder that it wrote."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import yaml
from typer.testing import CliRunner

from cst_screen.cli import app

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data"
TRUTHS = yaml.safe_load((SAMPLE / "planted_truths.yaml").read_text(encoding="utf-8"))


def run(*arguments: object) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def copy_without_hashes(run: Path, into: Path) -> Path:
    """A copy of a run as versions before the hashes wrote it; its tables may be changed by a test."""
    shutil.copytree(run, into)
    record = json.loads((into / "run.json").read_text(encoding="utf-8"))
    del record["files"], record["record_sha256"]
    (into / "run.json").write_text(json.dumps(record, indent=2), encoding="utf-8")
    return into
