"""The annex of a brief, the trust at a glance: size, places, growth, and what is set beside the nation."""

from __future__ import annotations

from collections import Counter

from cst_screen.outputs.brief.content import GlanceRow
from cst_screen.outputs.brief.facts import Facts
from cst_screen.outputs.wording.phrases import listing
from cst_screen.vocabulary.figure import BRIEF_AT_A_GLANCE
from cst_screen.vocabulary.figures import figures_shown

_PHASES = (
    ("schools_primary", "primary"),
    ("schools_secondary", "secondary"),
    ("schools_all_through", "all-through"),
    ("schools_other", "other"),
)
_AUTHORITIES_NAMED = 3


def glance(facts: Facts) -> tuple[GlanceRow, ...]:
    """Rows of the first table. A row without a year is as at the date of the run.

    Figures that are set beside the national one have a row where they are known; the others are
    among the cautions.
    """
    return (
        _row(facts, "Schools", _schools(facts), "schools"),
        _row(facts, "Pupils", _pupils(facts), "pupils"),
        _row(facts, "Local authorities, regions", _places(facts), "local_authorities", "regions"),
        _row(facts, "Distance between schools", _distances(facts), "distance_median_km"),
        _row(
            facts,
            "Growth",
            _growth(facts),
            "joined_in_five_years",
            "years_in_trust",
            "schools_left",
        ),
        *(
            _row(facts, figure.short_label, _beside_the_nation(facts, figure.name), figure.name)
            for figure in figures_shown(BRIEF_AT_A_GLANCE)
            if facts.known(figure.name)
        ),
    )


def _row(facts: Facts, label: str, text: str, *names: str) -> GlanceRow:
    year_and_mark = " ".join(part for part in (facts.years(names[0]), facts.mark(*names)) if part)
    return GlanceRow(label=label, text=text, source=year_and_mark or "no source", names=names)


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
    return f"{facts.text(name)} (nationally {facts.national(name)})"
