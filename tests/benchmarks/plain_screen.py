"""The same screen as an analyst would write it: pandas, scikit-learn, one file, no audit and no checks.

    uv run --group plain python tests/benchmarks/plain_screen.py DATA OUT [--as-at 2024-03-29]

A yardstick for `national.py` and nothing else. It reads the same published files, follows predecessors,
finds joiners, compares each with the twenty most similar schools on each measure, moves each trust's mean
towards the average trust, adds inspections and the standard of a trust's schools, and writes a shortlist.
It assumes that files are as it expects them, keeps no reasons for gaps, and says nothing of what it left
out.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler

KS2 = {
    "PTRWM_EXP": "rwm",
    "PTRWM_HIGH": "rwm_high",
    "PTREAD_EXP": "reading",
    "PTMAT_EXP": "maths",
    "READPROG": "reading_progress",
    "WRITPROG": "writing_progress",
    "MATPROG": "maths_progress",
}
KS4 = {
    "ATT8SCR": "attainment8",
    "P8MEA": "progress8",
    "PTL2BASICS_94": "basics_4",
    "PTL2BASICS_95": "basics_5",
    "EBACCAPS": "ebacc_points",
}
KS4_TIDY = {
    "avg_att8": "attainment8",
    "avg_p8score": "progress8",
    "pt_l2basics_94": "basics_4",
    "pt_l2basics_95": "basics_5",
    "avg_ebaccaps": "ebacc_points",
}
LEADING = {"ks2": ["reading_progress", "writing_progress", "maths_progress"], "ks4": ["progress8"]}
SCHOOLS, BEFORE, OLDEST, AFTER = 20, 3, 6, 3


# --- reading ----------------------------------------------------------------------------------


def read(path: Path) -> pd.DataFrame:
    frame = pd.read_csv(path, dtype=str, encoding="utf-8-sig", encoding_errors="replace")
    return frame.rename(columns=str.strip)


def number(column: pd.Series) -> pd.Series:
    return pd.to_numeric(column.str.strip().str.rstrip("%"), errors="coerce")


def year_of(path: Path) -> int:
    long = re.match(r"20\d\d-(20\d\d)", path.name)
    return int(long[1]) if long else 2000 + int(path.name[4:6])


def long_form(frame: pd.DataFrame, urn: str, columns: dict[str, str], stage: str, year: int):
    held = {c: name for c, name in columns.items() if c in frame.columns}
    values = frame[list(held)].apply(number).rename(columns=held)
    values["urn"] = number(frame[urn])
    table = values.dropna(subset="urn").melt("urn", var_name="measure", value_name="value")
    return table.dropna().assign(stage=stage, year=year)


def read_results(data: Path) -> pd.DataFrame:
    parts = []
    for path in sorted((data / "performance").glob("*.csv")):
        frame, year = read(path), year_of(path)
        if "provisional" in path.name and any(
            other.name.startswith(path.name[:6])
            and "final" in other.name
            and "ks2" not in other.name
            for other in path.parent.glob("*.csv")
        ):
            continue
        if "ks2" in path.name:
            frame = frame[frame["RECTYPE"].isin(["1", "2"])]
            parts.append(long_form(frame, "URN", KS2, "ks2", year))
        elif "ks4" in path.name:
            frame = frame[frame["RECTYPE"].isin(["1", "2"])]
            parts.append(long_form(frame, "URN", KS4, "ks4", year))
        else:
            frame = frame[(frame["geographic_level"] == "School") & (frame["breakdown"] == "Total")]
            parts.append(long_form(frame, "school_urn", KS4_TIDY, "ks4", year))
    return pd.concat(parts).drop_duplicates(["urn", "measure", "year"], keep="last")


def read_context(data: Path) -> pd.DataFrame:
    parts = []
    for path in sorted((data / "context").glob("*.csv")):
        frame, year = read(path), year_of(path)
        names = {
            "PNUMFSMEVER": "fsm",
            "PNUMEAL": "eal",
            "PSENELSE": "ehcp",
            "PSENELK": "sen",
            "NOR": "roll",
            "PERCTOT": "absence",
            "PPERSABS10": "persistent",
        }
        if "URN" in frame.columns:
            parts.append(long_form(frame, "URN", names, "context", year))
    for path in sorted((data / "context").glob("*.xlsx")):
        pd.read_excel(path, dtype=str)
    return pd.concat(parts).drop_duplicates(["urn", "measure", "year"], keep="last")


def read_inspections(data: Path) -> pd.DataFrame:
    parts = []
    for path in sorted((data / "ofsted").iterdir()):
        if path.suffix == ".xlsx":
            for sheet in pd.read_excel(path, sheet_name=None, dtype=str, header=None).values():
                if sheet.shape[1] > 20:
                    parts.append(inspections_of_sheet(sheet))
        else:
            parts.append(inspections_of(read(path)))
    every = pd.concat([part for part in parts if part is not None])
    return every.dropna().drop_duplicates(["urn", "day"]).sort_values(["urn", "day"])


def inspections_of_sheet(sheet: pd.DataFrame) -> pd.DataFrame | None:
    for at in range(min(10, len(sheet))):
        if "URN" in set(sheet.iloc[at]):
            frame = sheet.iloc[at + 1 :].copy()
            frame.columns = sheet.iloc[at].astype(str)
            return inspections_of(frame.loc[:, ~frame.columns.duplicated()])
    return None


def inspections_of(frame: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for grade, day in (
        ("Overall effectiveness", "Inspection start date"),
        ("Previous graded inspection overall effectiveness", "Previous inspection start date"),
        ("Previous full inspection overall effectiveness", "Previous inspection start date"),
    ):
        if grade in frame.columns and day in frame.columns:
            parts.append(
                pd.DataFrame(
                    {
                        "urn": number(frame["URN"].astype(str)),
                        "day": pd.to_datetime(frame[day], errors="coerce", dayfirst=True),
                        "grade": number(frame[grade].astype(str)),
                    }
                )
            )
    return pd.concat(parts) if parts else pd.DataFrame(columns=["urn", "day", "grade"])


# --- schools and trusts -----------------------------------------------------------------------


def histories_of(links: pd.DataFrame, schools: pd.DataFrame) -> dict[int, int]:
    """Every number that a school had -> its present one, where it has one predecessor only."""
    links = links[links["LinkType"].str.contains("Predecessor", na=False)]
    links = links[~links["LinkType"].str.contains("merged|amalgamated|split", case=False)]
    single = links.groupby("URN").filter(lambda rows: len(rows) == 1)
    after = dict(zip(number(single["LinkURN"]), number(single["URN"]), strict=True))
    known = {}
    for urn in schools["urn"]:
        last, steps = urn, 0
        while last in after and steps < 10:
            last, steps = after[last], steps + 1
        known[urn] = last
    return known


def joiners_of(members: pd.DataFrame, known: dict[int, int], as_at: pd.Timestamp) -> pd.DataFrame:
    members = members[members["Group Type"] == "Multi-academy trust"]
    spells = pd.DataFrame(
        {
            "uid": number(members["Group UID"]),
            "trust": members["Group Name"],
            "urn": number(members["URN"]),
            "joined": pd.to_datetime(members["Date Joined Group"], errors="coerce"),
            "left": pd.to_datetime(members["Date Left Group"], errors="coerce"),
        }
    )
    spells["school"] = spells["urn"].map(known).fillna(spells["urn"])
    spells = spells[spells["joined"] <= as_at]
    founded = spells.groupby("uid")["joined"].transform("min")
    spells["founder"] = (spells["joined"] - founded).dt.days <= 62
    spells["open"] = spells["left"].isna() | (spells["left"] > as_at)
    day = spells["joined"] - pd.Timedelta(days=14)
    spells["year"] = day.dt.year + (day.dt.month >= 9)
    return spells


# --- effects ----------------------------------------------------------------------------------


def standings(results: pd.DataFrame, known: dict[int, int]) -> pd.DataFrame:
    results = results.assign(school=results["urn"].map(known).fillna(results["urn"]))
    results = results.sort_values("urn").drop_duplicates(["school", "measure", "year"], keep="last")
    groups = results.groupby(["measure", "year"])["value"]
    return results.assign(z=(results["value"] - groups.transform("mean")) / groups.transform("std"))


def effects_of(
    wide: pd.DataFrame, joiners: pd.DataFrame, moved: pd.DataFrame, intake: pd.DataFrame
):
    """The effect of every joiner on one measure, window by window."""
    rows, pairs = [], []
    years = np.array(wide.columns)
    for joined, cohort in joiners.groupby("year"):
        before = [y for y in years if joined - OLDEST <= y < joined][-BEFORE:]
        after = [y for y in years if y >= joined + 1][-AFTER:]
        if not before or not after:
            continue
        usable = wide[wide[before].notna().any(axis=1) & wide[after].notna().any(axis=1)]
        moving = set(moved.loc[moved["year"].between(min(before), max(after)), "school"])
        features = usable[before].join(intake, how="left")
        features = features.fillna(features.mean()).fillna(0.0)
        features.columns = features.columns.astype(str)
        change = usable[after].mean(axis=1) - usable[before].mean(axis=1)
        pool = ~usable.index.isin(moving)
        treated = usable.index.intersection(cohort["school"])
        if pool.sum() < 50 or treated.empty:
            continue
        scaler = StandardScaler().fit(features.loc[pool])
        weights = np.r_[np.full(len(before), 2.0), np.ones(features.shape[1] - len(before))]
        there, ours = (scaler.transform(features.loc[pick]) * weights for pick in (pool, treated))
        model = LinearRegression().fit(there, change[pool])
        _, near = NearestNeighbors(n_neighbors=SCHOOLS).fit(there).kneighbors(ours)
        left = change[pool].to_numpy() - model.predict(there)
        own = change[treated].to_numpy() - model.predict(ours)
        effect = own - left[near].mean(axis=1)
        error = left[near].std(axis=1, ddof=1) * np.sqrt(1 + 1 / SCHOOLS)
        names = usable.index[pool].to_numpy()
        for at, school in enumerate(treated):
            uid = cohort.loc[cohort["school"] == school, "uid"].iloc[0]
            rows.append((uid, school, joined, effect[at], error[at]))
            pairs += [(school, joined, names[n]) for n in near[at]]
    columns = ["uid", "school", "year", "effect", "error"]
    return pd.DataFrame(rows, columns=columns), pd.DataFrame(
        pairs, columns=["school", "year", "like"]
    )


def pooled(effects: pd.DataFrame) -> pd.DataFrame:
    """Each trust's mean, moved towards the average trust (DerSimonian and Laird)."""
    trusts = effects.groupby("uid").agg(
        mean=("effect", "mean"),
        judged=("effect", "size"),
        improved=("effect", lambda e: 100 * (e > 0).mean()),
        variance=("error", lambda e: (e**2).sum() / len(e) ** 2),
    )
    weight = 1 / trusts["variance"]
    centre = (weight * trusts["mean"]).sum() / weight.sum()
    q = (weight * (trusts["mean"] - centre) ** 2).sum()
    spread = max(0.0, (q - (len(trusts) - 1)) / (weight.sum() - (weight**2).sum() / weight.sum()))
    share = spread / (spread + trusts["variance"])
    trusts["effect"] = centre + share * (trusts["mean"] - centre)
    trusts["error"] = np.sqrt(spread * (1 - share))
    draws = np.random.default_rng(1).normal(size=2000)
    trusts["probability"] = [
        100 * np.mean(effect + error * draws > 0.1)
        for effect, error in zip(trusts["effect"], trusts["error"], strict=True)
    ]
    return trusts.reset_index()


