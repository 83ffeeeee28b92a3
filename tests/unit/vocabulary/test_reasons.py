import pytest

from cst_screen.sources.cells import EES_CODES, PERFORMANCE_TABLE_CODES
from cst_screen.vocabulary.reasons import REASONS


@pytest.mark.parametrize("codes", [PERFORMANCE_TABLE_CODES, EES_CODES])
def test_every_published_code_has_a_reason_that_can_be_explained(codes: dict[str, str]) -> None:
    assert [code for code, reason in codes.items() if reason not in REASONS] == []


def test_suppressed_and_not_entered_are_told_apart() -> None:
    words = list(REASONS.values())

    assert len(set(words)) == len(words)
