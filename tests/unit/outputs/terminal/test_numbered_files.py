"""Files named by a number in a table."""

from __future__ import annotations

from cst_screen.outputs.terminal.numbered_files import NumberedFiles


def test_a_file_keeps_the_number_that_it_got_first() -> None:
    files = NumberedFiles()

    assert [files.number(name) for name in ("b.csv", "a.csv", "b.csv")] == [1, 2, 1]
    assert list(files) == [(1, "b.csv"), (2, "a.csv")]
