"""Whatever lies in the folder of what is kept, or happens to it, a command gives the same."""

from __future__ import annotations

import errno
import os
import pickle
import threading
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from cst_screen.kept import shelf as shelf_module
from cst_screen.kept.entries import Unusable, packed, unpacked
from cst_screen.kept.keys import key_of
from cst_screen.kept.shelf import FolderShelf, InBackground, folder_of_entries, kept_or_made

TABLE = pl.DataFrame({"urn": list(range(500)), "school": [f"School {n}" for n in range(500)]})
KEY = key_of("a", "b")
CONTENT = b"".join(packed(KEY, (TABLE,)))


@pytest.fixture
def shelf(tmp_path: Path) -> FolderShelf:
    return FolderShelf(tmp_path / "cache" / "prepared")


def _of(shelf: FolderShelf, key: str = KEY) -> pl.DataFrame | None:
    kept = shelf.take("read", key, tuple)
    return None if kept is None else kept[0]


def _path(shelf: FolderShelf, key: str = KEY) -> Path:
    return shelf.folder / f"read-{key}.kept"


# --- keys -------------------------------------------------------------------------------------


def test_the_same_parts_give_the_same_key_and_others_another() -> None:
    parts = ("found", "digest", TABLE, 0.1, None)

    assert key_of(*parts) == key_of("found", "digest", TABLE.clone(), 0.1, None)
    others = {
        key_of("found", "digest", TABLE, 0.15, None),
        key_of("found", "digest", TABLE.head(499), 0.1, None),
        key_of("found", "other", TABLE, 0.1, None),
        key_of("found", "digest", TABLE.cast({"urn": pl.Int32}), 0.1, None),
    }
    assert len(others | {key_of(*parts)}) == 5


# --- there and back ---------------------------------------------------------------------------


def test_what_was_put_there_is_found_by_its_key_alone(shelf: FolderShelf) -> None:
    assert _of(shelf) is None
    shelf.put("read", KEY, (TABLE,))

    found = _of(shelf)
    assert found is not None and found.equals(TABLE)
    assert _of(shelf, key_of("another")) is None
    assert shelf.note == ""


def test_a_command_waits_for_what_is_being_put(shelf: FolderShelf) -> None:
    background = InBackground(shelf)
    background.put("read", KEY, (TABLE,))
    background.wait()

    assert _of(shelf) is not None


def test_only_the_user_may_look_into_the_folder(shelf: FolderShelf) -> None:
    shelf.put("read", KEY, (TABLE,))

    assert os.name == "nt" or shelf.folder.stat().st_mode & 0o077 == 0


# --- what may lie there -----------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.7, 0.999])
def test_an_entry_that_was_cut_off_is_made_again(shelf: FolderShelf, share: float) -> None:
    shelf.put("read", KEY, (TABLE,))
    _path(shelf).write_bytes(CONTENT[: int(share * len(CONTENT))])

    assert _of(shelf) is None
    shelf.put("read", KEY, (TABLE,))
    assert _of(shelf) is not None


