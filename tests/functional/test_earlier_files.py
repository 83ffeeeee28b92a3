"""What becomes of earlier runs and of what staff put into them: nothing of it is lost."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cst_screen.cli.around import Stopped
from cst_screen.run import Run
from cst_screen.run_folder.read import RunFolder
from cst_screen.run_folder.write import write_run
from tests.functional.commands import SAMPLE, copy_without_hashes, run

DAY = "run-2025-04-30"


@pytest.fixture
def screens(screened: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, where a screen finds at once what it finds in sample_data."""
    monkeypatch.setattr("cst_screen.screen.screening.run_screen", lambda *_: screened)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _screen(*options: object) -> tuple[int, str, str]:
    return run("screen", SAMPLE, "--no-briefs", *options)


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _worked_on(folder: Path) -> dict[str, bytes]:
    """What staff do with a run: an edited document, a table saved anew, a file of their own."""
    (folder / "plan.xlsx").write_text("visits")
    for name in ("shortlist.md", "schools.csv"):
        with (folder / name).open("a", encoding="utf-8") as handle:
            handle.write("noted\n")
    (folder / "briefs" / "mine.md").write_text("draft")
    return {
        name: content
        for name, content in _contents(folder).items()
        if name in ("plan.xlsx", "shortlist.md", "schools.csv", "briefs/mine.md")
    }


# --- a second screen --------------------------------------------------------------------------


def test_a_second_screen_of_the_day_goes_next_to_the_first(screens: Path) -> None:
    _screen()
    _worked_on(screens / DAY)
    before = _contents(screens / DAY)

    code, _, err = _screen()

    assert code == 0 and _contents(screens / DAY) == before
    assert f"{DAY} was there already" in err and f"--run {DAY}-2" in err
    assert sorted(os.listdir(screens)) == [DAY, f"{DAY}-2"]
    code, _, err = run("explain", "2311")
    assert code == 6 and f"newest comes first: {DAY}-2, {DAY}." in err
    assert run("explain", "2311", "--run", f"{DAY}-2")[0] == 0


@pytest.mark.parametrize("options", [(), ("--out", DAY)])
def test_replace_keeps_what_staff_did_and_says_where(
    screens: Path, options: tuple[str, ...]
) -> None:
    _screen()
    mine = _worked_on(screens / DAY)

    code, _, err = _screen("--replace", *options)

    (kept,) = screens.glob(f"{DAY}.kept-*")
    assert code == 0 and _contents(kept) == mine
    assert f"(4 files) is kept in {kept.name}" in err
    assert RunFolder(screens / DAY).table("schools").height > 0
    assert run("explain", "2311")[0] == 0  # what is kept is no second run


def test_replace_leaves_one_folder_where_nobody_did_anything(screens: Path) -> None:
    for _ in range(2):
        assert _screen("--out", "spring", "--replace")[0] == 0

    assert os.listdir(screens) == ["spring"]


def test_of_a_run_without_hashes_everything_is_kept(screens: Path, sample_run: Path) -> None:
    before = _contents(copy_without_hashes(sample_run, screens / "spring"))

    assert _screen("--out", "spring", "--replace")[0] == 0

    (kept,) = screens.glob("spring.kept-*")
    unchanged = {n for n, c in before.items() if _contents(screens / "spring").get(n) == c}
    assert _contents(kept) == {n: c for n, c in before.items() if n not in unchanged}
    assert "run.json" in _contents(kept)


def test_a_damaged_run_can_be_replaced(screens: Path) -> None:
    _screen("--out", "spring")
    (screens / "spring" / "run.json").write_text("{")

    assert _screen("--out", "spring", "--replace")[0] == 0
    assert RunFolder(screens / "spring").verdicts.height > 0


def test_a_folder_of_the_day_that_is_no_run_is_never_replaced(screens: Path) -> None:
    (screens / DAY).mkdir()
    (screens / DAY / "letter.txt").write_text("Dear head")

    code, _, err = _screen("--replace")
    assert code == 6 and "holds other files" in err
    code, _, _ = _screen()
    assert code == 0 and sorted(os.listdir(screens)) == [DAY, f"{DAY}-2"]


# --- where nothing may be written -------------------------------------------------------------


@pytest.mark.parametrize("command", ["screen", "measures", "reconcile"])
@pytest.mark.parametrize("out", [".", "x/../x", "s" * 300, SAMPLE / "new"])
def test_an_odd_place_is_refused_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, out: object
) -> None:
    def read(*_: object) -> None:
        raise AssertionError("nothing is read for a place that is refused")

    for story in ("screening.run_screen", "against_dfe.run_measures", "against_dfe.run_reconcile"):
        monkeypatch.setattr(f"cst_screen.screen.{story}", read)
    monkeypatch.chdir(tmp_path)

    code, _, err = run(command, SAMPLE, "--out", out)

    assert code == 6 and "--out" in err and os.listdir(tmp_path) == []
    assert not (SAMPLE / "new").exists()


def test_a_screen_from_within_the_data_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLE)

    code, _, err = run("screen", ".")

    assert code == 6 and "--out ../spring" in err


# --- whole or not at all ----------------------------------------------------------------------


