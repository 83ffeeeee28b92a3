"""`selection.html`: the set on one page that needs no network, for a panel."""

from __future__ import annotations

from typing import Any

import polars as pl

from cst_screen.outputs.charts.places import Place, background, places_picture
from cst_screen.outputs.rows import Row
from cst_screen.outputs.selection.record import (
    ATTRIBUTES,
    CONTRAST_CAUTION,
    ORDER,
    kind_text,
)
from cst_screen.outputs.templates.fill import find_template, render_text
from cst_screen.outputs.templates.place_pictures import Drawing, in_html, mark_of
from cst_screen.outputs.wording.dates import date_text
from cst_screen.outputs.wording.hashes import run_id, short_hash
from cst_screen.outputs.wording.labels import OUTCOME_WORDS
from cst_screen.outputs.wording.phrases import count_text, listing
from cst_screen.run_folder.read import RunFolder

_TEMPLATE = "selection.html.j2"
_SHOWN = ("region", "phases", "case", "fsm", "place", "coast", "route", "component")


def selection_page(run: RunFolder, record: Row) -> str:
    """The page as text."""
    schools = run.table("schools").drop_nulls(["easting", "northing"])
    chosen = [trust["uid"] for trust in record["trusts"]]
    own = _places(schools.filter(pl.col("uid").is_in(chosen)))
    picture = places_picture(
        "Schools of the set",
        f"A map of {count_text(len(own), 'school')} of the set over the schools of all trusts.",
        own,
    )
    drawing = Drawing(picture.title, picture.description, picture.svg)
    context = _context(run, record) | {
        "all_schools": background(_places(schools)),
        "map_picture": mark_of("map"),
    }
    text = render_text(find_template(_TEMPLATE, None), context)
    return in_html(text, {"map": drawing})


def _places(schools: pl.DataFrame) -> list[Place]:
    return [(float(e), float(n)) for e, n in schools.select("easting", "northing").iter_rows()]


def _context(run: RunFolder, record: Row) -> dict[str, Any]:
    beside = record["beside_largest"]
    nobody = [one["says"] for one in record["nobody_has"]]
    met = record["meet_every_criterion"]
    return {
        "title": record["criteria"],
        "as_at": date_text(record["as_at"]),
        "caution": run.record.get("caution", ""),
        "size": record["size"],
        "candidates": record["candidates"],
        "of_whom": ", ".join(
            [
                *([f"that work in {record['region']}"] if record["region"] else []),
                *([f"with a case in {record['phase']} schools"] if record["phase"] else []),
                *(["that came forward"] if record["among_those_that_came_forward"] else []),
            ]
        ),
        "meeting": met,
        "missing_one": record["size"] - met,
        "order": ORDER,
        "headings": [ATTRIBUTES[name] for name in _SHOWN],
        "trusts": [
            {
                "trust": trust["trust"],
                "uid": trust["uid"],
                "outcome": OUTCOME_WORDS[trust["outcome"]],
                "stays": trust["stays"],
                "schools": trust["schools"],
                "kinds": [kind_text(trust, name) for name in _SHOWN],
                "alternate": trust["alternate"]["says"],
                "contrast": trust["contrast"] or {},
                "alike": listing(trust["contrast"]["alike_in"]) if trust["contrast"] else "",
            }
            for trust in record["trusts"]
        ],
        "covers": record["covers"],
        "only_set": listing(beside["only_the_set_covers"]) or "nothing",
        "only_largest": listing(beside["only_they_cover"]) or "nothing",
        "in_both": beside["also_in_the_set"],
        "traded": [one["says"] for one in record["traded_away"]],
        "nobody": listing(nobody),
        "rules": record["rules"],
        "rules_left_out": record["rules_left_out"],
        "published": [one["says"] for one in record["published_left_out"]],
        "published_to_check": record["published_to_check"],
        "components": record["components"],
        "contrast_caution": CONTRAST_CAUTION,
        "run_id": run_id(run.record),
        "version": run.record["version"],
        "data": run.record["data"],
        "criteria_hash": short_hash(run.record["criteria"]["sha256"]),
    }
