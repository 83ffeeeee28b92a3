"""Which headings each era's files use for the same thing.

A wording says under which headings a row holds one inspection: the latest graded one, the one
before it, the latest ungraded one, a report card. Of several headings, the first that a file has is
read; so the "full" inspections of 2015 to 2024 and the "graded" ones of 2025 need no reader of
their own. Headings are canonical: lower case, white space folded, because Ofsted's spacing varies.

The eras (DOMAIN D.2): 2015 to 2019 with the common inspection framework's judgements; 2019 to August
2024; September 2024 to August 2025, "Not judged" for overall effectiveness; from November 2025 report
cards next to the last inspection before them. "Year to date" files hold one inspection in a row.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

from cst_screen.vocabulary.regimes import GRADED, UNGRADED

Headings = tuple[str, ...]


@dataclass(frozen=True)
class Wording:
    """The headings of one inspection in a row; a file has one of those that a field lists.

    kind None: a row is graded where it has a grade and ungraded where it has none. legacy: from
    before report cards, whatever its date. grades: judgement -> headings. areas: report-card area ->
    headings, each with a "- date of grade" of its own.
    """

    role: str
    kind: str | None
    start: Headings
    number: Headings = ()
    urn_at_time: Headings = ()
    published: Headings = ()
    overall: Headings = ()
    safeguarding: Headings = ()
    concern: Headings = ()
    concern_now: Headings = ()
    outcome: Headings = ()
    legacy: bool = True
    grades: dict[str, Headings] = field(default_factory=dict)
    areas: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def headings(self) -> Headings:
        """Every heading that a file may have."""
        areas = (heading for pair in self.areas.values() for heading in pair)
        return tuple(dict.fromkeys([*(h for names in self.things for h in names), *areas]))

    @property
    def things(self) -> tuple[Headings, ...]:
        """The headings of each thing, of which a file has one."""
        return (
            self.start,
            self.number,
            self.urn_at_time,
            self.published,
            self.overall,
            self.safeguarding,
            self.concern,
            self.concern_now,
            self.outcome,
            *self.grades.values(),
            *((area,) for area, _ in self.areas.values()),
        )

    @property
    def dates(self) -> Headings:
        """The headings of the columns that hold dates."""
        return (*self.start, *self.published, *(dated for _, dated in self.areas.values()))

    @property
    def coded(self) -> list[tuple[str, str]]:
        """The headings whose cells hold codes, each with the list of codes that it uses."""
        graded = (*self.overall, *(h for headings in self.grades.values() for h in headings))
        return [
            *((heading, "grade") for heading in graded),
            *((heading, "level") for heading, _ in self.areas.values()),
            *((heading, "safeguarding") for heading in self.safeguarding),
            *((heading, "concern") for heading in (*self.concern, *self.concern_now)),
        ]

    def in_file(self, columns: Container[str]) -> Wording | None:
        """The wording with only the headings that a file has; None where it has no inspection.

        An inspection needs a start, and something that was judged.
        """

        def first(headings: Headings) -> Headings:
            return tuple(h for h in headings if h in columns)[:1]

        there = Wording(
            role=self.role,
            kind=self.kind,
            start=first(self.start),
            number=first(self.number),
            urn_at_time=first(self.urn_at_time),
            published=first(self.published),
            overall=first(self.overall),
            safeguarding=first(self.safeguarding),
            concern=first(self.concern),
            concern_now=first(self.concern_now),
            outcome=first(self.outcome),
            legacy=self.legacy,
            grades={name: first(h) for name, h in self.grades.items() if first(h)},
            areas={name: pair for name, pair in self.areas.items() if pair[0] in columns},
        )
        is_judged = (
            there.overall or there.grades or there.areas or there.outcome or there.kind == UNGRADED
        )
        return there if there.start and is_judged else None


_GRADES = {
    "quality_of_education": "quality of education",
    "behaviour_and_attitudes": "behaviour and attitudes",
    "personal_development": "personal development",
    "leadership_and_management": "effectiveness of leadership and management",
    "early_years": "early years provision (where applicable)",
    "sixth_form": "sixth form provision (where applicable)",
    "outcomes": "outcomes for children and learners",
    "teaching": "quality of teaching, learning and assessment",
    "welfare": "personal development, behaviour and welfare",
}
_OTHER_NAMES = {
    "outcomes": ("outcomes for pupils",),
    "sixth_form": ("16 to 19 study programmes", "16 - 19 study programmes"),
}


def _grades(before: str = "") -> dict[str, Headings]:
    return {
        name: tuple(before + h for h in (heading, *_OTHER_NAMES.get(name, ())))
        for name, heading in _GRADES.items()
    }


def _safeguarding(before: str = "") -> Headings:
    return (f"{before}safeguarding is effective?", f"{before}safeguarding is effective")


LATEST = Wording(
    role="current",
    kind=GRADED,
    start=("inspection start date", "inspection date"),
    number=(
        "inspection number of latest graded inspection",
        "inspection number of latest full inspection",
        "inspection number",
    ),
    urn_at_time=(
        "urn at time of latest graded inspection",
        "urn at time of latest full inspection",
    ),
    published=("publication date",),
    overall=("overall effectiveness",),
    safeguarding=_safeguarding(),
    concern=("category of concern",),
    grades=_grades(),
)

PREVIOUS = Wording(
    role="previous",
    kind=GRADED,
    start=(
        "previous inspection start date",
        "previous full inspection date",
        "previous full inspection start date",
        "previous inspection date",
    ),
    number=(
        "previous graded inspection number",
        "previous full inspection number",
        "previous inspection number",
    ),
    urn_at_time=(
        "urn at time of previous graded inspection",
        "urn at time of previous full inspection",
        "urn at time of previous inspection",
    ),
    published=("previous publication date",),
    overall=(
        "previous graded inspection overall effectiveness",
        "previous full inspection overall effectiveness",
        "previous overall effectiveness",
    ),
    safeguarding=_safeguarding("previous "),
    concern=("previous category of concern",),
    grades=_grades("previous "),
)

_SINCE = [
    (
        "latest ungraded inspection number since last graded inspection",
        "latest ungraded inspection",
        "ungraded inspection",
        "the ungraded inspection",
    ),
    (
        "latest ungraded inspection number since last full inspection",
        "latest ungraded inspection",
        "ungraded inspection",
        "the ungraded inspection",
    ),
    (
        "latest ungraded inspection number",
        "latest ungraded inspection",
        "ungraded inspection",
        "the ungraded inspection",
    ),
    (
        "latest section 8 inspection number since last full inspection",
        "latest section 8 inspection",
        "section 8 inspection",
        "the section 8 inspection",
    ),
    (
        "latest short inspection number since last full inspection",
        "latest short inspection",
        "short inspection",
        "the short inspection",
    ),
]

UNGRADED_SINCE = Wording(
    role="current",
    kind=UNGRADED,
    start=tuple(dict.fromkeys(f"date of {latest}" for _, latest, _, _ in _SINCE)),
    number=tuple(number for number, _, _, _ in _SINCE),
    urn_at_time=tuple(dict.fromkeys(f"urn at time of {the}" for _, _, _, the in _SINCE)),
    published=tuple(dict.fromkeys(f"{short} publication date" for _, _, short, _ in _SINCE)),
    outcome=tuple(dict.fromkeys(f"{short} overall outcome" for _, _, short, _ in _SINCE)),
    legacy=False,
)

YEAR_TO_DATE = Wording(
    role="current",
    kind=None,
    start=LATEST.start,
    number=("inspection number",),
    urn_at_time=LATEST.urn_at_time,
    published=LATEST.published,
    overall=LATEST.overall,
    safeguarding=LATEST.safeguarding,
    concern=LATEST.concern,
    outcome=(
        "outcomes for ungraded and monitoring inspections",
        "outcomes for legacy monitoring inspections",
        "inspection outcome",
    ),
    grades=_grades(),
)


def _area(heading: str, dated: str = "") -> tuple[str, str]:
    return heading, f"{dated or heading} - date of grade"


_AREAS = {
    "card_inclusion": _area("inclusion"),
    "card_curriculum": _area("curriculum and teaching"),
    "card_achievement": _area("achievement"),
    "card_attendance": _area("attendance and behaviour"),
    "card_development": _area("personal development and wellbeing"),
    "card_early_years": _area("early years (where applicable)", "early years"),
    "card_post_16": _area("post-16 provision (where applicable)", "post-16 provision"),
    "card_leadership": _area("leadership and governance"),
}

CARD = Wording(
    role="current",
    kind=GRADED,
    start=("inspection start date",),
    number=(
        "inspection number of latest full inspection",
        "inspection number of latest graded inspection",
        "inspection number",
    ),
    urn_at_time=(
        "urn at time of latest full inspection",
        "urn at time of latest graded inspection",
    ),
    published=("publication date",),
    safeguarding=("safeguarding standards",),
    concern=("category of concern",),
    concern_now=("most recent category of concern",),
    legacy=False,
    areas=_AREAS,
)

CARD_YEAR_TO_DATE = Wording(
    role="current",
    kind=None,
    start=CARD.start,
    number=("inspection number",),
    urn_at_time=(),
    published=CARD.published,
    safeguarding=CARD.safeguarding,
    concern=CARD.concern,
    outcome=YEAR_TO_DATE.outcome,
    legacy=False,
    areas=_AREAS,
)

_OEIF = "latest oeif graded inspection"
BEFORE_CARDS = Wording(
    role="current",
    kind=GRADED,
    start=(f"inspection start date of {_OEIF}",),
    number=(f"inspection number of {_OEIF}",),
    urn_at_time=(f"urn at time of {_OEIF}",),
    published=(f"publication date of {_OEIF}",),
    overall=("latest oeif overall effectiveness",),
    safeguarding=_safeguarding("latest oeif "),
    concern=("latest oeif category of concern",),
    concern_now=("most recent category of concern",),
    grades={
        name: tuple("latest oeif " + h for h in headings) for name, headings in _grades().items()
    },
)

ALL = (LATEST, PREVIOUS, UNGRADED_SINCE, YEAR_TO_DATE, CARD, BEFORE_CARDS, CARD_YEAR_TO_DATE)
