"""What `--out` may be, and what is refused before anything is read."""

import os
from pathlib import Path

import pytest

from cst_screen.errors import RunFolderError
from cst_screen.writing.places import file_to_write, folder_to_write, refuse_data_at


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder beside which the test stands."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "gias").mkdir(parents=True)
    (tmp_path / "data" / "gias" / "register.csv").write_text("URN\n1\n")
    return tmp_path / "data"


def _ours(folder: Path) -> bool:
    return (folder / "run.json").is_file()


@pytest.mark.parametrize(
    ("out", "said"),
    [
        (".", "names no folder of its own"),
        ("..", "names no folder of its own"),
        ("spring/..", "names no folder of its own"),
        ("spring/../spring", "without '.' or '..'"),
        ("/", "names no folder of its own"),
        ("s" * 300, "300 letters"),
        ("deep/" + "s" * 300, "300 letters"),
        ("s" * 300 + "/run", "the name is too long"),
        ("nul\0l", "cannot be used"),
        ("letter.txt", "this is a file"),
        ("letter.txt/run", "cannot be used"),
        ("pipe", "this is a file"),
        ("nowhere", "leads nowhere"),
        ("circle", "leads nowhere"),
        ("data", "lies in the data"),
        ("data/gias", "lies in the data"),
        ("data/new/run", "lies in the data"),
        ("linked", "lies in the data"),
        ("above", "lies in it"),
        ("letters", "holds other files"),
    ],
)
def test_an_odd_place_is_refused_in_a_sentence(data: Path, out: str, said: str) -> None:
    Path("letter.txt").write_text("Dear head")
    Path("letters").mkdir()
    Path("letters/letter.txt").write_text("Dear head")
    os.mkfifo("pipe")
    Path("nowhere").symlink_to("gone")
    Path("circle").symlink_to("circle")
    Path("linked").symlink_to("data")
    Path("above").mkdir()
    data.rename("above/data")
    Path("data").symlink_to("above/data")

    with pytest.raises(RunFolderError, match=said):
        folder_to_write(Path(out), [Path("data")], _ours)


@pytest.mark.parametrize("out", ["spring", "deep/er/spring", "../spring", "empty", "earlier"])
def test_an_ordinary_place_is_taken_as_it_was_given(data: Path, out: str) -> None:
    Path("empty").mkdir()
    Path("earlier").mkdir()
    Path("earlier/run.json").write_text("{}")

    assert folder_to_write(Path(out), [data], _ours) == Path(out)
    assert not Path("spring").exists() and not Path("deep").exists()


def test_a_link_to_an_earlier_run_means_that_run(data: Path) -> None:
    Path("earlier").mkdir()
    Path("earlier/run.json").write_text("{}")
    Path("latest").symlink_to("earlier")

    assert folder_to_write(Path("latest"), [data], _ours) == Path("earlier").resolve()


def test_the_folder_that_one_stands_in_is_refused(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("earlier/briefs").mkdir(parents=True)
    Path("earlier/run.json").write_text("{}")
    monkeypatch.chdir("earlier/briefs")

    with pytest.raises(RunFolderError, match="you are in this folder"):
        folder_to_write(data.parent / "earlier", [data], _ours)


def test_the_default_never_lies_among_the_data(data: Path) -> None:
    refuse_data_at(Path.cwd(), [data])
    with pytest.raises(RunFolderError, match=r"--out \.\./spring"):
        refuse_data_at(data / "gias", [data])


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("data/gias/register.csv", "lies in the data"),
        ("data/measures.csv", "lies in the data"),
        ("link.csv", "lies in the data"),
        ("data", "this is a folder"),
        ("no/such/measures.csv", "cannot be written"),
        ("pipe", "not a file"),
        (".", "names no file"),
    ],
)
def test_an_odd_file_is_refused_in_a_sentence(data: Path, out: str, said: str) -> None:
    Path("link.csv").symlink_to("data/gias/register.csv")
    os.mkfifo("pipe")

    with pytest.raises(RunFolderError, match=said):
        file_to_write(Path(out), [data])


def test_a_file_that_is_only_read_is_never_written(data: Path) -> None:
    """Such as the published file that `reconcile` is given."""
    Path("published.csv").write_text("URN\n")

    with pytest.raises(RunFolderError, match="lies in the data"):
        file_to_write(Path("published.csv"), [data, Path("published.csv")])
    assert file_to_write(Path("measures.csv"), [data]) == Path("measures.csv")
