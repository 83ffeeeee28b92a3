"""What is wrong with a key of a criteria file, in words that fit the file: what it is, what to write.

Pydantic finds the faults; none of its own words are said.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cst_screen.errors import did_you_mean
from cst_screen.judging.strict_yaml import quoted

_SHOULD_BE: dict[str, str] = {
    "string_type": "Write words; put a number that is meant as words in quotation marks",
    "int_type": "Write a whole number, such as 3",
    "int_from_float": "Write a whole number, such as 3",
    "int_parsing": "Write a whole number, such as 3",
    "float_type": "Write a number in digits, such as 3 or 0.25",
    "float_parsing": "Write a number in digits, such as 3 or 0.25",
    "finite_number": "Write a number in digits, such as 3 or 0.25",
    "bool_type": "Write true or false",
    "tuple_type": "Write a list: each item on a line that begins with a hyphen",
    "list_type": "Write a list: each item on a line that begins with a hyphen",
    "dict_type": "Write keys below it, each with a colon",
    "model_type": "Write keys below it, each with a colon",
    "model_attributes_type": "Write keys below it, each with a colon",
    "greater_than": "Write a number above {gt}",
    "greater_than_equal": "Write a number of {ge} or more",
    "less_than": "Write a number below {lt}",
    "less_than_equal": "Write a number of {le} or less",
    "string_too_short": "Write {min_length} characters or more",
    "string_too_long": "Write {max_length} characters or fewer",
    "too_short": "Write {min_length} or more",
    "too_long": "Write {max_length} items",
}
"""Kind of a fault -> the mend, with the limits that pydantic hands over."""

_FORM: dict[str, str] = {
    "between": "Write a list in square brackets, such as [2, 5]",
    "one_of": "Write a list in square brackets, such as [2, 5]",
    "id": "Write small letters, digits and underscores, beginning with a letter, such as enough_joiners",
    "href": "Write an address that begins with http:// or https:// and has no spaces",
}
"""Key whose value has a form of its own -> that form."""


def words_of_fault(error: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    """One of pydantic's faults as a sentence with its mend; known: the keys that may stand there."""
    at, kind, got = error["loc"], error["type"], error.get("input")
    key = str(at[-1]) if at else ""
    limits = error.get("ctx") or {}
    if kind == "extra_forbidden":
        return (
            f"unknown key {quoted(key)}.{did_you_mean(key, known)} The known keys here are: "
            f"{', '.join(known)}."
        )
    if kind == "missing" and isinstance(at[-1], int):
        return f"'{at[-2]}' takes two numbers, the lower one first. Write it like this: [2, 5]."
    if kind == "missing":
        return f"the key '{key}' is missing. criteria/README.md says what it holds."
    if kind == "literal_error" and key == "[key]":
        return f"unknown family {quoted(got)}.{did_you_mean(str(got), known)} The families are: {', '.join(known)}."
    if kind == "literal_error":
        choices = str(limits["expected"])
        return (
            f"'{key}' is {quoted(got)}, which is not one of {choices}."
            + did_you_mean(str(got), choices.split("'")[1::2])
            + " Write one of those."
        )
    if kind == "value_error":
        return f"{limits['error']}."
    what = f"{quoted_key(at)} is {_shown(got)}"
    if kind in ("string_pattern_mismatch", "tuple_type") and key in _FORM:
        return f"{what}. {_FORM[key]}."
    if kind in _SHOULD_BE:
        return f"{what}. {_SHOULD_BE[kind].format(**limits)}."
    return f"{what}, which cannot stand here. criteria/README.md says what it holds."


def quoted_key(at: tuple[str | int, ...]) -> str:
    """The key a fault is about; an item of a list is counted from 1."""
    if not at:
        return "the whole file"
    if isinstance(at[-1], int):
        of = f" of '{at[-2]}'" if len(at) > 1 else ""
        return f"item {at[-1] + 1}{of}"
    return quoted(at[-1])


def _shown(value: Any) -> str:
    """What was found, in the file's words."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, str):
        return f"the text {quoted(value)}"
    if isinstance(value, dict):
        return "a group of keys"
    return "an empty list" if not value else f"a list of {len(value)}"
