"""Whether an earlier command wrote the very run that is asked for, so that nothing need be worked out.

It is the same run where all that goes into one is the same: the published files, what is kept by hand
next to them, the criteria file, the day, the templates, the tool, and the names that documents show.
"""

from __future__ import annotations

import datetime as dt
from hashlib import sha256
from pathlib import Path

from cst_screen.judging.criteria import Criteria
from cst_screen.judging.published_cases import register_beside
from cst_screen.kept.keys import key_of
from cst_screen.kept.shelf import NOTHING_KEPT, Shelf
from cst_screen.run_folder.kept_files import KeptTexts
from cst_screen.shipped import find_shipped
from cst_screen.sources.content import (
    FolderContent,
    digest_of_what_is_by_hand,
    look_through,
)


def look_through_for(data: Path, shelf: Shelf) -> FolderContent:
    """What lies in the folder, told by its content where something may be kept of it."""
    return look_through(data, hashed=shelf is not NOTHING_KEPT)


class SameRun:
    """A run that is asked for, told by all that goes into it."""

    def __init__(
        self,
        content: FolderContent,
        criteria: Criteria,
        as_at: dt.date | None,
        briefs: bool,
        applicants: Path | None = None,
    ) -> None:
        """applicants: a list of trusts, of which the run then holds an account."""
        self._content, self._criteria = content, criteria
        self._asked = (as_at, briefs)
        self._applicants = applicants
        self._key = self._key_now()

    def texts(self, shelf: Shelf, of_findings: str = "", of_evidence: str = "") -> KeptTexts:
        """Where its tables are found or put."""
        return KeptTexts(shelf, of_findings, of_evidence, self._key)

    def still_is(self) -> bool:
        """Whether what is kept by hand, which is read on the way, is as it was when it was asked for."""
        return self._key == self._key_now()

    def _key_now(self) -> str:
        content = self._content
        by_hand = digest_of_what_is_by_hand(content.path) if content.digest else ""
        if not by_hand:
            return ""
        return key_of(
            "run",
            content.digest,
            by_hand,
            content.path.resolve().name,
            Path(self._criteria.path).name,
            self._criteria.sha256,
            self._criteria.base.sha256 if self._criteria.base else "",
            str(self._criteria.lock),
            _content_of(register_beside(Path(self._criteria.path))),
            _words(),
            *self._asked,
            *self._listed(),
        )

    def _listed(self) -> tuple[str, ...]:
        return () if self._applicants is None else (_content_of(self._applicants),)


_OF_DOCUMENTS = ("templates", "criteria/model")
"""What ships with the tool and goes into documents, besides the criteria."""


def _content_of(path: Path) -> str:
    """Digest of a file that staff keep; one that cannot be read is said when it is wanted."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return str(path)


def _words() -> str:
    digest = sha256()
    for name in _OF_DOCUMENTS:
        place = find_shipped(name)
        for path in sorted(p for p in place.rglob("*") if p.is_file()):
            digest.update(path.relative_to(place.parent).as_posix().encode("utf-8"))
            digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()
