"""What the report is given: the flow, every trust in a row, and a page of each that is on the list or near it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cst_screen.outputs.brief.content import Brief
from cst_screen.outputs.charts.flow import flow_picture
from cst_screen.outputs.charts.picture import Picture
from cst_screen.outputs.charts.places import Place, background, places_picture
from cst_screen.outputs.report.fairness import standard_by_intake
from cst_screen.outputs.rows import Row, items
from cst_screen.outputs.shortlist.components import component_rows
from cst_screen.outputs.shortlist.counts import (
    cannot_tell_counts,
    corrected_sentence,
    flow_rows,
    outcome_counts,
)
from cst_screen.outputs.shortlist.near_misses import near_misses
from cst_screen.outputs.shortlist.stability import stability_rows
from cst_screen.outputs.shortlist.trusts import trusts_by_name
from cst_screen.outputs.templates.place_pictures import Drawing, mark_of
from cst_screen.outputs.wording.dates import date_text, period_text
from cst_screen.outputs.wording.deviations import locked
from cst_screen.outputs.wording.hashes import hash_of_criteria, run_id
from cst_screen.outputs.wording.labels import OUTCOME_WORDS
from cst_screen.outputs.wording.left_out import WHAT_IT_SAYS, left_out
from cst_screen.outputs.wording.list_error import list_error
from cst_screen.outputs.wording.numbers import asked_text, figure_text, interval_text
from cst_screen.outputs.wording.phases import SHORT_PHASES
from cst_screen.outputs.wording.phrases import count_text, lower_first, typographic
from cst_screen.outputs.wording.published import published_sentence
from cst_screen.outputs.wording.stability import stability_note
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.figures import FIGURES

WITH_A_PAGE = ("shortlisted", "near_miss")
"""Outcomes of the trusts that have a page of their own."""
_SIZES = ((5, "up to 5"), (10, "6 to 10"), (20, "11 to 20"))
_LARGEST = "over 20"
_PICTURES = ("joiners", "interval", "grades")

Drawings = dict[str, Drawing]


def report_context(run: RunFolder, briefs: Sequence[Brief]) -> tuple[Row, Drawings]:
    """What the template is given, and the drawings whose marks it holds.

    briefs: of the trusts with a page, in any order.
    """
    record = run.record
    trusts = trusts_by_name(run)
    places = _places(run)
    steps = [{**row, "short": _in_short(run, row["id"])} for row in flow_rows(run)]
    drawings: Drawings = {"flow": _drawing(flow_picture(steps))}
    pages = [_page(brief, places.get(int(brief.uid), []), drawings) for brief in briefs]
    with_page = {page["uid"] for page in pages}
    regions = _regions(run)
    rows = [_row(run, trust, regions, with_page) for trust in trusts]
    context = {
        "title": record["criteria"]["title"],
        "as_at": date_text(record["as_at"]),
        "caution": record.get("caution", ""),
        **locked(record),
        "outcomes": outcome_counts(run),
        "list_error": list_error(record),
        "flow": flow_rows(run),
        "corrected": corrected_sentence(run),
        "flow_picture": mark_of("flow"),
        "hidden_unknown": _hidden_unknown(run),
        "rows": rows,
        "regions": sorted({row["region"] for row in rows if row["region"]}),
        "sizes": [words for _, words in _SIZES] + [_LARGEST],
        "phases": list(SHORT_PHASES.values()),
        "outcome_words": list(OUTCOME_WORDS.values()),
        "pages": sorted(pages, key=lambda page: page["trust"].casefold()),
        "stability": stability_rows(run),
        "stability_note": stability_note(run),
        "near_misses": near_misses(run),
        "cannot_tell": cannot_tell_counts(run),
        "fairness": standard_by_intake(run),
        "components": component_rows(run),
        "published": published_sentence(run),
        "left_out": left_out(run),
        "left_out_says": WHAT_IT_SAYS,
        "notes": record["notes"],
        "all_schools": background(place for of_trust in places.values() for place in of_trust),
        **_made_from(record),
    }
    return context, drawings


def _made_from(record: Row) -> Row:
    """The files, the criteria and the version that the page rests on."""
    return {
        "files": [
            {
                "publisher": entry["publisher"],
                "file": entry["path"].split("/")[-1],
                "dated": period_text(entry),
            }
            for entry in record["inputs"]
            if entry["used"]
        ],
        "criteria": [
            {"description": r["description"], "reason": r["reason"], "role": r["role"]}
            for r in record["criteria"]["rules"]
        ],
        "run_id": run_id(record),
        "version": record["version"],
        "data": record["data"],
        "criteria_file": record["criteria"]["file"],
        "criteria_hash": hash_of_criteria(record),
    }


def _in_short(run: RunFolder, criterion: str) -> str:
    """`Schools: at least 3`."""
    rule = run.rules[criterion]
    return f"{FIGURES[rule['figure']].label}: {typographic(asked_text(rule))}"


def _hidden_unknown(run: RunFolder) -> str:
    """That `not shortlisted` holds trusts of whose joiners nothing can be told; empty where none."""
    rows = run.verdicts.filter(run.verdicts["outcome"] == "not_shortlisted")
    unknown = sum(bool(untold) for untold in rows["untold"])
    if not unknown:
        return ""
    return (
        f"Of {count_text(rows.height, 'trust')} not shortlisted, {unknown:,} fail one criterion while others "
        "cannot be judged. So more trusts cannot be judged on some criterion than end as 'cannot tell'."
    )


def _page(brief: Brief, places: list[Place], drawings: Drawings) -> dict[str, Any]:
    """The brief of a trust under names of its own for its pictures, and its map."""
    marked = {}
    for picture in brief.pictures:
        name = f"{brief.uid} {picture.name}"
        drawings[name] = _drawing(picture)
        shown = getattr(brief, f"{picture.name}_picture")
        marked[f"{picture.name}_picture"] = replace(shown, picture=mark_of(name))
    page = replace(brief, **marked).as_context()
    page["places_picture"] = ""
    if places:
        name = f"{brief.uid} places"
        where = next((row.text for row in brief.glance if "Local" in row.label), "")
        drawings[name] = _drawing(
            places_picture(
                f"Where the schools of {brief.trust} are",
                f"{count_text(len(places), 'school')} over the schools of all trusts in England: {where}.",
                places,
            )
        )
        page["places_picture"] = mark_of(name)
    return page


def _drawing(picture: Picture) -> Drawing:
    return Drawing(picture.title, picture.description, picture.svg)


def _places(run: RunFolder) -> dict[int, list[Place]]:
    """Where the schools of each trust are, as far as it is known."""
    found: dict[int, list[Place]] = {}
    known = run.table("schools").drop_nulls(["easting", "northing"])
    for uid, east, north in known.select("uid", "easting", "northing").iter_rows():
        found.setdefault(uid, []).append((float(east), float(north)))
    return found


def _regions(run: RunFolder) -> dict[int, str]:
    """The region in which most of a trust's schools are; of equals the first by name."""
    counts: dict[int, Counter[str]] = {}
    for uid, region in run.table("schools").select("uid", "region").iter_rows():
        if region:
            counts.setdefault(uid, Counter())[region] += 1
    return {uid: min(c, key=lambda name: (-c[name], name)) for uid, c in counts.items()}


