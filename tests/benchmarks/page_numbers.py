"""The numbers of `criteria/README.md` and `criteria/method.md` that no other command prints.

    python tests/benchmarks/page_numbers.py DATA [--as-at 2024-03-29] [--run RUN]

Screens the folder, or takes a run folder that was made of it. The other numbers of the two pages come from
`cst-screen trial`, `backtests.py`, `placebos_at_chances.py`, `rules_undone.py`, `sensitivities.py`,
`earlier_baselines.py`, `fairness.py`, `matched_intake.py` and `simulated_england.py`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from cst_screen.judging.criteria import Criteria, read_criteria
from cst_screen.judging.hand_over import school_rules_of
from cst_screen.run_folder.write import write_run
from cst_screen.screen.prepare import prepare
from cst_screen.screen.screening import run_screen
from cst_screen.shipped import find_shipped
from cst_screen.sources.folder import read_folder
from cst_screen.vocabulary.progress import silent

REQUIRES_IMPROVEMENT = 3


def show_inspections(run: Path) -> None:
    """Joiners that can be compared, how many improved and declined, and how many usually do."""
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    alike = (pl.col("measure") == "overall") & pl.col("no_contrast")
    pairs = pl.read_csv(run / "inspection_pairs.csv")
    counted = pairs.filter(pl.col("counts") & ~pl.col("no_contrast"))
    sums = {c: counted[c].sum() for c in ("improved", "declined")}
    usual = {c: counted[f"expected_{c}"].sum() for c in ("improved", "declined")}
    print(
        f"inspections: {counted.height:,} pairs of {record['counts']['joiners']:,} joiners count; "
        f"{sums['improved']:,} improved and {usual['improved']:,.0f} is usual, {sums['declined']:,} "
        f"declined and {usual['declined']:,.0f} is usual; {pairs.filter(alike).height:,} more had a grade that all schools like them had"
    )
    rates = pl.read_csv(run / "inspection_rates.csv").filter(
        (pl.col("measure") == "overall") & (pl.col("grade") == REQUIRES_IMPROVEMENT)
    )
    by_year = rates.group_by("next_year").agg(pl.col("schools", "improved").sum()).sort("next_year")
    shown = [f"{year} {100 * n / of:.0f}% of {of:,}" for year, of, n in by_year.iter_rows()]
    print(f"requires improvement, improved at the next inspection: {'; '.join(shown)}")


def show_checks(run: Path) -> None:
    figures = pl.read_csv(run / "figures.csv").select("uid", "figure", "value")
    names = ("standard_alike_lowest", "standard_alike_with_sen")
    wide = figures.filter(pl.col("figure").is_in(names)).pivot("figure", index="uid").drop_nulls()
    together = wide.select(pl.corr(*names)).item()
    print(
        f"standard with and without SEN support: correlation {together:.3f} of {wide.height:,} trusts"
    )


def show_results(data: Path, as_at: dt.date | None, criteria: Criteria) -> None:
    """Spreads of schools, by which a tenth of a standard deviation is put in units; January counts."""
    folder = read_folder(data, inspections=False)
    ready = prepare(folder, as_at, school_rules_of(criteria), silent)
    national = ready.measures.national.filter(pl.col("among") == "all")
    for measure in ("ks4_progress8", "ks2_rwm_expected"):
        spreads = national.filter(pl.col("measure").cast(pl.String) == measure).sort(
            "academic_year"
        )
        shown = [
            f"{year}: {sd:.2f}" for year, sd in spreads.select("academic_year", "sd").iter_rows()
        ]
        print(f"standard deviation of {measure} among schools: {', '.join(shown)}")
    meals = ready.measures.results.filter(
        (pl.col("measure").cast(pl.String) == "intake_fsm") & pl.col("mainstream")
    ).select("history", "academic_year", "value")
    later = meals.with_columns(academic_year=pl.col("academic_year") - 1)
    pairs = meals.join(later, on=["history", "academic_year"], suffix="_later").drop_nulls()
    for (year,), of_year in pairs.sort("academic_year").group_by(
        "academic_year", maintain_order=True
    ):
        together = of_year.select(pl.corr("value", "value_later")).item()
        print(
            f"free school meals of {year} and a year later: correlation {together:.3f} of "
            f"{of_year.height:,} schools"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--as-at", type=dt.date.fromisoformat, default=None)
    parser.add_argument("--run", type=Path, default=None)
    given = parser.parse_args(arguments)
    criteria = read_criteria(find_shipped("criteria/hub.yaml"))
    with tempfile.TemporaryDirectory() as folder:
        run = given.run
        if run is None:
            run = Path(folder) / "run"
            write_run(run_screen(given.data, criteria, given.as_at), run, [])
        show_inspections(run)
        show_checks(run)
        show_results(given.data, given.as_at, criteria)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
