"""Writes down what was planted, so that tests need not know how it was built."""

import itertools
from pathlib import Path

from generator.model import AS_AT, MULTI_ACADEMY, SINGLE_ACADEMY, World
from generator.results import (
    ATTAINMENT8_SD,
    BASICS_SD,
    EBACC_SD,
    PROGRESS8_SD,
    PROGRESS_SD,
    RWM_SD,
    SCALED_SD,
)
from generator.writers.gaps import Gaps

UNITS: dict[str, object] = {
    "rwm_expected_percentage_points": RWM_SD,
    "scaled_score_points": SCALED_SD,
    "ks2_progress_points": PROGRESS_SD,
    "attainment8_points": ATTAINMENT8_SD,
    "progress8_points": PROGRESS8_SD,
    "grade_4_and_5_percentage_points": BASICS_SD,
    "ebacc_points": EBACC_SD,
}
JOINING_ROUTES = {"converter", "sponsored", "rebrokered", "sat_join", "amalgamated"}
ROUTES_WITH_EXAMPLES = {
    "converter",
    "sponsored",
    "rebrokered",
    "sat_join",
    "trust_merger",
    "founder",
    "new_school",
}
EXAMPLES = 12
NOTES = {
    "seed": "the same seed gives the same bytes",
    "as_at": "the date of the register",
    "units": "one school-level SD of each measure, in its own unit",
    "trusts": "by what was planted; joiners are the schools that it was planted in",
    "trusts.improving": "joiners truly rise over three years; the level is above national",
    "trusts.improving_low": "joiners truly rise; the level stays far below national",
    "trusts.bounce_only": "joiners dipped before joining and came back by themselves",
    "trusts.declining": "joiners truly fall",
    "trusts.flat": "nothing planted, but some took in schools shed elsewhere: membership.shed",
    "trusts.shedding": "weak joiners fell and left later: membership.shed",
    "trusts.few_joiners": "a large rise in one or two joiners",
    "trusts.no_joiners": "founders and new schools only",
    "trusts.unlinked": "all joiners follow amalgamations and mergers",
    "trusts.suppressed": "joiners so small that their figures are suppressed",
    "trusts.trust_merger": "took over a whole trust",
    "trusts.sat_became_mat": "grew out of a single-academy trust",
    "trusts.without_schools": "open, and without schools",
    "trusts.donor": "closed; its schools were re-brokered one by one",
    "trusts.merged_away": "closed; its schools moved together",
    "links": "[predecessor URN, successor URN] by true direction",
    "links.one_to_one_count": "plain conversions",
    "links.one_to_one": "the first twenty of them",
    "links.merged": "two schools became one",
    "links.amalgamated": "two schools became one",
    "links.split": "one school became two",
    "links.infant_junior_to_primary": "plain link types; only the ages tell",
    "links.chain_of_four": "four numbers of one school, in order",
    "links.mutual": "each names the other as its predecessor",
    "links.loop": "three schools in a ring",
    "links.reversed": "the file says the opposite; the named successor had closed first",
    "links.duplicate": "rows that appear twice",
    "links.proposed_to_open": "the successor is not open yet",
    "links.both_open": "predecessor and successor are both open",
    "links.future": "dated after the register",
    "links.not_a_predecessor": "linked, but by types that say nothing about lineage",
    "routes": "how a school came to its trust: up to twelve examples of each [urn, uid]",
    "routes.founder": "opened together with the trust",
    "routes.converter": "converted to join",
    "routes.sponsored": "became a sponsor-led academy to join",
    "routes.rebrokered": "came from another multi-academy trust",
    "routes.sat_join": "came from a single-academy trust",
    "routes.new_school": "a free school opened inside the trust",
    "routes.trust_merger": "came with its whole trust",
    "membership": "oddities of the membership history",
    "membership.sat_became_mat": "one company, two UIDs",
    "membership.trust_merger": "five schools within a month",
    "membership.shed": "weak joiners that were moved out",
    "membership.duplicated": "the same spell again, with a later start",
    "membership.overlapping": "a closed copy inside an open spell",
    "membership.short": "a spell under 62 days in another trust first",
    "membership.dotted_group_id": "a left-over group whose ID ends in .old",
    "membership.override": "the register is wrong: the row that overrides.csv would hold",
    "membership.left_a_trust": "examples of ended spells in multi-academy trusts",
    "counts": "what the files hold",
    "missing": "examples of each gap: [urn, year in which the school year ends, file, column]",
}
"""What each key means, as a comment in the file; trusts are listed in this order."""


