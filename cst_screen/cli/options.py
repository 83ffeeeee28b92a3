"""The arguments and options that commands have in common, and what the text of one means.

Nothing heavy is imported here.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from cst_screen.vocabulary.academic_year import AcademicYear


def _day(text: str) -> dt.date:
    """The day of `--as-at`."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"'{text}' is not a date. Write year-month-day, for example 2024-03-29."
        ) from None


def _urn(text: str) -> int:
    """The school of `--schools`."""
    if not (text.isascii() and text.isdigit()):
        raise typer.BadParameter(
            f"'{text}' is not a URN. Write the school's number, six figures, for example 142592; "
            "'explain TRUST --all' lists the trust's joiners with theirs."
        )
    return int(text)


HUB = Path("hub.yaml")
SHIPPED = "hub, hub-validated, reading, transition, disadvantage, attendance, inclusion"
"""The criteria files that come with the tool; the tests hold this list to the folder `criteria`."""

DataArgument = Annotated[
    Path, typer.Argument(help="Folder of published data files.", metavar="DATA", show_default=False)
]
TrustArgument = Annotated[
    str,
    typer.Argument(
        help="The trust's UID, Group ID or part of its name.", metavar="TRUST", show_default=False
    ),
]
TrustsArgument = Annotated[
    list[str],
    typer.Argument(
        help="One or more trusts: UID, Group ID or part of the name.",
        show_default=False,
        metavar="TRUST...",
    ),
]
PublishedArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        help="DfE's trust files, or a folder of them. Default: those in DATA.",
        show_default=False,
        metavar="PUBLISHED...",
    ),
]
RunOption = Annotated[
    Path | None,
    typer.Option(
        "--run",
        help="The run folder that 'screen' wrote. Default: the only one in the current folder.",
        show_default=False,
    ),
]
CriteriaOption = Annotated[
    Path | None,
    typer.Option(
        help=f"Criteria file, or a name: NAME.yaml or criteria/NAME.yaml of the current folder, else one that "
        f"comes with the tool: {SHIPPED}. Default: the tool's own hub.",
        show_default=False,
    ),
]
AsAtOption = Annotated[
    dt.date | None,
    typer.Option(
        "--as-at",
        parser=_day,
        metavar="YYYY-MM-DD",
        show_default=False,
        help="Use membership on this date. Default: the latest day that the membership file "
        "covers.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print as JSON.")]
OutRunOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="Run folder to write. Default: run-YYYY-MM-DD. Where it is there already, the run goes "
        "next to it: run-YYYY-MM-DD-2.",
        show_default=False,
    ),
]
ReplaceOption = Annotated[
    bool,
    typer.Option(
        "--replace",
        help="Put the result in the place of an earlier one. What you added or changed there is kept "
        "under a dated name.",
    ),
]
OutCsvOption = Annotated[
    Path | None,
    typer.Option("--out", help="Write all trusts to this CSV file.", show_default=False),
]
OutTablesOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="Write the whole comparison to this folder, as CSV tables.",
        show_default=False,
    ),
]
SettingsOption = Annotated[
    int, typer.Option("--settings", min=10, max=100_000, help="How many settings to try.")
]
OutStabilityOption = Annotated[
    Path | None,
    typer.Option(
        "--out", help="Write the tables to this folder, not into the run.", show_default=False
    ),
]
NoCacheOption = Annotated[
    bool,
    typer.Option(
        "--no-cache",
        help="Read every file anew, and keep nothing for the next command ('data cache').",
    ),
]
ClearOption = Annotated[bool, typer.Option("--clear", help="Remove all that is kept.")]
BriefsOption = Annotated[
    bool, typer.Option("--briefs/--no-briefs", help="Draft a brief for each shortlisted trust.")
]
ApplicantsOption = Annotated[
    Path | None,
    typer.Option(
        "--trusts",
        metavar="FILE",
        show_default=False,
        help="Only trusts that came forward: a CSV file with a column of UIDs, Group IDs or names.",
    ),
]
RepeatsOption = Annotated[int, typer.Option(min=2, help="How many times to make pretend trusts.")]
SeedOption = Annotated[
    int,
    typer.Option(min=0, help="Starts the random draws. The same seed gives the same figures."),
]
SplitOption = Annotated[
    str,
    typer.Option(
        help="Academic year, such as 2018/19: trusts are judged on what was known at its end."
    ),
]
FigureOption = Annotated[
    str | None,
    typer.Option(
        help="Show one figure: its value, and the rows in the files behind it.", show_default=False
    ),
]
SchoolsOption = Annotated[
    int | None,
    typer.Option(
        "--schools",
        parser=_urn,
        metavar="URN",
        show_default=False,
        help="Show one joiner's comparison schools, and how their results changed.",
    ),
]
AllOption = Annotated[
    bool,
    typer.Option(
        "--all",
        help="Show everything: caveats, each joiner, the same by other methods, inspections, files.",
    ),
]
TemplatesOption = Annotated[
    Path | None,
    typer.Option(
        help="Folder of your own templates, such as brief.docx. Default: those of the tool.",
        show_default=False,
    ),
]
TraceOption = Annotated[
    bool,
    typer.Option(
        "--trace",
        help="Write nothing; show the figures and the rows of files behind each sentence.",
    ),
]
FormatOption = Annotated[
    str, typer.Option("--format", help="docx, md, html, or several: docx,md,html.")
]
WeightsOption = Annotated[
    Literal["dfe", "pupils", "equal"],
    typer.Option(
        help="How much each school counts. dfe: its pupils times its years in the trust. "
        "pupils: its pupils. equal: every school the same."
    ),
]
YearOption = Annotated[
    str | None,
    typer.Option(
        help="Academic year, such as 2017/18. Default: the latest year for each measure.",
        show_default=False,
    ),
]
MinSchoolsOption = Annotated[int, typer.Option(min=1, help="Minimum eligible schools per trust.")]
MinYearsOption = Annotated[
    int, typer.Option(min=0, help="Minimum full years in the trust for a school to be eligible.")
]
NamedOption = Annotated[
    str | None, typer.Option(help="Show only trusts with this in their name.", show_default=False)
]


# --- what an option means ---------------------------------------------------------------------


def formats_of(text: str) -> list[str]:
    formats = [part.strip() for part in text.split(",") if part.strip()]
    if not formats or not {"docx", "md", "html"}.issuperset(formats):
        raise typer.BadParameter(
            f"'{text}' is not a format. Write docx, md, html, or several with commas: docx,md,html.",
            param_hint="--format",
        )
    return formats


def year_of(text: str, option: str) -> AcademicYear:
    from cst_screen.vocabulary.academic_year import AcademicYear

    year = AcademicYear.find(text)
    if year is None:
        raise typer.BadParameter(
            f"'{text}' is not an academic year. Write it as 2017/18.", param_hint=option
        )
    return year
