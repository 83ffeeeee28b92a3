"""The page of findings says what their declarations say."""

from tests.docs.checks_page import BEGINS, PAGE, described


def test_page_of_findings_is_that_of_the_declarations() -> None:
    """After one is added: uv run python -m tests.docs.checks_page"""
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGINS)

    assert BEGINS + rest == described()