def write_truths(world: World, gaps: Gaps, out: Path) -> None:
    """Write `planted_truths.yaml`, and two files that are not tables."""
    text = ["# Written by generate.py: what was planted in the invented files beside this one."]
    for key, value in truths(world, gaps).items():
        text += ["", *lines(key, value)]
    out.mkdir(parents=True, exist_ok=True)
    (out / "planted_truths.yaml").write_bytes(("\n".join(text) + "\n").encode())
    (out / "caution.txt").write_bytes(
        b"INVENTED DATA: these schools, trusts and figures are made up, to try the tool on.\n"
    )
    (out / "notes.txt").write_bytes(
        b"This file is not data. It is here because folders of data hold such files:\n"
        b"the tool should name it, say that it does not know it, and leave it alone.\n"
    )


# --- YAML --------------------------------------------------------------------------------------


def flow(value: object) -> str:
    """Return a value on one line."""
    if isinstance(value, list):
        return "[" + ", ".join(flow(x) for x in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


def lines(key: str, value: object, above: tuple[str, ...] = ()) -> list[str]:
    """Return the lines of one key; short things stay on one line."""
    pad, path = "  " * len(above), ".".join((*above, key))
    note = f"  # {NOTES[path]}" if path in NOTES else ""
    if isinstance(value, dict) and value:
        below = [lines(str(inner), item, (*above, key)) for inner, item in value.items()]
        return [f"{pad}{key}:{note}", *itertools.chain.from_iterable(below)]
    if isinstance(value, list) and value and isinstance(value[0], (dict, list)):
        return [f"{pad}{key}:{note}", *[f"{pad}  - {flow(x)}" for x in value]]
    return [f"{pad}{key}: {flow(value)}{note}"]


# --- what was planted --------------------------------------------------------------------------


def truths(world: World, gaps: Gaps) -> dict[str, object]:
    """Return everything that was planted, by the keys of the file."""
    pairs = one_to_one(world)
    return {
        "seed": world.seed,
        "as_at": AS_AT.isoformat(),
        "units": UNITS,
        "trusts": trust_entries(world),
        "links": {
            "one_to_one_count": len(pairs),
            "one_to_one": pairs[:20],
            **world.planted_links,
        },
        "routes": route_examples(world),
        "membership": world.planted_spells,
        "counts": counts(world),
        "missing": dict(sorted(gaps.examples.items())),
    }


def trust_entries(world: World) -> dict[str, list[dict[str, object]]]:
    """Return the trusts by what was planted in them."""
    entries: dict[str, list[dict[str, object]]] = {}
    for trust in world.trusts:
        if trust.planted:
            joiners = [
                s.school.urn for s in world.spells if s.trust is trust and s.route in JOINING_ROUTES
            ]
            entries.setdefault(trust.planted, []).append(
                {
                    "uid": trust.uid,
                    "name": trust.name,
                    "effect_sd": trust.effect,
                    "joiners": sorted(joiners),
                }
            )
    places = {path: place for place, path in enumerate(NOTES)}
    return dict(sorted(entries.items(), key=lambda entry: places[f"trusts.{entry[0]}"]))


def one_to_one(world: World) -> list[list[int]]:
    """Return plain conversions: predecessor and successor."""
    odd = {tuple(x) for rows in world.planted_links.values() for x in rows}
    odd |= {(late, early) for early, late in world.planted_links["reversed"]}
    pairs: list[list[int]] = []
    for link in world.links:
        # Some links have only one of their two rows.
        ends = (link.school.urn, link.other.urn)
        pair = {"Successor": ends, "Predecessor": ends[::-1]}.get(link.type)
        if pair and pair not in odd and list(pair) not in pairs:
            pairs.append(list(pair))
    return pairs


def route_examples(world: World) -> dict[str, list[list[int]]]:
    """Return schools and trusts (URN, UID) by how the school came."""
    examples: dict[str, list[list[int]]] = {}
    for spell in world.spells:
        if spell.route in ROUTES_WITH_EXAMPLES:
            rows = examples.setdefault(spell.route, [])
            # What is called founding a donor trust is only where its schools came from.
            fits = spell.trust.type == MULTI_ACADEMY and spell.trust.planted != "donor"
            if len(rows) < EXAMPLES and spell.true and fits:
                rows.append([spell.school.urn, spell.trust.uid])
    return examples


def counts(world: World) -> dict[str, object]:
    """Return how many rows and open schools and trusts the register holds."""
    open_types = [t.type for t in world.trusts if not t.closed]
    without_schools = sum(t.planted == "without_schools" for t in world.trusts)
    registered = len(world.spells) - len(world.planted_spells["override"])
    return {
        "open_multi_academy_trusts": open_types.count(MULTI_ACADEMY),
        "open_multi_academy_trusts_without_schools": without_schools,
        "open_single_academy_trusts": open_types.count(SINGLE_ACADEMY),
        "establishments": len(world.schools),
        "schools": sum(s.is_open for s in world.schools),
        "links": len(world.links),
        "membership_rows": registered + without_schools,
        "groups": len(world.trusts),
    }
