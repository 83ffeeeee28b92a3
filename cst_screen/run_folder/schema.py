"""The tables of a run folder: every file, its columns, their types, meanings and key, declared once.

The writer makes and checks tables by it, the reader reads them back by it, and the page of columns
in `templates/README.md` is made from it. Others rely on the names of files and columns: new columns
go at the end, and none is renamed.
"""

from __future__ import annotations

import polars as pl

from cst_screen.run_folder.columns import (
    ACADEMIC_YEAR,
    FILE,
    HISTORY,
    JOINED_ON,
    LOWER,
    MEASURE,
    PHASE,
    ROUTE,
    ROW,
    SCHOOL,
    UID,
    UPPER,
    URN,
    number,
    text,
    truth,
    whole,
)
from cst_screen.run_folder.schema_inspections import INSPECTION_TABLES
from cst_screen.run_folder.schema_joiners import JOINER_TABLES
from cst_screen.vocabulary.figure import VERDICTS, VERDICTS_END, Figure
from cst_screen.vocabulary.figures import figures_shown
from cst_screen.vocabulary.table import Column, Table

BORDERLINE = truth("whether the figure lies within one standard error of the threshold")
_COUNTING_UNITS = ("schools", "pupils", "count")
_WRITTEN_AS_NUMBERS = ("schools_of_concern",)
"""A count that verdicts.csv has written with a decimal from the start, `0.0`."""


def _of_figure(figure: Figure) -> dict[str, Column]:
    counts = figure.unit in _COUNTING_UNITS and not figure.decimals
    whole_number = counts and figure.name not in _WRITTEN_AS_NUMBERS
    ends = zip(figure.columns_of_ends(), ("lower", "upper"), strict=False)
    return {
        figure.name: Column(pl.Int64 if whole_number else pl.Float64, f"figure: {figure.label}"),
        **{column: number(f"{end} end of its 95% interval") for column, end in ends},
    }


def _figures_at(place: str) -> dict[str, Column]:
    return {
        name: column
        for figure in figures_shown(place)
        for name, column in _of_figure(figure).items()
    }


VERDICTS_TABLE = Table(
    "verdicts",
    "One row per trust: its outcome, and the figures that most readers ask for.",
    {
        "uid": UID,
        "group_id": text("Group ID, TRnnnnn"),
        "trust": text("name of the trust, as GIAS writes it"),
        "outcome": text("shortlisted, near_miss, cannot_tell or not_shortlisted"),
        "deciding_criterion": text(
            "the first required criterion that is not met; if there is "
            "none, the first that cannot be judged"
        ),
        **_figures_at(VERDICTS),
        "not_met": text("required criteria that are not met, separated by `; `"),
        "untold": text("required criteria that cannot be judged, separated by `; `"),
        "caveats": text("caveats that are not met, separated by `; `"),
        "caveats_untold": whole("number of caveats that cannot be judged"),
        **_figures_at(VERDICTS_END),
        "phase": text(
            "ks2 (primary) or ks4 (secondary): the phase that leads its case, whose trajectory is shown"
        ),
        "phase_joiners": whole("number of joiners in that phase"),
        "phase_judged": whole("of these, how many can be judged"),
        "phase_improved": whole("of those judged, how many rose further than similar schools"),
        "borderline": text(
            "criteria whose figure lies within one standard error of the threshold, separated by `; `"
        ),
    },
    ("uid",),
)

CRITERIA = Table(
    "criteria",
    "One row per trust and criterion: the figure, the threshold and the verdict.",
    {
        "uid": UID,
        "criterion": text("id of the criterion in the criteria file"),
        "family": text("question that it belongs to, such as trajectory or standard"),
        "figure": text("name of the figure that is compared"),
        "value": number("the figure; empty where it is not known"),
        "lower": LOWER,
        "upper": UPPER,
        "n": whole("number of schools, joiners or inspections behind the figure"),
        "comparison": text("at_least, at_most, between or one_of"),
        "threshold": text("threshold"),
        "verdict": text("met, not_met or cannot_tell"),
        "reason": text("why there is no figure; empty where there is one"),
        "sources": text("files behind the figure, separated by `; `"),
        "held": text("what is compared: the value, or the lower or upper end of its interval"),
        "role": text("required or caveat"),
        "years": text("academic years behind the figure, separated by `; `"),
        "phase": text("the phase whose figure is compared; empty where it is not of one phase"),
        "borderline": BORDERLINE,
    },
    ("uid", "criterion"),
)

PHASES = Table(
    "phases",
    "One row per trust, phase and criterion: the same criterion judged in each phase apart.",
    {
        "uid": UID,
        "phase": PHASE,
        "leads": Column(pl.Boolean, "whether the phase leads the trust's case"),
        **{
            name: column
            for name, column in CRITERIA.columns.items()
            if name not in ("uid", "phase", "borderline")
        },
        "borderline": BORDERLINE,
    },
    ("uid", "phase", "criterion"),
)

FIGURES_TABLE = Table(
    "figures",
    "Every figure of every trust, or the reason why there is none.",
    {
        "uid": UID,
        "figure": text("name of the figure; `cst-screen figures` lists them"),
        "value": number("the figure, in its unit; empty where it is not known"),
        "lower": LOWER,
        "upper": UPPER,
        "n": whole("number of schools, joiners or inspections behind it"),
        "reason": text("why there is no value; empty where there is one"),
        "years": text("academic years behind it, separated by `; `"),
        "sources": text("files behind it, separated by `; `"),
    },
    ("uid", "figure"),
)

PHASE_FIGURES = Table(
    "phase_figures",
    "The figures that are worked out by phase, for each trust and phase.",
    {"uid": UID, "phase": PHASE, **FIGURES_TABLE.columns},
    ("uid", "phase", "figure"),
)

