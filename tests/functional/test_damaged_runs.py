"""A run folder that is not as it was written is refused by name; an edited document is no damage."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.functional.commands import copy_without_hashes, run

EXPLAIN = ("explain", "2311")
BRIEF = ("brief", "2311", "--format", "md")


@pytest.fixture
def folder(sample_run: Path, tmp_path: Path) -> Path:
    """A run that a test may damage."""
    return Path(shutil.copytree(sample_run, tmp_path / "spring"))


def _rewritten(change: Callable[[str], str]) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        changed = change(text)
        assert changed != text
        path.write_text(changed, encoding="utf-8")

    return damage


def _in_another_encoding(path: Path) -> None:
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))


def _halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _a_folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _swapped_rows(text: str) -> str:
    first, second, *rest = text.splitlines(keepends=True)[1:]
    return "".join([text.splitlines(keepends=True)[0], second, first, *rest])


DAMAGE = {
    "gone": Path.unlink,
    "a folder": _a_folder_instead,
    "halved": _halved,
    "empty": lambda path: path.write_bytes(b""),
    "one cell": _rewritten(lambda text: text.replace("4", "5", 1)),
    "a row less": _rewritten(lambda text: text[: text.rstrip().rindex("\n")] + "\n"),
    "rows swapped": _rewritten(_swapped_rows),
    "a column renamed": _rewritten(lambda text: text.replace("uid", "udi", 1)),
    "another encoding": _in_another_encoding,
    "other line ends": _rewritten(lambda text: text.replace("\n", "\r")),
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize(("name", "command"), [("verdicts", EXPLAIN), ("joiners", BRIEF)])
def test_a_damaged_table_is_refused_with_its_name_and_the_way_to_make_it_again(
    folder: Path, name: str, command: tuple[str, ...], damage: str
) -> None:
    DAMAGE[damage](folder / f"{name}.csv")

    code, out, err = run(*command, "--run", folder)

    assert code == 6 and out == "" and f"{name}.csv" in err
    assert f"screen sample_data --as-at 2025-04-30 --out {folder} --replace" in err


@pytest.mark.parametrize(
    "record",
    [
        "",
        "{",
        "[]",
        "null",
        "7",
        "{}",
        "[" * 100_000,
        "9" * 5_000,
        '{"as_at": "2025-04-30"}',
        "\ud800".encode("utf-8", "surrogatepass"),
    ],
)
def test_a_broken_record_is_refused(folder: Path, record: str | bytes) -> None:
    content = record if isinstance(record, bytes) else record.encode("utf-8")
    (folder / "run.json").write_bytes(content)

    code, out, err = run(*EXPLAIN, "--run", folder)

    assert code == 6 and out == "" and "run.json" in err and "screen" in err


@pytest.mark.parametrize("key", ["as_at", "criteria", "files", "flow", "record_sha256", "version"])
@pytest.mark.parametrize("value", [None, 7, "", [], {}])
def test_a_changed_entry_of_the_record_is_seen(folder: Path, key: str, value: object) -> None:
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    record[key] = value
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")

    code, out, err = run(*EXPLAIN, "--run", folder)

    assert code == 6 and out == "" and "run.json" in err


def test_a_record_in_another_layout_is_the_same_record(folder: Path) -> None:
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    turned = dict(reversed(record.items()))
    (folder / "run.json").write_text(json.dumps(turned), encoding="utf-8")

    assert run(*EXPLAIN, "--run", folder)[0] == 0


def test_an_edited_document_is_no_damage(folder: Path) -> None:
    code, out, _ = run(*BRIEF, "--run", folder)
    Path(out.strip()).write_text("edited")
    (folder / "mine.csv").write_text("uid\n")

    assert code == 0 and run(*EXPLAIN, "--run", folder)[0] == 0


# --- runs of the version before ---------------------------------------------------------------


@pytest.mark.parametrize("command", [EXPLAIN, BRIEF])
def test_a_run_without_hashes_is_read(
    folder: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    old = copy_without_hashes(folder, tmp_path / "old")

    said, expected = (run(*command, "--run", each) for each in (old, folder))

    assert said[0] == expected[0] == 0
    assert said[1].replace(str(old), str(folder)) == expected[1]


def test_a_run_without_a_column_or_a_table_is_refused(sample_run: Path, tmp_path: Path) -> None:
    old = copy_without_hashes(sample_run, tmp_path / "old")
    verdicts = (old / "verdicts.csv").read_text(encoding="utf-8")
    (old / "verdicts.csv").write_text(verdicts.replace(",outcome,", ",result,", 1), "utf-8")

    code, _, err = run(*EXPLAIN, "--run", old)
    assert code == 6 and "no column 'outcome'" in err and "another version" in err

    (old / "verdicts.csv").unlink()
    code, _, err = run(*EXPLAIN, "--run", old)
    assert code == 6 and "verdicts.csv" in err and "--replace" in err
