"""How large a file, a function and the package's top may grow before they ask what they know.

The package and the generator of the sample data are held to the same limits.
"""

from pathlib import Path

import pytest

from tests.architecture.modules import functions_of, modules_below

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "cst_screen"
FILES = {
    path.relative_to(ROOT).as_posix(): path
    for folder in (PACKAGE, ROOT / "sample_data")
    for path in modules_below(folder).values()
    if "_shipped" not in path.parts
}
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
MOST_PARAMETERS = 7
MOST_NAMES_AT_THE_TOP = 22
MOST_SKIPS = 10
COMMAND_LINE = "cst_screen/cli/"
"""Typer takes each option of a command as a parameter."""


@pytest.mark.parametrize("file", FILES)
def test_file_knows_one_thing(file: str) -> None:
    """Past about 400 lines the question is what second thing a file knows."""
    assert len(FILES[file].read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("file", FILES)
def test_function_fits_on_a_screen(file: str) -> None:
    long = {f.name: f.lines for f in functions_of(FILES[file]) if f.lines > LONGEST_FUNCTION}

    assert long == {}


@pytest.mark.parametrize("file", [file for file in FILES if not file.startswith(COMMAND_LINE)])
def test_function_takes_few_parameters(file: str) -> None:
    """More than seven want a record with a name."""
    many = {
        f.name: f.parameters for f in functions_of(FILES[file]) if f.parameters > MOST_PARAMETERS
    }

    assert many == {}


def test_a_newcomer_sees_few_names_at_the_top() -> None:
    top = {
        path.stem
        for path in PACKAGE.iterdir()
        if path.stem not in ("__init__", "__pycache__") and (path.is_dir() or path.suffix == ".py")
    }

    assert len(top - {"_shipped"}) <= MOST_NAMES_AT_THE_TOP, sorted(top)


def test_the_formatter_is_on() -> None:
    """A table of constants may escape it, a call may not."""
    skips = sum(path.read_text(encoding="utf-8").count("# fmt: skip") for path in FILES.values())

    assert skips <= MOST_SKIPS
