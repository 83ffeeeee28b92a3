"""One trust's brief from its facts: every part in order, then the sources that the parts cite."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

from cst_screen.outputs.brief.annex import annex_figures, claims, figures_by_name
from cst_screen.outputs.brief.cautions import cautions
from cst_screen.outputs.brief.components import components, other_components
from cst_screen.outputs.brief.content import Brief, CriterionRow, Family, Shown, with_texts
from cst_screen.outputs.brief.criteria import caveats_met, criteria_rows, outcome_sentence
from cst_screen.outputs.brief.dfe import dfe_family
from cst_screen.outputs.brief.entered_by_hand import entered_by_hand
from cst_screen.outputs.brief.facts import Facts, read_facts
from cst_screen.outputs.brief.glance import glance
from cst_screen.outputs.brief.main_cautions import main_cautions
from cst_screen.outputs.brief.opening import finding, how_sure, rests_on, who
from cst_screen.outputs.brief.pictures import pictures
from cst_screen.outputs.brief.schools import schools_judged, schools_to_ask
from cst_screen.outputs.brief.standard import standard
from cst_screen.outputs.brief.today import inspected, standard_rows, standard_words
from cst_screen.outputs.brief.trajectory import trajectory
from cst_screen.outputs.brief.validation import inspection_lines, validation
from cst_screen.outputs.charts.picture import Picture
from cst_screen.outputs.templates.place_pictures import mark_of
from cst_screen.outputs.wording.dates import date_text
from cst_screen.outputs.wording.hashes import hash_of_criteria, run_id
from cst_screen.outputs.wording.labels import OUTCOME_WORDS
from cst_screen.outputs.wording.trust_names import slug, trust_name
from cst_screen.run_folder.read import RunFolder


def build_briefs(
    folder: RunFolder, uids: Sequence[int], templates: Path | None = None
) -> list[Brief]:
    """The briefs of some trusts in the order asked for, each once.

    templates: a folder that may hold drawings of its own.
    """
    return [build_brief(facts, templates) for facts in read_facts(folder, uids)]


def build_brief(facts: Facts, templates: Path | None = None) -> Brief:
    """What the brief of one trust says, with its sources numbered."""
    draft = _draft(facts, pictures(facts, templates))
    draft = replace(draft, annex_figures=annex_figures(facts, names_in(draft)))
    # Which files are cited, and so the number of each, is known only now.
    brief = with_texts(draft, facts.citations.numbered)
    return replace(brief, sources=facts.citations.sources())


def names_in(part: object) -> set[str]:
    """Every figure that a part of a brief names, however deep it lies."""
    if isinstance(part, tuple):
        return {name for inner in part for name in names_in(inner)}
    if not is_dataclass(part) or isinstance(part, type):
        return set()
    own = {getattr(part, "name", "")} if isinstance(part, CriterionRow) else set()
    for field in fields(part):
        value = getattr(part, field.name)
        own |= set(value) if field.name == "names" else names_in(value)
    return own


def _draft(facts: Facts, drawn: dict[str, Picture]) -> Brief:
    """The brief with placeholders for its marks, without the list of sources and the annex's figures."""
    record, verdict = facts.record, facts.verdict
    name = trust_name(verdict["trust"])
    shortlisted = verdict["outcome"] == "shortlisted"
    families, criteria = _families(facts), criteria_rows(facts)
    in_table = {row.name for row in criteria}
    how, schools = schools_to_ask(facts)
    return Brief(
        trust=name,
        uid=str(verdict["uid"]),
        group_id=verdict["group_id"] or "not in GIAS",
        file_name=f"{verdict['uid']}-{slug(name)}",
        as_at=date_text(record["as_at"]),
        as_at_iso=record["as_at"],
        academic_year=record["academic_year"],
        caution=record.get("caution", ""),
        who=who(facts),
        finding=finding(facts),
        rests_on=rests_on(facts),
        joiners_picture=_shown(drawn, "joiners"),
        interval_picture=_shown(drawn, "interval"),
        grades_picture=_shown(drawn, "grades"),
        standard_rows=standard_rows(facts),
        standard_words=standard_words(facts),
        inspected=inspected(facts),
        how_sure=how_sure(facts),
        main_cautions=main_cautions(facts),
        claims=claims(facts),
        annex_figures=(),
        judged_schools=schools_judged(facts),
        outcome_word=OUTCOME_WORDS[verdict["outcome"]],
        outcome=outcome_sentence(facts),
        shortlisted=shortlisted,
        standing_heading=(
            "Why this trust is on the list" if shortlisted else "Where this trust stands"
        ),
        glance=glance(facts),
        families=families,
        family_names=tuple(n for family in families for n in family.names if n not in in_table),
        criteria=criteria,
        caveats_met=caveats_met(facts),
        cautions=cautions(facts),
        schools_how=how,
        schools=schools,
        school_names=tuple(sorted({n for school in schools for n in school.names})),
        components=components(facts),
        inspection_lines=inspection_lines(facts),
        sources=(),
        explain=f"cst-screen explain {_asked_by(name, verdict['uid'])} --run RUN --figure NAME",
        run_id=run_id(record),
        version=record["version"],
        data=record["data"],
        criteria_title=record["criteria"]["title"],
        criteria_file=record["criteria"]["file"],
        criteria_hash=hash_of_criteria(record),
        figures=figures_by_name(facts),
        pictures=tuple(drawn.values()),
    )


def _shown(drawn: dict[str, Picture], name: str) -> Shown:
    picture = drawn.get(name)
    if picture is None:
        return Shown("", "", "")
    return Shown(mark_of(name), picture.title, picture.description)


def _asked_by(name: str, uid: int) -> str:
    """The trust's name for a command that people copy; its UID where a terminal would read the name
    as more than words, or where it is long."""
    plain = re.fullmatch(r"[\w .,'’&()/:+-]{1,120}", name)
    return f'"{name}"' if plain else str(uid)


def _families(facts: Facts) -> tuple[Family, ...]:
    """The parts of the annex in full; the last two only where the run folder holds something for them."""
    return (
        trajectory(facts),
        standard(facts),
        validation(facts),
        *entered_by_hand(facts),
        *dfe_family(facts),
        *other_components(facts),
    )
