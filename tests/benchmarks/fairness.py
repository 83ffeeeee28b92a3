"""Who meets the standard: by free school meals, region, phase, size and sponsorship; and a year later.

    python tests/benchmarks/fairness.py DATA [--as-at 2024-03-29] [--run RUN] [--published FOLDER] [--check]

Screens the folder, or takes a run folder that was made of it, and prints for groups of trusts of three
schools or more: the share that meets both criteria of the standard by raw results, the share that does
beside schools with similar pupils, each among trusts that can be judged, and the share that cannot be. Then
the verdict on the standard is held against the next year's results of the same trusts, and against those
over DfE's own lists of schools where --published has them. With --check the exit code is 1 when the most
and the least disadvantaged fifth differ by more than the limit, or more verdicts change sides than it.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from cst_screen.judging.criteria import read_criteria
from cst_screen.judging.hand_over import school_rules_of, standard_rules_of
from cst_screen.results.alike import admissions_of, set_beside_alike
from cst_screen.results.levels import trust_levels
from cst_screen.results.own_standard import own_standard
from cst_screen.screen.prepare import Prepared, prepare
from cst_screen.shipped import find_shipped
from cst_screen.sources.folder import read_folder
from cst_screen.sources.published_trusts import read_published_trusts
from cst_screen.vocabulary.progress import silent

LEAST_MEAN, MOST_FAR_BELOW = -0.1, 25.0
"""As `criteria/hub.yaml` asks, of raw results and beside schools with similar pupils alike."""
MOST_APART, MOST_CHANGED = 10.0, 33.0
"""Percentage points between fifths; per cent of verdicts that another year turns (36 by raw results of
2017/18 against DfE's of 2024/25, as an audit found)."""
LEAST_SCHOOLS = 3
WAYS = {
    "raw": ("attainment_lowest", "schools_far_below"),
    "alike": ("standard_alike_lowest", "far_below_alike"),
}


def table(path: Path) -> pl.DataFrame:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return pl.DataFrame(list(csv.DictReader(handle)))


# --- who meets the standard -------------------------------------------------------------------


def trusts_of(run: Path) -> pl.DataFrame:
    """Each trust of some size with the groups that it is in, and whether it meets the standard each way.

    raw, alike: 1 or 0; null where it cannot be told.
    """
    wanted = ["schools", "intake_fsm", *(name for pair in WAYS.values() for name in pair)]
    figures = (
        table(run / "figures.csv")
        .filter(pl.col("figure").is_in(wanted))
        .with_columns(pl.col("value").replace("", None).cast(pl.Float64))
        .pivot("figure", index="uid", values="value")
    )
    routes = table(run / "headlines.csv").filter(pl.col("left_on") == "")
    sponsored = routes.group_by("uid").agg(sponsored=(pl.col("route") == "sponsored").mean())
    schools = table(run / "schools.csv")
    kinds = schools.group_by("uid").agg(
        region=pl.col("region").sort().mode(maintain_order=True).first(),
        primary=pl.col("phase").str.contains("primary").mean(),
    )
    met = {
        way: (pl.col(mean) >= LEAST_MEAN).cast(pl.Float64)
        * (pl.col(far) <= MOST_FAR_BELOW).cast(pl.Float64)
        for way, (mean, far) in WAYS.items()
    }
    return (
        figures.filter(pl.col("schools") >= LEAST_SCHOOLS)
        .join(kinds, on="uid", how="left")
        .join(sponsored, on="uid", how="left")
        .with_columns(**met)
    )


def _fifth(trusts: pl.DataFrame) -> pl.Expr:
    known = trusts["intake_fsm"].drop_nulls()
    cuts = [known.quantile(share / 5) or 0.0 for share in range(1, 5)]
    place = pl.sum_horizontal(*(pl.col("intake_fsm") > cut for cut in cuts))
    names = pl.DataFrame(
        {
            "n": range(5),
            "name": [
                f"{n + 1}: {low:.0f}% to {high:.0f}%"
                for n, (low, high) in enumerate(
                    zip([known.min(), *cuts], [*cuts, known.max()], strict=True)
                )
            ],
        }
    )
    return pl.when(pl.col("intake_fsm").is_not_null()).then(
        place.replace_strict(names["n"], names["name"], return_dtype=pl.String)
    )


def _band(column: str, cuts: list[tuple[float, str]], last: str) -> pl.Expr:
    """The name of the first cut that the column is not above."""
    whens = [pl.when(pl.col(column) <= limit).then(pl.lit(name)) for limit, name in cuts]
    return pl.coalesce(*whens, pl.when(pl.col(column).is_not_null()).then(pl.lit(last)))


GROUPS: dict[str, Callable[[pl.DataFrame], pl.Expr]] = {
    "free school meals, fifths of trusts": _fifth,
    "region of most schools": lambda _: pl.col("region"),
    "phase": lambda _: _band(
        "primary", [(0.0, "no primary school"), (0.999, "some")], "primary schools alone"
    ),
    "schools": lambda _: _band(
        "schools", [(4, "3 or 4"), (9, "5 to 9"), (19, "10 to 19")], "20 on"
    ),
    "sponsored schools": lambda _: _band(
        "sponsored", [(0.0, "none"), (0.499, "under half")], "half or more"
    ),
}


def show_groups(trusts: pl.DataFrame) -> float:
    """Print a table for each grouping; how far apart the outer fifths of free school meals are."""
    apart = 0.0
    for title, group in GROUPS.items():
        print(f"\n| {title} | trusts | raw: met | cannot tell | alike: met | cannot tell |")
        print("|---|---:|---:|---:|---:|---:|")
        rates = []
        grouped = trusts.with_columns(group=group(trusts)).filter(pl.col("group").is_not_null())
        for name in grouped["group"].unique().sort():
            of = grouped.filter(pl.col("group") == name)
            cells = [
                f"{100 * (of[way].mean() or 0):.0f}% | {100 * of[way].is_null().mean():.0f}%"
                for way in WAYS
            ]
            rates.append(100 * (of["alike"].mean() or 0))
            print(f"| {name} | {of.height} | {' | '.join(cells)} |")
        if group is _fifth:
            apart = abs(rates[0] - rates[-1])
    return apart


# --- a year later -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """A verdict held against a later one: both as uid and mean."""

    what: str
    then: pl.DataFrame
    later: pl.DataFrame

    def show(self) -> float:
        """Print how many trusts change sides; per cent of them."""
        both = self.then.join(self.later, on="uid", how="inner", suffix="_later").drop_nulls()
        first, second = both["mean"] >= LEAST_MEAN, both["mean_later"] >= LEAST_MEAN
        changed = 100 * float((first != second).mean() or 0)
        p, q = float(first.mean() or 0), float(second.mean() or 0)
        r = both.select(pl.corr("mean", "mean_later")).item()
        print(
            f"| {self.what} | {both.height} | {r:.2f} | {changed:.0f}% "
            f"| {100 * (p * (1 - q) + q * (1 - p)):.0f}% |"
        )
        return changed


def held_a_year_later(data: Path, as_at: dt.date, published: Path | None) -> list[Held]:
    """The standard by results up to the year before `as_at`, and by those of its year alone."""
    criteria = read_criteria(find_shipped("criteria/hub.yaml"))
    folder = read_folder(data, silent, inspections=False)
    now = prepare(folder, as_at, school_rules_of(criteria), silent)
    then = prepare(folder, dt.date(now.last_year - 1, 8, 31), school_rules_of(criteria), silent)
    rules = standard_rules_of(criteria)
    alone = replace(rules, years=1, oldest=0)
    admissions = admissions_of(now.establishments)

    def alike(ready: Prepared, stage: str, *, latest: bool = False) -> pl.DataFrame:
        found = own_standard(
            ready.trusts.members,
            ready.measures,
            admissions,
            ready.last_year,
            alone if latest else rules,
        )
        return _of_several(found.phases.filter(key_stage=stage).rename({"alike": "mean"}))

    def raw(ready: Prepared, measure: str) -> pl.DataFrame:
        levels = trust_levels(
            ready.trusts.members, ready.measures.school_years, ready.last_year, rules
        )
        return _of_several(levels.trusts.filter(pl.col("measure") == measure).rename({"z": "mean"}))

    held = []
    for stage, name, measure in (
        ("ks2", "key stage 2", "ks2_rwm_expected"),
        ("ks4", "key stage 4", "ks4_attainment8"),
    ):
        held.append(Held(f"{name}, raw", raw(then, measure), raw(now, measure)))
        held.append(Held(f"{name}, alike", alike(then, stage), alike(now, stage, latest=True)))
    if published:
        listed = over_dfe_lists(published, now, admissions)
        held.append(Held("key stage 2, alike; DfE's lists", alike(then, "ks2"), listed))
    return held


def _of_several(trusts: pl.DataFrame) -> pl.DataFrame:
    return trusts.filter(pl.col("schools") >= LEAST_SCHOOLS).select("uid", "mean")


def over_dfe_lists(published: Path, ready: Prepared, admissions: pl.DataFrame) -> pl.DataFrame:
    """Each trust's mean over the schools that DfE counted at key stage 2 in the as-at year."""
    year = ready.last_year
    listed = (
        read_published_trusts([published])
        .tables["published_trusts"]
        .filter(academic_year=year, key_stage="ks2", kind="trust")
        .select("uid", urn="urns")
        .explode("urn")
        .join(ready.histories.schools.select("urn", "history"), on="urn", how="inner")
    )
    schools = set_beside_alike(
        ready.measures.results, ready.measures.national, admissions, {"ks2": (year,)}
    ).schools
    weight = pl.col("weight")
    return (
        listed.join(schools, on="history", how="inner")
        .group_by("uid")
        .agg(mean=(pl.col("alike") * weight).sum() / weight.sum(), schools=pl.len())
        .filter(pl.col("schools") >= LEAST_SCHOOLS)
        .select("uid", "mean")
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--as-at", type=dt.date.fromisoformat, default=dt.date(2024, 3, 29))
    parser.add_argument("--run", type=Path)
    parser.add_argument("--published", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run = options.run
        if run is None:
            run = Path(folder) / "run"
            tool = [sys.executable, "-m", "cst_screen", "screen", str(options.data), "--no-briefs"]
            tool += ["--as-at", str(options.as_at), "--out", str(run)]
            subprocess.run(tool, check=True, capture_output=True)
        apart = show_groups(trusts_of(run))
    print("\n| standard, a year later | trusts | correlation | change sides | if unrelated |")
    print("|---|---:|---:|---:|---:|")
    held = held_a_year_later(options.data, options.as_at, options.published)
    changed = [one.show() for one in held]
    ours = max(c for one, c in zip(held, changed, strict=True) if "alike" in one.what)
    sys.exit(1 if options.check and (apart > MOST_APART or ours > MOST_CHANGED) else 0)


if __name__ == "__main__":
    main()
