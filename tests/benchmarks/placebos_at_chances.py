"""What do the placebos of a trial show when a material rise must be likelier before a trust is called?

    python tests/benchmarks/placebos_at_chances.py DATA [--as-at 2024-03-29] [--seed 1]

Draws the placebos of `cst-screen trial` once, with the shipped criteria and the same pretend trusts as the
trial of this seed has, and judges them at several chances of a material rise in place of the criterion's
own: how many are called by mistake, and how many of those with a planted rise are found.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from cst_screen.judging.criteria import read_criteria
from cst_screen.outputs.terminal.placebos import placebo_rows
from cst_screen.shipped import find_shipped
from cst_screen.trials.placebos import draw_placebos, judge_placebos
from cst_screen.trials.plan import TrialPlan
from cst_screen.trials.steps import ready_to_try

CHANCES = (80.0, 85.0, 90.0, 95.0)
"""Per cent; the first is that of the shipped criteria."""


def at_chance(plan: TrialPlan, chance: float) -> TrialPlan:
    """The plan, whose rule on the chance of a material rise asks for this one."""
    rules = (
        replace(rule, threshold=(chance,)) if rule.figure == "trajectory_probability" else rule
        for rule in plan.rules
    )
    return replace(plan, rules=tuple(rules))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--as-at", type=dt.date.fromisoformat, default=None)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    criteria = read_criteria(find_shipped("criteria/hub.yaml"))
    ready = ready_to_try(given.data, criteria, given.as_at, 1, given.seed)
    drawn = draw_placebos(ready.real, ready.panel, ready.facts, ready.plan)
    for chance in CHANCES:
        found = judge_placebos(drawn, at_chance(ready.plan, chance))
        print(f"Chance of a material rise at least {chance:.0f}%")
        for row in placebo_rows([asdict(placebo) for placebo in found]):
            print("  " + "  ".join(cell.rjust(14) for cell in row))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
