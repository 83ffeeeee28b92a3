"""Page 2 of a brief: which schools to ask about, the largest rises and at least one that did not rise."""

from __future__ import annotations

from dataclasses import dataclass

from cst_screen.outputs.brief.content import SchoolToAsk
from cst_screen.outputs.brief.facts import Facts
from cst_screen.outputs.rows import Row, items, measure_groups
from cst_screen.outputs.wording.dates import date_text, years_span
from cst_screen.outputs.wording.inspections import grade_text
from cst_screen.outputs.wording.labels import FLAG_WORDS, REGIME_WORDS, ROUTE_WORDS, SHORT_REASONS
from cst_screen.outputs.wording.numbers import (
    difference_text,
    figure_text,
    group_label,
    level_text,
)
from cst_screen.outputs.wording.phrases import typographic
from cst_screen.outputs.wording.trust_names import school_name
from cst_screen.vocabulary.record_flags import RECORD_FLAGS

_MOST_RISES = 2
_MOST_UNJUDGED = 3


_ASK = {
    "rose further": "What changed first, and who led it?",
    "smallest rise": "What was different here, and what came next?",
    "did not rise further": "What was tried here, and what was learnt?",
    "cannot be judged": "What do the school’s own records show since it joined?",
}
"""Why a school is shown -> what to ask there."""


def schools_to_ask(facts: Facts) -> tuple[str, tuple[SchoolToAsk, ...]]:
    """How the schools were chosen, in a sentence, and the schools in order of joining.

    Only schools that are in the trust today: nobody there can answer for one that has left or closed.
    """
    here = {school["history"] for school in facts.schools}
    judged = [headline for headline in facts.judged if headline["history"] in here]
    joined = [headline for headline in facts.joined if headline["history"] in here]
    how, chosen = _choose_judged(facts, judged) if judged else _choose_unjudged(facts, joined)
    schools = (_to_ask(facts, headline, why) for headline, why in chosen)
    return how, tuple(sorted(schools, key=lambda school: (school.order, school.urn)))


def schools_judged(facts: Facts) -> tuple[SchoolToAsk, ...]:
    """Every judged joiner in order of joining, those that have left among them."""
    schools = (
        _to_ask(facts, h, "rose further" if h["effect_sd"] > 0 else "did not rise further")
        for h in facts.judged
    )
    return tuple(sorted(schools, key=lambda school: (school.order, school.urn)))


# --- which ------------------------------------------------------------------------------------

Choice = list[tuple[Row, str]]
"""Each school's row of headlines.csv, and why it is shown."""


def _choose_judged(facts: Facts, judged: list[Row]) -> tuple[str, Choice]:
    rose = sorted(
        (h for h in judged if h["effect_sd"] > 0),
        key=lambda h: (not _since_joining(facts, h).sustained, -h["effect_sd"], h["urn"]),
    )
    others = sorted((h for h in judged if h["effect_sd"] <= 0), key=_lowest_first)
    chosen = [(h, "rose further") for h in rose[:_MOST_RISES]]
    if others:
        chosen.append((others[0], "did not rise further"))
        contrast = "the lowest of those that did not rise further"
    elif len(rose) > _MOST_RISES:
        chosen.append((min(rose[_MOST_RISES:], key=_lowest_first), "smallest rise"))
        contrast = "the smallest rise (all rose further)"
    else:
        contrast = "no other, since all are shown"
    if not rose:
        return (
            f"Of {len(judged)} judged joiners in the trust today, none rose further than similar schools. The lowest is "
            "shown."
        ), chosen
    return (
        f"Of {len(judged)} judged joiners in the trust today: the largest rises (those seen in several years first) and "
        f"{contrast}. In order of joining."
    ), chosen


def _lowest_first(headline: Row) -> tuple[float, int]:
    return headline["effect_sd"], headline["urn"]


def _choose_unjudged(facts: Facts, joined: list[Row]) -> tuple[str, Choice]:
    """Joiners inspected on both sides of joining, then on one, the longest in the trust first."""
    if not joined:
        return "No school in the trust today came with a record before it, so none stands out.", []
    chosen = sorted(
        joined,
        key=lambda h: (-_sides_inspected(facts, h), h["joined_on"], h["urn"]),
    )[:_MOST_UNJUDGED]
    how = (
        "No joiner in the trust today can be judged on results. These are joiners inspected both before and since joining, "
        "where there are any, in order of joining."
    )
    return how, [(headline, "cannot be judged") for headline in chosen]


def _sides_inspected(facts: Facts, headline: Row) -> int:
    return sum(side is not None for side in facts.inspection_pair(headline))


@dataclass(frozen=True)
class _SinceJoining:
    """Of the years after joining, in how many the results were above the mean before."""

    above: int
    years: int

    @property
    def sustained(self) -> bool:
        """Whether in every year, and in more than one."""
        return self.above == self.years > 1


