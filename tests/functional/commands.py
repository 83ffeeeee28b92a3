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


def copy_without_large_files(into: Path) -> Path:
    """A copy of the sample data that may be damaged."""
    left_out = shutil.ignore_patterns("generator", "*.py", "1a_absence*", "teacher_turnover*")
    return Path(shutil.copytree(SAMPLE, into, ignore=left_out))


def copy_without_hashes(run: Path, into: Path) -> Path:
    """A copy of a run as versions before the hashes wrote it; its tables may be changed by a test."""
    shutil.copytree(run, into)
    record = json.loads((into / "run.json").read_text(encoding="utf-8"))
    del record["files"], record["record_sha256"]
    (into / "run.json").write_text(json.dumps(record, indent=2), encoding="utf-8")
    return into


def hub_with(changes: dict[str, object], folder: Path) -> Path:
    """A copy of the Hub's criteria file with these changes (`criteria.ID.KEY`, `settings.KEY`), written
    without the tool; examples of changed criteria are left out."""
    data = yaml.safe_load((ROOT / "criteria" / "hub.yaml").read_text(encoding="utf-8"))
    criteria = {rule["id"]: rule for rule in data["criteria"]}
    for key, value in changes.items():
        part, name, *rest = key.split(".")
        if part == "settings":
            data["settings"][name] = value
        elif part == "families":
            data.setdefault("families", {})[name] = {rest[0]: value}
        else:
            criteria[name][rest[0]] = value
            criteria[name].pop("examples", None)
    path = folder / "other.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return path
