"""What the commands about a criteria file show: that it is sound, and what it asks."""

from __future__ import annotations

from cst_screen.judging.criteria import Criteria
from cst_screen.outputs.rows import Row
from cst_screen.outputs.selection.record import asks
from cst_screen.outputs.terminal.fitting import Column
from cst_screen.outputs.terminal.tables import console_aside, new_console, show_table
from cst_screen.vocabulary.figures import FAMILIES
from cst_screen.vocabulary.written import threshold_text

_COLUMNS = (Column("Criterion"), Column("Role", leaves=1), Column("What it asks", least=30))


def check_record(criteria: Criteria) -> Row:
    """A file that has no fault: how much it holds."""
    rules = criteria.rules
    return {
        "file": criteria.path,
        "sha256": criteria.sha256,
        "criteria": len(rules),
        "required": sum(rule.role == "required" for rule in rules),
        "examples": sum(len(rule.examples) for rule in rules),
    }


def show_check(record: Row) -> None:
    console = new_console()
    console.print(
        f"{record['file']}: no fault. {record['criteria']} criteria, {record['required']} of them required; "
        f"all {record['examples']} examples hold.",
        soft_wrap=True,
    )


def shown_record(criteria: Criteria) -> Row:
    """What a file asks, criterion by criterion, with its sentences filled in."""
    return {
        "file": criteria.path,
        "sha256": criteria.sha256,
        "based_on": criteria.base.file if criteria.base else "",
        "left_out": dict(criteria.content.left_out),
        "title": criteria.content.title,
        "description": criteria.content.description,
        "settings": criteria.settings.model_dump(),
        "criteria": [
            {
                "id": rule.id,
                "family": rule.family,
                "role": rule.role,
                "description": rule.description,
                "figure": rule.figure,
                "asked": threshold_text(rule.figure, rule.comparison, rule.threshold, rule.held),
                "reason": rule.reason,
            }
            for rule in criteria.rules
        ],
        "selection": {
            **criteria.content.selection.model_dump(),
            "asks": [
                f"{asks(rule, criteria.content.selection.size)} ({rule.id})"
                for rule in criteria.content.selection.rules
            ],
        },
        "notes": list(criteria.notes),
    }


def _kept_by_it(asked: list[str]) -> str:
    return f"It keeps: {'; '.join(asked)}." if asked else "The file gives no rules for it."


def show_criteria(record: Row) -> None:
    """A table for each family, under the question that it answers."""
    console = new_console()
    on = f", on {record['based_on']}" if record["based_on"] else ""
    console.print(f"{record['title']} ({record['file']}{on})\n{record['description']}\n")
    for family, question in FAMILIES.items():
        rows = [
            (rule["id"], rule["role"], rule["description"])
            for rule in record["criteria"]
            if rule["family"] == family
        ]
        if rows:
            show_table(console, _COLUMNS, rows, f"{family}: {question}", "--json")
    for criterion, reason in record["left_out"].items():
        console.print(f"Left out of {record['based_on']}: {criterion}. {reason}", soft_wrap=True)
    selection = record["selection"]
    console.print(
        f"A varied set ('select') has {selection['size']} trusts. {_kept_by_it(selection['asks'])}"
    )
    for note in record["notes"]:
        console_aside().print(f"Note: {note}", soft_wrap=True)
