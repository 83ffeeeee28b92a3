"""The pictures of a brief: which of a trust's schools and figures are drawn, and under which titles.

A title says what is counted, never why. Where there is nothing to draw there is no picture.
"""

from __future__ import annotations

from pathlib import Path

from cst_screen.outputs.brief.facts import Facts
from cst_screen.outputs.charts import grades, joiners
from cst_screen.outputs.charts.grades import GradedSchool, grades_picture
from cst_screen.outputs.charts.interval import Measured, interval_picture
from cst_screen.outputs.charts.joiners import (
    DrawnJoiner,
    SchoolYear,
    joiners_picture,
    spread_over,
)
from cst_screen.outputs.charts.picture import Picture
from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.phases import PHASE_WORDS
from cst_screen.outputs.wording.phrases import count_text
from cst_screen.outputs.wording.trust_names import school_name
from cst_screen.vocabulary.academic_year import AcademicYear

_ON_ONE_SCALE = {
    "trajectory_effect": "Rise of joiners, beyond similar schools",
    "trajectory_shrunken": "The same, allowing for luck",
    "standard_alike_lowest": "Standard, next to similar pupils’ schools",
}
"""Figures of the interval picture, all in standard deviations."""


def pictures(facts: Facts, templates: Path | None = None) -> dict[str, Picture]:
    """The trust's pictures by name: `joiners`, `interval`, `grades`; those with something to show."""
    made = (_joiners(facts, templates), _interval(facts, templates), _grades(facts, templates))
    return {picture.name: picture for picture in made if picture is not None}


def _joiners(facts: Facts, templates: Path | None) -> Picture | None:
    """Of the phase that leads the trust's case, or of the first that can be judged."""
    drawn = drawn_joiners(facts)
    if not drawn:
        return None
    phase = next(p for p in facts.phases if p.judged)
    judged = count_text(phase.judged, f"{PHASE_WORDS[phase.phase]} joiner")
    title = (
        f"{phase.improved} of {judged} that can be judged rose further than similar schools"
        if phase.is_judged
        else f"{judged} can be judged, too few to tell of the trust"
    )
    shown = spread_over(drawn)
    if len(shown) < len(drawn):
        title += f"; {joiners.MOST} are drawn, evenly from the largest rise to the largest fall"
    return joiners_picture(title, shown, templates)


def drawn_joiners(facts: Facts) -> list[DrawnJoiner]:
    """Every judged joiner of the first phase that has any, year by year."""
    judged = [p.phase for p in facts.phases if p.judged]
    if not judged:
        return []
    years: dict[tuple[int, object], list[Row]] = {}
    for row in facts.year_by_year:
        if row["phase"] == judged[0]:
            years.setdefault((row["history"], row["joined_on"]), []).append(row)
    return [
        DrawnJoiner(
            name=school_name(headline["school"], f"School {headline['urn']}"),
            joined_on=headline["joined_on"],
            effect=headline["effect_sd"],
            years=tuple(_year(row) for row in rows),
        )
        for headline in facts.headlines_by_phase
        if headline["phase"] == judged[0]
        and (rows := years.get((headline["history"], headline["joined_on"])))
    ]


def _year(row: Row) -> SchoolYear:
    year = AcademicYear.find(row["academic_year"])
    assert year is not None
    return SchoolYear(year.ends, row["standing"], row["comparison"], row["side"] or "")


def _interval(facts: Facts, templates: Path | None) -> Picture | None:
    rows = [
        Measured(
            label=label,
            value=facts.figures[name]["value"],
            lower=facts.figures[name]["lower"],
            upper=facts.figures[name]["upper"],
            asked=facts.asked(name),
        )
        for name, label in _ON_ONE_SCALE.items()
        if facts.known(name)
    ]
    if not rows:
        return None
    return interval_picture("How large, how sure, and what the criteria ask", rows, templates)


def _grades(facts: Facts, templates: Path | None) -> Picture | None:
    """Joiners with comparable grades, then those inspected since without a new grade."""
    schools = graded_schools(facts)
    if not schools:
        return None
    title = "Grades before joining and since"
    compared = [school for school in schools if not school.still]
    better = sum(school.after < school.before for school in compared)
    lower = sum(school.after > school.before for school in compared)
    if facts.known("inspections_improved"):
        title = (
            f"Of {count_text(len(compared), 'joiner')} with comparable grades, {better} "
            f"{'was' if better == 1 else 'were'} graded higher next and {lower} lower"
        )
    if len(schools) > grades.MOST:
        title += f" ({grades.MOST} of {len(schools)} inspected since are drawn)"
    shown = _spread_over(schools)
    return grades_picture(
        title, sorted(shown, key=lambda s: (s.still, s.before_year, s.name)), templates
    )


def _spread_over(schools: list[GradedSchool]) -> list[GradedSchool]:
    """As many as fit, evenly from the largest rise to the largest fall; those without a new grade last."""
    ordered = sorted(schools, key=lambda s: (s.still, s.after - s.before, -s.after_year, s.name))
    graded = [school for school in ordered if not school.still]
    if len(graded) <= grades.MOST:
        return ordered[: grades.MOST]
    last = len(graded) - 1
    return [graded[round(n * last / (grades.MOST - 1))] for n in range(grades.MOST)]


def graded_schools(facts: Facts) -> list[GradedSchool]:
    """Each joiner with a grade before joining and an inspection after its first year in the trust."""
    paired = {pair["history"]: pair for pair in facts.inspection_pairs if pair["counts"]}
    found = []
    for headline in facts.joined:
        name = school_name(headline["school"], f"School {headline['urn']}")
        pair = paired.get(headline["history"])
        if pair is not None:
            found.append(
                GradedSchool(
                    name,
                    pair["before"],
                    pair["before_on"].year,
                    pair["after"],
                    pair["after_on"].year,
                    still=False,
                )
            )
            continue
        before, since = facts.inspection_pair(headline)
        if before and before["overall"] and since and since["kind"] == "ungraded":
            found.append(
                GradedSchool(
                    name,
                    before["overall"],
                    before["inspected_on"].year,
                    before["overall"],
                    since["inspected_on"].year,
                    still=True,
                )
            )
    return found
