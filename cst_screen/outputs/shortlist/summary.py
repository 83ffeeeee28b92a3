"""The shortlist: what a run came to, as records for the workbook and as a Markdown page.

Trusts stand in alphabetical order everywhere: the criteria say who is on the list and nothing says
who is above whom.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from cst_screen.errors import RunFolderError
from cst_screen.judging.verdicts import OUTCOMES
from cst_screen.outputs.templates import find_template, render_text
from cst_screen.outputs.wording.dates import date_text
from cst_screen.outputs.wording.dfe_beside import (
    dfe_text,
    lists_text,
    ours_text,
    published_years,
    years_shown,
)
from cst_screen.outputs.wording.hashes import run_id, short_hash
from cst_screen.outputs.wording.labels import OUTCOME_WORDS, SHORT_REASONS
from cst_screen.outputs.wording.numbers import (
    figure_text,
    interval_text,
    number_text,
    threshold_text,
    unit_suffix,
)
from cst_screen.outputs.wording.phrases import count_text, listing, typographic
from cst_screen.outputs.wording.trust_names import trust_name
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.measures import MEASURES

Row = dict[str, Any]

MARKDOWN_TEMPLATE = "shortlist.md.j2"
MARKDOWN_FILE = "shortlist.md"


def write_shortlist_markdown(
    folder: Path, run: RunFolder | None = None, templates: Path | None = None
) -> Path:
    """`shortlist.md` in the run folder."""
    run = run or RunFolder(folder)
    text = render_text(find_template(MARKDOWN_TEMPLATE, templates), shortlist_context(run))
    path = folder / MARKDOWN_FILE
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as fault:
        raise RunFolderError(
            f"{path}: the shortlist cannot be written ({fault.strerror})."
        ) from fault
    return path


def shortlist_context(run: RunFolder) -> Row:
    """What the template is given."""
    record = run.record
    trusts = verdicts_by_name(run)
    return {
        "title": record["criteria"]["title"],
        "as_at": date_text(record["as_at"]),
        "academic_year": record["academic_year"],
        "run_id": run_id(record),
        "version": record["version"],
        "data": record["data"],
        "criteria_file": record["criteria"]["file"],
        "criteria_hash": short_hash(record["criteria"]["sha256"]),
        "outcomes": outcome_counts(run),
        "flow": flow_rows(run),
        "shortlisted": [_listed(run, t) for t in trusts if t["outcome"] == "shortlisted"],
        "near_misses": near_misses(run),
        "dfe": dfe_rows(run, ("shortlisted", "near_miss")),
        "dfe_none": _without_dfe(run),
        "cannot_tell": cannot_tell_counts(run),
        "caution": record.get("caution", ""),
        "notes": record["notes"],
    }


@functools.cache
def verdicts_by_name(run: RunFolder) -> list[Row]:
    """The verdicts with the trust's name as people write it, in alphabetical order."""
    rows = [{**row, "name": trust_name(row["trust"])} for row in run.verdicts.to_dicts()]
    return sorted(rows, key=lambda r: (r["name"].casefold(), r["uid"]))


def outcome_counts(run: RunFolder) -> list[Row]:
    """How many trusts came to each outcome, with what the outcome means."""
    counts = Counter(run.verdicts["outcome"])
    return [
        {"outcome": OUTCOME_WORDS[o], "trusts": counts[o], "meaning": meaning}
        for o, meaning in OUTCOMES.items()
    ]


def flow_rows(run: RunFolder) -> list[Row]:
    """Trusts through the required criteria, one after the other; each row adds up to its entry."""
    return [
        {
            "criterion": run.rules[step["criterion"]]["description"],
            "id": step["criterion"],
            **{k: step[k] for k in ("entered", "met", "not_met", "cannot_tell")},
        }
        for step in run.record["flow"]
    ]


def _listed(run: RunFolder, trust: Row) -> Row:
    caveats = [FIGURES[run.rules[c]["figure"]].label for c in split(trust["caveats"])]
    change = typographic(figure_text("trajectory_effect", trust["trajectory_effect"], "too_few"))
    interval = interval_text(
        "trajectory_effect", trust["trajectory_lower"], trust["trajectory_upper"]
    )
    lowest = typographic(
        figure_text("attainment_lowest", trust["attainment_lowest"], "not_published")
    )
    return {
        "trust": trust["name"],
        "uid": trust["uid"],
        "schools": trust["schools"],
        "judged": f"{trust['joiners_improved']} of {trust['joiners_judged']} judged rose further; "
        f"{trust['joiners']} joined",
        "change": f"{change} ({typographic(interval)})" if interval else change,
        "shrunken": _shrunken(trust),
        "inspections": _inspections(trust),
        "lowest": lowest,
        "caveats": "; ".join(caveats) or "none",
        "caveats_untold": trust["caveats_untold"],
    }


def _shrunken(trust: Row) -> str:
    """`+0.47 SD (+0.09 to +0.84), 97%`: what is left when luck is allowed for, and the chance."""
    if trust["trajectory_shrunken"] is None:
        return "not known"
    name = "trajectory_shrunken"
    ends = interval_text(name, trust["shrunken_lower"], trust["shrunken_upper"])
    chance = figure_text("trajectory_probability", trust["trajectory_probability"])
    return typographic(f"{figure_text(name, trust[name])} ({ends}), {chance}")


