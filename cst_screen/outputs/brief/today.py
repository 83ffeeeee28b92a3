"""Page 1 of a brief: the standard of the trust's schools today, and what inspectors found."""

from __future__ import annotations

from cst_screen.outputs.brief.content import StandardRow
from cst_screen.outputs.brief.entered_by_hand import entered_by_hand
from cst_screen.outputs.brief.facts import Facts
from cst_screen.outputs.brief.sentence import Sentence, said
from cst_screen.outputs.brief.standard import LEVELS
from cst_screen.outputs.wording.inspections import flag_texts
from cst_screen.outputs.wording.phrases import count_text, listing
from cst_screen.outputs.wording.strength import level_words
from cst_screen.vocabulary.figures import FIGURES

_OTHERS = ("teacher_retention",)
"""Further figures that have a row where they are known."""
_CONCERNS_NAMED = 2


def standard_rows(facts: Facts) -> tuple[StandardRow, ...]:
    """The measures of today's standard that are known."""
    return tuple(_row(facts, name) for name in (*LEVELS, *_OTHERS) if facts.known(name))


def _row(facts: Facts, name: str) -> StandardRow:
    gap = f"{name}_gap"
    interval = facts.interval(gap)
    return StandardRow(
        label=f"{FIGURES[name].label}, {facts.years(name)}",
        trust=facts.text(name),
        national=facts.national(name),
        difference=f"{facts.text(gap)} ({interval})" if interval else facts.text(gap),
        names=(name, gap),
    )


def standard_words(facts: Facts) -> tuple[Sentence, ...]:
    """Next to schools with similar pupils, by which the standard is judged."""
    name = "standard_alike_lowest"
    if not facts.known(name):
        return (said(f"Next to schools with similar pupils: {facts.text(name)}.", name),)
    row = facts.figures[name]
    n = facts.n(name) or 0
    sentences = [
        said(
            f"Next to schools with similar pupils, results are {level_words(row['lower'], row['upper'])}"
            f" what such schools reach ({facts.text(name)}, likely range {facts.interval(name)}; "
            f"{count_text(n, 'school')}, {facts.years(name)}).",
            name,
        )
    ]
    if facts.value("far_below_alike"):
        sentences.append(
            said(
                f"{facts.text('far_below_alike')} of {count_text(facts.n('far_below_alike') or 0, 'school')} "
                "are far below it.",
                "far_below_alike",
            )
        )
    return tuple(sentences)


def inspected(facts: Facts) -> tuple[Sentence, ...]:
    """Grades at the next inspection after joining, next to what is usual; and schools of concern."""
    by_hand = [
        said(f"{family.title}: {text}")
        for family in entered_by_hand(facts)
        for text in family.sentences
    ]
    return (*_since_joining(facts), _of_concern(facts), *by_hand)


def _since_joining(facts: Facts) -> list[Sentence]:
    if not facts.known("inspections_compared"):
        unknown = facts.text("inspections_compared")
        return [said(f"Grades before and since joining: {unknown}.", "inspections_compared")]
    compared = facts.count("inspections_compared")
    if not compared or not facts.known("inspections_improved"):
        return [
            said(
                "No joiner has comparable grades before and since joining yet.",
                "inspections_compared",
            )
        ]
    better, lower = facts.count("inspections_improved"), facts.count("inspections_declined")
    usual_up, usual_down = (
        f" ({facts.text(name)} would be usual)" if facts.known(name) else ""
        for name in ("inspections_expected", "inspections_declined_expected")
    )
    joined = facts.n("inspections_compared") or 0
    return [
        said(
            f"Of {count_text(joined, 'school')} that joined, {compared} "
            f"{'has' if compared == 1 else 'have'} comparable grades. At the next inspection {better} "
            f"{'was' if better == 1 else 'were'} graded higher{usual_up} and {lower} lower{usual_down}.",
            "inspections_compared",
            "inspections_improved",
            "inspections_expected",
            "inspections_declined",
            "inspections_declined_expected",
        )
    ]


def _of_concern(facts: Facts) -> Sentence:
    on_file = facts.n("schools_of_concern") or 0
    schools = count_text(facts.count("schools"), "open school")
    named = [
        f"{state['school'] or state['urn']}, {listing(flags)}"
        for state in facts.inspection_states
        if (flags := flag_texts(state))
    ]
    graded = (
        f"{on_file} of {schools} {'has' if on_file == 1 else 'have'} a graded inspection on file"
    )
    if named:
        shown, more = named[:_CONCERNS_NAMED], len(named) - _CONCERNS_NAMED
        rest = f"; and {more} more, named in the annex" if more > 0 else ""
        return said(f"{graded}; of concern: {'; '.join(shown)}{rest}.", "schools_of_concern")
    none = "; none is of concern" if on_file else ""
    return said(f"{graded}{none}.", "schools_of_concern")
