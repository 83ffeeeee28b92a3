"""Which schools a brief proposes to ask about: the largest gains and at least one that did not rise."""

from __future__ import annotations

from cst_screen.outputs.brief.facts import Facts, Row, measures_of
from cst_screen.outputs.wording.dates import date_text, years_span
from cst_screen.outputs.wording.inspections import grade_text
from cst_screen.outputs.wording.labels import REGIME_WORDS, ROUTE_WORDS, SHORT_REASONS
from cst_screen.outputs.wording.numbers import difference_text, figure_text, group_label, level_text
from cst_screen.outputs.wording.phrases import typographic

MOST_GAINS = 2
MOST_UNJUDGED = 3


def schools_to_ask(facts: Facts) -> tuple[str, list[Row]]:
    """How the schools were chosen, in a sentence, and one row for each in order of joining."""
    judged = facts.judged
    if not judged:
        return _without_judged(facts)
    rose = sorted(
        (h for h in judged if h["effect_sd"] > 0),
        key=lambda h: (not _sustained(facts, h)[2], -h["effect_sd"], h["urn"]),
    )
    rest = sorted(
        (h for h in judged if h["effect_sd"] <= 0), key=lambda h: (h["effect_sd"], h["urn"])
    )
    chosen = [(h, "rose further") for h in rose[:MOST_GAINS]]
    if rest:
        chosen.append((rest[0], "did not rise further"))
        other = "the lowest among those that did not rise further"
    elif len(rose) > MOST_GAINS:
        least = min(rose[MOST_GAINS:], key=lambda h: (h["effect_sd"], h["urn"]))
        chosen.append((least, "lowest difference"))
        other = "the lowest difference (all rose further)"
    else:
        other = "no other, as all are shown"
    how = (
        f"Of {len(judged)} judged joiners, against similar schools: the larger rises, those seen in "
        f"several years first, and {other}. In order of joining."
    )
    if not rose:
        how = (
            f"Of {len(judged)} judged joiners not one rose further than similar schools; the lowest "
            "is shown."
        )
    rows = [_row(facts, h, why) for h, why in chosen]
    return how, sorted(rows, key=lambda r: (r["order"], r["urn"]))


def _without_judged(facts: Facts) -> tuple[str, list[Row]]:
    if not facts.joined:
        return "No school joined with a record before the trust, so there is none to ask about.", []
    chosen = sorted(
        facts.joined,
        key=lambda h: (-_sides_inspected(facts, h), h["joined_on"], h["urn"]),
    )[:MOST_UNJUDGED]
    rows = [_row(facts, h, "cannot be judged") for h in chosen]
    how = (
        "No joiner can be judged on results. Shown are joiners inspected before and since joining "
        "where there are any, in order of joining."
    )
    return how, sorted(rows, key=lambda r: (r["order"], r["urn"]))


def _row(facts: Facts, headline: Row, why: str) -> Row:
    pair = facts.inspection_pair(headline)
    files = [r["file"] for r in facts.rows_of(headline)] + [i["source"] for i in pair if i]
    if headline["reason"]:
        results = SHORT_REASONS[headline["reason"]]
        standing = why
    else:
        results = " ".join(_result(facts, headline, group) for group in measures_of(headline))
        up, of, _ = _sustained(facts, headline)
        change = typographic(figure_text("trajectory_effect", headline["effect_sd"]))
        standing = f"{change}, {why}; above its mean before in {up} of {of} {'year' if of == 1 else 'years'}"
    left = (
        f", no longer in the trust: left {date_text(headline['left_on'])}"
        if headline["left_on"]
        else ""
    )
    return {
        "order": headline["joined_on"].isoformat(),
        "urn": headline["urn"],
        "school": headline["school"] or f"School {headline['urn']}",
        "joined": f"{date_text(headline['joined_on'])}{left}",
        "route": ROUTE_WORDS[headline["route"]],
        "why": why,
        "results": results,
        "standing": standing,
        "inspection_before": _inspection(pair[0]),
        "inspection_after": _inspection(pair[1]),
        "mark": facts.marks.mark(*files) or "no source",
        "names": [f"{m}_effect" for group in measures_of(headline) for m in group],
    }


def _result(facts: Facts, headline: Row, group: list[str]) -> str:
    """Before, after and the effect, on one measure or the mean of a group."""
    own = next(
        j
        for j in facts.joiners
        if j["urn"] == headline["urn"]
        and j["joined_on"] == headline["joined_on"]
        and j["measure"] == " + ".join(group)
    )
    before, after = (
        f"{level_text(group, own[column])} ({years_span(own[f'{column}_years'])})"
        for column in ("baseline", "follow_up")
    )
    ends = " to ".join(
        difference_text(group, own[end], unit=False) for end in ("effect_lower", "effect_upper")
    )
    return typographic(
        f"{group_label(group)}: {before}, then {after}: "
        f"{difference_text(group, own['change'], unit=False)}, similar schools "
        f"{difference_text(group, own['comparison_change'], unit=False)}; difference "
        f"{difference_text(group, own['effect'])} ({ends})."
    )


def _sustained(facts: Facts, headline: Row) -> tuple[int, int, bool]:
    """Years after joining above the mean before, of how many; and whether all, and more than one."""
    own = facts.rows_of(headline)
    before: dict[str, list[float]] = {}
    for r in own:
        if r["used_for"] == "before":
            before.setdefault(r["measure"], []).append(r["z"])
    changes: dict[str, list[float]] = {}
    for r in own:
        base = before.get(r["measure"])
        if r["used_for"] == "after" and base:
            change = r["z"] - sum(base) / len(base)
            changes.setdefault(r["academic_year"], []).append(change)
    up = sum(sum(values) > 0 for values in changes.values())
    return up, len(changes), up == len(changes) > 1


# --- inspections ------------------------------------------------------------------------------


def _sides_inspected(facts: Facts, headline: Row) -> int:
    return sum(side is not None for side in facts.inspection_pair(headline))


def _inspection(event: Row | None) -> str:
    """`Good, 18 October 2023 (EIF)`; a predecessor's inspection says so."""
    if event is None:
        return "none on record"
    before = ", predecessor" if event["urn_at_time"] != event["urn"] else ""
    regime = REGIME_WORDS[event["regime"]]
    first = ", first year" if event["when"] == "transition" else ""
    return f"{grade_text(event)}, {date_text(event['inspected_on'])} ({regime}{before}{first})"


def names_of(schools: list[Row]) -> list[str]:
    """The figure names under which `explain` shows the rows of these schools."""
    return sorted({n for s in schools for n in s["names"]})
