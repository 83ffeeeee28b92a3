"""The back-test at several splits, as one table: settings are chosen on the first and shown on the others.

    python tests/benchmarks/backtests.py DATA [--as-at 2024-03-29] [--splits 2018/19 2017/18 2022/23]

What `cst-screen backtest` shows of each split, with the shipped criteria. Standard errors in brackets, with
trusts as units; `far` marks a slope that is further than two of its errors from 1, or a coverage further than
two from 95%. What the rest of a trust says of a joiner or cohort left out rests on no split and is shown once.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from cst_screen.judging.criteria import read_criteria
from cst_screen.outputs.terminal.backtest import backtest_record
from cst_screen.outputs.wording.phases import SHORT_PHASES
from cst_screen.shipped import find_shipped
from cst_screen.trials.steps import run_backtests
from cst_screen.vocabulary.academic_year import AcademicYear

SPLITS = ("2018/19", "2017/18", "2022/23")
_WIDTHS = (9, 7, 8, 8, 9, 10, 14, 18, 20)
_HEADS = (
    "split",
    "phase",
    "judged",
    "called",
    "joiners",
    "expected",
    "found",
    "slope, all trusts",
    "in the 95% interval",
)


def _shown(value: float | None, error: float | None, right: float, scale: float = 1.0) -> str:
    """`0.34 (0.22)`, with ` far` where it lies further than two errors from what is right."""
    if value is None:
        return "too few"
    if error is None:
        return f"{scale * value:.2f}"
    far = " far" if abs(value - right) > 2 * error else ""
    digits = 1 if scale > 1 else 2
    return f"{scale * value:.{digits}f} ({scale * error:.{digits}f}){far}"


def _line(cells: Sequence[str]) -> str:
    return "".join(cell.rjust(width) for cell, width in zip(cells, _WIDTHS, strict=True))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--as-at", type=dt.date.fromisoformat, default=None)
    parser.add_argument("--splits", nargs="+", default=list(SPLITS))
    given = parser.parse_args(arguments)
    criteria = read_criteria(find_shipped("criteria/hub.yaml"))
    print(_line(_HEADS), flush=True)
    left_out = []
    years = [year for split in given.splits if (year := AcademicYear.find(split))]
    for result in run_backtests(given.data, criteria, years, given.as_at):
        record = backtest_record(result)
        left_out = record["left_out"]
        for row in record["phases"]:
            found = "too few"
            if row["observed"] is not None:
                error = row["observed_se"]
                found = f"{row['observed']:+.2f}" + ("" if error is None else f" ({error:.2f})")
            cells = (
                result.split,
                SHORT_PHASES[row["phase"]],
                str(row["trusts_judged"]),
                str(row["trusts_called"]),
                str(row["later_joiners"]),
                "too few" if row["predicted"] is None else f"{row['predicted']:+.2f}",
                found,
                _shown(row["slope"], row["slope_se"], 1.0),
                _shown(row["coverage"], row["coverage_se"], 0.95, 100.0),
            )
            print(_line(cells), flush=True)
    for row in left_out:
        slope = _shown(row["slope"], row["slope_se"], 1.0)
        coverage = _shown(row["coverage"], row["coverage_se"], 0.95, 100.0)
        print(
            f"{SHORT_PHASES[row['phase']]}, one {row['left_out']} left out, of {row['joiners']:,}: "
            f"slope {slope}, in the 95% interval {coverage}"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
