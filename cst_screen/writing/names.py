"""The names given to what is put beside something that is there already, and the words that say so."""

from __future__ import annotations

import datetime as dt
import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

KEPT = ".kept-"
"""In the name of what was moved away by `--replace`."""


@dataclass(frozen=True)
class Placed:
    """Where something was put, and what became of what was there.

    beside: what was there already and stays as it was. kept: where the earlier files went.
    left: how many files are kept. notes: what was put in order after a run that was stopped.
    """

    path: Path
    beside: Path | None = None
    kept: Path | None = None
    left: int = 0
    notes: list[str] = field(default_factory=list)

    def sentences(self) -> list[str]:
        """What the user must know of it; empty where nothing was in the way."""
        said = list(self.notes)
        if self.beside is not None:
            said.append(
                f"{self.beside} was there already and stays as it was; the new one is {self.path}. "
                "With --replace it takes the place of the earlier one."
            )
        if self.kept is not None and self.kept.is_file():
            said.append(f"{self.path} was replaced. The earlier file is kept as {self.kept}.")
        elif self.kept is not None:
            files = "1 file" if self.left == 1 else f"{self.left} files"
            said.append(
                f"{self.path} was replaced. What somebody may have added or changed there ({files}) "
                f"is kept in {self.kept}."
            )
        return said


def numbered(path: Path, ending: str = "") -> Iterator[Path]:
    """The path itself, then `run-2`, `run-3`; `measures-2.csv` where the ending is `.csv`."""
    yield path
    stem = path.name.removesuffix(ending)
    for number in itertools.count(2):
        yield path.with_name(f"{stem}-{number}{ending}")


def kept_name(path: Path, ending: str = "") -> Path:
    """A free name with today's date and time: `run.kept-2026-11-28T031509`."""
    moment = dt.datetime.now().strftime("%Y-%m-%dT%H%M%S")
    kept = path.with_name(f"{path.name.removesuffix(ending)}{KEPT}{moment}{ending}")
    return next(free for free in numbered(kept, ending) if not os.path.lexists(free))
