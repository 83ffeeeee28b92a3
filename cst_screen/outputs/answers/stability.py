"""How sure the list of a run is: what is asked of the data, and what was found as tables and as a record.

The tables are declared in `run_folder.schema_stability`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from cst_screen.errors import RunFolderError
from cst_screen.judging.criteria import Criteria
from cst_screen.judging.hangs_on import HangsOn, hangs_on
from cst_screen.outputs.csv_content import csv_content
from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.stability import removed_text, share_text, stays_sentence
from cst_screen.outputs.wording.trust_names import trust_name
from cst_screen.run_folder.read import RunFolder
from cst_screen.run_folder.record import how_to_make_again
from cst_screen.run_folder.schema_stability import STABILITY, STABILITY_SETTINGS, TIPPING_POINTS
from cst_screen.run_folder.values import criteria_of
from cst_screen.statistics.clustered import share_interval

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from cst_screen.judging.plausible import PlausibleRange
    from cst_screen.judging.tipping import TippingPoint
    from cst_screen.screen.stability import Stability

STABILITY_MARK = STABILITY_SETTINGS.name
"""A table that nothing but `stability` writes."""
_DECIMALS = 2


def criteria_of_run(run: RunFolder) -> Criteria:
    """The criteria by which the run judged, as if its file were read."""
    record = run.record["criteria"]
    return Criteria(record["file"], record["sha256"], criteria_of(run))


def refuse_another_run(run: RunFolder, found: Stability) -> None:
    """RunFolderError where the data and criteria do not give what the run holds."""
    held = dict(run.verdicts.select("uid", "outcome").iter_rows())
    here = dict(zip(found.uids, found.as_screened, strict=True))
    other = [uid for uid in sorted({*held, *here}) if held.get(uid) != here.get(uid)]
    if other:
        raise RunFolderError(
            f"{run.path}: from these files and criteria {len(other)} trusts come out otherwise than in the run "
            f"(the first: UID {other[0]}). Another version of the tool made the run, or what is entered by hand was changed "
            f"since. {how_to_make_again(run.path, run.record)}"
        )


def about(run: RunFolder, found: Stability, seed: int) -> Row:
    """What the record of the run keeps of it."""
    return {
        "settings": found.draw.settings,
        "methods": len(found.draw.methods),
        "seed": seed,
        "fragile_below": criteria_of(run).plausible.fragile_below,
    }


def tables_of(run: RunFolder, found: Stability) -> dict[str, pl.DataFrame]:
    """Name of the table -> the table."""
    plausible = criteria_of(run).plausible
    points = [_point(point, plausible.ranges) for point in found.tipping_points]
    return {
        STABILITY.name: STABILITY.conform(_trusts(run, found, plausible.fragile_below)),
        TIPPING_POINTS.name: TIPPING_POINTS.conform(
            pl.DataFrame(points, schema=list(TIPPING_POINTS.columns), orient="row")
        ),
        STABILITY_SETTINGS.name: STABILITY_SETTINGS.conform(_settings(found)),
    }


def contents_of(tables: Mapping[str, pl.DataFrame]) -> dict[str, bytes]:
    """Name of the file -> its content."""
    return {
        f"{name}.csv": csv_content(table.with_columns(pl.col(pl.Float64).round(_DECIMALS + 2)))
        for name, table in tables.items()
    }


def _trusts(run: RunFolder, found: Stability, fragile_below: float) -> pl.DataFrame:
    number = found.draw.settings
    names = dict(run.verdicts.select("uid", "trust").iter_rows())
    rows = []
    hang = hangs_on(found.draw, found.listed)
    for place, (uid, outcome) in enumerate(zip(found.uids, found.as_screened, strict=True)):
        listed = int(found.listed[:, place].sum())
        refused = int(found.refused[:, place].sum())
        lower, upper = share_interval(found.listed[:, place], found.draw.method_of)
        rows.append(
            {
                "uid": uid,
                "trust": names[uid],
                "outcome": outcome,
                "settings": number,
                "listed": listed,
                "listed_share": 100 * listed / number,
                "listed_lower": round(lower, _DECIMALS),
                "listed_upper": round(upper, _DECIMALS),
                "cannot_tell_share": 100 * (number - listed - refused) / number,
                "not_listed_share": 100 * refused / number,
                "fragile": outcome == "shortlisted" and 100 * listed / number < fragile_below,
                **_most(found, "removed_by", found.unmet[:, place]),
                **_hangs_on(hang[place]),
                **_most(found, "not_met_by", found.not_met[:, place]),
                **_most(found, "cannot_tell_by", found.not_told[:, place]),
            }
        )
    return pl.DataFrame(rows)


def _most(found: Stability, column: str, settings: npt.NDArray[np.int64]) -> Row:
    """The criterion with most settings, and their share. settings: of each criterion, how many."""
    first = int(settings.argmax())
    most = int(settings[first])
    return {
        column: found.criteria[first] if most else "",
        f"{column}_share": 100 * most / found.draw.settings,
    }


def _hangs_on(found: HangsOn | None) -> dict[str, str]:
    if found is None:
        return {"hangs_on": "", "hangs_on_shares": ""}
    shares = [
        f"{_written(low) if low == high else f'{_written(low)} to {_written(high)}'}: {share_text(share)}"
        for low, high, share in found.parts
    ]
    return {"hangs_on": found.key, "hangs_on_shares": "; ".join(shares)}


def _point(point: TippingPoint, ranges: Mapping[str, PlausibleRange]) -> tuple[object, ...]:
    given = ranges.get(point.key)
    plausible = given is not None and (
        max(given.ends) > point.last if point.moves == "raised" else min(given.ends) < point.last
    )
    return (point.uid, point.key, point.now, point.moves, point.last, plausible)


def _settings(found: Stability) -> pl.DataFrame:
    draw = found.draw
    rows = [
        (number + 1, int(draw.method_of[number]) + 1, key, _written(value))
        for number in range(draw.settings)
        for key, value in draw.values(number).items()
    ]
    return pl.DataFrame(rows, schema=list(STABILITY_SETTINGS.columns), orient="row")


def _written(value: float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value + 0.0:g}"


def stability_record(run: RunFolder, found: Row, tables: Mapping[str, pl.DataFrame]) -> Row:
    """What `stability` shows. found: as `about` gives it."""
    rows = [
        {**row, "trust": trust_name(row["trust"]), "kept_off_by": removed_text(run, row)}
        for row in tables[STABILITY.name].to_dicts()
    ]
    rows.sort(key=lambda row: (row["trust"].casefold(), row["uid"]))
    points = tables[TIPPING_POINTS.name].to_dicts()
    listed = [row for row in rows if row["outcome"] == "shortlisted"]
    return {
        "run": run.path.as_posix(),
        "as_at": run.record["as_at"],
        **found,
        "listed": [
            {**row, "tipping_points": [p for p in points if p["uid"] == row["uid"]]}
            for row in listed
        ],
        "others": [row for row in rows if row["outcome"] != "shortlisted" and row["listed"]],
        "never_listed": sum(not row["listed"] for row in rows),
    }


def stability_of(run: RunFolder, uid: int) -> Row:
    """What `stability` found of one trust of the run, for `explain`; empty where it was not asked."""
    if "stability" not in run.record:
        return {}
    (row,) = run.rows_of(STABILITY.name, pl.col("uid") == uid).to_dicts()
    points = run.rows_of(TIPPING_POINTS.name, pl.col("uid") == uid).to_dicts()
    says = stays_sentence(run, row)
    return {**row, **run.record["stability"], "tipping_points": points, "says": says}
