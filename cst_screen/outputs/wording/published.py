"""How documents mark trusts that have a published case study."""

from __future__ import annotations

from collections.abc import Iterable

from cst_screen.judging.published_cases import PublishedCase, case_of, cases_by_trust
from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.dates import date_text
from cst_screen.outputs.wording.labels import OUTCOME_WORDS
from cst_screen.outputs.wording.phrases import listing
from cst_screen.outputs.wording.same_name import can_be_name_of
from cst_screen.outputs.wording.trust_names import trust_name
from cst_screen.run_folder.read import RunFolder


def published_of(record: Row) -> dict[int, list[PublishedCase]]:
    """UID -> the trust's cases on the register, as a run has them on record."""
    return cases_by_trust(map(case_of, record.get("published", [])))


def case_words(case: PublishedCase) -> str:
    """`Eleventh case study (14 July 2025; components 6 and 10; https://...)`."""
    about = [
        *([date_text(case.date)] if case.date else []),
        *([components_words(case)] if case.components else []),
        *([case.link] if case.link else []),
    ]
    return f"{case.title} ({'; '.join(about)})" if about else case.title


def components_words(case: PublishedCase) -> str:
    one = len(case.components) == 1
    return f"component{'' if one else 's'} {listing([str(n) for n in case.components])}"


def cases_words(cases: list[PublishedCase]) -> str:
    """Several cases of a trust, or that none is on the register."""
    return "; ".join(map(case_words, cases)) or "none on the register"


def published_to_check(run: RunFolder, cases: Iterable[PublishedCase]) -> list[str]:
    """What staff are to look at in the register: a UID that the run does not know, and one that it knows
    under a clearly other name. The UID counts all the same."""
    names = dict(run.verdicts.select("uid", "trust").iter_rows())
    said = []
    for case in cases:
        row = f"Register of published cases, row {case.row}: UID {case.uid} ('{trust_name(case.trust)}')"
        if case.uid not in names:
            said.append(
                f"{row}: no trust of this run has it, so the row leaves nobody out. Look up the UID in GIAS; "
                "trusts that closed, and those of a single academy, are in no run."
            )
        elif not can_be_name_of(case.trust, names[case.uid] or ""):
            said.append(
                f"{row} is in this run {trust_name(names[case.uid])}. The UID counts: correct it or the name in "
                "the column trust."
            )
    return said


def published_sentence(run: RunFolder) -> str:
    """The trusts of the run with a published case, each with its outcome; empty where there is none."""
    found = published_of(run.record)
    judged = {row["uid"]: row for row in run.verdicts.iter_rows(named=True)}
    named = [
        f"{trust_name(judged[uid]['trust'])} ({cases[0].title}; here: "
        f"{OUTCOME_WORDS[judged[uid]['outcome']]})"
        for uid, cases in found.items()
        if uid in judged
    ]
    if not named:
        return ""
    return (
        f"On the register of published case studies: {listing(sorted(named))}. A published case affects no "
        "outcome; 'select' leaves such trusts out unless it is asked."
    )
