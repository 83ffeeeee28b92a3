"""What became of each file that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Status = Literal[
    "fetched", "updated", "unchanged", "have", "yours", "not_yet", "never", "failed", "would_ask"
]
"""fetched: it is new. updated: it took the place of what was fetched before. unchanged: asked, and the
same. have: not asked again, because it does not change. yours: a file of the user's has its name, and
stays. not_yet: not published yet. never: not published of that year. would_ask: by `--dry-run`."""


@dataclass(frozen=True)
class Outcome:
    """One file. paths: below the folder. page: where a person finds it. why: a phrase, where there is one."""

    id: str
    only: str
    title: str
    year: str
    status: Status
    address: str
    page: str
    paths: tuple[str, ...] = ()
    bytes: int = 0
    why: str = ""


@dataclass(frozen=True)
class FetchReport:
    """All of them, in the order of `addresses.yaml`, the newest year first."""

    folder: Path
    outcomes: tuple[Outcome, ...]
    notes: tuple[str, ...] = ()

    def of(self, *statuses: Status) -> Sequence[Outcome]:
        return [one for one in self.outcomes if one.status in statuses]

    @property
    def is_complete(self) -> bool:
        """Whether everything that is published was there or has arrived."""
        return not self.of("failed")
