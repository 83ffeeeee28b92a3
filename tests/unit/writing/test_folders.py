"""Whole folders put into their place, what is kept of earlier ones, and what a kill leaves."""

import json
import os
import platform
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from cst_screen.writing.folders import NEW, put_folder, put_in_order, replace_folder
from cst_screen.writing.workspace import workspace

OLD = {"run.json": b"old record", "verdicts.csv": b"old", "briefs/a.md": b"old brief"}
CONTENTS = {"run.json": b"new record", "verdicts.csv": b"new"}


class Killed(BaseException):
    """In place of a kill: nothing of the tool runs after it."""


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """A run with an edited brief, a file of its owner's and a folder of theirs."""
    out = tmp_path / "run"
    (out / "briefs").mkdir(parents=True)
    for name, content in OLD.items():
        (out / name).write_bytes(content)
    (out / "briefs" / "a.md").write_text("edited")
    (out / "plan.xlsx").write_text("mine")
    (out / "notes").mkdir()
    return out


def _written(folder: Path) -> dict[str, str]:
    return {name: sha256(content).hexdigest() for name, content in OLD.items()}


def _replace(out: Path) -> object:
    with workspace(out.parent) as space:
        (space.path / NEW / "briefs").mkdir(parents=True)
        for name, content in CONTENTS.items():
            (space.path / NEW / name).write_bytes(content)
        return replace_folder(space, out, {}, _written)


def _files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _kept(out: Path) -> list[Path]:
    return sorted(out.parent.glob("run.kept-*"))


def test_a_folder_goes_beside_what_is_there(tmp_path: Path) -> None:
    for number in ("run", "run-2", "run-3"):
        placed = put_folder(tmp_path / "run", CONTENTS, replace=False)
        assert placed.path == tmp_path / number
    assert placed.beside == tmp_path / "run"
    assert sorted(os.listdir(tmp_path)) == ["run", "run-2", "run-3"]


def test_replace_keeps_what_was_added_or_changed_and_nothing_else(earlier: Path) -> None:
    _replace(earlier)

    (kept,) = _kept(earlier)
    assert _files(kept) == {"briefs/a.md": "edited", "plan.xlsx": "mine"}
    assert (kept / "notes").is_dir()
    assert _files(earlier) == {"run.json": "new record", "verdicts.csv": "new"}
    assert sorted(os.listdir(earlier.parent)) == ["run", kept.name]


def test_replace_leaves_no_second_folder_where_nothing_was_changed(earlier: Path) -> None:
    (earlier / "plan.xlsx").unlink()
    (earlier / "notes").rmdir()
    (earlier / "briefs" / "a.md").write_bytes(OLD["briefs/a.md"])

    _replace(earlier)

    assert os.listdir(earlier.parent) == ["run"]


def test_where_nothing_is_on_record_all_is_kept_that_differs(earlier: Path) -> None:
    placed = put_folder(earlier, {"run.json": b"new", "plan.xlsx": b"mine"}, replace=True)

    (kept,) = _kept(earlier)
    assert "plan.xlsx" not in _files(kept)
    assert set(_files(kept)) == {"run.json", "verdicts.csv", "briefs/a.md"}
    assert "3 files" in placed.sentences()[0]


def test_a_folder_that_cannot_be_moved_stays_as_it_was(
    earlier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where a file of it is open in Word."""
    before = _files(earlier)

    def rename(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename)
        with pytest.raises(PermissionError):
            _replace(earlier)

    assert _files(earlier) == before and os.listdir(earlier.parent) == ["run"]


@pytest.mark.parametrize("step", range(1, 40))
def test_a_run_killed_at_any_step_is_put_in_order_by_the_next(earlier: Path, step: int) -> None:
    """Killed just before its n-th change of a name; from some n on it comes to its end."""
    _killed_before(step, earlier)
    for left in earlier.parent.glob(".cst-screen-*"):
        if not (left / "holder.json").exists():
            # It was killed before it was named, or after it had cleared up: a minute decides.
            assert {path.name for path in left.iterdir()} <= {"lock", "holder.json.new"}
            os.utime(left, (0, 0))

    put_in_order(earlier.parent)

    held = sorted(path.name for path in earlier.parent.iterdir())
    assert not [name for name in held if name.startswith(".cst-screen")]
    if _files(earlier)["run.json"] == "new record":
        assert _files(earlier) == {"run.json": "new record", "verdicts.csv": "new"}
        (kept,) = _kept(earlier)
        assert _files(kept) == {"briefs/a.md": "edited", "plan.xlsx": "mine"}
    else:
        assert held == ["run"]
        assert set(_files(earlier)) == {*OLD, "plan.xlsx"}


def test_a_kill_between_the_two_renames_is_said(earlier: Path) -> None:
    said = []
    for step in range(1, 40):
        _killed_before(step, earlier)
        said += put_in_order(earlier.parent)
        if _files(earlier)["run.json"] == "new record":
            break
    assert any("The earlier run is back" in sentence for sentence in said)


def _killed_before(step: int, out: Path) -> None:
    """Replace the run in a process of its own, which ends as a kill ends it."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    left = [step]

    def counted(change: Callable[..., object]) -> Callable[..., object]:
        def changed(*arguments: object, **named: object) -> object:
            left[0] -= 1
            if not left[0]:
                os._exit(9)
            return change(*arguments, **named)

        return changed

    for name in ("rename", "replace", "unlink", "rmdir", "mkdir"):
        setattr(os, name, counted(getattr(os, name)))
    try:
        _replace(out)
    finally:
        os._exit(0)


def test_the_folder_of_a_process_that_lives_is_left_alone(tmp_path: Path) -> None:
    with workspace(tmp_path) as space:
        (space.path / "half.csv").write_text("half")
        put_in_order(tmp_path)
        assert (space.path / "half.csv").exists()
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "holder"),
    [
        (".cst-screen-mine", "{}"),
        (".cst-screen-17-0123abcd", '{"tool": "another"}'),
        (".cst-screen-17-0123abcd", '{"tool": "cst-screen", "machine": "elsewhere"}'),
        (".cst-screen-17-0123abcd", "[" * 2000),
    ],
)
def test_what_another_wrote_is_left_alone(tmp_path: Path, name: str, holder: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "holder.json").write_text(holder)

    put_in_order(tmp_path)

    assert (tmp_path / name / "holder.json").read_text() == holder


def test_a_leftover_that_points_elsewhere_moves_nothing(tmp_path: Path) -> None:
    """Names alone are taken from it: a folder elsewhere is never renamed or cleared."""
    (tmp_path / "here" / ".cst-screen-17-0123abcd").mkdir(parents=True)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("mine")
    digest = sha256(b"mine").hexdigest()
    holder = {
        "tool": "cst-screen",
        "machine": platform.node(),
        "locked": True,
        "swap": {"out": "../x", "kept": "../letters", "written": {"../letters/a.txt": digest}},
    }
    (tmp_path / "here" / ".cst-screen-17-0123abcd" / "holder.json").write_text(json.dumps(holder))

    put_in_order(tmp_path / "here")

    assert (tmp_path / "letters" / "a.txt").read_text() == "mine"
    assert os.listdir(tmp_path / "here") == []


def test_folders_made_in_vain_go_again(tmp_path: Path) -> None:
    with pytest.raises(Killed), workspace(tmp_path / "a" / "b"):
        raise Killed
    assert os.listdir(tmp_path) == []
