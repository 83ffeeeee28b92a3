"""What a brief says, as one record from which the Markdown and the Word file are both rendered.

Every value is text, ready to print, unless it says otherwise; `templates/README.md` describes each.
`names` are figure names, as `cst-screen explain TRUST --figure NAME` takes them; a `mark` such as
`[S3]` stands for files in `sources`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeVar

from cst_screen.outputs.brief.sentence import Sentence
from cst_screen.outputs.charts.picture import Picture
from cst_screen.outputs.wording.citations import Source

T = TypeVar("T")


@dataclass(frozen=True)
class GlanceRow:
    """One line of the first table; `source` is year and mark."""

    label: str
    text: str
    source: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Family:
    """One part of the annex in full: a heading and its sentences."""

    title: str
    sentences: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.sentences)


@dataclass(frozen=True)
class CriterionRow:
    """A required criterion: the figure found, what was asked for, the verdict."""

    criterion: str
    description: str
    name: str
    figure: str
    interval: str
    asked: str
    verdict: str
    mark: str

    @property
    def shown(self) -> str:
        """The figure, with its interval where it has one."""
        return f"{self.figure} ({self.interval})" if self.interval else self.figure


@dataclass(frozen=True)
class SchoolToAsk:
    """A school to ask about. `shows` and `ask`: what the figures show in short, and what to ask. `order` is its joining date in ISO form, `urn` a number."""

    order: str
    urn: int
    school: str
    joined: str
    route: str
    why: str
    shows: str
    ask: str
    results: str
    standing: str
    inspection_before: str
    inspection_after: str
    mark: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class ComponentToAsk:
    """A component of the improvement model that a figure points to. `number` is a number."""

    number: int
    area: str
    description: str
    seen: str
    question: str
    names: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class StandardRow:
    """A measure of today's standard: the trust, schools nationally, the difference with its interval."""

    label: str
    trust: str
    national: str
    difference: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """A row of the table to fill in with the trust: what it is about and the published figure."""

    about: str
    published: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class AnnexFigure:
    """A figure of the annex with all that belongs to it."""

    label: str
    shown: str
    cases: str
    years: str
    mark: str
    name: str


@dataclass(frozen=True)
class FigureShown:
    """Any figure of the trust, which a template may name: `{{ figures.pupils.shown }}`. Where it is not
    known, `shown` says why."""

    label: str
    shown: str
    interval: str
    cases: str
    years: str


@dataclass(frozen=True)
class Shown:
    """A picture as a template is given it. `picture`: where it is put; empty where there is none.
    `title` and `description` say in words what it shows."""

    picture: str
    title: str
    description: str


@dataclass(frozen=True)
class Brief:
    """One trust's brief, in the order of its parts."""

    trust: str
    uid: str
    group_id: str
    file_name: str
    as_at: str
    as_at_iso: str
    academic_year: str
    caution: str
    who: tuple[Sentence, ...]
    finding: Sentence
    rests_on: tuple[Sentence, ...]
    joiners_picture: Shown
    interval_picture: Shown
    grades_picture: Shown
    standard_rows: tuple[StandardRow, ...]
    standard_words: tuple[Sentence, ...]
    inspected: tuple[Sentence, ...]
    how_sure: tuple[Sentence, ...]
    main_cautions: tuple[Sentence, ...]
    claims: tuple[Claim, ...]
    annex_figures: tuple[AnnexFigure, ...]
    judged_schools: tuple[SchoolToAsk, ...]
    outcome_word: str
    outcome: str
    shortlisted: bool
    standing_heading: str
    glance: tuple[GlanceRow, ...]
    families: tuple[Family, ...]
    family_names: tuple[str, ...]
    criteria: tuple[CriterionRow, ...]
    caveats_met: str
    cautions: tuple[str, ...]
    schools_how: str
    schools: tuple[SchoolToAsk, ...]
    school_names: tuple[str, ...]
    components: tuple[ComponentToAsk, ...]
    inspection_lines: tuple[str, ...]
    sources: tuple[Source, ...]
    explain: str
    run_id: str
    version: str
    data: str
    criteria_title: str
    criteria_file: str
    criteria_hash: str
    figures: dict[str, FigureShown]
    pictures: tuple[Picture, ...]

    def as_context(self) -> dict[str, Any]:
        """What a template is given: each part under its name."""
        return {
            part.name: getattr(self, part.name) for part in fields(self) if part.name != "pictures"
        }


def with_texts(record: T, change: Callable[[str], str]) -> T:
    """The same record with every text in it changed, however deep it lies."""
    changed: T = _changed(record, change)
    return changed


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_changed(part, change) for part in value)
    if is_dataclass(value):
        kind: Any = type(value)
        return kind(*(_changed(getattr(value, name), change) for name in _names_in(kind)))
    return value


@functools.cache
def _names_in(record: type) -> tuple[str, ...]:
    return tuple(part.name for part in fields(record))
