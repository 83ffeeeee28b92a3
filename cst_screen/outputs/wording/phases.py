"""What each phase says of a trust's joiners, in a sentence, or why it cannot tell and what is missing.

A phase is a key stage: the joiners that take its tests, judged apart from those of the other.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.labels import SHORT_REASONS
from cst_screen.outputs.wording.numbers import figure_text, interval_text
from cst_screen.outputs.wording.phrases import count_text, listing
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.key_stages import KEY_STAGE_NAMES, WITHOUT_SCHOOL_RESULTS
from cst_screen.vocabulary.routes import ROUTES_WITH_A_BEFORE

PHASE_WORDS = {"ks2": "primary", "ks4": "secondary"}
_FIRST_YEAR = 2016
"""Of earlier years other measures are read, and none is missed."""
_WHOLLY = 100.0
"""Per cent: the reliability that no mean has."""
SHORT_PHASES = {"ks2": "KS2", "ks4": "KS4"}


@dataclass(frozen=True)
class PhaseOfTrust:
    """A trust's joiners in one phase.

    leads: the phase leads the trust's case. joined, judged, improved: schools. figures: figure -> its
    row of phase_figures.csv. reasons: how many joiners cannot be judged, by reason. needed: judged
    joiners that the criteria ask for; least_reliability and least_share: the same, in per cent. absent: academic years of published results that the folder lacks.
    only_with_earlier_years: the criteria about joiners would be met if results of before 2015/16 counted.
    """

    phase: str
    leads: bool
    joined: int
    judged: int
    improved: int
    figures: Mapping[str, Row]
    reasons: Counter[str]
    needed: int
    least_reliability: float
    least_share: float
    absent: tuple[str, ...]
    only_with_earlier_years: bool = False

    @property
    def is_judged(self) -> bool:
        return self.figures["trajectory_effect"]["value"] is not None


def phases_of_trust(
    leading: str | None,
    figures: Sequence[Row],
    headlines: Sequence[Row],
    record: Row,
) -> list[PhaseOfTrust]:
    """The phases in which schools joined the trust, the one that leads first.

    leading: verdicts.csv, `phase`. figures, headlines: the trust's rows of phase_figures.csv and of
    headlines.csv. record: run.json.
    """
    settings = record["criteria"]["settings"]
    with_earlier = {(one["uid"], one["phase"]) for one in record.get("earlier_years_only", [])}
    uid = figures[0].get("uid") if figures else None
    by_phase: dict[str, dict[str, Row]] = {}
    for row in figures:
        by_phase.setdefault(row["phase"], {})[row["figure"]] = row
    phases = [
        PhaseOfTrust(
            phase=phase,
            leads=phase == leading,
            joined=_count(rows, "joiners"),
            judged=_count(rows, "joiners_judged"),
            improved=_count(rows, "joiners_improved"),
            figures=rows,
            reasons=Counter(
                row["reason"]
                for row in headlines
                if row["phase"] == phase and row["reason"] and row["route"] in ROUTES_WITH_A_BEFORE
            ),
            needed=settings["least_judged_joiners"],
            least_reliability=settings["least_reliability"],
            least_share=settings["least_share_judged"],
            absent=_years_absent(phase, record),
            only_with_earlier_years=(uid, phase) in with_earlier,
        )
        for phase, rows in by_phase.items()
        if _count(rows, "joiners")
    ]
    return sorted(phases, key=lambda of_trust: not of_trust.leads)


def _count(rows: Mapping[str, Row], figure: str) -> int:
    return int(rows[figure]["value"] or 0)


def _years_absent(phase: str, record: Row) -> tuple[str, ...]:
    """Years whose published results the folder lacks, from the phase's first year in it to the last of
    either phase: the results of the as-at year may not be out yet.
    """
    held = _years_held(phase, record)
    if not held:
        return ()
    last = max(year for stage in KEY_STAGE_NAMES for year in _years_held(stage, record))
    wanted = set(range(min(held), last + 1)) - WITHOUT_SCHOOL_RESULTS[phase]
    return tuple(str(AcademicYear(year)) for year in sorted(wanted - held))


def _years_held(phase: str, record: Row) -> set[int]:
    return {
        _ends(year)
        for entry in record["inputs"]
        if entry["used"] and str(entry["kind"]).startswith(phase)
        for year in entry["years"]
        if _FIRST_YEAR <= _ends(year) <= _ends(record["academic_year"])
    }


@functools.cache
def _ends(year: str) -> int:
    found = AcademicYear.find(year)
    assert found is not None
    return found.ends


def case_words(of_trust: PhaseOfTrust) -> str:
    """`a key stage 4 case: 7 of 8 judged secondary joiners rose further than similar schools`."""
    return (
        f"a {KEY_STAGE_NAMES[of_trust.phase]} case: {of_trust.improved} of {of_trust.judged} judged "
        f"{PHASE_WORDS[of_trust.phase]} joiners rose further than similar schools"
    )


def phase_sentence(of_trust: PhaseOfTrust) -> str:
    """What is known of the phase, or why it is not, with what would be needed."""
    name = KEY_STAGE_NAMES[of_trust.phase].capitalize()
    joiners = count_text(of_trust.joined, f"{PHASE_WORDS[of_trust.phase]} joiner")
    if of_trust.is_judged:
        return (
            f"{name}: of {joiners}, {of_trust.judged} can be judged and {of_trust.improved} rose "
            f"further than similar schools. Difference: {_effect(of_trust)}."
        )
    return f"{name}: cannot tell. {cannot_tell_words(of_trust)}"


def cannot_tell_words(of_trust: PhaseOfTrust) -> str:
    """`1 of 16 joiners can be judged; 3 are needed. Key stage 2 of 2022/23 is not in the folder.`"""
    words = f"{of_trust.judged} of {count_text(of_trust.joined, 'joiner')} can be judged"
    if of_trust.joined < of_trust.needed:
        return (
            f"{words}; {of_trust.needed} are needed. Fewer joined than that, so no further results "
            "would change it."
        )
    words += _what_is_needed(of_trust)
    if of_trust.reasons:
        counted = [f"{SHORT_REASONS[why]} ({n})" for why, n in of_trust.reasons.most_common()]
        words += f" The others: {'; '.join(counted)}."
    if of_trust.absent:
        verb = "is" if len(of_trust.absent) == 1 else "are"
        words += (
            f" {KEY_STAGE_NAMES[of_trust.phase].capitalize()} of {listing(of_trust.absent)} {verb} not "
            "in the data folder."
        )
    return words + _with_earlier_years(of_trust)


def _with_earlier_years(of_trust: PhaseOfTrust) -> str:
    """What results of before 2015/16 would say, and that they do not count; empty where they say nothing."""
    row = of_trust.figures.get("trajectory_with_earlier_years")
    if row is None or row["value"] is None or row["n"] <= of_trust.judged:
        return ""
    met = " and the criteria about joiners would be met" if of_trust.only_with_earlier_years else ""
    return (
        f" If results of before 2015/16 counted as years before joining, {row['n']} joiners could be "
        f"judged (difference: {figure_text('trajectory_effect', row['value'])}){met}. Examinations were "
        "others then, so this decides nothing."
    )


def no_joiners_words(needed: int) -> str:
    """Of a trust that no school with results of its own before joined."""
    return f"No school that takes key stage 2 or 4 tests joined the trust; {needed} judged joiners are needed."


def judged_so_far(of_trust: PhaseOfTrust) -> str:
    """`1 of 16 joiners can be judged; 3 are needed.`"""
    words = f"{of_trust.judged} of {count_text(of_trust.joined, 'joiner')} can be judged"
    if of_trust.judged < of_trust.needed:
        return f"{words}; {of_trust.needed} are needed."
    return f"{words}, too few to tell the trust from luck."


def _what_is_needed(of_trust: PhaseOfTrust) -> str:
    """`; 3 are needed.`, or why enough judged joiners are not yet enough."""
    why = of_trust.figures["trajectory_effect"]["reason"]
    reliability = of_trust.figures["trajectory_reliability"]["value"]
    if why == "few_of_them":
        return (
            f". Of those that came long enough ago, at least {of_trust.least_share:g}% must be, so that "
            "they can speak for the rest."
        )
    if why != "not_reliable" or reliability is None:
        return f"; {of_trust.needed} are needed."
    return (
        f". Their average is more luck than trust: its reliability is {math.floor(reliability)}%, and "
        f"{of_trust.least_reliability:g}% is needed. {_how_many_more(of_trust, reliability)}"
    )


def _how_many_more(of_trust: PhaseOfTrust, reliability: float) -> str:
    wanted = _joiners_for(of_trust.judged, reliability, of_trust.least_reliability)
    if wanted is None:
        return "No number of joiners would be enough."
    if wanted <= of_trust.joined:
        return f"About {wanted} judged joiners would be enough."
    return (
        f"About {wanted} judged joiners would be enough, and fewer joined, so no further results would "
        "change it."
    )


def judged_joiners_needed(of_trust: PhaseOfTrust) -> int | None:
    """How many judged joiners it takes for the phase to be judged, in whole numbers; about so many where the
    mean must be more reliable. None where no number would do.
    """
    why = of_trust.figures["trajectory_effect"]["reason"]
    if why == "not_reliable":
        reliability = of_trust.figures["trajectory_reliability"]["value"]
        return _joiners_for(of_trust.judged, reliability or 0.0, of_trust.least_reliability)
    return max(of_trust.needed, of_trust.judged + 1)


def _joiners_for(judged: int, reliability: float, wanted: float) -> int | None:
    """How many judged joiners a mean of the wanted reliability takes (Spearman and Brown's formula).

    It supposes further joiners like these, so it is a rough number. None where no number would do:
    nothing is wholly reliable, and where trusts do not differ no mean tells them apart.
    """
    if reliability <= 0 or wanted >= _WHOLLY:
        return None
    odds, wanted_odds = reliability / (_WHOLLY - reliability), wanted / (_WHOLLY - wanted)
    return max(judged + 1, math.ceil(judged * wanted_odds / odds))


def _effect(of_trust: PhaseOfTrust) -> str:
    """`+0.55 SD (+0.09 to +1.01); allowing for luck +0.42 SD; chance of a material rise 95%`."""
    effect, shrunken, chance = (
        of_trust.figures[f"trajectory_{name}"] for name in ("effect", "shrunken", "probability")
    )
    ends = interval_text("trajectory_effect", effect["lower"], effect["upper"])
    interval = f" ({ends})" if ends else ""
    return (
        f"{figure_text('trajectory_effect', effect['value'])}{interval}; "
        f"allowing for luck {figure_text('trajectory_shrunken', shrunken['value'])}; chance of a "
        f"material rise {figure_text('trajectory_probability', chance['value'])}"
    )
