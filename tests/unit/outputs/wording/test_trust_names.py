"""Names as people write them, and as files are named."""

from __future__ import annotations

import pytest

from cst_screen.outputs.wording.trust_names import slug, trust_name


@pytest.mark.parametrize(
    ("gias", "shown"),
    [
        ("STAR ACADEMIES", "Star Academies"),
        ("THE DIOCESE OF ELY MULTI-ACADEMY TRUST", "The Diocese of Ely Multi-Academy Trust"),
        ("L.E.A.D. ACADEMY TRUST", "L.E.A.D. Academy Trust"),
        ("E-ACT", "E-ACT"),
        ("THE LDBS ACADEMIES TRUST", "The LDBS Academies Trust"),
        ("ST. PETER'S (UK) LTD", "St. Peter's (UK) Ltd"),
        ("C OF E SCHOOLS", "C of E Schools"),
        ("Nettromarsh Schools Trust", "Nettromarsh Schools Trust"),
    ],
)
def test_names_in_capitals_are_written_as_people_write_them(gias: str, shown: str) -> None:
    assert trust_name(gias) == shown


def test_slug_is_safe_for_a_file_name() -> None:
    assert slug("St Peter's (UK) / Öst: Trust") == "st-peters-uk-ost-trust"
    assert slug("***") == "trust"