def _since_joining(facts: Facts, headline: Row) -> _SinceJoining:
    """On the mean of the measures that a joiner is judged by, in standard deviations."""
    rows = facts.rows_of(headline)
    before: dict[str, list[float]] = {}
    for row in rows:
        if row["used_for"] == "before":
            before.setdefault(row["measure"], []).append(row["z"])
    changes: dict[str, list[float]] = {}
    for row in rows:
        baseline = before.get(row["measure"])
        if row["used_for"] == "after" and baseline:
            change = row["z"] - sum(baseline) / len(baseline)
            changes.setdefault(row["academic_year"], []).append(change)
    return _SinceJoining(
        above=sum(sum(values) > 0 for values in changes.values()), years=len(changes)
    )


# --- in which words ---------------------------------------------------------------------------


def _to_ask(facts: Facts, headline: Row, why: str) -> SchoolToAsk:
    before, since = facts.inspection_pair(headline)
    groups = measure_groups(headline["judged_by"])
    files = [row["file"] for row in facts.rows_of(headline)]
    files += [event["source"] for event in (before, since) if event]
    return SchoolToAsk(
        order=headline["joined_on"].isoformat(),
        urn=headline["urn"],
        school=school_name(headline["school"], f"School {headline['urn']}"),
        joined=_joined(headline),
        route=ROUTE_WORDS[headline["route"]],
        why=why,
        shows=_shows(facts, headline, groups, why),
        ask=_ASK[why],
        results=_results(facts, headline, groups),
        standing=_standing(facts, headline, why),
        inspection_before=_inspection(before),
        inspection_after=_inspection(since),
        mark=facts.citations.mark(*files) or "no source",
        names=tuple(f"{measure}_effect" for group in groups for measure in group),
    )


def _joined(headline: Row) -> str:
    doubts = [FLAG_WORDS[f] for f in items(headline["flags"]) if f in RECORD_FLAGS]
    joined = date_text(headline["joined_on"]) + (f" ({'; '.join(doubts)})" if doubts else "")
    if not headline["left_on"]:
        return joined
    return f"{joined} (left the trust on {date_text(headline['left_on'])})"


def _shows(facts: Facts, headline: Row, groups: list[list[str]], why: str) -> str:
    """Before and since in a few words, and how that compares; why it cannot be judged where it cannot."""
    if headline["reason"]:
        return f"Cannot be judged: {SHORT_REASONS[headline['reason']]}."
    return " ".join(_in_short(facts, headline, group) for group in groups)


def _in_short(facts: Facts, headline: Row, group: list[str]) -> str:
    row = _joiner_on(facts, headline, group)
    before, after = (level_text(group, row[column]) for column in ("baseline", "follow_up"))
    change, similar = (
        difference_text(group, row[column], unit=False)
        for column in ("change", "comparison_change")
    )
    return typographic(
        f"{group_label(group)}: {before} before, {after} since. Change {change}; similar schools "
        f"{similar}."
    )


def _joiner_on(facts: Facts, headline: Row, group: list[str]) -> Row:
    return next(
        joiner
        for joiner in facts.joiners
        if joiner["urn"] == headline["urn"]
        and joiner["joined_on"] == headline["joined_on"]
        and joiner["measure"] == " + ".join(group)
    )


def _results(facts: Facts, headline: Row, groups: list[list[str]]) -> str:
    if headline["reason"]:
        return SHORT_REASONS[headline["reason"]]
    return " ".join(_result(facts, headline, group) for group in groups)


def _result(facts: Facts, headline: Row, group: list[str]) -> str:
    """Before, after and the effect, on one measure or the mean of a group."""
    row = _joiner_on(facts, headline, group)
    before, after = (
        f"{level_text(group, row[column])} ({years_span(row[f'{column}_years'])})"
        for column in ("baseline", "follow_up")
    )
    change, similar, lower, upper = (
        difference_text(group, row[column], unit=False)
        for column in ("change", "comparison_change", "effect_lower", "effect_upper")
    )
    return typographic(
        f"{group_label(group)}: {before}, then {after}. Change {change}, similar schools {similar}; "
        f"difference {difference_text(group, row['effect'])} ({lower} to {upper})."
    )


def _standing(facts: Facts, headline: Row, why: str) -> str:
    """The effect, why the school is shown, and in how many years it was above its mean before."""
    if headline["reason"]:
        return why
    since = _since_joining(facts, headline)
    effect = typographic(figure_text("trajectory_effect", headline["effect_sd"]))
    years = "year" if since.years == 1 else "years"
    return f"{effect}, {why}; above its earlier average in {since.above} of {since.years} {years}"


def _inspection(event: Row | None) -> str:
    """`Good, 18 October 2023 (EIF)`; a predecessor's inspection says so."""
    if event is None:
        return "none on record"
    predecessor = ", predecessor" if event["urn_at_time"] != event["urn"] else ""
    first_year = ", first year" if event["when"] == "transition" else ""
    day, regime = date_text(event["inspected_on"]), REGIME_WORDS[event["regime"]]
    return f"{grade_text(event)}, {day} ({regime}{predecessor}{first_year})"
