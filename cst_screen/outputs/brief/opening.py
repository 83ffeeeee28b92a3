"""Page 1 of a brief: who the trust is, what was found and on what it rests.

The words are chosen by rule from the evidence (`wording.strength`). A figure that is not known has no
sentence, and none is said in another guise.
"""

from __future__ import annotations

from collections import Counter

from cst_screen.outputs.brief.effects import effects_in_units
from cst_screen.outputs.brief.facts import Facts
from cst_screen.outputs.brief.sentence import Sentence, said
from cst_screen.outputs.wording.numbers import asked_text, figure_text
from cst_screen.outputs.wording.phases import PHASE_WORDS, PhaseOfTrust, judged_so_far
from cst_screen.outputs.wording.phrases import count_text, listing, lower_first, typographic
from cst_screen.outputs.wording.published import case_words, published_of
from cst_screen.outputs.wording.strength import more_or_fewer, rise_words
from cst_screen.outputs.wording.theme import theme_rules
from cst_screen.vocabulary.figures import FIGURES

_PHASES = {
    "schools_primary": "primary",
    "schools_secondary": "secondary",
    "schools_all_through": "all-through",
    "schools_other": "other",
}
_MOSTLY = 0.6
"""Share of a trust's schools of one phase from which it is called mostly of that phase."""
_AUTHORITIES_NAMED = 3
_MATERIAL_POINTS = 3.0
"""Percentage points from the nation's share that a reader would call a difference; it is a tenth of the
spread between trusts' shares of free school meals."""


def who(facts: Facts) -> tuple[Sentence, ...]:
    """The trust in a sentence, and its pupils next to the nation's in another."""
    schools = facts.count("schools")
    words = f"{count_text(schools, _kind(facts))}{_places(facts)}{_mix(facts)}"
    names = ["schools", *(name for name in _PHASES if facts.value(name))]
    if facts.known("pupils"):
        words += f", with {facts.text('pupils')} pupils ({facts.years('pupils')})"
        names.append("pupils")
    return (said(f"{words}.", *names), *_intake(facts), *_published(facts))


def _published(facts: Facts) -> list[Sentence]:
    """That a case study of it is out already: the visit may be for nothing."""
    cases = published_of(facts.record).get(facts.verdict["uid"], [])
    return [said(f"A case study of it is published: {case_words(case)}.") for case in cases]


def _kind(facts: Facts) -> str:
    """`primary school` where all are of one phase, else `school`."""
    of_phase = [w for name, w in _PHASES.items() if facts.value(name) == facts.value("schools")]
    return f"{of_phase[0]} school" if of_phase and of_phase[0] != "other" else "school"


def _mix(facts: Facts) -> str:
    total = facts.count("schools")
    counts = {word: facts.count(name) for name, word in _PHASES.items() if facts.value(name)}
    if len(counts) < 2:
        return ""
    most = max(counts, key=lambda word: counts[word])
    if counts[most] >= _MOSTLY * total:
        return f", mostly {most}"
    return f" ({listing([f'{n} {word}' for word, n in counts.items()])})"


def _places(facts: Facts) -> str:
    """` in Hull and Grimsby`, or the regions where there are many authorities."""
    counts = Counter(school["la"] for school in facts.schools if school["la"])
    regions = sorted({school["region"] for school in facts.schools if school["region"]})
    if not counts:
        return ""
    if len(counts) <= _AUTHORITIES_NAMED:
        return f" in {listing(sorted(counts))}"
    if len(regions) <= _AUTHORITIES_NAMED:
        return f" in {len(counts)} authorities of {listing(regions)}"
    return f" in {len(counts)} authorities of {len(regions)} regions"


def _intake(facts: Facts) -> list[Sentence]:
    name = "intake_fsm"
    gap = facts.value(f"{name}_gap")
    if gap is None:
        return []
    return [
        said(
            f"{more_or_fewer(gap, _MATERIAL_POINTS)} of its pupils have been eligible for free school "
            f"meals in the last six years ({facts.text(name)}) "
            f"{'as' if abs(gap) < _MATERIAL_POINTS else 'than'} in the same mix of schools nationally "
            f"({facts.national(name)}).",
            name,
            f"{name}_gap",
        )
    ]


# --- the finding ------------------------------------------------------------------------------


def finding(facts: Facts) -> Sentence:
    """What the case is made by: the figures of the theme's criteria, or what was found of joiners."""
    return _of_theme(facts) or _of_joiners(facts)


def _of_theme(facts: Facts) -> Sentence | None:
    """Each figure that the criteria require, where they do not ask for a rise of joiners."""
    rules = theme_rules(facts.record)
    if not rules:
        return None
    answers = {answer["criterion"]: answer for answer in facts.criteria}
    told = [
        f"{lower_first(FIGURES[rule['figure']].label)}: "
        f"{figure_text(rule['figure'], answers[rule['id']]['value'], answers[rule['id']]['reason'])} "
        f"(asked for: {asked_text(rule)})"
        for rule in rules
    ]
    words = "; ".join(told)
    return said(
        typographic(f"{words[:1].upper()}{words[1:]}."), *(rule["figure"] for rule in rules)
    )


