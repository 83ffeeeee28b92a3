"""The sheets of the workbook that say how trusts were judged: criteria, flow, inputs, notes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cst_screen.outputs.rows import Row
from cst_screen.outputs.shortlist.counts import flow_rows, outcome_counts
from cst_screen.outputs.shortlist.gaps import SHORTHAND
from cst_screen.outputs.shortlist.sheet import COUNT, Column, Sheet
from cst_screen.outputs.shortlist.trust_columns import figures_of_trust_sheets
from cst_screen.outputs.wording.dates import period_text
from cst_screen.outputs.wording.deviations import locked
from cst_screen.outputs.wording.labels import SHORT_REASONS
from cst_screen.outputs.wording.left_out import WHAT_IT_SAYS, left_out
from cst_screen.outputs.wording.numbers import asked_text
from cst_screen.outputs.wording.pillars import pillar_words
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.figures import FAMILIES, FIGURES

_COMPARISON = (
    "Each joiner is compared with schools that had similar results and intake in the same years and "
    "did not change trust. Schools with low results or low grades tend to improve anyway. So read the "
    "number of better grades next to the usual number for schools like the joiners."
)


def criteria_sheet(run: RunFolder) -> Sheet:
    return Sheet(
        name="Criteria",
        about="What is asked of every trust. Required criteria affect the outcome; caveats are for information.",
        columns=(
            Column("Criterion id", 22),
            Column("Criterion", 50),
            Column("Question", 34),
            Column("Figure", 32),
            Column("Figure name", 26),
            Column("Asked for", 28),
            Column("Role", 11),
            Column("Reason", 56),
            Column("Reference", 34),
            Column("Address", 32),
            Column("Quotation", 50),
        ),
        rows=[_criterion(rule) for rule in run.rules.values()],
    )


def _criterion(rule: Row) -> list[Any]:
    reference = rule["reference"]
    return [
        rule["id"],
        rule["description"],
        FAMILIES[rule["family"]],
        FIGURES[rule["figure"]].label,
        rule["figure"],
        asked_text(rule),
        rule["role"],
        rule["reason"],
        reference["title"],
        reference["href"],
        reference.get("quote") or "no quotation",
    ]


def deviations_sheet(run: RunFolder) -> list[Sheet]:
    """What was changed since the criteria were fixed; no sheet where nothing was."""
    rows = locked(run.record)["deviations"]
    if not rows:
        return []
    return [
        Sheet(
            name="Changed criteria",
            about=f"What was changed in the criteria file since it was fixed {locked(run.record)['locked']}.",
            columns=(Column("What", 44), Column("As it was fixed", 60), Column("In this run", 60)),
            rows=[[row["what"], row["locked"], row["now"]] for row in rows],
        )
    ]


def flow_sheet(run: RunFolder) -> Sheet:
    keys = (
        *("criterion", "named", "entered", "met", "not_met", "cannot_tell"),
        *("removed_alone", "cannot_tell_alone", "would_be_without"),
        *("could_not_judge", "left_by_machine", "left_by_hand"),
    )
    return Sheet(
        name="Flow",
        about="How many trusts remain after each required criterion. Only trusts that meet it go on. The later "
        "columns say what hangs on the criterion wherever it stands, and how many of those that left have a "
        "row of their membership corrected by hand.",
        columns=(
            Column("Criterion", 60),
            Column("Criterion id", 22),
            Column("Entered", 11, COUNT),
            Column("Met", 11, COUNT),
            Column("Not met", 11, COUNT),
            Column("Cannot tell", 11, COUNT),
            Column("Kept off by it alone: not met", 15, COUNT),
            Column("Kept off by it alone: cannot tell", 15, COUNT),
            Column("On the list without it", 13, COUNT),
            Column("Of all trusts, cannot be judged on it", 17, COUNT),
            Column("Left here, membership as published", 17, COUNT),
            Column("Left here, membership corrected by hand", 17, COUNT),
        ),
        rows=[
            [
                {**row, "named": f"family {row['family']}" if row["family"] else row["id"]}[key]
                for key in keys
            ]
            for row in flow_rows(run)
        ],
    )


def left_out_sheet(run: RunFolder) -> list[Sheet]:
    """Kinds of trust that a criterion leaves out more often than luck would; no sheet where there is none."""
    rows = left_out(run)
    if not rows:
        return []
    keys = ("criterion", "id", "group", "trusts", "met", "not_met", "cannot_tell")
    texts = ("share", "others_share", "chance")
    return [
        Sheet(
            name="Left out",
            about=f"Whom each criterion leaves out. {WHAT_IT_SAYS}",
            columns=(
                Column("Criterion", 50),
                Column("Criterion id", 22),
                Column("Kind of trust", 44),
                *(Column(name, 11, COUNT) for name in ("Trusts", "Met", "Not met", "Cannot tell")),
                Column("Share that meets it", 20),
                Column("Of all others", 16),
                Column("By luck alone", 16),
            ),
            rows=[[*(row[k] for k in keys), *(row[k] for k in texts)] for row in rows],
        )
    ]


def inputs_sheet(run: RunFolder) -> Sheet:
    return Sheet(
        name="Inputs",
        about="The published files that were read. The hash (SHA-256) identifies each file exactly.",
        columns=(
            Column("File", 62),
            Column("Publisher", 30),
            Column("What it holds", 36),
            Column("Year or date", 22),
            Column("Release", 13),
            Column("Rows", 11, COUNT),
            Column("Used", 9),
            Column("Note", 44),
            Column("SHA-256", 68),
        ),
        rows=[_input(entry) for entry in run.record["inputs"]],
    )


def _input(entry: Row) -> list[Any]:
    return [
        entry["path"],
        entry["publisher"],
        entry["title"],
        period_text(entry),
        entry["release"] or "unlabelled",
        entry["rows"],
        "yes" if entry["used"] else "no",
        entry["note"] or "none",
        entry["sha256"],
    ]


_NOTES = "Notes"


def notes_sheet(run: RunFolder) -> Sheet:
    return Sheet(
        name=_NOTES,
        about="What to know about the figures, and about figures that are missing.",
        columns=(Column("Topic", 34), Column("Note", 110)),
        rows=[
            *(["This run", note] for note in run.record["notes"]),
            ["Comparison", _COMPARISON],
            ["What the data show", "Published data show what changed, not why."],
            *([f"Outcome: {o['outcome']}", o["meaning"]] for o in outcome_counts(run)),
            *(
                [
                    f"Figure: {figure.label}",
                    f"{figure.meaning} {figure.gap} DfE's trust quality descriptions: {pillar_words(figure.name)}.",
                ]
                for figure in figures_of_trust_sheets()
            ),
            *(
                [f"Not known: {SHORT_REASONS.get(key, key)}", text[:1].upper() + text[1:] + "."]
                for key, text in run.record["reasons"].items()
            ),
        ],
    )


def with_shorthand(sheet: Sheet) -> Sheet:
    """The sheet of notes with what each shorthand means, first; any other sheet as it is."""
    if sheet.name != _NOTES:
        return sheet
    meanings = [[f"Shorthand {sign}", meaning] for sign, meaning in SHORTHAND.items()]
    return replace(sheet, rows=[*meanings, *sheet.rows])