def _inspections(trust: Row) -> str:
    compared = trust["inspections_compared"]
    if not compared:
        return "none comparable"
    better, lower = trust["inspections_improved"], trust["inspections_declined"]
    expected = trust["inspections_expected"]
    fewer = trust["inspections_declined_expected"]
    usual = "" if expected is None else f" ({expected:.1f} usual)"
    usual_lower = "" if fewer is None else f" ({fewer:.1f} usual)"
    return f"{better} better{usual}, {lower} lower{usual_lower} of {compared}"


def near_misses(run: RunFolder) -> list[Row]:
    """Trusts that meet every required criterion but one: which one, and by how much it is missed."""
    own = run.criteria.filter((pl.col("role") == "required") & (pl.col("verdict") == "not_met"))
    by_trust = {row["uid"]: row for row in own.to_dicts()}
    out = []
    for trust in verdicts_by_name(run):
        if trust["outcome"] != "near_miss":
            continue
        c = by_trust[trust["uid"]]
        rule = run.rules[c["criterion"]]
        out.append(
            {
                "trust": trust["name"],
                "uid": trust["uid"],
                "id": c["criterion"],
                "criterion": rule["description"],
                "figure": c["figure"],
                "label": FIGURES[c["figure"]].label,
                **_held(rule, c),
            }
        )
    return out


def _held(rule: Row, row: Row) -> Row:
    """What was held, against what, and the distance between them."""
    name, figure = row["figure"], FIGURES[row["figure"]]
    value = row["value"] if rule["held"] == "value" else row[rule["held"]]
    asked = typographic(threshold_text(name, rule["comparison"], rule["threshold"], rule["held"]))
    if value is None:
        return {"value": "not known", "asked": asked, "short_by": "not known"}
    nearest = min(rule["threshold"], key=lambda t: abs(t - value))
    apart = number_text(figure, abs(value - nearest)).lstrip("+")
    if not apart.strip("0."):
        least = number_text(figure, 10.0**-figure.decimals).lstrip("+")
        apart = f"less than {least}"
    shown = figure_text(name, row["value"])
    if rule["held"] != "value":
        # The end of the interval alone would read as the figure: a rise would look like a fall.
        shown += f", {rule['held']} end {figure_text(name, value)}"
    return {
        "value": typographic(shown),
        "asked": asked,
        "short_by": apart + unit_suffix(figure),
    }


def dfe_rows(run: RunFolder, outcomes: Sequence[str]) -> list[Row]:
    """DfE's own trust measures beside ours, of trusts with one of the outcomes, by name."""
    names = {t["uid"]: t["name"] for t in verdicts_by_name(run) if t["outcome"] in outcomes}
    place = {uid: i for i, uid in enumerate(names)}
    own = run.table("dfe_measures").filter(pl.col("uid").is_in(list(names))).to_dicts()
    return [
        {
            "trust": names[row["uid"]],
            "uid": row["uid"],
            "year": row["academic_year"],
            "measure": MEASURES[row["measure"]].label,
            "dfe": dfe_text(row),
            "ours": ours_text(row),
            "schools": lists_text(row),
        }
        for row in sorted(years_shown(own), key=lambda r: place[r["uid"]])
    ]


def _without_dfe(run: RunFolder) -> str:
    """Which trusts of the list have no row in DfE's files, in a sentence; empty where none are read."""
    held = published_years(run.record["inputs"])
    known = set(run.table("dfe_measures")["uid"])
    listed = [t for t in verdicts_by_name(run) if t["outcome"] in ("shortlisted", "near_miss")]
    without = [t["name"] for t in listed if t["uid"] not in known]
    if not held or not without:
        return ""
    return (
        f"DfE's files at hand ({held}) have no row for {listing(without)}. By DfE's rule a trust needs "
        "three schools with results, each three years in the trust."
    )


def cannot_tell_counts(run: RunFolder) -> list[Row]:
    """For trusts that cannot be told: how many by the first criterion that cannot, and why."""
    untold = run.verdicts.filter(pl.col("outcome") == "cannot_tell").select(
        "uid", criterion="deciding_criterion"
    )
    own = untold.join(run.criteria.select("uid", "criterion", "reason"), on=["uid", "criterion"])
    counts = Counter(zip(own["criterion"], own["reason"], strict=True))
    order = list(run.rules)
    return [
        {
            "criterion": run.rules[criterion]["description"],
            "id": criterion,
            "reason": SHORT_REASONS[reason],
            "trusts": n,
        }
        for (criterion, reason), n in sorted(
            counts.items(), key=lambda item: (order.index(item[0][0]), -item[1], item[0][1])
        )
    ]


def split(joined: str | None) -> list[str]:
    """The items of a cell that holds several, `a; b`."""
    return [item for item in (joined or "").split("; ") if item]


def summary(run: RunFolder) -> str:
    """What the run came to, in a sentence."""
    counts = Counter(run.verdicts["outcome"])
    trusts = count_text(run.verdicts.height, "trust")
    parts = ", ".join(f"{counts[o]:,} {OUTCOME_WORDS[o]}" for o in OUTCOMES)
    return f"{trusts} judged as at {date_text(run.record['as_at'])}: {parts}."
