"""What would let a trust in, in a sentence for documents: the smallest change of each figure on the shortest ways.

`why_not` gives the same as a record, with thresholds and with what would settle what cannot be told.
"""

from __future__ import annotations

from collections.abc import Collection

from cst_screen.judging.phases import is_by_phase
from cst_screen.judging.ways_in import Obstacle, WayIn, ways_in
from cst_screen.outputs.wording.numbers import change_words
from cst_screen.outputs.wording.phrases import count_text, listing, lower_first, typographic
from cst_screen.run_folder.read import RunFolder
from cst_screen.run_folder.values import asked_of, criteria_of, values_of
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.key_stages import KEY_STAGE_NAMES


def ways_of_trusts(run: RunFolder, uids: Collection[int]) -> dict[int, str]:
    """uid -> `at key stage 4, chance of a material rise: 3 points more`; empty where the trust is on the list, or no
    figure would do because too little is known."""
    criteria = criteria_of(run)
    values = values_of(run, criteria, uids)
    asked = asked_of(criteria)
    return {uid: _said(ways_in(asked, values[uid])) for uid in uids}


def _said(ways: list[WayIn]) -> str:
    """The ways on which every figure is known, each with all that it takes."""
    known = [way for way in ways if all(o.figures for o in way.obstacles)]
    return typographic("; or ".join(_way(way, len(known) > 1) for way in known))


def _way(way: WayIn, is_one_of_several: bool) -> str:
    apart = [o for o in way.obstacles if not o.of_family]
    words = listing([_change(obstacle) for obstacle in apart])
    of_families = [o for o in way.obstacles if o.of_family]
    if of_families:
        enough = of_families[0].of_family or 1
        changes = listing([_change(o) for o in of_families])
        words += (
            f"{'; and ' if words else ''}{count_text(enough, 'of these', 'of these')}: {changes}"
        )
    of_phase = any(is_by_phase(o.rule.figure) for o in way.obstacles)
    if is_one_of_several or of_phase:
        return f"at {KEY_STAGE_NAMES[way.phase]}, {words}"
    return words


def _change(obstacle: Obstacle) -> str:
    figure = obstacle.rule.figure
    changes = listing([change_words(figure, change.by) for change in obstacle.figures.values()])
    return f"{lower_first(FIGURES[figure].label)}: {changes}"
