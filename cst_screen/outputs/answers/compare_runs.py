"""Two runs compared: who came onto the list, who went off it, and what moved each of them.

The figures of each run are judged by the criteria of both, so that what the criteria did and what the figures
did are told apart, free of order. Why figures differ is for `differences` to say.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from cst_screen.judging.again import Answer, TrustValues, judge_trust
from cst_screen.judging.attribution import Listed, Share
from cst_screen.judging.grammar import CriteriaFile
from cst_screen.judging.phases import is_by_phase
from cst_screen.judging.verdicts import Rule
from cst_screen.outputs.answers.differences import (
    CRITERIA,
    MEMBERSHIP,
    Differences,
    differences,
)
from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.labels import SHORT_REASONS
from cst_screen.outputs.wording.numbers import figure_text
from cst_screen.outputs.wording.trust_names import trust_name
from cst_screen.run_folder.read import RunFolder
from cst_screen.run_folder.values import asked_of, criteria_of, values_of

_NOT_JUDGED = "not_judged"
"""In place of an outcome, where a trust was not among those that a run judged."""


@dataclass(frozen=True)
class _Side:
    """One run: its criteria, and its trusts judged by its own and by the other's."""

    run: RunFolder
    criteria: CriteriaFile
    values: dict[int, TrustValues]
    own: dict[int, Answer]
    by_the_other: dict[int, Answer]


def compare_runs(old: RunFolder, new: RunFolder) -> Row:
    """What the later run changed, each trust with the causes of its move."""
    apart = differences(old, new)
    criteria = criteria_of(old), criteria_of(new)
    before, after = _side(old, *criteria), _side(new, *criteria[::-1])
    uids = sorted(before.own.keys() | after.own.keys())
    pairs = Counter((_outcome(before, uid), _outcome(after, uid)) for uid in uids)
    moves = [_move(before, after, uid, apart) for uid in uids if _listed(before, after, uid).move]
    moves.sort(key=lambda row: (row["trust"].casefold(), row["uid"]))
    return {
        "old": {"run": old.path.as_posix(), "as_at": old.record["as_at"]},
        "new": {"run": new.path.as_posix(), "as_at": new.record["as_at"]},
        "files": apart.files,
        "rules": apart.rules,
        "settings": apart.settings,
        "versions": list(apart.versions),
        "trusts_with_other_membership": len(apart.changed_trusts),
        "came_in": [row for row in moves if row["move"] > 0],
        "went_out": [row for row in moves if row["move"] < 0],
        "outcomes": [
            {"before": one, "after": other, "trusts": n}
            for (one, other), n in sorted(pairs.items())
            if one != other
        ],
    }


def _side(run: RunFolder, own: CriteriaFile, other: CriteriaFile) -> _Side:
    values = values_of(run, own)
    under_other = values_of(run, other)
    return _Side(
        run,
        own,
        values,
        {uid: judge_trust(asked_of(own), one) for uid, one in values.items()},
        {uid: judge_trust(asked_of(other), one) for uid, one in under_other.items()},
    )


def _listed(before: _Side, after: _Side, uid: int) -> Listed:
    def on_it(answers: dict[int, Answer]) -> bool:
        return uid in answers and answers[uid].outcome == "shortlisted"

    return Listed(
        both_old=on_it(before.own),
        new_figures=on_it(after.by_the_other),
        new_criteria=on_it(before.by_the_other),
        both_new=on_it(after.own),
    )


def _outcome(side: _Side, uid: int) -> str:
    return side.own[uid].outcome if uid in side.own else _NOT_JUDGED


def _move(before: _Side, after: _Side, uid: int, apart: Differences) -> Row:
    listed = _listed(before, after, uid)
    newer = after if uid in after.own else before
    (name,) = newer.run.verdicts.filter(uid=uid)["trust"]
    if uid in before.own and uid in after.own:
        figures = apart.causes_of_figures(uid)
    else:
        figures = [MEMBERSHIP]
    return {
        "uid": uid,
        "trust": trust_name(name),
        "move": listed.move,
        "outcome_before": _outcome(before, uid),
        "outcome": _outcome(after, uid),
        "causes": [
            _cause(figures, listed.of_figures()),
            _cause([CRITERIA], listed.of_criteria()),
        ],
        "criteria": _verdicts_that_differ(before, after, uid),
    }


def _cause(names: list[str], share: Share) -> Row:
    return {"causes": names, "alone": share.alone, "last": share.last, "share": share.share}


def _verdicts_that_differ(before: _Side, after: _Side, uid: int) -> list[Row]:
    """The required criteria of either run whose answer is another, with the figures found."""
    if uid not in before.own or uid not in after.own:
        return []
    was, now = (
        {j.criterion: j for j in side.own[uid].judgements if j.required} for side in (before, after)
    )
    return [
        {
            "criterion": criterion,
            "before": was[criterion].verdict if criterion in was else "not_asked",
            "after": now[criterion].verdict if criterion in now else "not_asked",
            "found_before": _found(before, uid, criterion),
            "found_after": _found(after, uid, criterion),
        }
        for criterion in dict.fromkeys([*was, *now])
        if was.get(criterion) is None
        or now.get(criterion) is None
        or was[criterion].verdict != now[criterion].verdict
    ]


def _found(side: _Side, uid: int, criterion: str) -> str:
    rules: dict[str, Rule] = {c.id: c.rule for c in side.criteria.criteria}
    if criterion not in rules:
        return ""
    rule, values = rules[criterion], side.values[uid]
    judged = next(j for j in side.own[uid].judgements if j.criterion == criterion)
    of_phase = values.phases[judged.phase] if is_by_phase(rule.figure) else values.own
    figure = of_phase[rule.figure]
    if figure.value is None:
        return SHORT_REASONS[figure.missing or "not_published"]
    return figure_text(rule.figure, figure.value)
