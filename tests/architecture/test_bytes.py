"""The same bytes on every machine: a text file is written with its line endings named.

Without `newline` Python writes Windows' own line endings there, and the hash of a file differs.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WRITERS = [*(ROOT / "cst_screen").rglob("*.py"), *(ROOT / "sample_data").rglob("*.py")]


@pytest.mark.parametrize("path", WRITERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_text_is_written_with_its_line_endings_named(path: Path) -> None:
    calls = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]
    silent = [call.lineno for call in calls if _writes_text(call) and not _given(call, "newline")]
    unencoded = [
        call.lineno for call in calls if _writes_text(call) and not _given(call, "encoding")
    ]

    assert (silent, unencoded) == ([], [])


def _writes_text(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name == "write_text":
        return True
    modes = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    modes += [
        k.value.value
        for k in call.keywords
        if k.arg == "mode" and isinstance(k.value, ast.Constant)
    ]
    return name == "open" and any(m in ("w", "a", "x", "wt", "at", "xt", "w+", "r+") for m in modes)


def _given(call: ast.Call, option: str) -> bool:
    return any(keyword.arg == option for keyword in call.keywords)
