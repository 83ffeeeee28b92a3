"""The invented England of sample_data, read once for all tests that look into it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from cst_screen.schools.histories import Histories, link_histories
from cst_screen.schools.membership import Membership, trace_membership
from cst_screen.sources.catalogue import Read, read_folder
from tests.unit.builders import overrides

SAMPLE = Path(__file__).parents[2] / "sample_data"


@dataclass(frozen=True)
class Sample:
    """What was planted in the files, and what the tool makes of them."""

    truths: dict[str, Any]
    read: Read
    histories: Histories
    membership: Membership
    as_at: dt.date

    def retrace(self, corrections: pl.DataFrame) -> Membership:
        """Membership again, with corrections to the register."""
        return trace(self.read, self.histories, corrections, self.as_at)


def trace(read: Read, found: Histories, corrections: pl.DataFrame, as_at: dt.date) -> Membership:
    tables = read.tables
    return trace_membership(
        tables["spells"],
        tables["group_links"],
        tables["groups"],
        tables["establishments"],
        found.schools,
        corrections,
        as_at,
    )


@pytest.fixture(scope="session")
def sample() -> Sample:
    truths = yaml.safe_load((SAMPLE / "planted_truths.yaml").read_text())
    as_at = dt.date.fromisoformat(truths["as_at"])
    read = read_folder(SAMPLE)
    found = link_histories(read.tables["links"], read.tables["establishments"], as_at)
    return Sample(truths, read, found, trace(read, found, overrides(), as_at), as_at)
