"""Writes down what was planted, so that tests need not know how it was built."""

from pathlib import Path

from .model import AS_AT, School, World
from .results import (
    ATTAINMENT8_SD,
    BASICS_SD,
    EBACC_SD,
    PROGRESS8_SD,
    PROGRESS_SD,
    RWM_SD,
    SCALED_SD,
)

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
        out = [f"{pad}{key}:{note}"]
        for inner, item in value.items():
            out += lines(str(inner), item, (*above, key))
        return out
    if isinstance(value, list) and value and isinstance(value[0], (dict, list)):
        return [f"{pad}{key}:{note}", *[f"{pad}  - {flow(x)}" for x in value]]
    return [f"{pad}{key}: {flow(value)}{note}"]


def trust_entries(world: World) -> dict[str, list[dict[str, object]]]:
    """Return the trusts by what was planted in them."""
    kinds: dict[str, list[dict[str, object]]] = {}
    for trust in world.trusts:
        if not trust.kind:
            continue
        routes = {"converter", "sponsored", "rebrokered", "sat_join", "amalgamated"}
        joiners = sorted(
            s.school.urn for s in world.spells if s.trust is trust and s.route in routes
        )
        kinds.setdefault(trust.kind, []).append(
            {
                "uid": trust.uid,
                "name": trust.name,
                "effect_sd": trust.effect,
                "joiners": joiners,
            }
        )
    order = [k[7:] for k in NOTES if k.startswith("trusts.") and k[7:] in kinds]
    return {k: kinds[k] for k in order}


def one_to_one(world: World) -> list[list[int]]:
    """Return plain conversions: predecessor and successor."""
    odd = {tuple(x) for rows in world.planted_links.values() for x in rows}
    odd |= {(late, early) for early, late in world.planted_links["reversed"]}
    pairs: list[list[int]] = []
    for link in world.links:
        # Some links stand on one side only.
        ends = (link.school.urn, link.other.urn)
        pair = {"Successor": ends, "Predecessor": ends[::-1]}.get(link.type)
        if pair and pair not in odd and list(pair) not in pairs:
            pairs.append(list(pair))
    return pairs


def write_truths(world: World, out: Path) -> None:
    """Write `planted_truths.yaml`."""
    routes: dict[str, list[list[int]]] = {}
    for spell in world.spells:
        if spell.route in {
            "converter",
            "sponsored",
            "rebrokered",
            "sat_join",
            "trust_merger",
            "founder",
            "new_school",
        }:
            rows = routes.setdefault(spell.route, [])
            # What is called founding a donor trust is only where its schools came from.
            fits = spell.trust.type == "Multi-academy trust" and spell.trust.kind != "donor"
            if len(rows) < 12 and spell.true and fits:
                rows.append([spell.school.urn, spell.trust.uid])
    pairs = one_to_one(world)
    trusts = trust_entries(world)
    open_mats = [t for t in world.trusts if t.type == "Multi-academy trust" and not t.closed]

    def open_(school: School) -> bool:
        return school.current_status.startswith("Open")

    content: dict[str, object] = {
        "seed": world.seed,
        "as_at": AS_AT.isoformat(),
        "units": {
            "rwm_expected_percentage_points": RWM_SD,
            "scaled_score_points": SCALED_SD,
            "ks2_progress_points": PROGRESS_SD,
            "attainment8_points": ATTAINMENT8_SD,
            "progress8_points": PROGRESS8_SD,
            "grade_4_and_5_percentage_points": BASICS_SD,
            "ebacc_points": EBACC_SD,
        },
        "trusts": trusts,
        "links": {
            "one_to_one_count": len(pairs),
            "one_to_one": pairs[:20],
            **world.planted_links,
        },
        "routes": routes,
        "membership": world.planted_spells,
        "counts": {
            "open_multi_academy_trusts": len(open_mats),
            "open_multi_academy_trusts_without_schools": len(trusts["without_schools"]),
            "open_single_academy_trusts": sum(
                t.type == "Single-academy trust" and not t.closed for t in world.trusts
            ),
            "establishments": len(world.schools),
            "schools": sum(open_(s) for s in world.schools),
            "links": len(world.links),
            "membership_rows": len(world.spells)
            - len(world.planted_spells["override"])
            + len(trusts["without_schools"]),
            "groups": len(world.trusts),
        },
        "missing": dict(sorted(world.missing.items())),
    }
    text = ["# Written by generate.py: what was planted in the invented files beside this one."]
    for key, value in content.items():
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
