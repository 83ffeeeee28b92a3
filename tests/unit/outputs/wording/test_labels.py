"""Every code has its few words."""

from __future__ import annotations

from cst_screen.outputs.wording.labels import SHORT_REASONS
from cst_screen.vocabulary.reasons import REASONS


def test_every_reason_has_short_words() -> None:
    assert set(SHORT_REASONS) == set(REASONS)
