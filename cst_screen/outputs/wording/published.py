"""How documents mark trusts that have a published case study."""

from __future__ import annotations

from cst_screen.judging.published_cases import PublishedCase, case_of, cases_by_trust
from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.dates import date_text
from cst_screen.outputs.wording.labels import OUTCOME_WORDS
from cst_screen.outputs.wording.phrases import listing
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
