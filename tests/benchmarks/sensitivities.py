"""What the checks that decide nothing would change: route, schools taken in, earlier years.

    python tests/benchmarks/sensitivities.py DATA [--as-at 2024-03-29] [--run RUN]

Screens the folder by the shipped criteria, or takes a run folder that was made of it. Prints for each variant
and phase, over the trusts that can be judged in it: how many, the mean of what the variant adds to their
effect, and how many would be on the other side of the line that `joiners_rise` asks for; for the trusts on
the list, who would fall below it in the phase of their case. Then how many schools of closed trusts were taken
in, and which trusts only results of before 2015/16 would bring in.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from cst_screen.judging.criteria import read_criteria
from cst_screen.run_folder.write import write_run
from cst_screen.screen.screening import run_screen
from cst_screen.shipped import find_shipped

VARIANTS = ("without_route_offset", "with_take_overs", "with_earlier_years")
LINE = 0.1
"""What `joiners_rise` asks for, in standard deviations."""


def beside_own(run: Path) -> pl.DataFrame:
    """uid, phase, figure, effect, value, joiners, n: each variant of a trust's effect beside the effect."""
    figures = pl.read_csv(run / "phase_figures.csv").select("uid", "phase", "figure", "value", "n")
    own = figures.filter(pl.col("figure") == "trajectory_effect").select(
        "uid", "phase", effect="value", joiners="n"
    )
    names = [f"trajectory_{variant}" for variant in VARIANTS]
    varied = figures.filter(pl.col("figure").is_in(names))
    return varied.join(own, on=["uid", "phase"], validate="m:1")


def show_variants(run: Path) -> None:
    beside = beside_own(run).drop_nulls(["effect", "value"])
    verdicts = pl.read_csv(run / "verdicts.csv").select("uid", "phase", "outcome", "trust")
    cases = verdicts.filter(pl.col("outcome") == "shortlisted")
    print(f"{'variant':22}{'phase':>6}{'trusts':>8}{'adds':>8}{'rise above':>12}{'rise below':>12}")
    for variant in VARIANTS:
        of_variant = beside.filter(pl.col("figure") == f"trajectory_{variant}")
        for phase in ("ks2", "ks4"):
            rows = of_variant.filter(pl.col("phase") == phase)
            if rows.is_empty():
                print(f"{variant:22}{phase:>6}{0:>8}")
                continue
            above = rows.filter((pl.col("effect") < LINE) & (pl.col("value") >= LINE)).height
            below = rows.filter((pl.col("effect") >= LINE) & (pl.col("value") < LINE)).height
            adds = rows.select((pl.col("value") - pl.col("effect")).mean()).item()
            print(f"{variant:22}{phase:>6}{rows.height:>8}{adds:>+8.2f}{above:>12}{below:>12}")
        fall = of_variant.join(cases, on=["uid", "phase"]).filter(pl.col("value") < LINE)
        if fall.height:
            print(f"    below the line of those on the list: {'; '.join(fall['trust'].sort())}")


def show_take_overs(run: Path) -> None:
    """Schools of closed trusts that a larger one took in, and whose effect they would move."""
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    least = record["criteria"]["settings"]["least_judged_joiners"]
    more = pl.read_csv(run / "robustness.csv").filter(pl.col("variant") == "with_take_overs")
    own = pl.read_csv(run / "trajectories.csv").select(
        "uid", judged="judged", phase=pl.col("measure").str.strip_prefix("headline_")
    )
    added = more.join(own, on=["uid", "phase"], how="left").with_columns(
        added=pl.col("joiners") - pl.col("judged").fill_null(0)
    )
    for phase in ("ks2", "ks4"):
        rows = added.filter((pl.col("phase") == phase) & (pl.col("added") > 0))
        joiners, own_judged = pl.col("joiners"), pl.col("joiners") - pl.col("added")
        now = rows.filter((joiners >= least) & (own_judged < least))
        print(
            f"taken in and judged as joiners, {phase}: {rows['added'].sum()} schools of {rows.height} trusts; "
            f"{now.height} trusts have {least} judged joiners only with them"
        )


def show_earlier_years(run: Path) -> None:
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    only = record["earlier_years_only"]
    print(
        f"only results of before 2015/16 would meet the criteria about joiners: {len(only)} trusts"
    )
    for note in record["notes"]:
        if "2015/16 counted" in note:
            print(f"    {note}")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--as-at", type=dt.date.fromisoformat, default=None)
    parser.add_argument("--run", type=Path, default=None)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        run = given.run
        if run is None:
            run = Path(folder) / "run"
            criteria = read_criteria(find_shipped("criteria/hub.yaml"))
            write_run(run_screen(given.data, criteria, given.as_at), run, [])
        show_variants(run)
        show_take_overs(run)
        show_earlier_years(run)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
