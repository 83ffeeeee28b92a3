"""Page 2 of a brief: what the data cannot show, six lines at most, the most important first.

The annex has all of it (`cautions`).
"""

from __future__ import annotations

from cst_screen.outputs.brief.cautions import caveat_words, joining_dates_in_doubt, old_grades
from cst_screen.outputs.brief.facts import Facts
from cst_screen.outputs.brief.sentence import Sentence, said
from cst_screen.outputs.wording.phrases import count_text
from cst_screen.vocabulary.key_stages import KEY_STAGE_NAMES, WITHOUT_SCHOOL_RESULTS

MOST = 6
_CAVEATS_NAMED = 2


def main_cautions(facts: Facts) -> tuple[Sentence, ...]:
    """Why results rose comes first, because every reader will want to read it out of the figures."""
    found = [
        said("Why results rose: published figures show what changed, not why."),
        *_not_judged(facts),
        *_caveats(facts),
        *(said(text, "joiners") for text in joining_dates_in_doubt(facts)),
        *_years_without_results(facts),
        *(
            said(text, "schools_old_grade", "schools_predecessor_only")
            for text in old_grades(facts, marked=False)
        ),
        *_cannot_tell(facts),
    ]
    return tuple(found[:MOST])


def _not_judged(facts: Facts) -> list[Sentence]:
    without = sum(bool(h["reason"]) for h in facts.joined)
    if not without:
        return []
    joined = count_text(len(facts.joined), "school")
    return [
        said(
            f"How {without} of {joined} that joined fared: they cannot be judged, for reasons that the annex "
            "gives.",
            "joiners",
            "joiners_judged",
        )
    ]


def _caveats(facts: Facts) -> list[Sentence]:
    unmet = [
        c
        for c in facts.criteria
        if c["role"] != "required" and c["verdict"] == "not_met" and c["figure"] != "standard_age"
    ]
    found = [said(caveat_words(facts, c), c["figure"]) for c in unmet[:_CAVEATS_NAMED]]
    if len(unmet) > _CAVEATS_NAMED:
        more = count_text(len(unmet) - _CAVEATS_NAMED, "more caveat is", "more caveats are")
        found.append(said(f"{more} not met; the annex lists them."))
    return found


def _cannot_tell(facts: Facts) -> list[Sentence]:
    caveats = [c for c in facts.criteria if c["role"] != "required"]
    unknown = sum(c["verdict"] == "cannot_tell" for c in caveats)
    if not unknown:
        return []
    return [
        said(
            f"{unknown} of {count_text(len(caveats), 'caveat')} cannot be judged; the annex says why."
        )
    ]


def _years_without_results(facts: Facts) -> list[Sentence]:
    """The years for which nobody's results were published."""
    stages = [of_trust.phase for of_trust in facts.phases if of_trust.judged]
    if not stages:
        return []
    years = sorted(WITHOUT_SCHOOL_RESULTS[stages[0]])
    first, last = f"{years[0] - 1}/{years[0] % 100:02d}", f"{years[-1] - 1}/{years[-1] % 100:02d}"
    return [
        said(
            f"What happened from {first} to {last}: no {KEY_STAGE_NAMES[stages[0]]} results of schools "
            "were published."
        )
    ]