ROWS = Table(
    "rows",
    "The rows of published files behind the figures: one per school, year, measure and use.",
    {
        "uid": UID,
        "urn": Column(pl.Int64, "URN that the figure was published under"),
        "history": HISTORY,
        "measure": MEASURE,
        "academic_year": ACADEMIC_YEAR,
        "used_for": text(
            "latest (the latest year), standard (recent years in the trust), before or after joining"
        ),
        "value": number("the published figure, in the unit of its measure"),
        "lower": number("lower 95% limit where published"),
        "upper": number("upper 95% limit where published"),
        "pupils": number("pupils (or teachers) behind the figure where published"),
        "weight": number("weight of the row in the trust's average"),
        "national": number("national average that year, worked out from the files"),
        "z": number(
            "distance from the average school that year, in standard deviations among schools"
        ),
        "file": FILE,
        "row": ROW,
        "alike": number(
            "distance of the school from what schools with similar pupils reach that year, in standard "
            "deviations of such distances; where several measures lead together, of their mean"
        ),
    },
)

SCHOOLS = Table(
    "schools",
    "The schools of each trust on the as-at date, and the rows that list them.",
    {
        "uid": UID,
        "urn": URN,
        "history": HISTORY,
        "school": SCHOOL,
        "joined_on": JOINED_ON,
        "route": ROUTE,
        "type": text("type of establishment, in GIAS's words"),
        "phase": text("phase of education, in GIAS's words"),
        "la": text("local authority"),
        "region": text("region"),
        "urban_rural": text("urban or rural; empty where GIAS does not say"),
        "easting": whole("easting in metres (OSGB36)"),
        "northing": whole("northing in metres (OSGB36)"),
        "membership_file": text("membership file that lists the school"),
        "membership_row": whole("row of that file; row 1 holds the headings"),
        "gias_file": text("register that describes the school"),
        "gias_row": whole("row of that file; row 1 holds the headings"),
        "admits_at_14": Column(
            pl.Boolean,
            "whether it takes its pupils at 14, so that its key stage 4 results lead nothing",
        ),
        "area": text(
            "urban or rural in GIAS's words, of the classification of 2011 or of 2021; empty where GIAS "
            "does not say"
        ),
        "religious": Column(
            pl.Boolean, "whether it has a religious character; empty where GIAS does not say"
        ),
    },
    ("uid", "urn"),
)

SHUT_OUT = Table(
    "shut_out",
    "Which kinds of trust each required criterion keeps off the list, next to all other trusts.",
    {
        "criterion": text("id of a required criterion, or shortlisted: all of them together"),
        "kind": text("what is looked at: size, phase, region, free school meals, faith or place"),
        "group": text("which of it"),
        "trusts": whole("trusts of that kind"),
        "met": whole("of these, how many meet it"),
        "not_met": whole("how many do not"),
        "cannot_tell": whole("of how many it cannot tell"),
        "others": whole("all other trusts of which the kind is known"),
        "others_met": whole("of these, how many meet it"),
        "chance": number(
            "how often luck alone would make the two shares that meet it differ as much, 0 to 1 "
            "(Fisher's exact test)"
        ),
        "corrected": number("the same allowing for the number of rows (Holm)"),
    },
    ("criterion", "kind", "group"),
)

EXCLUSIONS = Table(
    "exclusions",
    "Everything that was not used, with the stage and the reason.",
    {
        "stage": text("files, results, links, membership, joiners, inspections or trusts"),
        "subject": text("file, row, school, link, spell, joiner, inspection, document or trust"),
        "urn": Column(pl.Int64, "school, where there is one"),
        "uid": Column(pl.Int64, "trust, where there is one"),
        "reason": text("why it was not used, as a code"),
        "detail": text("what helps to find it"),
        "file": FILE,
        "row": ROW,
    },
)

EXTERNAL_VALIDATION = Table(
    "external_validation",
    "What was entered by hand about trusts. No figure uses it.",
    {
        "uid": UID,
        "kind": text("kind of document, as entered"),
        "date": Column(pl.Date, "date of the document"),
        "title": text("title of the document"),
        "link": text("web address of the document"),
        "finding": text("what the document says, as entered"),
    },
)

DFE_MEASURES = Table(
    "dfe_measures",
    "DfE's own trust measures, where the data folder holds them, with ours next to them.",
    {
        "uid": UID,
        "academic_year": ACADEMIC_YEAR,
        "key_stage": text("ks2 or ks4"),
        "measure": MEASURE,
        "dfe": number("the figure that DfE printed"),
        "dfe_lower": number("lower 95% limit that DfE printed"),
        "dfe_upper": number("upper 95% limit that DfE printed"),
        "dfe_schools": whole("number of schools that DfE counted"),
        "ours": number("our figure over our own list of schools, by DfE's rule"),
        "ours_lower": number("lower end of its 95% interval"),
        "ours_upper": number("upper end of its 95% interval"),
        "ours_schools": whole("number of schools that we count"),
        "same_schools": Column(pl.Boolean, "whether both lists hold the same schools"),
        "over_dfe_list": number("our figure over DfE's list of schools"),
        "row": ROW,
        "trust": text("name of the trust"),
        "source": FILE,
    },
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        VERDICTS_TABLE,
        CRITERIA,
        PHASES,
        *JOINER_TABLES,
        *INSPECTION_TABLES,
        SCHOOLS,
        FIGURES_TABLE,
        PHASE_FIGURES,
        ROWS,
        DFE_MEASURES,
        SHUT_OUT,
        EXTERNAL_VALIDATION,
        EXCLUSIONS,
    )
}
"""Name of the file without `.csv` -> its declaration, in the order in which readers need them."""
