"""How a long step says what it is doing."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str], None]
"""Takes what is being done, in a few words."""


def silent(_: str) -> None:
    """Progress that nobody watches."""
