"""The page of columns says what the declarations say."""

from tests.docs.columns_page import BEGINS, PAGE, described


def test_page_of_columns_is_that_of_the_declarations() -> None:
    """After a column is added: uv run python -m tests.docs.columns_page"""
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGINS)

    assert BEGINS + rest == described()
