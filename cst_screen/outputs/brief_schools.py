"""Which schools a brief proposes to ask about: the largest gains and at least one that did not rise."""

from __future__ import annotations

from cst_screen.figures import FIGURES
from cst_screen.outputs.brief_facts import Facts, Row, measures_of
from cst_screen.outputs.words import (
    GRADE_WORDS,
    REGIME_WORDS,
    ROUTE_WORDS,
    SHORT_REASONS,
    date_text,
    figure_text,
    number_text,
    typographic,
    years_span,
)

MOST_GAINS = 2
MOST_UNJUDGED = 3


def schools_to_ask(facts: Facts) -> tuple[str, list[Row]]:
    """How the schools were chosen, in a sentence, and one row for each in order of joining."""
    judged = facts.judged
    if not judged:
        return _without_judged(facts)
    rose = sorted(
        (h for h in judged if h["z_change"] > 0),
        key=lambda h: (not _sustained(facts, h)[2], -h["z_change"], h["urn"]),
    )
    rest = sorted(
        (h for h in judged if h["z_change"] <= 0), key=lambda h: (h["z_change"], h["urn"])
    )
    chosen = [(h, "larger rise") for h in rose[:MOST_GAINS]]
    if rest:
        chosen.append((rest[0], "did not rise"))
        other = "the lowest change among those that did not rise"
    elif len(rose) > MOST_GAINS:
        least = min(rose[MOST_GAINS:], key=lambda h: (h["z_change"], h["urn"]))
        chosen.append((least, "lowest change"))
        other = "the lowest change (none fell)"
    else:
        other = "no other, as all are shown"
    how = (
        f"Of {len(judged)} judged joiners: larger rises, those seen in several years first, and "
        f"{other}. In order of joining."
    )
    if not rose:
        how = f"None of {len(judged)} judged joiners rose; the lowest change is shown."
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
        change = typographic(figure_text("trajectory_change", headline["z_change"]))
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
        "names": [f"{m}_change" for group in measures_of(headline) for m in group],
    }


def _result(facts: Facts, headline: Row, group: list[str]) -> str:
    """Before, after and the change of the gap, on one measure or the mean of a group."""
    own = [
        j for j in facts.joiners
        if j["urn"] == headline["urn"] and j["joined_on"] == headline["joined_on"]
        and j["measure"] in group
    ]  # fmt: skip
    figure = FIGURES[f"{group[0]}_change"]
    level = FIGURES[group[0]]
    label = level.label
    if len(group) > 1:
        label = "Mean progress in reading, writing and maths"

    def mean(column: str) -> float:
        return float(sum(j[column] for j in own) / len(own))

    def years(column: str) -> str:
        return years_span(sorted({y for j in own for y in j[column].split("; ")}))

    signed = level.unit == "progress_points"
    shown = [number_text(figure if signed else level, mean(c)) for c in ("baseline", "follow_up")]
    unit = "%" if level.unit == "percent" else ""
    return typographic(
        f"{label}: {shown[0]}{unit} ({years('baseline_years')}), then {shown[1]}{unit} "
        f"({years('follow_up_years')}); gap {figure_text(figure.name, mean('gap_change'))}."
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
    """`Good, 18 October 2023 (EIF)`."""
    if event is None:
        return "none on record"
    grade = GRADE_WORDS.get(event["overall"] or 0, "no overall grade")
    regime = REGIME_WORDS.get(event["regime"], event["regime"])
    return f"{grade}, {date_text(event['inspected_on'])} ({regime})"


def names_of(schools: list[Row]) -> list[str]:
    """The figure names under which `explain` shows the rows of these schools."""
    return sorted({n for s in schools for n in s["names"]})
