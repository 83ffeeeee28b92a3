"""The tables that data is held in once a publisher's file has been read.

Everything after `sources` works with these tables and knows no publisher's columns.
"""

from __future__ import annotations

import polars as pl

from cst_screen.vocabulary.regimes import AREAS, JUDGEMENTS
from cst_screen.vocabulary.table import LEVEL as LEVEL  # noqa: PLC0414
from cst_screen.vocabulary.table import MEASURE as MEASURE  # noqa: PLC0414
from cst_screen.vocabulary.table import MISSING as MISSING  # noqa: PLC0414
from cst_screen.vocabulary.table import Column, Table

ESTABLISHMENTS = Table(
    "establishments",
    "GIAS on one day. A school that closed long before may be absent, and many dates are "
    "blank. The type decides what is a state-funded mainstream school.",
    {
        "urn": Column(pl.Int32, "GIAS Unique Reference Number; changes on conversion"),
        "laestab": Column(pl.Int32, "LA code and establishment number, seven digits"),
        "school": Column(pl.String, "name"),
        "type": Column(pl.String, "type of establishment, the publisher's words"),
        "sector": Column(pl.String, "mainstream, special, alternative, post16, nursery, other"),
        "status": Column(pl.String, "open, closed or proposed"),
        "phase": Column(pl.String, "primary, secondary, all-through, ... as GIAS calls it"),
        "low_age": Column(pl.Int16, "statutory lowest age"),
        "high_age": Column(pl.Int16, "statutory highest age"),
        "opened_on": Column(pl.Date, "open date; often blank"),
        "closed_on": Column(pl.Date, "close date; often blank"),
        "opened_because": Column(pl.String, "reason opened, the publisher's words"),
        "closed_by_merger": Column(
            pl.Boolean, "reason closed is amalgamation or merger; null when not recorded"
        ),
        "selective": Column(pl.Boolean, "admissions policy is Selective; null when not recorded"),
        "la_code": Column(pl.Int16, "local authority code"),
        "la": Column(pl.String, "local authority"),
        "region": Column(pl.String, "region (GOR)"),
        "urban_rural": Column(pl.String, "urban, rural or null"),
        "area": Column(
            pl.String, "the same in the publisher's words, of the classification of 2011 or of 2021"
        ),
        "easting": Column(pl.Int32, "OSGB36 metres"),
        "northing": Column(pl.Int32, "OSGB36 metres"),
        "pupils": Column(pl.Int32, "number of pupils as last recorded in GIAS"),
        "religious": Column(
            pl.Boolean, "whether it has a religious character; null when not recorded"
        ),
        "file": Column(pl.Int16, "number of the file among the inputs"),
        "row": Column(pl.UInt32, "row of that file"),
    },
    ("urn",),
)

LINKS = Table(
    "links",
    "Links are kept by hand: some are one-sided, reversed, doubled, dated in the future or "
    "circular. `histories` decides which to follow.",
    {
        "predecessor": Column(pl.Int32, "URN of the earlier school"),
        "successor": Column(pl.Int32, "URN of the later school"),
        "kind": Column(pl.String, "plain, amalgamated, merged, split, not_lineage or unknown"),
        "link_type": Column(pl.String, "the publisher's words"),
        "linked_on": Column(pl.Date, "date the link was established; null when blank"),
        "told_by": Column(pl.String, "whose record holds the row: predecessor or successor"),
        "linked_school": Column(pl.String, "name of the other school, as the row writes it"),
        "file": Column(pl.Int16, "number of the file among the inputs"),
        "row": Column(pl.UInt32, "row of that file"),
    },
)

SPELLS = Table(
    "spells",
    "Who was in which trust, as published, before cleaning. Leaving dates can be late.",
    {
        "urn": Column(pl.Int32, "school"),
        "uid": Column(pl.Int32, "GIAS Group UID"),
        "group_id": Column(pl.String, "Group ID, TRnnnnn"),
        "trust": Column(pl.String, "name of the trust"),
        "company": Column(pl.String, "Companies House number without leading zeros"),
        "trust_type": Column(pl.String, "multi or single"),
        "joined_on": Column(pl.Date, "date joined; null when blank"),
        "left_on": Column(pl.Date, "date left; null while in the trust"),
        "file": Column(pl.Int16, "number of the file among the inputs"),
        "row": Column(pl.UInt32, "row of that file"),
        "trust_opened_on": Column(pl.Date, "date the trust opened; null when not given"),
        "trust_closed_on": Column(pl.Date, "date the trust closed; null while open or not given"),
        "trust_is_closed": Column(pl.Boolean, "group status is Closed; null when not given"),
    },
)

