"""What a step of the flow asks: one criterion, or a number of a family's."""

from __future__ import annotations

from cst_screen.outputs.rows import Row
from cst_screen.run_folder.read import RunFolder


def step_words(run: RunFolder, criterion: str) -> str:
    """The criterion's sentence; of a family of which some are enough, how many and all their sentences."""
    rule = run.rules[criterion]
    # Runs of earlier versions have no rules of families.
    enough: Row = run.record["criteria"].get("families", {}).get(rule["family"], {})
    members = [
        other["description"]
        for other in run.rules.values()
        if other["family"] == rule["family"] and other["role"] == "required"
    ]
    if not enough or enough["at_least"] >= len(members):
        return str(rule["description"])
    return f"At least {enough['at_least']} of these {len(members)}: {' '.join(members)}"
