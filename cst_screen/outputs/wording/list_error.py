"""How many trusts of a list are expected to be without a material rise: a sentence for every list."""

from __future__ import annotations

from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.phrases import count_text

_LEAST_SHOWN, _MORE_THAN_ONE = 0.5, 1.5
_RISE = frozenset(
    {"trajectory_effect", "trajectory_shrunken", "trajectory_probability", "improved_share"}
)
"""Figures by which a required criterion asks that joiners rose."""


def asks_for_a_rise(record: Row) -> bool:
    """Whether some required criterion asks that joiners rose. record: run.json."""
    return any(
        rule["role"] == "required" and rule["figure"] in _RISE
        for rule in record["criteria"]["rules"]
    )


def list_error(record: Row) -> str:
    """`Of 25 shortlisted trusts, about 1 is expected to be without a material rise ...`; or empty.

    record: run.json.
    """
    listed, expected = record["counts"]["shortlisted"], record.get("expected_without_rise")
    if not listed or expected is None:
        return ""
    if not asks_for_a_rise(record):
        return (
            "The criteria do not require that joiners rose by an amount that matters, so the list does not "
            "say that they did."
        )
    about = "fewer than one" if expected < _LEAST_SHOWN else f"about {expected:.0f}"
    verb = "is" if expected < _MORE_THAN_ONE else "are"
    return (
        f"Of {count_text(listed, 'shortlisted trust')}, {about} {verb} expected to be without a material "
        "rise, if the chances shown are right: their sum over the list. The data cannot say which. How "
        "often such lists are wrong where the truth is known: criteria/method.md."
    )
