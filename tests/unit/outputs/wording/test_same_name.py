"""Names that people write beside a UID, and those that are clearly another trust's."""

from __future__ import annotations

import pytest

from cst_screen.outputs.wording.same_name import can_be_name_of


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ("Oakfield", "THE OAKFIELD ACADEMY TRUST"),
        ("Oakfield Multi Academy Trust Ltd", "OAKFIELD ACADEMY TRUST"),
        ("Oakfeild Learning", "OAKFIELD ACADEMY TRUST"),
        ("St. Anne's & St Mary's", "ST ANNES AND ST MARYS CATHOLIC TRUST"),
        ("OVAT", "Oak Valley Academies Trust"),
        ("The Learning Trust", "THE LEARNING TRUST"),
        ("Caf\u00e9", "CAFE TRUST"),
    ],
)
def test_names_that_fit(given: str, known: str) -> None:
    assert can_be_name_of(given, known)


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ("Ashdown Academy Trust", "OAKFIELD ACADEMY TRUST"),
        ("North Valley Trust", "OAK VALLEY TRUST"),
        ("T", "OAKFIELD ACADEMY TRUST"),
        ("Academy Trust", "OAKFIELD ACADEMY TRUST"),
        ("The Education Trust", "THE LEARNING TRUST"),
    ],
)
def test_names_that_are_clearly_others(given: str, known: str) -> None:
    assert not can_be_name_of(given, known)
