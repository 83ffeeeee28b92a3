"""What a list rests on where its criteria do not ask for a rise of joiners: the figures of its required
criteria that are not about joiners. Documents show these first.

A count of schools is left out: every list shows it anyway.
"""

from __future__ import annotations

from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.list_error import asks_for_a_rise
from cst_screen.vocabulary.figures import FIGURES


def theme_rules(record: Row) -> list[Row]:
    """The rules as in run.json; none where the criteria ask for a rise. record: run.json."""
    if asks_for_a_rise(record):
        return []
    return [
        rule
        for rule in record["criteria"]["rules"]
        if rule["role"] == "required"
        and FIGURES[rule["figure"]].family != "trajectory"
        and rule["figure"] != "schools"
    ]