def _fault(number: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize("replace", [False, True])
@pytest.mark.parametrize(
    ("step", "fault", "said"),
    [
        ("os.fsync", errno.ENOSPC, "the disk is full). Earlier files are as they were. Make room"),
        ("pathlib.Path.write_bytes", errno.ENOSPC, "the disk is full"),
        ("pathlib.Path.mkdir", errno.EROFS, "read-only"),
        ("pathlib.Path.rename", errno.EACCES, "Close its files if they are open in Excel"),
    ],
)
def test_a_fault_of_the_disk_is_said_and_leaves_earlier_files(
    screens: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    fault: int,
    said: str,
    replace: bool,
) -> None:
    _screen("--out", "spring")
    _worked_on(screens / "spring")
    before = _contents(screens)

    with monkeypatch.context() as patch:
        patch.setattr(step, _fault(fault))
        code, _, err = _screen("--out", "spring", *(["--replace"] if replace else []))

    assert code == 6 and said in err
    assert _contents(screens) == before and os.listdir(screens) == ["spring"]


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize(("stop", "expected"), [(KeyboardInterrupt, 130), (Stopped, 143)])
def test_a_command_that_is_stopped_leaves_nothing_half_written(
    screens: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException], expected: int
) -> None:
    def stopped(*_: object) -> None:
        raise stop

    monkeypatch.setattr("cst_screen.outputs.documents.write_documents", stopped)

    code, _, err = _screen("--out", "deep/er/spring")

    assert code == expected and "Nothing is left half-written" in err
    assert os.listdir(screens) == []


def test_two_folders_never_take_the_same_number(screens: Path, screened: Run) -> None:
    """The second of two screens finishes while the first is still writing."""
    inner = []

    def meanwhile(_: RunFolder) -> None:
        inner.append(write_run(screened, screens / "spring", []).path.name)

    outer = write_run(screened, screens / "spring", [meanwhile]).path.name

    assert (*inner, outer) == ("spring", "spring-2")
    assert sorted(os.listdir(screens)) == ["spring", "spring-2"]


# --- briefs and single files ------------------------------------------------------------------


def _brief_2311(folder: Path, *options: object) -> tuple[list[str], str]:
    code, out, err = run("brief", "2311", "--run", folder, "--format", "md", *options)
    assert code == 0
    return [Path(line).name for line in out.splitlines()], err


def test_an_edited_brief_is_never_written_over(sample_run: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(sample_run, tmp_path / "run"))
    (name,), _ = _brief_2311(folder)
    brief = folder / "briefs" / name
    first = brief.read_bytes()
    assert _brief_2311(folder) == ([name], "")  # nobody has changed it

    brief.write_text("edited")
    (second,), err = _brief_2311(folder)
    assert brief.read_text() == "edited" and second == f"{brief.stem}-2.md"
    assert (folder / "briefs" / second).read_bytes() == first and "stays as it was" in err

    (third,), err = _brief_2311(folder, "--replace")
    (kept,) = (folder / "briefs").glob("*.kept-*.md")
    assert third == name and brief.read_bytes() == first
    assert kept.read_text() == "edited" and kept.name in err
    assert RunFolder(folder).verdicts.height > 0


def test_a_brief_of_the_tools_own_gives_way_to_one_in_other_words(
    sample_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever changes a template and drafts again gets one brief, not two."""
    folder = Path(shutil.copytree(sample_run, tmp_path / "run"))
    (name,), _ = _brief_2311(folder)
    drafts = {name: b"in other words"}
    monkeypatch.setattr("cst_screen.outputs.brief.write.draft_briefs", lambda *_: drafts)

    assert _brief_2311(folder) == ([name], "")
    assert (folder / "briefs" / name).read_bytes() == b"in other words"
    assert _brief_2311(folder) == ([name], "")


def test_a_brief_that_cannot_be_put_on_record_stays_and_counts_as_edited(
    sample_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk was full after the brief and before the record."""
    folder = Path(shutil.copytree(sample_run, tmp_path / "run"))
    with monkeypatch.context() as patch:
        patch.setattr("cst_screen.run_folder.briefs.replace_file", _fault(errno.ENOSPC))
        (name,), err = _brief_2311(folder)
    assert "run.json could not be brought up to date (the disk is full)" in err

    drafts = {name: b"in other words"}
    monkeypatch.setattr("cst_screen.outputs.brief.write.draft_briefs", lambda *_: drafts)
    (second,), _ = _brief_2311(folder)

    assert second == f"{Path(name).stem}-2.md" and (folder / "briefs" / name).exists()
    assert RunFolder(folder).verdicts.height > 0


def test_measures_write_over_no_file(tmp_path: Path) -> None:
    out = tmp_path / "measures.csv"
    out.write_text("mine")

    def measured(*options: str) -> str:
        code, _, err = run("measures", SAMPLE, "--year", "2018/19", "--out", out, *options)
        assert code == 0
        return err

    assert f"Written to {tmp_path / 'measures-2.csv'}" in measured()
    assert out.read_text() == "mine"

    err = measured("--replace")
    (kept,) = tmp_path.glob("measures.kept-*.csv")
    assert kept.read_text() == "mine" and str(kept) in err
    assert out.read_bytes() == (tmp_path / "measures-2.csv").read_bytes()


def test_a_comparison_goes_next_to_the_earlier_one(tmp_path: Path) -> None:
    out = tmp_path / "compared"
    assert run("reconcile", SAMPLE, "--out", out)[0] == 0
    (out / "weights.csv").write_text("mine")
    (out / "plan.xlsx").write_text("mine")

    code, _, err = run("reconcile", SAMPLE, "--out", out)
    assert code == 0 and "compared-2" in err and (out / "plan.xlsx").exists()

    code, _, err = run("reconcile", SAMPLE, "--out", out, "--replace")
    (kept,) = tmp_path.glob("compared.kept-*")
    assert code == 0 and sorted(os.listdir(kept)) == ["plan.xlsx", "weights.csv"]
    assert "(2 files)" in err