GROUPS = Table(
    "groups",
    "Trusts of every type, open and closed, as GIAS knew them on one day.",
    {
        "uid": Column(pl.Int32, "GIAS Group UID"),
        "group_id": Column(pl.String, "Group ID, TRnnnnn"),
        "trust": Column(pl.String, "name"),
        "company": Column(pl.String, "Companies House number without leading zeros"),
        "trust_type": Column(pl.String, "multi, single or other"),
        "opened_on": Column(pl.Date, "open or incorporation date"),
        "closed_on": Column(pl.Date, "close date"),
        "file": Column(pl.Int16, "number of the file among the inputs"),
        "row": Column(pl.UInt32, "row of that file"),
    },
    ("uid",),
)

RESULTS = Table(
    "results",
    "One figure of one school in one academic year, under the URN it was published with.",
    {
        "urn": Column(pl.Int32, "URN at publication"),
        "academic_year": Column(pl.Int16, "year in which the academic year ends"),
        "measure": Column(MEASURE, "which measure"),
        "value": Column(pl.Float64, "the figure, in the measure's unit"),
        "lower": Column(pl.Float64, "lower 95% limit where published"),
        "upper": Column(pl.Float64, "upper 95% limit where published"),
        "pupils": Column(pl.Float64, "pupils (or teachers) behind the figure where published"),
        "missing": Column(MISSING, "why there is no value; null when there is one"),
        "file": Column(pl.Int16, "number of the file among the inputs"),
        "row": Column(pl.UInt32, "row of that file"),
    },
    ("urn", "academic_year", "measure"),
)

PUBLISHED_NATIONAL = Table(
    "published_national",
    "National rows printed in the files. They check the national figures that "
    "`results.national` works out, but do not replace them: only some years' files have them, "
    "and they include special schools.",
    {
        "academic_year": Column(pl.Int16, "year in which the academic year ends"),
        "measure": Column(MEASURE, "which measure"),
        "covers": Column(pl.String, "state-funded, all schools, primary, secondary"),
        "value": Column(pl.Float64, "the figure"),
        "pupils": Column(pl.Float64, "pupils behind it, where printed"),
        "file": Column(pl.Int16, "number of the file among the inputs"),
        "row": Column(pl.UInt32, "row of that file"),
    },
)

PUBLISHED_TRUSTS = Table(
    "published_trusts",
    "Trusts and sponsors for which DfE printed trust-level measures, with the schools it "
    "counted. A sponsor's row covers every trust that it set up; the membership file knows "
    "trusts only.",
    {
        "academic_year": Column(pl.Int16, "year in which the academic year ends"),
        "key_stage": Column(pl.String, "ks2 or ks4"),
        "uid": Column(pl.Int32, "GIAS Group UID of the trust or sponsor"),
        "group_id": Column(pl.String, "Group ID, TRnnnnn or SPnnnnn"),
        "trust": Column(pl.String, "name, as printed"),
        "kind": Column(pl.String, "trust or sponsor"),
        "schools": Column(pl.Int32, "schools counted, as printed"),
        "pupils": Column(pl.Int32, "pupils at the end of the key stage in them, as printed"),
        "years_3": Column(pl.Int32, "of them, three years in the trust"),
        "years_4": Column(pl.Int32, "four years; four or more where years_5 is not printed"),
        "years_5": Column(pl.Int32, "five years or more; null where the file stops at four"),
        "urns": Column(pl.List(pl.Int32), "URNs listed, in the order of the file"),
        "file": Column(pl.Int16, "number of the file among the inputs"),
        "row": Column(pl.UInt32, "row of that file"),
    },
    ("academic_year", "key_stage", "uid", "file"),
)

