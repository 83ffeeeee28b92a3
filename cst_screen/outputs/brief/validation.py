"""What the annex of a brief says of outside validation: coverage, then improvement against the usual.

A sentence gives no grade to the trust. Also the line of each joiner, in section 7.
"""

from __future__ import annotations

from cst_screen.outputs.brief.content import Family
from cst_screen.outputs.brief.facts import Facts
from cst_screen.outputs.wording.inspections import flag_texts, school_line
from cst_screen.outputs.wording.phrases import count_text, listing, typographic
from cst_screen.outputs.wording.trust_names import school_name

_NAMES = (
    "inspections_since",
    "inspections_compared",
    "inspections_improved",
    "inspections_expected",
    "inspections_declined",
    "schools_of_concern",
)


def validation(facts: Facts) -> Family:
    """How many joiners were inspected, how their grades changed, and the present state."""
    sentences = (*_coverage(facts), *_changes(facts), *_report_cards(facts), _state(facts))
    return Family(title="External validation", sentences=sentences, names=_NAMES)


def _coverage(facts: Facts) -> list[str]:
    """How many joiners have been graded since joining, and how many grades may be compared."""
    joined = facts.n("inspections_compared") or 0
    since, compared = facts.count("inspections_since"), facts.count("inspections_compared")
    graded = (
        f"{since} of {count_text(joined, 'joiner')} {_has(since)} been graded after their first year "
        f"in the trust; {compared} {_has(compared)} comparable grades{_years_compared(facts)} "
        f"{facts.mark('inspections_compared')}"
    )
    sentences = [f"{graded.rstrip()}."]
    if since > compared:
        sentences.append(
            f"Not compared: {since - compared} (no certain grade before joining, or all schools like "
            "them had the same result)."
        )
    return sentences


def _years_compared(facts: Facts) -> str:
    """` (2014 to 2023)`: from the first to the last of the inspections that are compared."""
    pairs = [pair for pair in facts.inspection_pairs if pair["counts"]]
    years = sorted(pair[day].year for pair in pairs for day in ("before_on", "after_on"))
    if not years:
        return ""
    return f" ({years[0]})" if years[0] == years[-1] else f" ({years[0]} to {years[-1]})"


def _changes(facts: Facts) -> list[str]:
    """Grades up and down at the next inspection, those of Outstanding joiners, those that fell back."""
    if not facts.value("inspections_compared"):
        return []
    sentences = [_up_and_down(facts), *_from_outstanding(facts)]
    if facts.value("inspections_fell_back"):
        sentences.append(f"Improved, then fell back: {facts.text('inspections_fell_back')}.")
    return [typographic(sentence) for sentence in sentences]


def _up_and_down(facts: Facts) -> str:
    """`At the next inspection, 4 had a better grade (3.1 usual) and 0 a lower one (0.2 usual).`"""
    better, lower = facts.count("inspections_improved"), facts.count("inspections_declined")
    up = f"At the next inspection, {better} had a better grade"
    down = f"{lower} a lower one"
    if facts.known("inspections_expected"):
        chance = ""
        if facts.known("inspections_improved_probability"):
            chance = (
                f"; chance of at least as many: {facts.text('inspections_improved_probability')}"
            )
        up += f" ({facts.text('inspections_expected')} usual{chance})"
        down += f" ({facts.text('inspections_declined_expected')} usual)"
    return f"{up} and {down}."


def _from_outstanding(facts: Facts) -> list[str]:
    if not facts.value("outstanding_declined"):
        return []
    n = facts.n("outstanding_declined") or 0
    usual = ""
    if facts.known("outstanding_declined_expected"):
        usual = f" ({facts.text('outstanding_declined_expected')} usual)"
    return [
        (
            f"Of {count_text(n, 'joiner')} that {'was' if n == 1 else 'were'} Outstanding, "
            f"{facts.text('outstanding_declined')} declined{usual}."
        )
    ]


def _has(n: int) -> str:
    return "has" if n == 1 else "have"


def _report_cards(facts: Facts) -> list[str]:
    """The areas of report cards at or above the expected standard, as a present state."""
    cards = facts.count("schools_with_report_card")
    if not cards:
        return []
    sentence = (
        f"Report cards for {count_text(cards, 'school')} (not comparable with earlier grades): "
        f"{facts.text('areas_expected_or_above')} of {facts.n('areas_expected_or_above')} areas are at "
        f"Expected standard or above {facts.mark('areas_expected_or_above')}"
    )
    return [f"{sentence.rstrip()}."]


def _state(facts: Facts) -> str:
    """How many open schools have been inspected, and which are of concern."""
    inspected = facts.n("schools_of_concern") or 0
    of_concern = [
        f"{state['school'] or state['urn']}, {listing(flags)}"
        for state in facts.inspection_states
        if (flags := flag_texts(state))
    ]
    on_file = (
        f"Graded inspections on file: {inspected} of "
        f"{count_text(facts.count('schools'), 'open school')} {facts.mark('schools_of_concern')}"
    ).rstrip()
    if of_concern:
        return f"{on_file}; of concern: {'; '.join(of_concern)}."
    return f"{on_file}; of concern: none." if inspected else f"{on_file}."


def inspection_lines(facts: Facts) -> tuple[str, ...]:
    """A before-and-after line for each joiner with a grade on record, in order of joining."""
    lines = []
    for headline in sorted(facts.joined, key=lambda h: (h["joined_on"], h["urn"])):
        events = [event for event in facts.inspections if event["urn"] == headline["urn"]]
        if any(event["kind"] != "ungraded" for event in events):
            name = school_name(headline["school"], f"School {headline['urn']}")
            line = school_line(events, headline["joined_on"], headline["route"])
            lines.append(f"{name}: {line}")
    return tuple(lines)