# --- the screen -------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--as-at", default="2024-03-29")
    options = parser.parse_args()
    data, as_at = options.data, pd.Timestamp(options.as_at)
    options.out.mkdir(parents=True, exist_ok=True)

    register = read(next((data / "gias").glob("edubasealldata*.csv")))
    schools = register.assign(
        urn=number(register["URN"]), pupils=number(register["NumberOfPupils"])
    )
    members = read(next((data / "gias").glob("academiesmatmembership*.csv")))
    links = read(next((data / "gias").glob("links_*.csv")))
    for path in (data / "gias").glob("*group*.csv"):
        read(path)
    results, context = read_results(data), read_context(data)
    inspections = read_inspections(data)

    last = as_at.year + (as_at.month >= 9)
    known = histories_of(links, schools)
    spells = joiners_of(members, known, as_at)
    results = standings(results[results["year"] <= last], known)
    context["school"] = context["urn"].map(known).fillna(context["urn"])
    intake = context[context["measure"].isin(["fsm", "eal", "sen", "roll"])].pivot_table(
        index="school", columns="measure", values="value", aggfunc="mean"
    )
    joiners = spells[~spells["founder"]].drop_duplicates(["uid", "school"], keep="last")

    tables, pairs = {}, []
    for measure, of_measure in results.groupby("measure"):
        wide = of_measure.pivot(index="school", columns="year", values="z")
        tables[measure], near = effects_of(wide, joiners, spells, intake)
        pairs.append(near.assign(measure=measure))
    leading = {}
    for stage, measures in LEADING.items():
        every = pd.concat([tables[m] for m in measures])
        every = every.groupby(["uid", "school", "year"], as_index=False).mean()
        leading[stage] = pooled(every).assign(stage=stage)

    now = spells[spells["open"]].drop_duplicates("school", keep="last")
    latest = results.sort_values("year").drop_duplicates(["school", "measure"], keep="last")
    standard = latest[latest["measure"].isin(["rwm", "attainment8"])].merge(now, on="school")
    standard = standard.groupby("uid").agg(standard=("z", "mean"), lowest=("z", "min"))
    graded = inspections.assign(school=inspections["urn"].map(known)).merge(
        spells[["uid", "school", "joined"]], on="school"
    )
    before = graded[graded["day"] < graded["joined"]].groupby(["uid", "school"])["grade"].last()
    after = graded[graded["day"] > graded["joined"] + pd.Timedelta(days=365)]
    after = after.groupby(["uid", "school"])["grade"].last()
    both = pd.concat([before.rename("before"), after.rename("after")], axis=1).dropna()
    declined = (both["after"] > both["before"]).groupby("uid").mean().rename("declined")

    trusts = pd.concat(leading.values()).merge(
        now.groupby("uid").size().rename("schools"), on="uid"
    )
    trusts = trusts.merge(standard, on="uid", how="left").merge(declined, on="uid", how="left")
    trusts = trusts.merge(now[["uid", "trust"]].drop_duplicates("uid"), on="uid")
    passed = (
        (trusts["schools"] >= 3)
        & (trusts["judged"] >= 3)
        & (trusts["effect"] >= 0.1)
        & (trusts["probability"] >= 85)
        & (trusts["improved"] >= 60)
        & (trusts["standard"] >= -0.25)
    )
    shortlist = trusts[passed].sort_values("trust")

    trusts.to_csv(options.out / "trusts.csv", index=False)
    results.to_csv(options.out / "rows.csv", index=False)
    pd.concat(pairs).to_csv(options.out / "comparators.csv", index=False)
    pd.concat([t.assign(measure=m) for m, t in tables.items()]).to_csv(
        options.out / "joiners.csv", index=False
    )
    graded.to_csv(options.out / "inspections.csv", index=False)
    with pd.ExcelWriter(options.out / "shortlist.xlsx") as book:
        shortlist.to_excel(book, sheet_name="Shortlist", index=False)
        trusts.to_excel(book, sheet_name="All trusts", index=False)
        now.to_excel(book, sheet_name="Schools", index=False)
    print(f"{len(shortlist)} of {trusts['uid'].nunique()} trusts shortlisted")


if __name__ == "__main__":
    main()
