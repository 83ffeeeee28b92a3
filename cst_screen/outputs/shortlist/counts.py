"""How many trusts came to what, and where the others stopped."""

from __future__ import annotations

from collections import Counter

import polars as pl

from cst_screen.judging.verdicts import OUTCOMES
from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.dates import date_text
from cst_screen.outputs.wording.labels import OUTCOME_WORDS, SHORT_REASONS
from cst_screen.outputs.wording.phrases import count_text
from cst_screen.outputs.wording.steps import step_words
from cst_screen.run_folder.read import RunFolder


def outcome_sentence(run: RunFolder) -> str:
    """What the run came to, in a sentence."""
    counts = Counter(run.verdicts["outcome"])
    trusts = count_text(run.verdicts.height, "trust")
    parts = ", ".join(f"{counts[o]:,} {OUTCOME_WORDS[o]}" for o in OUTCOMES)
    return f"{trusts} judged as at {date_text(run.record['as_at'])}: {parts}."


def outcome_counts(run: RunFolder) -> list[Row]:
    """How many trusts came to each outcome, with what the outcome means."""
    counts = Counter(run.verdicts["outcome"])
    return [
        {"outcome": OUTCOME_WORDS[outcome], "trusts": counts[outcome], "meaning": meaning}
        for outcome, meaning in OUTCOMES.items()
    ]


_COUNTS_OF_A_STEP = (
    "entered",
    "met",
    "not_met",
    "cannot_tell",
    "left_by_machine",
    "left_by_hand",
    "could_not_judge",
    "removed_alone",
    "cannot_tell_alone",
    "would_be_without",
)


def corrected_sentence(run: RunFolder) -> str:
    """How many of the trusts that left have a membership corrected by hand; empty where none has."""
    steps = run.record["flow"]
    by_hand = sum(step["left_by_hand"] for step in steps)
    if not by_hand:
        return ""
    left = sum(step["left_by_hand"] + step["left_by_machine"] for step in steps)
    has = "has" if by_hand == 1 else "have"
    return (
        f"Of the {count_text(left, 'trust')} that did not pass, {by_hand:,} {has} a row of the membership "
        "corrected by hand (overrides.csv)."
    )


def flow_rows(run: RunFolder) -> list[Row]:
    """Trusts through the required criteria, one after the other; each row adds up to its entry.

    The last four counts say what hangs on the criterion alone, wherever it stands.
    """
    return [
        {
            "criterion": step_words(run, step["criterion"]),
            "id": step["criterion"],
            "family": step.get("family", ""),
            **{count: step[count] for count in _COUNTS_OF_A_STEP},
        }
        for step in run.record["flow"]
    ]


def cannot_tell_counts(run: RunFolder) -> list[Row]:
    """For trusts that cannot be judged: how many by the first criterion that cannot, and why."""
    trusts = run.verdicts.filter(pl.col("outcome") == "cannot_tell").select(
        "uid", criterion="deciding_criterion"
    )
    deciding = trusts.join(
        run.criteria.select("uid", "criterion", "reason"), on=["uid", "criterion"]
    )
    counts = Counter(zip(deciding["criterion"], deciding["reason"], strict=True))
    place = {criterion: n for n, criterion in enumerate(run.rules)}
    ordered = sorted(counts.items(), key=lambda c: (place[c[0][0]], -c[1], c[0][1]))
    return [
        {
            "criterion": run.rules[criterion]["description"],
            "id": criterion,
            "reason": SHORT_REASONS[reason],
            "trusts": n,
        }
        for (criterion, reason), n in ordered
    ]