def _of_joiners(facts: Facts) -> Sentence:
    """What was found of schools that joined, in the phase that leads the trust's case."""
    leading = next((p for p in facts.phases if p.is_judged), None)
    if leading is None:
        return said(
            "It cannot be judged yet whether schools that joined rose further than similar schools.",
            "joiners",
            "joiners_judged",
        )
    phase = PHASE_WORDS[leading.phase].capitalize()
    words = _words_of(facts, leading)
    names = ("trajectory_effect", "trajectory_probability")
    if words:
        return said(f"{phase} schools that joined {words}, on average.", *names)
    return said(
        f"It cannot be judged whether {phase.lower()} schools that joined rose further than similar "
        "schools: their average could be luck.",
        *names,
    )


def _words_of(facts: Facts, of_trust: PhaseOfTrust) -> str:
    effect, chance = (
        of_trust.figures[name] for name in ("trajectory_effect", "trajectory_probability")
    )
    return rise_words(
        effect["lower"], effect["upper"], chance["value"], facts.asked("trajectory_probability")
    )


def rests_on(facts: Facts) -> tuple[Sentence, ...]:
    """How many joined, can be judged and rose; by how much; how likely more than luck; other phases."""
    found = [_of_joiners(facts)] if theme_rules(facts.record) and facts.phases else []
    return (
        *found,
        *_leading(facts),
        *(_other_phase(facts, p) for p in facts.phases[1:] if p.is_judged),
        *(_not_judged(p) for p in facts.phases if not p.is_judged),
        *_nobody(facts),
    )


def _leading(facts: Facts) -> list[Sentence]:
    """The phase that leads the trust's case; nothing where none can be judged."""
    if not facts.phases or not facts.phases[0].is_judged:
        return []
    phase = facts.phases[0]
    return [_counted(facts, phase), *_amount(facts, phase.phase), *_chance(facts)]


def _counted(facts: Facts, of_trust: PhaseOfTrust) -> Sentence:
    phase = PHASE_WORDS[of_trust.phase]
    rest = of_trust.joined - of_trust.judged
    words = (
        f"Of {count_text(of_trust.joined, f'{phase} school')} that joined, "
        f"{of_trust.judged if rest else 'all'} can be judged, and {_rose(of_trust)} rose further than "
        f"similar schools{', or fell less' if _some_fell(facts, of_trust.phase) else ''}"
    )
    if rest:
        words += f"; {rest} cannot be judged yet"
    return said(f"{words}.", "joiners", "joiners_judged", "joiners_improved", phase=of_trust.phase)


def _some_fell(facts: Facts, phase: str) -> bool:
    """Whether a school that is counted as rising further fell, only by less than similar schools."""
    better = {
        (h["history"], h["joined_on"], h["judged_by"])
        for h in facts.headlines_by_phase
        if h["phase"] == phase and h["effect_sd"] > 0
    }
    return any(
        (row["history"], row["joined_on"], row["measure"]) in better and (row["change"] or 0.0) < 0
        for row in facts.joiners
    )


def _rose(of_trust: PhaseOfTrust) -> str:
    if of_trust.improved == of_trust.judged:
        return f"all {of_trust.judged}" if of_trust.judged > 1 else "it"
    return f"{of_trust.improved} of these" if of_trust.improved else "none of these"


def _other_phase(facts: Facts, of_trust: PhaseOfTrust) -> Sentence:
    """A phase that is judged and does not lead: in the same words, so that it is not passed over."""
    phase = PHASE_WORDS[of_trust.phase]
    words = _words_of(facts, of_trust)
    found = (
        f"{phase.capitalize()} schools that joined {words}, on average"
        if words
        else f"For {phase} schools no rise beyond similar schools can be shown"
    )
    return said(
        f"{found}: of {of_trust.joined} that joined, {of_trust.judged} can be judged and "
        f"{of_trust.improved} rose further.",
        "joiners",
        "joiners_judged",
        "joiners_improved",
        phase=of_trust.phase,
    )


def _amount(facts: Facts, phase: str) -> list[Sentence]:
    """In the units of the phase's measure."""
    return [
        said(
            f"{effect.label}: on average {effect.amount} than at similar schools (likely range "
            f"{effect.interval.replace(' and ', ' to ')}; {count_text(effect.joiners, 'school')}).",
            *effect.names,
            phase=phase,
        )
        for effect in effects_in_units(facts)
        if effect.phase == phase
    ]


def _chance(facts: Facts) -> list[Sentence]:
    if not facts.known("trajectory_probability"):
        return []
    return [
        said(
            "Allowing for luck, the chance that they rose by an amount that matters is "
            f"{facts.text('trajectory_probability')}.",
            "trajectory_probability",
            "trajectory_shrunken",
        )
    ]


def _not_judged(of_trust: PhaseOfTrust) -> Sentence:
    phase = PHASE_WORDS[of_trust.phase].capitalize()
    return said(
        typographic(f"{phase} schools that joined: cannot tell. {judged_so_far(of_trust)}"),
        "joiners",
        "joiners_judged",
    )


def _nobody(facts: Facts) -> list[Sentence]:
    if facts.phases:
        return []
    return [said("No existing school is known to have joined the trust.", "joiners")]
