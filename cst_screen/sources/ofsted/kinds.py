"""Ofsted's files, and DfE's files with Ofsted's grades: how each is recognised and read."""

from __future__ import annotations

from cst_screen.sources.kinds import Block, FileKind, Meaning
from cst_screen.sources.ofsted.readers import latest_grades, management_information
from cst_screen.sources.ofsted.wordings import (
    BEFORE_CARDS,
    CARD,
    CARD_YEAR_TO_DATE,
    LATEST,
    PREVIOUS,
    UNGRADED_SINCE,
    YEAR_TO_DATE,
    Headings,
    Wording,
)

_OVERALL = "overall effectiveness"

_CONCERN = "whether a school without an overall grade is in a category of concern"
_SAFEGUARDING = "whether safeguarding was found effective"


def _meanings(wording: Wording) -> tuple[Meaning, ...]:
    """What a file of the latest inspections may lack and a caveat rests on."""
    return (
        Meaning((*wording.concern, *wording.concern_now), _CONCERN),
        Meaning(wording.safeguarding, _SAFEGUARDING),
    )


def _headings(*wordings: Wording) -> Headings:
    """Every heading that a file may have: only these columns of a workbook are kept."""
    return tuple(dict.fromkeys(heading for w in wordings for heading in w.headings))


def _things(*wordings: Wording) -> tuple[Headings, ...]:
    """The headings of each thing that a file of these wordings may tell."""
    return tuple(dict.fromkeys(names for w in wordings for names in w.things if names))


KINDS = (
    # Years to date first: they have the columns of the latest inspections as well, and more.
    FileKind(
        id="ofsted_report_cards_year",
        publisher="Ofsted, management information",
        title="report cards of the year to date",
        distinctive=(
            "inspection number",
            "inspection start date",
            "curriculum and teaching",
            "leadership and governance",
        ),
        read=management_information(CARD_YEAR_TO_DATE),
        blocks=(Block(("urn", "inspection number", "inspection start date"), always=True),),
        name_hint="",
        dated_by="date",
        keep="all",
        optional=_headings(CARD_YEAR_TO_DATE),
        things=_things(CARD_YEAR_TO_DATE),
        meanings=_meanings(CARD_YEAR_TO_DATE),
    ),
    FileKind(
        id="ofsted_year_to_date",
        publisher="Ofsted, management information",
        title="inspections of the year to date",
        distinctive=("inspection number", "inspection start date", "event type grouping"),
        read=management_information(YEAR_TO_DATE, PREVIOUS, UNGRADED_SINCE),
        blocks=(Block(("urn", "inspection number", "inspection start date"), always=True),),
        name_hint=r"Management_information.*(in-year|year_to_date|inspections_and_outcomes)",
        dated_by="date",
        keep="all",
        optional=_headings(YEAR_TO_DATE, PREVIOUS, UNGRADED_SINCE),
        things=_things(YEAR_TO_DATE, PREVIOUS, UNGRADED_SINCE),
        meanings=_meanings(YEAR_TO_DATE),
    ),
    FileKind(
        id="ofsted_latest",
        publisher="Ofsted, management information",
        title="latest and previous graded inspection",
        distinctive=(_OVERALL, "inspection start date", "previous inspection start date"),
        read=management_information(LATEST, PREVIOUS, UNGRADED_SINCE),
        blocks=(
            Block(("urn", _OVERALL, "inspection start date", "publication date"), always=True),
        ),
        name_hint=r"Management_information.*latest_inspections",
        dated_by="date",
        keep="all",
        optional=_headings(LATEST, PREVIOUS, UNGRADED_SINCE),
        things=_things(LATEST, PREVIOUS, UNGRADED_SINCE),
        meanings=_meanings(LATEST),
    ),
    FileKind(
        id="ofsted_latest_2015",
        publisher="Ofsted, management information",
        title="latest and previous full inspection, common inspection framework",
        distinctive=(
            _OVERALL,
            "outcomes for children and learners",
            "quality of teaching, learning and assessment",
        ),
        read=management_information(LATEST, PREVIOUS, UNGRADED_SINCE),
        blocks=(Block(("urn", _OVERALL), always=True),),
        name_hint="",
        dated_by="date",
        keep="all",
        optional=_headings(LATEST, PREVIOUS, UNGRADED_SINCE),
        things=_things(LATEST, PREVIOUS, UNGRADED_SINCE),
    ),
    FileKind(
        id="ofsted_report_cards",
        publisher="Ofsted, management information",
        title="report cards and earlier grades",
        distinctive=(*BEFORE_CARDS.overall, *BEFORE_CARDS.start),
        read=management_information(CARD, BEFORE_CARDS, UNGRADED_SINCE),
        blocks=(
            Block(
                (
                    "urn",
                    *BEFORE_CARDS.overall,
                    *BEFORE_CARDS.start,
                    *BEFORE_CARDS.number,
                    *BEFORE_CARDS.urn_at_time,
                ),
                always=True,
            ),
        ),
        name_hint="",
        dated_by="date",
        keep="all",
        optional=_headings(CARD, BEFORE_CARDS, UNGRADED_SINCE),
        things=_things(CARD, BEFORE_CARDS, UNGRADED_SINCE),
        meanings=_meanings(CARD),
    ),
    FileKind(
        id="ofsted_workbook",
        publisher="Ofsted, data shared with DfE",
        title="overall effectiveness on one day",
        distinctive=("inspection date", _OVERALL, "ofsted phase"),
        read=latest_grades("inspection date", _OVERALL, "%Y-%m-%d"),
        blocks=(Block(("urn", "inspection date", _OVERALL), always=True),),
        name_hint=r"ofsted-schools",
        dated_by="date",
        keep="all",
        optional=("publication date",),
    ),
    FileKind(
        id="school_information",
        publisher="DfE, performance tables",
        title="school details with Ofsted rating",
        distinctive=("ofstedrating", "ofstedlastinsp"),
        read=latest_grades("ofstedlastinsp", "ofstedrating", "%d-%m-%Y"),
        blocks=(Block(("urn", "ofstedrating", "ofstedlastinsp"), always=True),),
        name_hint=r"_school_information",
        keep="all",
        needs_year=False,
    ),
)
