"""What the tool itself says is in plain words: labels, meanings, reasons, messages, columns."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.test_docs import PACKAGE, STIFF

STIFF_IN_MESSAGES = (*STIFF, "by itself", "that of", "beside", "told apart", "cannot be told")
OTHER_ROOMS = sorted(
    path for path in PACKAGE.rglob("*.py") if "outputs" not in path.relative_to(PACKAGE).parts
)


def _sentences(tree: ast.Module) -> Iterator[str]:
    """Every text with a space that is no docstring; of an f-string its fixed parts."""
    docstrings = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if (
                " " in text.strip() and id(node) not in docstrings
            ):
                yield text


@pytest.mark.parametrize("path", OTHER_ROOMS, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_what_the_tool_says_is_plain(path: Path) -> None:
    said = list(_sentences(ast.parse(path.read_text(encoding="utf-8"))))

    assert [
        (words, text)
        for text in said
        for words in STIFF_IN_MESSAGES
        if re.search(rf"\b{words}\b", text)
    ] == []
