"""How long work says what it is doing and how much of it is done: its stages, and how long each takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Stage:
    """A stage of a command. words: what is being done. usual: seconds that it takes of a national
    screen, by which a bar knows how much is left; only their proportions count."""

    words: str
    usual: float


RECOGNISING = Stage("Looking at what each file is", 1.5)
READING = Stage("Reading files", 2.5)
LINKING = Stage("Linking schools to their predecessors", 0.2)
TRACING = Stage("Tracing who was in which trust", 0.2)
MEASURING = Stage("Measuring results year by year", 0.6)
JUDGING = Stage("Judging trajectories, standards and inspections", 4.0)
GATHERING = Stage("Gathering evidence", 1.0)
WRITING = Stage("Writing the run folder", 0.8)
SHORTLIST = Stage("Writing the shortlist", 0.8)
DRAFTING = Stage("Drafting briefs", 1.6)
REPORT = Stage("Writing the report", 0.8)
WEIGHING = Stage("Weighing schools", 0.2)
COMPARING = Stage("Comparing with DfE's trust measures", 1.0)
HOLDING = Stage("Holding files against one another", 1.5)
PRETENDING = Stage("Trying pretend trusts", 20.0)
PLACEBOS = Stage("Trying placebos", 20.0)
FETCHING = Stage("Fetching files", 1.0)

_READING = (RECOGNISING, READING)
_PREPARING = (LINKING, TRACING, MEASURING)
SCREEN = (*_READING, *_PREPARING, JUDGING, GATHERING, WRITING, SHORTLIST, DRAFTING, REPORT)
TRIAL = (*_READING, *_PREPARING, JUDGING, PRETENDING, PLACEBOS)
BACKTEST = (*_READING, *_PREPARING, JUDGING, *_PREPARING, JUDGING)
MEASURES = (*_READING, *_PREPARING, WEIGHING)
RECONCILE = (*_READING, *_PREPARING, COMPARING)
LIST = _READING
CHECK = (*_READING, HOLDING)
DIFF = (*_READING, *_READING)
GET = (FETCHING,)
"""The stages of each command in their order; one whose result is kept from an earlier command is passed
over."""


class Progress(Protocol):
    """Takes the stage that begins or goes on; of work that is counted, how much of it is `done`; and
    in a word `what` of it is in hand."""

    def __call__(self, stage: Stage, done: int = 0, of: int = 0, what: str = "") -> None: ...


def silent(stage: Stage, done: int = 0, of: int = 0, what: str = "") -> None:
    """Progress that nobody watches."""
