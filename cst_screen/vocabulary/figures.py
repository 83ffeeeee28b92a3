"""Every figure that a criterion may name: words only, without data.

`cst-screen figures` prints it, criteria are checked against it, and `evidence` must supply each of
them for every trust: a value with its interval and count, or the reason why there is none. Each
family's figures are declared in a module of their own in this folder.
"""

from __future__ import annotations

from cst_screen.vocabulary.context_figures import CONTEXT
from cst_screen.vocabulary.figure import Figure
from cst_screen.vocabulary.inspection_figures import VALIDATION
from cst_screen.vocabulary.measure_figures import figures_of
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.shift_figures import SHIFTS
from cst_screen.vocabulary.standard_figures import STANDARD
from cst_screen.vocabulary.trajectory_figures import TRAJECTORY

FAMILIES = {
    "trajectory": "Do schools that join the trust subsequently improve?",
    "standard": "Is the standard generally high across the board?",
    "validation": "Does outside validation reflect a trajectory of improvement?",
    "context": "How many schools, where, for whom?",
    "workforce": "What do workforce data show?",
    "attendance": "What do absence data show?",
}

UNITS = {
    "schools": "schools",
    "share": "per cent of schools",
    "share_of_measures": "per cent of measures",
    "share_of_areas": "per cent of areas",
    "chance": "per cent",
    "sd": "standard deviations among schools",
    "percent": "per cent of pupils",
    "rate": "per 100 pupils",
    "percent_teachers": "per cent of teachers",
    "points": "points",
    "progress_points": "progress points",
    "scaled_score": "scaled score points",
    "ratio": "pupils per teacher",
    "days": "days",
    "percent_posts": "per cent of posts",
    "pupils": "pupils",
    "km": "kilometres",
    "years": "years",
    "count": "",
}


FIGURES: dict[str, Figure] = {
    figure.name: figure
    for figure in (
        *TRAJECTORY,
        *STANDARD,
        *VALIDATION,
        *CONTEXT,
        *SHIFTS,
        *(figure for measure in MEASURES.values() for figure in figures_of(measure)),
    )
}
"""Every figure by name, grouped as reports show them."""


def figures_shown(place: str) -> list[Figure]:
    """The figures that a document shows, in its order; `place` is one of `figure.PLACES`."""
    shown = [figure for figure in FIGURES.values() if place in figure.shown]
    return sorted(shown, key=lambda figure: figure.shown[place])
