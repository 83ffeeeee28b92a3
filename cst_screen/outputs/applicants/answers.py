"""What each trust that came forward can be answered: its outcome, and the reasons for it, in the same form.

    applicants.csv, applicants.md

Every trust of the list is there once, in alphabetical order, whatever its outcome.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from cst_screen.outputs.applicants.find import Applicant, find_applicants
from cst_screen.outputs.csv_content import csv_content
from cst_screen.outputs.rows import Row, items
from cst_screen.outputs.wording.dates import date_text
from cst_screen.outputs.wording.hashes import run_id
from cst_screen.outputs.wording.labels import OUTCOME_WORDS, SHORT_REASONS
from cst_screen.outputs.wording.numbers import asked_text, figure_text
from cst_screen.outputs.wording.phrases import count_text, typographic
from cst_screen.outputs.wording.published import cases_words, published_of
from cst_screen.outputs.wording.trust_names import trust_name
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.harmless import in_markdown

APPLICANTS = "applicants"
"""The name of the files, before the ending."""
NOT_JUDGED = "not judged"
_ABOUT = (
    "{count}, judged as every other trust as at {day}. In alphabetical order; the order says nothing about "
    "merit. Published figures show what changed, not why."
)
_MEANS = {
    "shortlisted": "It meets every required criterion.",
    "near_miss": "It meets every required criterion but one.",
    "cannot_tell": "It meets every required criterion that can be judged. This is not a no: published figures "
    "do not say enough.",
    "not_shortlisted": "It does not meet two criteria or more, or one while others cannot be judged.",
}


def write_applicants(run: RunFolder, path: Path) -> list[Row]:
    """Both files into a run folder; LookupFailed before anything is written where
    a row of the list cannot be told. The records that they show."""
    records = applicant_records(run, find_applicants(run, path))
    table = pl.DataFrame([_cells(record) for record in records], infer_schema_length=None)
    (run.path / f"{APPLICANTS}.csv").write_bytes(csv_content(table))
    text = _page(run, records)
    (run.path / f"{APPLICANTS}.md").write_text(text, encoding="utf-8", newline="\n")
    return records


def applicant_records(run: RunFolder, found: Sequence[Applicant]) -> list[Row]:
    """Each trust with its outcome and every required criterion that it does not meet or that cannot tell."""
    verdicts = {row["uid"]: row for row in run.verdicts.iter_rows(named=True)}
    required = [rule["id"] for rule in run.rules.values() if rule["role"] == "required"]
    wanted = pl.col("uid").is_in([one.uid for one in found]) & pl.col("criterion").is_in(required)
    answers: dict[int, list[Row]] = {}
    for row in run.criteria.filter(wanted).iter_rows(named=True):
        answers.setdefault(row["uid"], []).append(row)
    cases = published_of(run.record)
    records = [_record(run, one, verdicts.get(one.uid), answers.get(one.uid, [])) for one in found]
    for record in records:
        record["published"] = cases_words(cases.get(record["uid"], []))
    return sorted(records, key=lambda record: (record["trust"].casefold(), record["uid"]))


def _record(run: RunFolder, one: Applicant, verdict: Row | None, answers: list[Row]) -> Row:
    if verdict is None:
        return {
            "uid": one.uid,
            "trust": one.given,
            "given": one.given,
            "row": one.row,
            "outcome": NOT_JUDGED,
            "means": f"It is no multi-academy trust that had a school on {date_text(run.record['as_at'])} by "
            "the membership file, so it was not judged. Single-academy trusts and local authority schools "
            "are not.",
            "not_met": [],
            "cannot_tell": [],
            "caveats": [],
        }
    said: dict[str, list[str]] = {"not_met": [], "cannot_tell": []}
    for row in answers:
        if row["verdict"] in said:
            said[row["verdict"]].append(_reason(run.rules[row["criterion"]], row))
    return {
        "uid": one.uid,
        "trust": trust_name(verdict["trust"]),
        "given": one.given,
        "row": one.row,
        "outcome": OUTCOME_WORDS[verdict["outcome"]],
        "means": _MEANS[verdict["outcome"]],
        **said,
        "caveats": [FIGURES[run.rules[c]["figure"]].label for c in items(verdict["caveats"])],
    }


def _reason(rule: Row, row: Row) -> str:
    """`Schools: 2; asked for: at least 3`, or why there is no figure."""
    label = FIGURES[row["figure"]].label
    if row["value"] is None:
        return f"{label}: {SHORT_REASONS.get(row['reason'], row['reason'])}"
    found = figure_text(row["figure"], row["value"])
    return typographic(f"{label}: {found}; asked for: {asked_text(rule)}")


def _cells(record: Row) -> Row:
    """A row of applicants.csv."""
    return {
        "uid": record["uid"],
        "trust": record["trust"],
        "as_given": record["given"],
        "row": record["row"],
        "outcome": record["outcome"],
        "meaning": record["means"],
        "not_met": "; ".join(record["not_met"]),
        "cannot_tell": "; ".join(record["cannot_tell"]),
        "caveats_not_met": "; ".join(record["caveats"]),
        "published_case": record["published"],
    }


def _page(run: RunFolder, records: Sequence[Row]) -> str:
    """The same as a page, a part for each trust, so that each can be answered alike."""
    record = run.record
    lines = [
        f"# {in_markdown(record['criteria']['title'])}: trusts that came forward",
        "",
        *([f"**{in_markdown(record['caution'])}**", ""] if record.get("caution") else []),
        _ABOUT.format(count=count_text(len(records), "trust"), day=date_text(record["as_at"])),
        "",
    ]
    for one in records:
        lines += [f"## {in_markdown(one['trust'])} (UID {one['uid']})", ""]
        lines += [f"**{one['outcome'].capitalize()}.** {one['means']}", ""]
        for title, reasons in (
            ("Not met", one["not_met"]),
            ("Cannot tell", one["cannot_tell"]),
            ("Caveats not met, for information", one["caveats"]),
        ):
            lines += [f"- {title}: {reason}" for reason in reasons]
        if not one["published"].startswith("none"):
            lines.append(f"- Published case study: {in_markdown(one['published'])}")
        lines.append("")
    lines.append(
        f"Run {run_id(record)}, cst-screen {record['version']}. Each figure and where it comes from: "
        "`cst-screen explain UID --run RUN`; what would put a trust on the list: `cst-screen why-not UID --run RUN`."
    )
    return "\n".join(lines) + "\n"
