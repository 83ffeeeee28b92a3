"""What staff fill in beside each trust, and the lists that they choose from.

People's exclusions stand apart from the tool's: outcomes are worked out, decisions are taken. The lists
are a sheet of the workbook, so that staff change them there without code.
"""

from __future__ import annotations

from cst_screen.outputs.shortlist.sheet import DATE, Column, Sheet

LISTS_SHEET = "Lists"
DECISION, REASON = "Decision", "Reason"
CHOICES: dict[str, dict[str, str]] = {
    DECISION: {
        "take forward": "Go on to due diligence and interviews.",
        "hold": "Decide later; say in the notes what is waited for.",
        "do not take forward": "Not in this round.",
    },
    REASON: {
        "strong evidence": "The published figures bear it, on enough schools.",
        "adds to the spread": "Brings a phase, region, size or intake that the list lacks.",
        "too few schools judged": "The figures rest on too few schools to ask about.",
        "another likely cause": "A change of pupils, a merger or a closure may explain the rise.",
        "standard today": "Results today are not high enough for a case study.",
        "inspection or safeguarding": "A recent inspection or a safeguarding concern.",
        "due diligence": "Finance, governance or an intervention.",
        "trust declined": "The trust does not wish to take part.",
        "wait for newer data": "Results or inspections to come would settle it.",
        "other": "Say in the notes what it is.",
    },
}
"""List -> choice -> what it means."""
ENTRIES = (
    Column("Decision", 20, choices=DECISION),
    Column("Reason for the decision", 26, choices=REASON),
    Column("Decided by", 20),
    Column("Decided on", 14, DATE),
    Column("Notes of the decision", 44),
)
"""Columns that staff fill in; a decision counts with its reason, name and day."""


def lists_sheet() -> Sheet:
    return Sheet(
        name=LISTS_SHEET,
        about="What the drop-downs of the decision columns offer. To add a choice, insert a row within its "
        "list; words may be changed.",
        columns=(Column("List", 14), Column("Choice", 30), Column("Meaning", 70)),
        rows=[
            [name, choice, meaning]
            for name, choices in CHOICES.items()
            for choice, meaning in choices.items()
        ],
    )


def rows_of_choices(name: str) -> tuple[int, int]:
    """The first and last row of one list on its sheet, counted from 0 below the headings."""
    first = 0
    for other, choices in CHOICES.items():
        if other == name:
            return first, first + len(choices) - 1
        first += len(choices)
    raise KeyError(name)
