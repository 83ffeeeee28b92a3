"""Draft briefs: one context for each trust, put into the Markdown and the Word template.

All choosing, arithmetic and rounding is done here and in the `brief_*` modules; a template places
what it is given. `templates/README.md` lists the names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cst_screen.errors import LookupFailed, RunFolderError
from cst_screen.outputs.brief.components import components
from cst_screen.outputs.brief.facts import Facts, Row, facts_of, read_facts
from cst_screen.outputs.brief.schools import names_of, schools_to_ask
from cst_screen.outputs.brief.sections import (
    cautions,
    caveats_met,
    criteria_rows,
    families,
    glance,
    outcome,
)
from cst_screen.outputs.brief.validation import inspection_lines
from cst_screen.outputs.templates import find_template, render_text, render_word
from cst_screen.outputs.wording.citations import HASH_DIGITS, Marks, run_id
from cst_screen.outputs.wording.dates import date_text
from cst_screen.outputs.wording.labels import OUTCOME_WORDS
from cst_screen.outputs.wording.trust_names import slug, trust_name
from cst_screen.run_folder.read import RunFolder

FORMATS = ("md", "docx")
MARKDOWN_TEMPLATE = "brief.md.j2"
WORD_TEMPLATE = "brief.docx"


def write_briefs(
    folder: RunFolder,
    uids: Sequence[int],
    formats: Sequence[str],
    into: Path,
    templates: Path | None = None,
) -> list[Path]:
    """A brief of each trust in each format, as `<uid>-<trust>.md` and `.docx`; the files written."""
    for wanted in formats:
        if wanted not in FORMATS:
            raise LookupFailed(f"'{wanted}' is not a format of briefs. Give md, docx or both.")
    paths = {
        "md": find_template(MARKDOWN_TEMPLATE, templates) if "md" in formats else None,
        "docx": find_template(WORD_TEMPLATE, templates) if "docx" in formats else None,
    }
    written = []
    for context in brief_contexts(folder, uids):
        for wanted in FORMATS:
            template = paths[wanted]
            if template is None:
                continue
            if wanted == "md":
                content = render_text(template, context).encode("utf-8")
            else:
                content = render_word(template, context, _properties(context))
            written.append(_write(into / f"{context['file_name']}.{wanted}", content))
    return written


def brief_contexts(folder: RunFolder, uids: Sequence[int]) -> list[Row]:
    """What a template is given, for each trust in the order asked for."""
    found = read_facts(folder, list(dict.fromkeys(uids)))
    out = []
    for uid in found:
        inputs = folder.record["inputs"]
        first = Marks(inputs)
        _context(facts_of(folder, found[uid], first))
        out.append(_context(facts_of(folder, found[uid], Marks(inputs, first.cited))))
    return out


def _context(facts: Facts) -> dict[str, Any]:
    record, verdict = facts.record, facts.verdict
    name = trust_name(verdict["trust"])
    how, schools = schools_to_ask(facts)
    shortlisted = verdict["outcome"] == "shortlisted"
    stands, criteria = families(facts), criteria_rows(facts)
    held = {c["name"] for c in criteria}
    return {
        "trust": name,
        "uid": str(verdict["uid"]),
        "group_id": verdict["group_id"] or "not in GIAS",
        "file_name": f"{verdict['uid']}-{slug(name)}",
        "as_at": date_text(record["as_at"]),
        "as_at_iso": record["as_at"],
        "academic_year": record["academic_year"],
        "outcome_word": OUTCOME_WORDS[verdict["outcome"]],
        "outcome": outcome(facts),
        "shortlisted": shortlisted,
        "standing_heading": (
            "Why this trust is on the list" if shortlisted else "Where this trust stands"
        ),
        "glance": glance(facts),
        "families": stands,
        "family_names": [n for f in stands for n in f["names"] if n not in held],
        "criteria": criteria,
        "cautions": cautions(facts),
        "schools_how": how,
        "schools": schools,
        "school_names": names_of(schools),
        "components": components(facts),
        "inspection_lines": inspection_lines(facts),
        "caveats_met": caveats_met(facts),
        "caution": record.get("caution", ""),
        "explain": f'cst-screen explain "{name}" --run RUN --figure NAME',
        "sources": facts.marks.rows(),
        "run_id": run_id(record),
        "version": record["version"],
        "data": record["data"],
        "criteria_title": record["criteria"]["title"],
        "criteria_file": record["criteria"]["file"],
        "criteria_hash": record["criteria"]["sha256"][:HASH_DIGITS],
    }


def _properties(context: Row) -> dict[str, Any]:
    """The Word file's own properties: dated by the as-at date, so that the bytes repeat."""
    day = dt.date.fromisoformat(context["as_at_iso"])
    moment = dt.datetime.combine(day, dt.time(12))
    return {
        "title": f"Draft brief: {context['trust']}",
        "subject": context["criteria_title"],
        "author": "cst-screen",
        "last_modified_by": "cst-screen",
        "keywords": f"run {context['run_id']}",
        "language": "en-GB",
        "created": moment,
        "modified": moment,
        "last_printed": moment,
        "revision": 1,
    }


def _write(path: Path, content: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as fault:
        raise RunFolderError(
            f"{path}: the brief cannot be written ({fault.strerror}). Close it if it is open in "
            "Word, or give another folder."
        ) from fault
    return path
