"""Progress as a person sees it: a bar on a terminal, a line for each stage anywhere else.

All of it goes to stderr, so that what a command answers can be piped. With `--json` nothing is said.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence

from rich.console import Console

from cst_screen.outputs.terminal.tables import console_aside, is_plain
from cst_screen.vocabulary.harmless import one_line
from cst_screen.vocabulary.progress import Progress, Stage, silent

_SECONDS_BETWEEN_LINES = 10.0
"""Of one stage, where there is no terminal: a log should show that work goes on, and little else."""


class Course:
    """How far a command has come through its stages, which come in order; some are passed over."""

    def __init__(self, stages: Sequence[Stage]) -> None:
        self._stages = stages
        self._at = -1
        self._share = 0.0

    def move(self, stage: Stage, done: int, of: int) -> bool:
        """Take down where the command is; whether a stage begins with it."""
        begins = not self._is_at(stage) and stage in self._stages[self._at + 1 :]
        if begins:
            self._at = self._stages.index(stage, self._at + 1)
        self._share = done / of if of else 0.0
        return begins

    def _is_at(self, stage: Stage) -> bool:
        return self._at >= 0 and self._stages[self._at] == stage

    @property
    def share(self) -> float:
        """How much of the whole is done, from 0 to 1, by how long its stages usually take."""
        if self._at < 0:
            return 0.0
        before = sum(stage.usual for stage in self._stages[: self._at])
        here = self._stages[self._at].usual * self._share
        return (before + here) / sum(stage.usual for stage in self._stages)


@contextlib.contextmanager
def progress_line(stages: Sequence[Stage], as_json: bool = False) -> Iterator[Progress]:
    """What shows the progress of a command that goes through these stages."""
    console = console_aside()
    if as_json:
        yield silent
    elif console.is_terminal and not is_plain():  # a bar is drawn with escape codes
        with _bar(console, Course(stages)) as progress:
            yield progress
    else:
        yield _lines(console, Course(stages))


@contextlib.contextmanager
def _bar(console: Console, course: Course) -> Iterator[Progress]:
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        BarColumn(bar_width=20),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Starting", total=1.0)

        def progress(stage: Stage, done: int = 0, of: int = 0, what: str = "") -> None:
            course.move(stage, done, of)
            bar.update(task, completed=course.share, description=_words(stage, done, of, what))

        yield progress


def _lines(console: Console, course: Course) -> Progress:
    said_at = time.monotonic()

    def progress(stage: Stage, done: int = 0, of: int = 0, what: str = "") -> None:
        nonlocal said_at
        begins = course.move(stage, done, of)
        if begins or time.monotonic() - said_at > _SECONDS_BETWEEN_LINES:
            said_at = time.monotonic()
            console.print(f"{_words(stage, 0 if begins else done, of, '')} ...", soft_wrap=True)

    return progress


def _words(stage: Stage, done: int, of: int, what: str) -> str:
    counted = f": {done} of {of}" if of and done else f": {of}" if of else ""
    return f"{stage.words}{counted}{f', {one_line(what)}' if what else ''}"
