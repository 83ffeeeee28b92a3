"""The command that says how far the best trusts are ahead of the nation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cst_screen.cli.around import answer, kept_between_commands, messages, rules_of
from cst_screen.cli.options import (
    CriteriaOption,
    DataArgument,
    JsonOption,
    MinSchoolsOption,
    MinYearsOption,
    NoCacheOption,
    WeightsOption,
    YearOption,
    year_of,
)
from cst_screen.vocabulary import progress as stages

PercentileOption = Annotated[
    float, typer.Option(min=50, max=99, help="Which trust is taken for the best: 90 is one in ten.")
]
MeasureOption = Annotated[
    list[str] | None,
    typer.Option(
        "--measure",
        show_default=False,
        help="A measure, such as ks2_rwm_expected; several times for several. Default: all.",
    ),
]
PublishedOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--published",
        show_default=False,
        help="DfE's trust files, or a folder of them: the lead by DfE's own figures is shown too.",
    ),
]


def lead(
    data: DataArgument,
    percentile: PercentileOption = 90,
    year: YearOption = None,
    measure: MeasureOption = None,
    published: PublishedOption = None,
    weights: WeightsOption = "dfe",
    min_schools: MinSchoolsOption = 3,
    min_years: MinYearsOption = 3,
    criteria: CriteriaOption = None,
    no_cache: NoCacheOption = False,
    as_json: JsonOption = False,
) -> None:
    """Say how far the best trusts are ahead of the nation, with and without luck, and what that assumes.

    It takes no --as-at: the trusts of each year are counted by DfE's rule for that year, and --year names it.

    Example: cst-screen lead sample_data --percentile 90 --year 2018/19 --measure ks2_rwm_expected
    """
    wanted = None if year is None else year_of(year, "--year")
    with messages():
        from cst_screen.dfe.rule import Eligibility, TrustRule
        from cst_screen.outputs.terminal.lead import show_lead
        from cst_screen.outputs.terminal.progress import progress_line
        from cst_screen.screen.lead import LeadAsked, run_lead

        rule = TrustRule(weights, Eligibility(min_schools, min_years))
        asked = LeadAsked(percentile, wanted, tuple(measure or ()), tuple(published or ()))
        with (
            kept_between_commands(no_cache) as shelf,
            progress_line(stages.MEASURES, as_json) as progress,
        ):
            record = run_lead(data, rules_of(criteria), rule, asked, progress, shelf)
        answer(record, as_json, show_lead)
