"""Single files: whole or not at all, and over nothing that somebody changed."""

import errno
import os
from hashlib import sha256
from pathlib import Path

import pytest

from cst_screen.writing.files import put_files, put_written, replace_file

NEW = b"uid,value\n1,2\n"


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_written_and_nothing_else_stays(tmp_path: Path) -> None:
    placed = put_files(tmp_path / "new", {"m.csv": NEW}, replace=False)["m.csv"]

    assert placed.path.read_bytes() == NEW and placed.sentences() == []
    assert _names(tmp_path / "new") == ["m.csv"]


def test_an_earlier_file_stays_and_the_new_one_goes_beside_it(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("mine")
    (tmp_path / "m-2.csv").mkdir()

    placed = put_files(tmp_path, {"m.csv": NEW}, replace=False)["m.csv"]

    assert (tmp_path / "m.csv").read_text() == "mine"
    assert placed.path == tmp_path / "m-3.csv" and placed.path.read_bytes() == NEW
    assert "stays as it was" in placed.sentences()[0]


def test_the_same_file_again_is_not_numbered(tmp_path: Path) -> None:
    for _ in range(2):
        placed = put_files(tmp_path, {"m.csv": NEW}, replace=False)["m.csv"]

    assert placed.sentences() == [] and _names(tmp_path) == ["m.csv"]


def test_what_the_tool_has_on_record_gives_way(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_bytes(b"first draft")
    ours = [sha256(b"first draft").hexdigest()]

    placed = put_files(tmp_path, {"b.md": NEW}, replace=False, ours=ours)["b.md"]

    assert placed.path == tmp_path / "b.md" and placed.path.read_bytes() == NEW
    assert _names(tmp_path) == ["b.md"]


def test_replace_keeps_the_earlier_file_under_a_dated_name(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("mine")

    placed = put_files(tmp_path, {"m.csv": NEW}, replace=True)["m.csv"]

    assert placed.path.read_bytes() == NEW
    assert placed.kept is not None and placed.kept.read_text() == "mine"
    assert placed.kept.name.startswith("m.kept-20") and placed.kept.suffix == ".csv"
    assert str(placed.kept) in placed.sentences()[0]


def test_without_hard_links_the_same_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a memory stick."""

    def link(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    (tmp_path / "m.csv").write_text("mine")

    beside = put_files(tmp_path, {"m.csv": NEW}, replace=False)["m.csv"]
    placed = put_files(tmp_path, {"m.csv": NEW}, replace=True)["m.csv"]

    assert beside.path.read_bytes() == placed.path.read_bytes() == NEW
    assert placed.kept is not None and placed.kept.read_text() == "mine"


@pytest.mark.parametrize("failing", ["os.fsync", "os.replace", "shutil.copy2"])
@pytest.mark.parametrize("replace", [False, True])
def test_a_fault_at_any_step_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str, replace: bool
) -> None:
    (tmp_path / "a.csv").write_text("mine")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.link", full)
        patch.setattr(failing, full)
        try:
            put_files(tmp_path, {"a.csv": NEW, "b.csv": NEW}, replace)
        except OSError as fault:
            assert fault.errno == errno.ENOSPC

    content = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert b"mine" in content.values() and set(content.values()) <= {b"mine", NEW}


def test_a_file_of_the_tools_own_is_whole_or_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "run.json").write_bytes(b"{}")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(errno.EIO, "fault")))
        with pytest.raises(OSError, match="fault"):
            replace_file(tmp_path / "run.json", NEW)
    assert (tmp_path / "run.json").read_bytes() == b"{}" and _names(tmp_path) == ["run.json"]

    replace_file(tmp_path / "run.json", NEW)

    assert (tmp_path / "run.json").read_bytes() == NEW and _names(tmp_path) == ["run.json"]


def test_a_file_that_is_written_already_is_put_as_content_is(tmp_path: Path) -> None:
    """Over what is on record, and beside anything else."""
    wanted = tmp_path / "data" / "a.csv"
    digests = []
    for number, ours in enumerate(((), "first", "other")):
        written = tmp_path / f"{number}"
        written.write_bytes(b"content %d" % number)
        digests.append(sha256(written.read_bytes()).hexdigest())
        placed = put_written(written, wanted, digests[:1] if ours == "first" else ())

    assert placed.beside == wanted and placed.path.name == "a-2.csv"
    assert wanted.read_bytes() == b"content 1"
    assert (tmp_path / "data" / "a-2.csv").read_bytes() == b"content 2"
