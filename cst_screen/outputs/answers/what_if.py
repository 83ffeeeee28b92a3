"""What a run would have come to under other criteria: who comes in, who goes out, from the run alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from cst_screen.errors import CriteriaError
from cst_screen.judging.again import Answer, case_phase, judge_trust
from cst_screen.judging.changes import Change, read_changes, said_of, with_changes
from cst_screen.judging.verdicts import OUTCOMES
from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.stability import listed_text, stays
from cst_screen.outputs.wording.trust_names import trust_name
from cst_screen.run_folder.read import RunFolder
from cst_screen.run_folder.record import how_to_make_again
from cst_screen.run_folder.values import (
    FROM_THE_RUN,
    asked_of,
    criteria_data,
    criteria_from,
    criteria_of,
    required_of,
    values_of,
)


def what_if(run: RunFolder, texts: Sequence[str]) -> Row:
    """The trusts whose outcome would be another, and the counts before and after.

    texts: changes, each `key=value`. CriteriaError where one cannot be made, or needs the published files.
    """
    changes = read_changes(texts)
    criteria_of(run)  # for its refusal of a run that cannot be judged by again
    data = criteria_data(run)
    changed = with_changes(data, changes)
    _refuse_what_needs_the_data(run, changes)
    try:
        criteria = required_of(criteria_from(changed))
    except ValidationError as fault:
        raise said_of(fault, changed) from fault
    asked = asked_of(criteria)
    values = values_of(run, criteria)
    answers = {uid: judge_trust(asked, of_trust) for uid, of_trust in values.items()}
    phases = {uid: case_phase(answers[uid], values[uid]) for uid in answers}
    before = {row["uid"]: row for row in run.verdicts.iter_rows(named=True)}
    moved = [
        _moved(before[uid], answers[uid], phases[uid])
        for uid in before
        if before[uid]["outcome"] != answers[uid].outcome
    ]
    stable = stays(run)
    for row in moved:
        row["stays"] = listed_text(stable[row["uid"]]) if row["uid"] in stable else ""
    moved.sort(key=lambda row: (row["trust"].casefold(), row["uid"]))
    return {
        "run": run.path.as_posix(),
        "as_at": run.record["as_at"],
        "changes": [_change(data, change) for change in changes],
        "outcomes": _counts(before, answers),
        "came_in": [row for row in moved if row["outcome"] == "shortlisted"],
        "went_out": [row for row in moved if row["outcome_before"] == "shortlisted"],
        "others_moved": [
            row for row in moved if "shortlisted" not in (row["outcome"], row["outcome_before"])
        ],
    }


def answers_under(run: RunFolder, texts: Sequence[str]) -> dict[int, Answer]:
    """uid -> the whole answer under these changes."""
    criteria = criteria_from(with_changes(criteria_data(run), read_changes(texts)))
    asked = asked_of(criteria)
    return {uid: judge_trust(asked, values) for uid, values in values_of(run, criteria).items()}


def _refuse_what_needs_the_data(run: RunFolder, changes: Sequence[Change]) -> None:
    for change in changes:
        if change.at[0] == "settings" and change.at[1] not in FROM_THE_RUN:
            raise CriteriaError(
                f"'{change.key}' decides how figures are made, so the published files are needed again. "
                f"Write it into a copy of the criteria file and screen with that copy (--criteria). "
                f"{how_to_make_again(run.path, run.record)}"
            )


def _moved(before: Row, answer: Answer, phase: str) -> Row:
    unmet = answer.unmet()
    return {
        "uid": before["uid"],
        "trust": trust_name(before["trust"]),
        "outcome_before": before["outcome"],
        "outcome": answer.outcome,
        "deciding_before": before["deciding_criterion"] or "",
        "deciding_criterion": answer.deciding_criterion,
        "phase": phase,
        "not_met": [j.criterion for j in unmet if j.verdict == "not_met"],
        "untold": [j.criterion for j in unmet if j.verdict == "cannot_tell"],
    }


def _change(data: dict[str, Any], change: Change) -> Row:
    was: Any = data
    for part in change.at:
        was = was.get(part) if isinstance(was, dict) else None
    return {"key": change.key, "was": was, "value": change.value}


def _counts(before: dict[int, Row], answers: dict[int, Answer]) -> list[Row]:
    was = Counter(row["outcome"] for row in before.values())
    now = Counter(answer.outcome for answer in answers.values())
    return [{"outcome": o, "before": was[o], "after": now[o]} for o in OUTCOMES]
