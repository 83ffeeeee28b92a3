"""Do schools that changed no trust move at the change of tests, so that earlier years would mislead?

    python tests/benchmarks/earlier_baselines.py DATA [--as-at 2024-03-29]

DATA: a folder that holds results of 2014/15 and of the years after it. For each pair of an earlier and a
later measure: how much more schools of a kind rose from 2014/15 to 2015/16 than schools like them, in
standard deviations, and the same from 2015/16 to 2016/17, when tests stayed as they were. Schools like them
are found as for joiners. These schools changed no trust. What they did a year later they may be doing anyway;
what they did beyond that at the change of tests would be taken for a rise of joiners of that kind, so it
should be zero within twice its error.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from cst_screen.judging.criteria import read_criteria
from cst_screen.judging.hand_over import method_of, school_rules_of
from cst_screen.results.alike import admissions_over_time
from cst_screen.screen.prepare import Prepared, prepare
from cst_screen.shipped import find_shipped
from cst_screen.sources.folder import read_folder
from cst_screen.trajectory.earlier_years import splice, years_spliced
from cst_screen.trajectory.joiner_effects import estimate_effects
from cst_screen.trajectory.matching import Matching, Panel
from cst_screen.trajectory.panel import lay_out
from cst_screen.trials.stand_ins import together
from cst_screen.vocabulary.progress import silent

PAIRS: Mapping[str, Sequence[str]] = {
    "ks4_attainment8": ("ks4_capped_points",),
    "ks4_progress8": ("ks4_best8_value_added",),
    "ks2_rwm_expected": ("ks2_average_points",),
    "ks2_reading_progress": ("ks2_value_added",),
}
"""Later measure -> the earlier one whose standing would stand before it."""
KINDS = {
    "sponsor-led academies": "sponsor led",
    "converter academies": "converter",
    "schools that are no academies": "community|voluntary|foundation",
}
"""Kind -> what its type in the register holds, in small letters."""
OPEN_BEFORE = dt.date(2013, 9, 1)
"""An academy was one in both years, and not in its first."""
WINDOWS = (((2015,), (2016,)), ((2016,), (2017,)))


def of_kind(ready: Prepared, panel: Panel, words: str) -> pl.DataFrame:
    """history: mainstream schools of the kind that joined and left no trust from 2013/14 to 2016/17."""
    is_academy = words != KINDS["schools that are no academies"]
    open_then = pl.col("opened_on") < OPEN_BEFORE if is_academy else pl.lit(True)
    types = ready.establishments.filter(
        pl.col("type").str.to_lowercase().str.contains(words) & open_then
    ).select(history="urn")
    span = [i for i, year in enumerate(panel.years) if 2014 <= year <= 2017]
    stayed = panel.donor & ~panel.moved[:, span].any(axis=1)
    there = pl.DataFrame({"history": panel.histories[stayed]}).cast(pl.Int32)
    return types.join(there, on="history", how="semi").sort("history")


def placebo(
    schools: pl.DataFrame, measure: str, panel: Panel, matching: Matching
) -> list[tuple[int, float, float]]:
    """For each window how many schools have results in it, their mean effect and its standard error."""
    found = []
    for before, after in WINDOWS:
        standing = panel.standing[measure][:, panel.at((*before, *after))]
        known = panel.histories[~np.isnan(standing).any(axis=1)]
        windows = schools.filter(
            pl.col("history").is_in(pl.Series(known, dtype=pl.Int32).implode())
        ).select(
            # Each school is a trust of its own, so that it is not compared with itself.
            uid="history",
            history="history",
            joined_on=pl.lit(dt.date(after[0] - 1, 9, 1)),
            measure=pl.lit(measure),
            before=pl.lit(list(before), dtype=pl.List(pl.Int16)),
            after=pl.lit(list(after), dtype=pl.List(pl.Int16)),
        )
        effects = estimate_effects(windows, together(panel, windows), matching).joiners["effect_sd"]
        values = effects.to_numpy()
        found.append((len(values), float(values.mean()), float(values.std() / len(values) ** 0.5)))
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--as-at", type=dt.date.fromisoformat, default=None)
    given = parser.parse_args(arguments)
    criteria = read_criteria(find_shipped("criteria/hub.yaml"))
    folder = read_folder(given.data, inspections=False)
    ready = prepare(folder, given.as_at, school_rules_of(criteria), silent)
    spliced = years_spliced(ready.measures.national, PAIRS)
    panel = lay_out(
        splice(ready.measures.results, spliced),
        splice(ready.measures.national, spliced),
        admissions_over_time(ready.establishments),
        ready.membership.spells,
        list(PAIRS),
        {},
    )
    heads = ("2014/15 to 2015/16", "a year later", "beyond that")
    print(f"{'later measure':22}{'earlier':24}{'schools':30}" + "".join(f"{h:>22}" for h in heads))
    for measure, earlier in PAIRS.items():
        for kind, words in KINDS.items():
            schools = of_kind(ready, panel, words)
            found = placebo(schools, measure, panel, method_of(criteria).matching)
            (_, at_break, error), (_, later, later_error) = found
            shown = [f"{mean:+.2f} ({error:.2f}) of {n}" for n, mean, error in found]
            shown.append(f"{at_break - later:+.2f} ({np.hypot(error, later_error):.2f})")
            print(f"{measure:22}{earlier[0]:24}{kind:30}" + "".join(f"{s:>22}" for s in shown))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
