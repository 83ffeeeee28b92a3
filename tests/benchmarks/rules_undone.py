"""Which change of the rules moved which trusts: the list again with one change undone at a time.

    python tests/benchmarks/rules_undone.py DATA [--as-at 2024-03-29] [--names 12]

Judges the folder by the shipped criteria, and once more for each change in `CHANGES` with that change undone
and all others kept, and with all undone together. Prints the outcomes, and which trusts each change took off
the list (on it without the change) and which it put on (on it only with the change). `CHANGES` has one entry
a change; a new change of the rules adds its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

from cst_screen.judging.again import Asked
from cst_screen.judging.criteria import Criteria, read_criteria
from cst_screen.judging.evidence import Findings, figures_by_phase, gather
from cst_screen.judging.hand_over import fewest_cases_of, school_rules_of
from cst_screen.judging.over_trusts import leading_phases
from cst_screen.judging.trusts import TrustVerdict, judge_trusts
from cst_screen.screen.prepare import Prepared, prepare
from cst_screen.screen.screening import findings_of
from cst_screen.shipped import find_shipped
from cst_screen.sources.folder import DataFolder, read_folder
from cst_screen.statistics.pooling import pool
from cst_screen.trajectory import pooled_effects
from cst_screen.vocabulary.progress import silent

OUTCOMES = ("shortlisted", "near_miss", "cannot_tell", "not_shortlisted")


def with_setting(criteria: Criteria, **settings: Any) -> Criteria:
    """The criteria with other settings."""
    content = criteria.content.model_copy(
        update={"settings": criteria.settings.model_copy(update=settings)}
    )
    return replace(criteria, content=content)


def with_threshold(criteria: Criteria, id_: str, threshold: float) -> Criteria:
    """The criteria in which one criterion asks for another number."""
    rules = tuple(
        c.model_copy(update={c.comparison: threshold}) if c.id == id_ else c
        for c in criteria.content.criteria
    )
    return replace(criteria, content=criteria.content.model_copy(update={"criteria": rules}))


@contextmanager
def one_level_of_pooling() -> Iterator[None]:
    """Joiners of one year share no more than their trust: cohorts are left out."""

    def without_cohorts(
        estimates: Any, errors: Any, trusts: Any, cohorts: Any, *others: Any, **named: Any
    ) -> Any:
        return pool(estimates, errors, trusts, None, *others, **named)

    with mock.patch.object(pooled_effects, "pool", without_cohorts):
        yield


def errors_as_they_are(criteria: Criteria) -> Criteria:
    """With a number of pretend joiners that no folder has, errors are not scaled."""
    return with_setting(
        criteria, errors=criteria.settings.errors.model_copy(update={"fewest": 10**9})
    )


@dataclass(frozen=True)
class Change:
    """What a change of the rules did, undone: in the criteria, or in how effects are worked out.

    effects: what is done differently; `nullcontext` where a setting of the criteria does it, and effects must
    only be worked out again.
    """

    undone: str
    criteria: Callable[[Criteria], Criteria] = lambda criteria: criteria
    effects: Callable[[], Any] | None = None


CHANGES = (
    Change("pooled without cohorts", effects=one_level_of_pooling),
    Change(
        "what one year's joiners share counted as the trust's",
        lambda c: with_setting(c, trusts_with_several_cohorts=10**9),
        effects=nullcontext,
    ),
    Change(
        "local shocks left in",
        lambda c: with_setting(c, local_shocks=False),
        effects=nullcontext,
    ),
    Change("errors not scaled", errors_as_they_are, effects=nullcontext),
    Change("no reliability asked for", lambda c: with_setting(c, least_reliability=0.0)),
    Change("no share of joiners asked for", lambda c: with_setting(c, least_share_judged=0.0)),
    Change("a chance of 80%", lambda c: with_threshold(c, "not_by_chance", 80.0)),
)


def verdicts_of(findings: Findings, ready: Prepared, criteria: Criteria) -> dict[int, TrustVerdict]:
    """uid -> its verdict."""
    fewest = fewest_cases_of(criteria)
    phases = figures_by_phase(findings, fewest)
    asked = Asked([criterion.rule for criterion in criteria.rules], fewest.joiners.joiners)
    leading = leading_phases(phases, asked.rules, asked.least)
    evidence = gather(findings, fewest, phases, leading)
    judged = judge_trusts(evidence, asked, ready.trusts.members)
    return {verdict.uid: verdict for verdict in judged.verdicts}


def without(
    changes: Sequence[Change],
    folder: DataFolder,
    ready: Prepared,
    shipped: Criteria,
    known: Findings,
) -> dict[int, TrustVerdict]:
    """The verdicts with these changes undone. known: what is found with all changes made."""
    criteria = shipped
    for change in changes:
        criteria = change.criteria(criteria)
    with ExitStack() as stack:
        undone = [c.effects for c in changes if c.effects is not None]
        for effects in undone:
            stack.enter_context(effects())
        findings = findings_of(folder, ready, criteria) if undone else known
    return verdicts_of(findings, ready, criteria)


def _listed(verdicts: dict[int, TrustVerdict]) -> set[str]:
    return {v.trust for v in verdicts.values() if v.outcome == "shortlisted"}


def _show(name: str, verdicts: dict[int, TrustVerdict]) -> None:
    found = [v.outcome for v in verdicts.values()]
    print(f"{name:36}" + "".join(f"{found.count(o):>17}" for o in OUTCOMES), flush=True)


def _names(words: str, trusts: set[str], most: int) -> None:
    if trusts:
        shown = sorted(trusts)[:most]
        more = f" and {len(trusts) - most} more" if len(trusts) > most else ""
        print(f"    {words} {len(trusts)}: {'; '.join(shown)}{more}", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--as-at", type=dt.date.fromisoformat, default=None)
    parser.add_argument("--names", type=int, default=12, help="at most so many trusts by name")
    given = parser.parse_args(arguments)
    shipped = read_criteria(find_shipped("criteria/hub.yaml"))
    folder = read_folder(given.data)
    ready = prepare(folder, given.as_at, school_rules_of(shipped), silent)
    known = findings_of(folder, ready, shipped)
    print(f"{'':36}" + "".join(f"{o.replace('_', ' '):>17}" for o in OUTCOMES))
    today = verdicts_of(known, ready, shipped)
    _show("as shipped", today)
    for change in (*CHANGES, None):
        changes, name = (CHANGES, "all of these") if change is None else ((change,), change.undone)
        before = without(changes, folder, ready, shipped, known)
        _show(name, before)
        _names("taken off the list by the change,", _listed(before) - _listed(today), given.names)
        _names("put on the list by the change,", _listed(today) - _listed(before), given.names)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