PUBLISHED_TRUST_MEASURES = Table(
    "published_trust_measures",
    "DfE's own trust-level figures. Membership changes, so two years of a trust are not a trend.",
    {
        "academic_year": Column(pl.Int16, "year in which the academic year ends"),
        "key_stage": Column(pl.String, "ks2 or ks4"),
        "uid": Column(pl.Int32, "GIAS Group UID of the trust or sponsor"),
        "measure": Column(MEASURE, "which measure"),
        "value": Column(pl.Float64, "the figure, as printed"),
        "lower": Column(pl.Float64, "lower 95% limit where printed"),
        "upper": Column(pl.Float64, "upper 95% limit where printed"),
        "missing": Column(MISSING, "why there is no value; null when there is one"),
        "file": Column(pl.Int16, "number of the file among the inputs"),
        "row": Column(pl.UInt32, "row of that file"),
    },
    ("academic_year", "uid", "measure", "file"),
)

INSPECTIONS = Table(
    "inspections",
    "One inspection as one file gives it; several files may list the same one. A report card's "
    "areas are levels; everything else is a grade from 1 Outstanding to 4 Inadequate.",
    {
        "urn": Column(pl.Int32, "URN that the file lists it under"),
        "urn_at_time": Column(pl.Int32, "URN inspected; null where the file does not say"),
        "inspection": Column(pl.String, "inspection number; null where the file does not say"),
        "inspected_on": Column(pl.Date, "first day of the inspection"),
        "published_on": Column(pl.Date, "publication of the report"),
        "regime": Column(pl.String, "one of regimes.REGIMES"),
        "kind": Column(pl.String, "one of regimes.KINDS"),
        "overall": Column(pl.Int8, "overall effectiveness, where one was given"),
        "missing": Column(MISSING, "why there is no overall grade"),
        **{name: Column(pl.Int8, f"{label}, a grade") for name, label in JUDGEMENTS.items()},
        **{name: Column(LEVEL, f"{label}, a level") for name, label in AREAS.items()},
        "regraded": Column(
            pl.String, "areas of a report card that were graded again later, each with its date"
        ),
        "safeguarding": Column(pl.String, "one of regimes.SAFEGUARDING"),
        "concern": Column(pl.String, "category of concern, one of regimes.CONCERNS"),
        "concern_now": Column(
            pl.String,
            "the category on the day of the file, or none; null where the file does not say",
        ),
        "outcome": Column(pl.String, "outcome of an ungraded inspection, Ofsted's words"),
        "role": Column(pl.String, "current or previous in that file"),
        "file": Column(pl.Int16, "number of the file among the inputs"),
        "row": Column(pl.UInt32, "row of that file"),
    },
)

EXCLUSIONS = Table(
    "exclusions",
    "Everything dropped or not used, with the stage and the reason.",
    {
        "stage": Column(
            pl.String, "files, results, links, membership, joiners, inspections, trusts"
        ),
        "subject": Column(
            pl.String, "file, row, school, link, spell, joiner, inspection, document or trust"
        ),
        "urn": Column(pl.Int32, "school, where there is one"),
        "uid": Column(pl.Int32, "trust, where there is one"),
        "reason": Column(pl.String, "one of a closed list for each stage"),
        "detail": Column(pl.String, "what a reader needs to find it"),
        "file": Column(pl.Int16, "number of the file among the inputs"),
        "row": Column(pl.UInt32, "row of that file"),
    },
)

TABLES = {
    t.name: t
    for t in (
        ESTABLISHMENTS,
        LINKS,
        SPELLS,
        GROUPS,
        RESULTS,
        PUBLISHED_NATIONAL,
        PUBLISHED_TRUSTS,
        PUBLISHED_TRUST_MEASURES,
        INSPECTIONS,
        EXCLUSIONS,
    )
}


def exclude(
    frame: pl.DataFrame,
    stage: str,
    subject: str,
    reason: str | pl.Expr,
    detail: str | pl.Expr = "",
) -> pl.DataFrame:
    """Rows of `frame` as exclusions; `urn`, `uid`, `file` and `row` are taken where they exist."""
    if frame.is_empty():
        return EXCLUSIONS.empty()
    return EXCLUSIONS.conform(
        frame.with_columns(
            stage=pl.lit(stage),
            subject=pl.lit(subject),
            reason=pl.lit(reason) if isinstance(reason, str) else reason,
            detail=pl.lit(detail) if isinstance(detail, str) else detail,
        )
    )
