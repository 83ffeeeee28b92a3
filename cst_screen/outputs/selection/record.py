"""A selection as a plain record: the terminal, `--json`, the workbook and the page all show this.

Trusts are in alphabetical order. Which of them was chosen before which is nowhere: a set has no order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cst_screen.judging.improvement_model import ImprovementModel
from cst_screen.judging.selection_rules import NOT_KNOWN, SelectionRule
from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.labels import OUTCOME_WORDS
from cst_screen.outputs.wording.numbers import figure_text, interval_text
from cst_screen.outputs.wording.phrases import count_text, listing, lower_first, typographic
from cst_screen.outputs.wording.stability import listed_text, stays
from cst_screen.outputs.wording.trust_names import trust_name
from cst_screen.run_folder.read import RunFolder
from cst_screen.selection.around import Alternate, TradedAway
from cst_screen.selection.problem import Kind, most_of
from cst_screen.selection.profiles import EFFECT, Profile
from cst_screen.selection.select import Selection

ATTRIBUTES = {
    "region": "Region with the largest share of its schools",
    "size": "Number of schools",
    "phases": "Phases of its schools",
    "case": "Phase of the case",
    "fsm": "Pupils ever eligible for free school meals",
    "place": "Urban or rural",
    "coast": "Coastal or inland",
    "route": "How most of its schools joined",
    "component": "Component to ask about",
}
CONTRAST_CAUTION = (
    "A contrast is a trust alike in context whose joiners' results changed less against similar schools. It is "
    "for a question to put to both: what was different, where so much was alike? Where the two ranges overlap, "
    "the difference itself may be luck. It is no finding about either trust, published figures do not say why "
    "results changed, and it is not for publication."
)
ORDER = "Trusts are in alphabetical order. The order says nothing about merit."
_NO_CONTRAST = "no judged trust differs by enough in that phase"


def selection_record(run: RunFolder, selection: Selection, model: ImprovementModel) -> Row:
    """Everything about a selection in words and numbers."""
    request = selection.request
    names = {uid: trust_name(one.trust) for uid, one in selection.profiles.items()}
    by_name = sorted(selection.chosen, key=lambda one: (names[one.uid].casefold(), one.uid))
    other = {one.instead_of: one for one in selection.alternates}
    place = {one.uid: number for number, one in enumerate(selection.problem.candidates)}
    covers = _covers(selection)
    stable = stays(run)
    return {
        "run": run.path.as_posix(),
        "as_at": run.record["as_at"],
        "criteria": run.record["criteria"]["title"],
        "size": selection.size,
        "candidates": len(selection.problem.candidates),
        "meet_every_criterion": selection.standing.meet_bar,
        "region": selection.region,
        "phase": request.phase,
        "near_misses": request.near_misses,
        "with_published": request.with_published,
        "among_those_that_came_forward": request.among is not None,
        "trusts": [
            {
                **_trust(one, names),
                "stays": listed_text(stable[one.uid]) if one.uid in stable else "",
                "contrast": _contrast(selection, one, names),
                "alternate": _alternate(selection, other[place[one.uid]], names),
            }
            for one in by_name
        ],
        "covers": covers,
        "traded_away": [_traded(selection, one, names) for one in selection.traded],
        "nobody_has": [
            {
                "attribute": a,
                "label": ATTRIBUTES[a],
                "kind": k,
                "says": _never_words(selection, (a, k)),
            }
            for a, k in selection.never
        ],
        "beside_largest": _beside_largest(selection, covers, names),
        "rules": [
            {"id": rule.id, "reason": rule.reason, "asks": asks(rule, selection.size)}
            for rule in selection.rules
        ],
        "rules_left_out": [
            {"id": rule, "because": why} for rule, why in selection.rules_left_out.items()
        ],
        "published_left_out": _left_out(selection, names),
        "components": [
            {"number": one.number, "area": one.area, "description": one.description}
            for one in model.components.components
        ],
    }


def _left_out(selection: Selection, names: Mapping[int, str]) -> list[Row]:
    """Trusts with a published case, each with what it would be otherwise."""
    return [
        {
            "uid": one.uid,
            "trust": names[one.uid],
            "title": case.title,
            "date": case.date,
            "outcome": one.outcome,
            "says": f"{names[one.uid]} has a published case study ({case.title}). In this run it is: "
            f"{OUTCOME_WORDS[one.outcome]}. {_if_asked_for(one, selection)}",
        }
        for one, case in selection.left_out
    ]


def _never_words(selection: Selection, kind: Kind) -> str:
    """`South East (largest share of schools; 2 candidates work there)`: --region asks for no more than several
    schools in a region, so that it may find trusts where no candidate has its largest share."""
    if kind[0] != "region":
        return said_kind(kind)
    there = sum(kind[1] in one.works_in for one in selection.problem.candidates)
    verb = "works" if there == 1 else "work"
    return f"{kind[1]} (largest share of schools; {count_text(there, 'candidate')} {verb} there)"


def _if_asked_for(one: Profile, selection: Selection) -> str:
    may = ("shortlisted", *(["near_miss"] if selection.request.near_misses else []))
    if one.outcome in may:
        return "Ask for it with --with-published."
    return "By that outcome it could not be chosen either."


def _trust(one: Profile, names: Mapping[int, str]) -> Row:
    return {
        "uid": one.uid,
        "trust": names[one.uid],
        "outcome": one.outcome,
        "schools": one.schools,
        "works_in": list(one.works_in),
        "kinds": {name: list(kinds) for name, kinds in one.kinds.items()},
    }


# --- what the set covers ----------------------------------------------------------------------


def _covers(selection: Selection) -> list[Row]:
    """How many of the set, of the largest changes and of all candidates are of each kind."""
    everyone = range(len(selection.problem.candidates))
    chosen, largest, all_of_them = (
        selection.times(numbers) for numbers in (selection.numbers, selection.largest, everyone)
    )
    return [
        {
            "attribute": kind[0],
            "label": ATTRIBUTES[kind[0]],
            "kind": kind[1],
            "set": chosen[kind],
            "largest": largest[kind],
            "candidates": all_of_them[kind],
        }
        for kind in sorted(selection.problem.covers, key=lambda kind: _order(selection, kind))
    ]


def _order(selection: Selection, kind: Kind) -> tuple[int, float, str]:
    """Attributes as the file lists them, bands from low to high, components by number."""
    attribute, name = kind
    bands = selection.settings.bands_in_words()
    place = bands[attribute].index(name) if attribute in bands else 0
    if attribute == "component":
        place = int(name)
    return list(ATTRIBUTES).index(attribute), place, name


def _beside_largest(selection: Selection, covers: Sequence[Row], names: Mapping[int, str]) -> Row:
    """As many candidates, those whose joiners changed most: what the set covers that they do not."""
    largest = [selection.problem.candidates[n] for n in selection.largest]
    return {
        "trusts": sorted(names[one.uid] for one in largest),
        "also_in_the_set": len(set(selection.largest) & set(selection.numbers)),
        "only_the_set_covers": _kinds_of(covers, "set", "largest"),
        "only_they_cover": _kinds_of(covers, "largest", "set"),
    }


def _kinds_of(covers: Iterable[Row], here: str, not_there: str) -> list[str]:
    return [said_kind((r["attribute"], r["kind"])) for r in covers if r[here] and not r[not_there]]


def said_kind(kind: Kind) -> str:
    """`London`, `6 to 10 schools`, `component 6`."""
    attribute, name = kind
    if attribute == "size":
        return f"{name} schools"
    if attribute == "fsm":
        return f"{name} of pupils ever eligible for free meals"
    if attribute == "case":
        return f"a {name} case"
    if attribute == "component":
        return f"component {name}"
    return f"{name} (route)" if attribute == "route" else name


def _traded(selection: Selection, one: TradedAway, names: Mapping[int, str]) -> Row:
    held_by = sorted(names[selection.problem.candidates[n].uid] for n in one.held_by)
    costs = [said_kind(kind) for kind in one.costs]
    if one.forbidden_by:
        why = f"No set with it keeps the rules: {', '.join(one.forbidden_by)}."
    else:
        lost = [
            *(
                [f"{count_text(one.bar, 'trust')} fewer that meet every criterion"]
                if one.bar
                else []
            ),
            *costs,
        ]
        why = (
            f"A set with it would be without: {listing(lost)}."
            if lost
            else ("A set with it would cover fewer kinds twice, or was not drawn.")
        )
    return {
        "attribute": one.kind[0],
        "kind": one.kind[1],
        "held_by": held_by,
        "costs": costs,
        "says": f"Not covered: {said_kind(one.kind)} (held by {listing(held_by)}). {why}",
    }


# --- what lies around a trust -----------------------------------------------------------------


def _alternate(selection: Selection, one: Alternate, names: Mapping[int, str]) -> Row:
    if one.number is None:
        return {
            "uid": None,
            "trust": "",
            "says": f"nobody: {one.why_nobody}",
            "loses": [],
            "gains": [],
        }
    other = selection.problem.candidates[one.number]
    loses, gains = ([said_kind(kind) for kind in kinds] for kinds in (one.loses, one.gains))
    parts = [
        *([OUTCOME_WORDS[other.outcome]] if other.outcome != "shortlisted" else []),
        *([f"then without {listing(loses)}"] if loses else []),
        *([f"then with {listing(gains)}"] if gains else []),
    ]
    said = f" ({'; '.join(parts)})" if parts else ""
    return {
        "uid": other.uid,
        "trust": names[other.uid],
        "says": f"{names[other.uid]}{said}",
        "loses": loses,
        "gains": gains,
    }


def _contrast(selection: Selection, one: Profile, names: Mapping[int, str]) -> Row | None:
    found = selection.contrasts.get(one.uid)
    if found is None:
        return None
    other = selection.profiles[found.uid]
    alike = [
        said_kind((name, kind))
        for name in ("region", "size", "phases", "fsm", "place", "route")
        for kind in one.kinds[name]
        if kind in other.kinds[name]
    ]
    return {
        "uid": other.uid,
        "trust": names[other.uid],
        "outcome": other.outcome,
        "alike_in": alike,
        "schools": other.schools,
        "kinds": {name: list(kinds) for name, kinds in other.kinds.items()},
        "change": _change(one, one.phase),
        "its_change": _change(other, one.phase),
        "distance": round(found.distance, 4),
        "of": found.of,
    }


def _change(one: Profile, phase: str) -> str:
    """`+0.02 SD (−0.20 to +0.24)`."""
    value, lower, upper = one.effects[phase]
    interval = interval_text(EFFECT, lower, upper)
    return typographic(figure_text(EFFECT, value) + (f" ({interval})" if interval else ""))


def contrast_words(contrast: Row | None) -> str:
    """One line on a contrast."""
    if contrast is None:
        return _NO_CONTRAST
    alike = (
        f"alike in: {listing(contrast['alike_in'])}"
        if contrast["alike_in"]
        else "the nearest there is"
    )
    return f"{contrast['trust']}; {alike}; change {contrast['its_change']}"


def asks(rule: SelectionRule, size: int) -> str:
    """What a rule asks of a set of this size, in words."""
    of = lower_first(ATTRIBUTES[rule.of])
    if rule.different is not None:
        return f"at least {rule.different} different kinds ({of})"
    if rule.at_least is not None:
        return f"at least {rule.at_least} of the kind {rule.category} ({of})"
    kind = f"the kind {rule.category}" if rule.category else "any one kind"
    return f"at most {most_of(rule, size)} of {kind} ({of})"


def kind_text(row: Row, attribute: str) -> str:
    """The categories of a trust's record with semicolons."""
    return "; ".join(row["kinds"][attribute]) or NOT_KNOWN
