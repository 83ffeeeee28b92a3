"""What the commands print at 80, 100 and 160 columns: as it was read and agreed, and by law.

After a change that is meant: `python -m tests.functional.golden`, and read the difference.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from cst_screen.outputs.explain.screen import screen_record
from cst_screen.outputs.terminal.trust import show_trust
from cst_screen.run_folder.read import RunFolder
from tests.functional.golden import FOLDER, WIDTHS, Show, explained, shown_at, shows, text_of

COMMANDS = ("screen", "explain", "measures", "reconcile")
SCREENFUL = 30
_TO_COPY = re.compile(r"cst-screen (explain|why-not) \d+ --run ")


@pytest.fixture(scope="module")
def shown(sample_run: Path) -> dict[str, Show]:
    return shows(sample_run)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_window_shows_what_was_agreed(
    shown: dict[str, Show], sample_run: Path, command: str, width: int
) -> None:
    agreed = (FOLDER / f"{command}-{width}.txt").read_text(encoding="utf-8")

    assert text_of(shown[command], width, sample_run) == agreed


@pytest.mark.parametrize("width", (*WIDTHS, 60, 117))
@pytest.mark.parametrize("command", COMMANDS)
def test_no_line_is_longer_than_the_window(
    shown: dict[str, Show], command: str, width: int
) -> None:
    """But for a command to copy, which a line break would spoil; and no escape code with NO_COLOR."""
    text = shown_at(width, shown[command])
    lines = [line for line in text.splitlines() if not _TO_COPY.search(line)]

    assert [line for line in lines if len(line) > width] == []
    assert "\x1b" not in text and "…" not in text


@pytest.mark.parametrize("width", WIDTHS)
def test_every_number_of_the_record_of_a_trust_is_whole(sample_run: Path, width: int) -> None:
    for record in explained(RunFolder(sample_run)):
        _assert_whole(_numbers_of(record), shown_at(width, lambda r=record: show_trust(r)))  # type: ignore[misc]
        _assert_whole(
            {str(j["urn"]) for j in _judged(record)}
            | {str(j["joined_on"]) for j in _judged(record)},
            shown_at(width, lambda r=record: show_trust(r, in_full=True)),  # type: ignore[misc]
        )


@pytest.mark.parametrize("width", WIDTHS)
def test_every_shortlisted_trust_is_whole(
    shown: dict[str, Show], sample_run: Path, width: int
) -> None:
    trusts = [
        t for t in screen_record(RunFolder(sample_run))["trusts"] if t["outcome"] == "shortlisted"
    ]
    numbers = {str(t["uid"]) for t in trusts}
    numbers |= {f"{t['phase_joiners']} ({t['phase_judged']})" for t in trusts}
    numbers |= {f"{t['trajectory_shrunken']:+.2f}" for t in trusts}

    assert numbers
    _assert_whole(numbers, shown_at(width, shown["screen"]))


@pytest.mark.parametrize("width", (100, 160))
def test_explain_opens_with_a_screenful(sample_run: Path, width: int) -> None:
    for record in explained(RunFolder(sample_run)):
        text = shown_at(width, lambda r=record: show_trust(r))  # type: ignore[misc]
        required = [c for c in record["criteria"] if c["role"] == "required"]  # type: ignore[attr-defined]

        assert len(text.splitlines()) <= SCREENFUL
        assert all(c["criterion"] in text for c in required)
        assert all(c["short_by"] for c in required if c["verdict"] == "not_met")
        assert f"explain {record['uid']} --run" in text and "--all" in text


def _judged(record: Any) -> list[Any]:
    return [joiner for joiner in record["joiners"] if joiner["measures"]]


def _numbers_of(record: Any) -> set[str]:
    """Found, interval, asked and short by, of each required criterion."""
    found: set[str] = {str(record["uid"])}
    for criterion in record["criteria"]:
        if criterion["role"] == "required":
            texts = (criterion["asked"], criterion["short_by"], criterion["interval"])
            found.update(t for t in (criterion["interval"], criterion["short_by"]) if t)
            shown = () if criterion["reason"] else (criterion["shown"],)
            found |= {n for text in (*texts, *shown) for n in re.findall(r"[+-]?\d[\d.,]*%?", text)}
    return found


def _assert_whole(numbers: set[str], text: str) -> None:
    missing = {n for n in numbers if not re.search(rf"(?<![\d.]){re.escape(n)}(?![\d])", text)}
    assert missing == set()