@pytest.mark.parametrize("at", range(0, len(CONTENT), len(CONTENT) // 25))
def test_an_entry_of_which_one_byte_was_changed_is_not_taken(at: int) -> None:
    changed = bytearray(CONTENT)
    changed[at] ^= 1

    with pytest.raises(Unusable):
        unpacked(bytes(changed), KEY, tuple)


def _sealed(body: bytes) -> bytes:
    """A body under its right checksum, as somebody who means harm would write it."""
    return b"cst-screen kept 1\n" + sha256(body).hexdigest().encode() + b"\n" + body


class _Acts:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (os.mkdir, ("acted",))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not an entry",
        pickle.dumps(_Acts()),
        _sealed(pickle.dumps(_Acts())),
        _sealed(b""),
        _sealed(b"2\n{}"),
        _sealed(b"-5\n{}"),
        _sealed(b"99999999999999999999999\n{}"),
        _sealed(b"2\n[]"),
        _sealed(b'{"key": 1}'),
        _sealed(b"100000\n" + b"[" * 100_000),
        _sealed(
            b'%d\n{"key": "%s", "record": {"tuple": [{"frame": 0}]}, "frames": [400]}'
            % (131, KEY.encode())
            + b"ARROW1\0\0"
            + b"\xff" * 392
        ),
    ],
    ids=lambda content: content[:24].hex(),
)
def test_a_foreign_or_malicious_entry_does_nothing(
    shelf: FolderShelf, content: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    shelf.put("read", KEY, (TABLE,))
    _path(shelf).write_bytes(content)

    assert _of(shelf) is None
    assert not Path("acted").exists()


def test_an_entry_under_the_name_of_another_is_not_taken(shelf: FolderShelf) -> None:
    other = key_of("other")
    shelf.put("read", other, (TABLE,))
    _path(shelf, other).rename(_path(shelf))

    assert _of(shelf) is None


def test_no_link_is_followed(shelf: FolderShelf, tmp_path: Path) -> None:
    shelf.put("read", KEY, (TABLE,))
    elsewhere = tmp_path / "elsewhere"
    _path(shelf).rename(elsewhere)
    _path(shelf).symlink_to(elsewhere)

    assert _of(shelf) is None
    shelf.put("read", KEY, (TABLE.head(1),))
    assert elsewhere.read_bytes() == CONTENT
    assert not _path(shelf).is_symlink()


@pytest.mark.skipif(os.name == "nt", reason="Windows says nothing of it in the mode")
def test_a_folder_that_others_may_write_to_is_not_used(shelf: FolderShelf) -> None:
    shelf.put("read", KEY, (TABLE,))
    shelf.folder.chmod(0o777)

    assert _of(shelf) is None
    assert "other people may write there" in shelf.note


# --- what may happen --------------------------------------------------------------------------


def test_where_nothing_can_be_written_nothing_is_kept_and_it_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8", newline="\n")
    shelf = FolderShelf(tmp_path / "file" / "prepared")
    for _ in range(2):
        shelf.put("read", KEY, (TABLE,))

    assert _of(shelf) is None
    assert shelf.note.count("prepared data cannot be kept there") == 1


def test_a_full_disk_leaves_what_was_there(
    shelf: FolderShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.put("read", KEY, (TABLE,))

    def full(path: Path, content: list[bytes]) -> None:
        path.with_name(".half").write_bytes(content[0])
        path.with_name(".half").unlink()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shelf_module, "put_makeable", full)
    shelf.put("read", KEY, (TABLE.head(3),))

    found = _of(shelf)
    assert found is not None and found.height == TABLE.height
    assert "the disk is full" in shelf.note


def test_two_at_once_never_show_half_an_entry(shelf: FolderShelf) -> None:
    shelf.put("read", KEY, (TABLE,))
    stop, seen = threading.Event(), []

    def write() -> None:
        other = FolderShelf(shelf.folder)
        while not stop.is_set():
            other.put("read", KEY, (TABLE,))

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    seen = [_of(shelf) for _ in range(100)]
    stop.set()
    for writer in writers:
        writer.join()

    assert all(found is not None and found.equals(TABLE) for found in seen)
    assert [path.name for path in shelf.folder.iterdir()] == [_path(shelf).name]


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path / "prepared", most_bytes=3 * len(CONTENT) + 100)
    first, second, third, fourth = (key_of(n) for n in range(4))
    for moment, key in enumerate((first, second, third)):
        shelf.put("read", key, (TABLE,))
        os.utime(_path(shelf, key), (moment, moment))
    assert _of(shelf, first) is not None  # and so it was used just now

    shelf.put("read", fourth, (TABLE,))

    held = {key for key in (first, second, third, fourth) if _path(shelf, key).exists()}
    assert held == {first, third, fourth}


def test_an_entry_larger_than_all_may_be_is_not_kept(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path / "prepared", most_bytes=100)
    shelf.put("read", KEY, (TABLE,))

    assert list(shelf.entries()) == []


def test_what_a_killed_command_left_is_removed(shelf: FolderShelf) -> None:
    shelf.put("read", KEY, (TABLE,))
    left = shelf.folder / f".read-{KEY}.kept.99-abcdef01.part"
    left.write_bytes(CONTENT[:50])
    os.utime(left, (0, 0))
    shelf.put("read", key_of("next"), (TABLE,))

    assert not left.exists()


