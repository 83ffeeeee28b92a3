"""`select`: a varied set of trusts for case studies, from a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from cst_screen.cli.around import answer, messages, said_at_the_end
from cst_screen.cli.options import ApplicantsOption, JsonOption, ReplaceOption, RunOption

SizeOption = Annotated[
    int | None,
    typer.Option(
        "--size",
        min=1,
        max=60,
        show_default=False,
        help="How many trusts. Default: as the criteria file says.",
    ),
]


def _not_blank(text: str) -> str:
    """An empty cell of a script must not widen a choice to all of England."""
    if not text.strip():
        raise typer.BadParameter("it is empty. Name a region, or leave the option out.")
    return text


RegionOption = Annotated[
    str | None,
    typer.Option(
        "--region",
        show_default=False,
        callback=lambda text: text if text is None else _not_blank(text),
        help="Only trusts that work in this region.",
    ),
]
PhaseOption = Annotated[
    Literal["primary", "secondary"] | None,
    typer.Option(
        "--phase",
        show_default=False,
        help="Only trusts whose case is made in these schools.",
    ),
]
NearMissesOption = Annotated[
    bool,
    typer.Option("--near-misses", help="Also choose among trusts that miss one criterion."),
]
WithPublishedOption = Annotated[
    bool,
    typer.Option("--with-published", help="Also choose among trusts with a published case study."),
]
SelectionCriteriaOption = Annotated[
    Path | None,
    typer.Option(
        "--criteria",
        show_default=False,
        help="Criteria file whose block 'selection' is to count. Default: as the run was judged.",
    ),
]
RegisterOption = Annotated[
    Path | None,
    typer.Option(
        "--published",
        show_default=False,
        help="Register of published cases. Default: the run's own.",
    ),
]
OutSelectionOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        show_default=False,
        help="Write the selection to this folder: a workbook, a page and a table.",
    ),
]


def select(
    run: RunOption = None,
    size: SizeOption = None,
    region: RegionOption = None,
    phase: PhaseOption = None,
    near_misses: NearMissesOption = False,
    with_published: WithPublishedOption = False,
    trusts: ApplicantsOption = None,
    criteria: SelectionCriteriaOption = None,
    published: RegisterOption = None,
    out: OutSelectionOption = None,
    replace: ReplaceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Choose a varied set of trusts for case studies, with alternates and contrasts.

    Example: cst-screen select --run run-2025-04-30 --size 6
    """
    with messages():
        from cst_screen.outputs.selection.ask import Asked, selected
        from cst_screen.outputs.selection.write import is_selection, write_selection
        from cst_screen.outputs.terminal.selection import show_selection
        from cst_screen.run_folder.find import find_run
        from cst_screen.selection.select import Request
        from cst_screen.writing.places import folder_to_write

        folder = find_run(run)
        place = None if out is None else folder_to_write(out, [], is_selection)
        request = Request(size, region or "", phase or "", near_misses, with_published)
        record = selected(folder, Asked(request, trusts, criteria, published))
        placed = None if place is None else write_selection(folder, record, place, replace)
        with said_at_the_end(placed, "Written to"):
            answer(record, as_json, show_selection)
