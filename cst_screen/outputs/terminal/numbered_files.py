"""Files named in a table by a number, and listed under it: their names are too long for a column."""

from __future__ import annotations

from collections.abc import Iterator


class NumberedFiles:
    """Files in the order in which they are first named, counted from 1."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, file: str) -> int:
        """The number of a file; a new file takes the next one."""
        return self._numbers.setdefault(file, len(self._numbers) + 1)

    def __iter__(self) -> Iterator[tuple[int, str]]:
        """Number and name of each, for the list under the table."""
        return ((number, file) for file, number in self._numbers.items())