def _row(run: RunFolder, trust: Row, regions: dict[int, str], with_page: set[str]) -> Row:
    effect = "trajectory_effect"
    interval = interval_text(effect, trust["trajectory_lower"], trust["trajectory_upper"])
    known = trust[effect] is not None
    standard = trust["standard_alike_lowest"]
    return {
        "trust": trust["name"],
        "uid": str(trust["uid"]),
        "has_page": str(trust["uid"]) in with_page,
        "outcome": OUTCOME_WORDS[trust["outcome"]],
        "phase": SHORT_PHASES.get(trust["phase"] or "", ""),
        "region": regions.get(trust["uid"], ""),
        "schools": trust["schools"],
        "size": next((words for most, words in _SIZES if trust["schools"] <= most), _LARGEST),
        "joiners": trust["joiners"],
        "judged": trust["joiners_judged"],
        "rise": typographic(f"{figure_text(effect, trust[effect])} ({interval})") if known else "",
        "rise_value": f"{trust[effect]:.4f}" if known else "",
        "chance": figure_text("trajectory_probability", trust["trajectory_probability"])
        if trust["trajectory_probability"] is not None
        else "",
        "chance_value": ""
        if trust["trajectory_probability"] is None
        else f"{trust['trajectory_probability']:.4f}",
        "standard": ""
        if standard is None
        else typographic(figure_text("standard_alike_lowest", standard)),
        "standard_value": "" if standard is None else f"{standard:.4f}",
        "why": _why(run, trust),
    }


def _why(run: RunFolder, trust: Row) -> str:
    """The first required criteria that it does not meet and that cannot be judged, and how many more."""
    parts = []
    for words, column in (("not met", "not_met"), ("cannot tell", "untold")):
        labels = [FIGURES[run.rules[c]["figure"]].label for c in items(trust[column])]
        if labels:
            more = f" and {len(labels) - 1} more" if len(labels) > 1 else ""
            parts.append(f"{words}: {lower_first(labels[0])}{more}")
    return "; ".join(parts)
