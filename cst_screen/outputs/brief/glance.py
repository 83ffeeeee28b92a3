"""The annex of a brief, the trust at a glance: size, places, growth, and what is set beside the nation."""

from __future__ import annotations

from collections import Counter

from cst_screen.outputs.brief.content import GlanceRow
from cst_screen.outputs.brief.facts import Facts
from cst_screen.outputs.wording.labels import ROUTE_WORDS
from cst_screen.outputs.wording.numbers import figure_text
from cst_screen.outputs.wording.phrases import listing, typographic
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.figure import BRIEF_AT_A_GLANCE
from cst_screen.vocabulary.figures import figures_shown

_PHASES = (
    ("schools_primary", "primary"),
    ("schools_secondary", "secondary"),
    ("schools_all_through", "all-through"),
    ("schools_other", "other"),
)
_AUTHORITIES_NAMED = 3
_CENTRE = ("distance_centre_median_km", "distance_centre_90_km")
_OF_2011 = "(England/Wales)"
"""How the register marks a word of the classification of 2011; those of 2021 have no such mark."""


def glance(facts: Facts) -> tuple[GlanceRow, ...]:
    """Rows of the first table. A row without a year is as at the date of the run.

    Figures that are set beside the national one have a row where they are known; the others are
    among the cautions.
    """
    return (
        _row(facts, "Schools", _schools(facts), "schools"),
        *_rows_if(facts, "Phase and route", _routes(facts), "schools", "joiners"),
        _row(facts, "Pupils", _pupils(facts), "pupils"),
        _row(facts, "Local authorities, regions", _places(facts), "local_authorities", "regions"),
        _row(facts, "Distance between schools", _distances(facts), "distance_median_km"),
        *_rows_if(facts, "Distance from its centre", _from_the_centre(facts), *_CENTRE),
        *_rows_if(facts, "Urban and rural", _areas(facts), "urban_share"),
        _row(
            facts,
            "Growth",
            _growth(facts),
            "joined_in_five_years",
            "years_in_trust",
            "schools_left",
        ),
        *_rows_if(facts, "Growth by year", _by_year(facts), "joined_in_five_years", "schools"),
        *(
            _row(facts, figure.short_label, _beside_the_nation(facts, figure.name), figure.name)
            for figure in figures_shown(BRIEF_AT_A_GLANCE)
            if facts.known(figure.name)
        ),
    )


def _row(facts: Facts, label: str, text: str, *names: str) -> GlanceRow:
    year_and_mark = " ".join(part for part in (facts.years(names[0]), facts.mark(*names)) if part)
    return GlanceRow(label=label, text=text, source=year_and_mark or "no source", names=names)


def _rows_if(facts: Facts, label: str, text: str, *names: str) -> tuple[GlanceRow, ...]:
    """A row, or none where there is nothing to say."""
    return (_row(facts, label, text, *names),) if text else ()


def _schools(facts: Facts) -> str:
    phases = [f"{facts.text(name)} {word}" for name, word in _PHASES if facts.value(name)]
    return f"{facts.count('schools')}: {listing(phases)}"


def _pupils(facts: Facts) -> str:
    """The number of pupils, and in how many schools where that is not all."""
    counted, schools = facts.n("pupils"), facts.count("schools")
    if not facts.known("pupils") or counted == schools:
        return facts.text("pupils")
    return f"{facts.text('pupils')} in {counted} of the {schools} schools"


def _places(facts: Facts) -> str:
    """How many authorities and regions, and the names of those with most schools."""
    counts = Counter(school["la"] for school in facts.schools if school["la"])
    regions = sorted({school["region"] for school in facts.schools if school["region"]})
    if not counts or not regions:
        return "not known (GIAS gives none)"
    largest = sorted(counts, key=lambda name: (-counts[name], name))[:_AUTHORITIES_NAMED]
    most = "most schools in " if len(counts) > _AUTHORITIES_NAMED else ""
    where = regions[0] if len(regions) == 1 else f"{len(regions)} regions"
    return f"{len(counts)} ({most}{listing(sorted(largest))}), {where}"


def _distances(facts: Facts) -> str:
    if not facts.known("distance_median_km"):
        return "not known (fewer than two schools have a location)"
    apart = (
        f"median {facts.text('distance_median_km')}, furthest {facts.text('distance_furthest_km')}"
    )
    located, schools = facts.n("distance_median_km"), facts.count("schools")
    if located != schools:
        apart += f" ({located} of {schools} schools have a location)"
    return apart


def _growth(facts: Facts) -> str:
    return (
        f"{facts.text('joined_in_five_years')} came in the last five years; median time in the trust "
        f"{facts.text('years_in_trust')}; left: {facts.text('schools_left')}"
    )


def _beside_the_nation(facts: Facts, name: str) -> str:
    """The trust's figure, the nation's, and the range over its schools where there are several."""
    over = _over_schools(facts, name)
    return f"{facts.text(name)} (nationally {facts.national(name)}{over})"


def _over_schools(facts: Facts, name: str) -> str:
    values = [
        row["value"]
        for row in facts.published_rows
        if row["measure"] == name and row["used_for"] == "latest" and row["value"] is not None
    ]
    if len(values) < 2:
        return ""
    low, high = (typographic(figure_text(name, value)) for value in (min(values), max(values)))
    return f"; its schools {low} to {high}" if low != high else f"; each of its schools {low}"


def _routes(facts: Facts) -> str:
    """`primary: 8 converter, 3 sponsored; secondary: 2 founding school`."""
    counts: dict[str, Counter[str]] = {}
    for school in facts.schools:
        phase = school["phase"] or "phase not known"
        counts.setdefault(phase, Counter())[ROUTE_WORDS[school["route"] or "undated"]] += 1
    parts = []
    for phase in sorted(counts, key=lambda p: (-counts[p].total(), p)):
        routes = sorted(counts[phase].items(), key=lambda one: (-one[1], one[0]))
        parts.append(f"{phase}: {', '.join(f'{n} {route}' for route, n in routes)}")
    return "; ".join(parts)


def _from_the_centre(facts: Facts) -> str:
    if not facts.known(_CENTRE[0]):
        return ""
    median, most = (facts.text(name) for name in _CENTRE)
    return f"median {median}, nine schools in ten within {most} (centre weighted by pupils)"


def _areas(facts: Facts) -> str:
    """The register's own words, of 2011 or of 2021, with how many schools each has."""
    words = Counter(
        (school["area"] or "").removeprefix(_OF_2011).strip() for school in facts.schools
    )
    unknown = words.pop("", 0)
    if not words:
        return ""
    listed = sorted(words.items(), key=lambda one: (-one[1], one[0]))
    said = "; ".join(f"{area} ({n})" for area, n in listed)
    return said + (f"; not recorded ({unknown})" if unknown else "")


def _by_year(facts: Facts) -> str:
    """Present schools by the academic year in which they came: `2012/13: 3, 2014/15: 1`."""
    came = Counter(
        AcademicYear.containing(s["joined_on"]).ends for s in facts.schools if s["joined_on"]
    )
    said = ", ".join(f"{AcademicYear(year)}: {came[year]}" for year in sorted(came))
    return f"{said} (present schools, by the year they came)" if said else ""
