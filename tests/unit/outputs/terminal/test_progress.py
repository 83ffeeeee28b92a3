"""How far a command has come: the share of its stages, by how long each usually takes."""

from __future__ import annotations

import pytest

from cst_screen.outputs.terminal.progress import Course, progress_line
from cst_screen.vocabulary.progress import Stage

READ, JUDGE, WRITE = Stage("Reading", 2.0), Stage("Judging", 5.0), Stage("Writing", 3.0)
STAGES = (READ, JUDGE, WRITE)


def test_the_share_is_that_of_the_time_which_the_stages_take() -> None:
    course = Course(STAGES)
    shares = [course.share]
    for stage, done, of in ((READ, 1, 4), (READ, 4, 4), (JUDGE, 0, 0), (WRITE, 1, 2)):
        course.move(stage, done, of)
        shares.append(course.share)

    assert shares == [0.0, (2 / 4) / 10, 2 / 10, 2 / 10, (2 + 5 + 3 / 2) / 10]


def test_what_an_earlier_command_kept_is_passed_over() -> None:
    course = Course(STAGES)

    assert course.move(WRITE, 0, 0)
    assert course.share == (2 + 5) / 10


def test_no_stage_goes_back() -> None:
    course = Course((READ, JUDGE, JUDGE))
    course.move(JUDGE, 0, 0)
    course.move(READ, 1, 2)

    assert course.share >= 2 / 12


def test_without_a_terminal_each_stage_is_a_line_on_stderr(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with progress_line(STAGES) as progress:
        progress(READ, 1, 40, "a.csv")
        progress(READ, 2, 40, "b.csv")
        progress(JUDGE)
    shown = capsys.readouterr()

    assert (shown.out, shown.err.splitlines()) == ("", ["Reading: 40 ...", "Judging ..."])


def test_with_json_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_line(STAGES, as_json=True) as progress:
        progress(READ, 1, 40)

    assert capsys.readouterr() == ("", "")


def test_a_terminal_shows_how_much_is_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("COLUMNS", "100")
    with progress_line(STAGES) as progress:
        progress(WRITE, 1, 3, "a name [with] \x1b[31msigns")
    shown = capsys.readouterr()

    assert shown.out == "" and "80%" in shown.err
    assert "Writing: 1 of 3, a name [with]" in shown.err
    assert "\x1b[31msigns" not in shown.err
