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
from cst_screen.schools.membership import Membership, MembershipFiles, trace_membership
from cst_screen.schools.rules import MembershipRules
from cst_screen.sources.folder import DataFolder, read_folder
from tests.unit.builders import overrides

SAMPLE = Path(__file__).parents[2] / "sample_data"


@dataclass(frozen=True)
class Sample:
    """What was planted in the files, and what the tool makes of them."""

    truths: dict[str, Any]
    folder: DataFolder
    histories: Histories
    membership: Membership
    as_at: dt.date

    def retrace(self, corrections: pl.DataFrame) -> Membership:
        """Membership again, with corrections to the register."""
        return trace(self.folder, self.histories, corrections, self.as_at)


def trace(
    folder: DataFolder, found: Histories, corrections: pl.DataFrame, as_at: dt.date
) -> Membership:
    return trace_membership(
        MembershipFiles(
            spells=folder.table("spells"),
            group_links=folder.table("group_links"),
            groups=folder.table("groups"),
            establishments=folder.table("establishments"),
            overrides=corrections,
        ),
        found.schools,
        as_at,
        MembershipRules(),
    )


@pytest.fixture(scope="session")
def sample() -> Sample:
    truths = yaml.safe_load((SAMPLE / "planted_truths.yaml").read_text())
    as_at = dt.date.fromisoformat(truths["as_at"])
    folder = read_folder(SAMPLE)
    found = link_histories(folder.table("links"), folder.table("establishments"), as_at)
    return Sample(truths, folder, found, trace(folder, found, overrides(), as_at), as_at)
