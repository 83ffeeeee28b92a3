"""Source marks such as [S3]: which file each mark stands for, and the list that resolves them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from cst_screen.outputs.wording.dates import date_text
from cst_screen.outputs.wording.phrases import typographic

HASH_DIGITS = 12


class Marks:
    """Numbers the files that a brief cites.

    A brief is put together twice: the first time to learn which files it cites, the second with
    their numbers, which follow the order of the run record (registers, results, context).
    """

    def __init__(self, inputs: Sequence[dict[str, Any]], cited: Iterable[str] = ()) -> None:
        wanted = set(cited)
        self._inputs = [i for i in inputs if i["path"] in wanted]
        self._numbers = {i["path"]: n for n, i in enumerate(self._inputs, 1)}
        self.cited: set[str] = set()

    def mark(self, *sources: str | None) -> str:
        """`[S2, S5–S9]` for lists of files as the run's tables hold them; empty when there are none."""
        paths = {p for s in sources if s for p in s.split("; ")}
        self.cited |= paths
        numbers = sorted(self._numbers[p] for p in paths if p in self._numbers)
        runs: list[list[int]] = []
        for number in numbers:
            if runs and number == runs[-1][-1] + 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        shown = [f"S{r[0]}" if len(r) == 1 else f"S{r[0]}–S{r[-1]}" for r in runs]
        return f"[{', '.join(shown)}]" if shown else ""

    def rows(self) -> list[dict[str, str]]:
        """One row per numbered file, for the list of sources."""
        return [
            {
                "mark": f"S{n}",
                "file": i["path"].split("/")[-1],
                "title": i["title"],
                "publisher": i["publisher"],
                "dated": when(i),
                "release": i["release"] or "unlabelled",
                "hash": i["sha256"][:HASH_DIGITS],
            }
            for n, i in enumerate(self._inputs, 1)
        ]


def when(entry: dict[str, Any]) -> str:
    """The year or years that a file covers, or the day on which it was taken."""
    if entry["dated"]:
        return date_text(entry["dated"])
    years = entry["years"] or ([entry["year"]] if entry["year"] else [])
    if not years:
        return "not stated"
    return typographic(years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}")


def run_id(record: dict[str, Any]) -> str:
    """A short name for the run: equal for equal tool, criteria, date and files, whenever it ran."""
    facts = {
        "version": record["version"],
        "as_at": record["as_at"],
        "criteria": record["criteria"]["sha256"],
        "inputs": [[i["path"], i["sha256"], i["used"]] for i in record["inputs"]],
    }
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_DIGITS]