def test_clearing_removes_entries_and_nothing_else(shelf: FolderShelf) -> None:
    shelf.put("read", KEY, (TABLE,))
    (shelf.folder / "notes.txt").write_text("mine", encoding="utf-8", newline="\n")

    assert [entry.path for entry in shelf.clear()] == [_path(shelf)]
    assert [path.name for path in shelf.folder.iterdir()] == ["notes.txt"]


def test_a_record_is_made_once_under_a_key_and_each_time_without_one(shelf: FolderShelf) -> None:
    made: list[str] = []

    def make(key: str) -> pl.DataFrame:
        def table() -> tuple[pl.DataFrame]:
            made.append(key)
            return (TABLE,)

        return kept_or_made(shelf, "read", key, tuple, table)[0]

    assert all(make(key).equals(TABLE) for key in (KEY, KEY, "", ""))
    assert made == [KEY, "", ""]


def test_a_command_waits_where_many_records_wait_to_be_kept() -> None:
    """Each holds its tables in memory."""
    may_go_on, kept = threading.Event(), []

    class Slow(FolderShelf):
        def put(self, what: str, key: str, record: object) -> None:
            may_go_on.wait(60)
            kept.append(key)

    shelf = InBackground(Slow(Path("nowhere")))
    number = 3 * shelf_module._MOST_WAITING
    command = threading.Thread(
        target=lambda: [shelf.put("read", str(n), ()) for n in range(number)]
    )
    command.start()
    command.join(0.2)
    assert command.is_alive()
    may_go_on.set()
    command.join(60)
    shelf.wait()
    assert kept == [str(n) for n in range(number)]


# --- files as they are ------------------------------------------------------------------------

TEXT = b"urn,school\n1,Ash\n" * 20_000
SHA = sha256(TEXT).hexdigest()


@pytest.fixture
def written(tmp_path: Path, shelf: FolderShelf) -> Path:
    """A file of a run, which the shelf keeps."""
    path = tmp_path / "rows.csv"
    path.write_bytes(TEXT)
    shelf.put_file(SHA, path)
    return path


def test_a_file_is_kept_by_its_content_and_outlives_the_run(
    shelf: FolderShelf, written: Path, tmp_path: Path
) -> None:
    written.unlink()
    os.utime(shelf.folder / f"file-{SHA}.kept", (0, 0))

    assert shelf.copy_file(SHA, tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == TEXT
    assert [(e.what, e.bytes, e.used > 0) for e in shelf.entries()] == [("file", len(TEXT), True)]
    assert not shelf.copy_file(sha256(b"other").hexdigest(), tmp_path / "none.csv")
    assert not (tmp_path / "none.csv").exists()


def test_neither_file_changes_with_the_other(
    shelf: FolderShelf, written: Path, tmp_path: Path
) -> None:
    """A run folder is its owner's, who may write into it."""
    written.write_bytes(b"mine")
    assert shelf.copy_file(SHA, tmp_path / "again.csv")

    (shelf.folder / f"file-{SHA}.kept").write_bytes(TEXT[:-1] + b"2")
    assert (tmp_path / "again.csv").read_bytes() == TEXT
    assert not shelf.copy_file(SHA, tmp_path / "third.csv")
    shelf.put_file(SHA, tmp_path / "again.csv")
    assert shelf.copy_file(SHA, tmp_path / "third.csv")
    assert [path.name for path in shelf.folder.iterdir()] == [f"file-{SHA}.kept"]


def test_a_file_that_cannot_be_kept_is_said_once_and_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    shelf = FolderShelf(tmp_path / "file" / "prepared")
    (tmp_path / "rows.csv").write_bytes(TEXT)

    shelf.put_file(SHA, tmp_path / "rows.csv")

    assert "prepared data cannot be kept there" in shelf.note
    assert not shelf.copy_file(SHA, tmp_path / "again.csv")


# --- where ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("named", "folder"), [("", None), (" ", None), ("/a/b", Path("/a/b"))])
def test_the_environment_names_the_folder_or_none(
    named: str, folder: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CST_SCREEN_CACHE", named)

    assert folder_of_entries() == folder


def test_without_a_name_it_is_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CST_SCREEN_CACHE")

    folder = folder_of_entries()
    assert folder is not None and "cst-screen" in folder.parts
