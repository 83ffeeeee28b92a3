"""How near the estimates come to the truth in an England that is made up, and how matching scales.

    python tests/benchmarks/simulated_england.py [--englands 5] [--scale] [--check]

Each England has 15,000 schools, a dip before joining, and trusts whose true effects are drawn with
a mean of 0.05 and a standard deviation of 0.25 (`tests/simulated.py`); for each there is another
without any effect. With --scale, matching is timed in Englands of 1, 4 and 16 times as many schools,
as ratios within one run. With --check the exit code is 1 when a figure is outside its limit.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np

from cst_screen.trajectory.matching import (
    JoinerGroup,
    Matching,
    Panel,
    Window,
    adjusted_changes,
    comparison_means,
    match,
)
from tests.simulated import Fit, fit, judge, simulate

MOST_BIAS, COVERAGE, MOST_ERROR_RATIO, MOST_FALSE_ALARMS = 0.02, (0.93, 0.97), 0.65, 0.05
SCALES = (1, 4, 16)
SCHOOLS, JOINERS = 15_000, 1_500


def _mean(fits: list[Fit], figure: str) -> float:
    return statistics.mean(getattr(f, figure) for f in fits)


def finds_the_truth(englands: int) -> bool:
    """Print how near the estimates are over some Englands; True when every limit is kept."""
    planted = [fit(e, judge(e)) for e in (simulate(seed) for seed in range(englands))]
    empty = [
        fit(e, judge(e))
        for e in (simulate(seed, mean=0.0, spread=0.0) for seed in range(100, 100 + englands))
    ]
    bias, coverage = _mean(planted, "bias"), _mean(planted, "coverage")
    ratio, alarms = _mean(planted, "error_ratio"), _mean(empty, "called")
    print(
        f"{englands} Englands, mean of {_mean(planted, 'joiners'):.0f} judged joiners in "
        f"{_mean(planted, 'trusts'):.0f} trusts with three or more"
    )
    print(
        f"bias of a school's effect        {bias:+.4f} SD (limit {MOST_BIAS}); of the plain change "
        f"{_mean(planted, 'naive_bias'):+.4f}"
    )
    print(
        f"95% intervals that hold          {coverage:.3f} (limits {COVERAGE[0]} to {COVERAGE[1]})"
    )
    print(
        f"error, shrunken to plain change  {ratio:.3f} (limit {MOST_ERROR_RATIO}); unshrunken "
        f"{_mean(planted, 'plain_ratio'):.3f}"
    )
    print(f"called improving, no effects     {alarms:.4f} (limit {MOST_FALSE_ALARMS})")
    print(f"called improving, with effects   {_mean(planted, 'called'):.3f}")
    return (
        abs(bias) <= MOST_BIAS
        and COVERAGE[0] <= coverage <= COVERAGE[1]
        and ratio <= MOST_ERROR_RATIO
        and alarms <= MOST_FALSE_ALARMS
    )


def scales() -> bool:
    """Print how the time of matching grows next to n log n; True when it grows no faster."""
    seconds = {}
    for times in SCALES:
        panel, group = _england_of(times)
        taken = []
        for _ in range(5):
            started = time.perf_counter()
            matches = match(panel, group, Matching(20, 10, 2.0), 50)
            assert matches is not None
            standing = panel.standing["m"][matches.pool]
            changes = standing[:, 3:].T - standing[:, :3].mean(axis=1)
            comparison_means(matches, adjusted_changes(matches, changes), 20, 10)
            taken.append(time.perf_counter() - started)
        # The quickest of five: whatever else the machine does only adds.
        seconds[times] = min(taken)
    no_slower = True
    for times in SCALES[1:]:
        n, first = times * SCHOOLS, SCHOOLS
        fair = n * math.log(n) / (first * math.log(first))
        grown = seconds[times] / seconds[1]
        # A tenth over is within what two runs differ by.
        no_slower &= grown <= 1.1 * fair
        print(
            f"{times:2} x England: matching takes {grown:.1f} times as long (n log n: {fair:.1f})"
        )
    return no_slower


def _england_of(times: int) -> tuple[Panel, JoinerGroup]:
    """England with some times as many schools and joiners."""
    draw, schools, joiners = np.random.default_rng(times), times * SCHOOLS, times * JOINERS
    shape = (schools, 4)
    standing = draw.normal(size=(schools, 1)) + draw.normal(0, 0.6, shape)
    panel = Panel(
        histories=np.arange(schools),
        years=(2016, 2017, 2018, 2019),
        selective=np.zeros(schools, dtype=bool),
        at_14=np.zeros(schools, dtype=bool),
        donor=np.ones(schools, dtype=bool),
        moved=np.zeros(shape, dtype=bool),
        memberships=np.array([], dtype=np.int64),
        values={"m": standing},
        standing={"m": standing},
        cohort={"m": draw.uniform(10, 200, shape)},
        intake={name: draw.normal(size=shape) for name in ("fsm", "eal", "sen")},
        intake_years=(2016, 2017, 2018, 2019),
    )
    window = Window("m", (2016, 2017, 2018), (2019,))
    uids = np.ones(joiners, dtype=np.int64)
    return panel, JoinerGroup(window, np.arange(joiners), uids, selective=False, at_14=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--englands", type=int, default=5)
    parser.add_argument("--scale", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    within_limits = finds_the_truth(options.englands)
    if options.scale:
        within_limits &= scales()
    if options.check and not within_limits:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
