"""The component table: what published cases cover, what figures of listed trusts hint at, what neither does."""

from __future__ import annotations

from cst_screen.judging.improvement_model import JOINERS_BEHIND, Component, Hint
from cst_screen.outputs.rows import Row
from cst_screen.outputs.shortlist.sheet import COUNT, Column, Sheet
from cst_screen.outputs.shortlist.trusts import trusts_by_name, with_outcome
from cst_screen.outputs.wording.phrases import count_text, listing, lower_first
from cst_screen.outputs.wording.pillars import shipped_model
from cst_screen.outputs.wording.published import published_of
from cst_screen.outputs.wording.trust_names import trust_name
from cst_screen.run_folder.read import RunFolder
from cst_screen.selection.hints import hints_by_trust
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.written import threshold_text

ABOUT = (
    "The twelve components of the Hub's model. A hint is a figure that suggests asking; it is no finding. What "
    "published cases cover is as the register has it (criteria/published.csv)."
)


def component_rows(run: RunFolder) -> list[Row]:
    """One row for each component, in the model's order."""
    model = shipped_model().components
    listed = with_outcome(trusts_by_name(run), "shortlisted")
    hints = hints_by_trust(run, model, [trust["uid"] for trust in listed])
    cases = [case for of_trust in published_of(run.record).values() for case in of_trust]
    silent = sum(not case.components for case in cases)
    return [
        {
            "number": one.number,
            "area": one.area,
            "description": one.description,
            "question": one.question,
            "looks_at": _looks_at(one, model.behind),
            "trusts": [t["name"] for t in listed if one.number in hints.get(t["uid"], {})],
            "covered_by": _covered_by(
                [trust_name(case.trust) for case in cases if one.number in case.components], silent
            ),
        }
        for one in model.components
    ]


def _looks_at(one: Component, behind: float) -> str:
    if one.nothing_published:
        return f"No published figure bears on it. {one.nothing_published}"
    return "; ".join(_hint_words(hint, behind) for hint in one.hints)


def _hint_words(hint: Hint, behind: float) -> str:
    """`schools far below average: at most 0`."""
    if hint.figure == JOINERS_BEHIND:
        return f"judged joiners {behind:g} SD or more behind similar schools: at least {hint.at_least:g}"
    comparison, limit = (
        ("at_least", hint.at_least) if hint.at_least is not None else ("at_most", hint.at_most)
    )
    asked = threshold_text(hint.figure, comparison, [limit or 0.0], "value")
    return f"{lower_first(FIGURES[hint.figure].label)}: {asked}"


def _covered_by(names: list[str], silent: int) -> str:
    if names:
        return listing(names)
    unknown = f"; of {count_text(silent, 'case')} it is not recorded" if silent else ""
    return f"none on record{unknown}"


def components_sheet(run: RunFolder) -> Sheet:
    """The table as a sheet of the workbooks."""
    return Sheet(
        name="Components",
        about=ABOUT,
        columns=(
            Column("Number", 9, COUNT),
            Column("Area", 30),
            Column("Component, in the Hub's words", 60),
            Column("What hints at it", 60),
            Column("Shortlisted trusts with a hint", 12, COUNT),
            Column("Their names", 60),
            Column("Published cases that cover it", 34),
            Column("Question to ask", 60),
        ),
        rows=[
            [
                row["number"],
                row["area"],
                row["description"],
                row["looks_at"],
                len(row["trusts"]),
                "; ".join(row["trusts"]) or "none",
                row["covered_by"],
                row["question"],
            ]
            for row in component_rows(run)
        ],
    )
