"""The dirt of the membership history, on top of what is true: copies, short stays, a wrong start.

Each is written down in `planted_spells`, so that tests can ask whether the tool met it.
"""

from datetime import date, timedelta

from generator.model import (
    MULTI_ACADEMY,
    SINGLE_ACADEMY,
    Spell,
    Trust,
    World,
    day_before,
)
from generator.world.builder import Builder


def plant_spells(builder: Builder, flat: list[Trust]) -> None:
    """Add every oddity; `flat` are the trusts in which nothing else is planted."""
    world, planted = builder.world, builder.world.planted_spells
    members = [
        s
        for s in world.spells
        if s.trust.planted == "flat" and not s.left and s.route in {"converter", "founder"}
    ]
    planted["duplicated"] = [_duplicate(world, spell) for spell in members[5:60:9]]
    planted["overlapping"] = [_overlap(world, spell) for spell in members[9:60:13]]
    used = {row["urn"] for rows in planted.values() for row in rows if "urn" in row}
    untouched = [s for s in members if s.route == "converter" and s.school.urn not in used]
    planted["short"] = [
        _short_stay(world, spell, flat, 30 + turn * 9)
        for turn, spell in enumerate(untouched[2:26:6])
    ]
    planted["dotted_group_id"] = [_dotted_group_id(builder)]
    planted["override"] = [_wrong_start(world, members[30:])]
    planted["left_a_trust"] = [
        {"urn": s.school.urn, "uid": s.trust.uid, "left": s.left.isoformat()}
        for s in world.spells
        if s.left and s.true and s.trust.type == MULTI_ACADEMY
    ][:8]


def _duplicate(world: World, spell: Spell) -> dict[str, object]:
    """Add the same spell again, with a later start."""
    again = spell.joined + timedelta(days=92)
    world.spells.append(Spell(spell.school, spell.trust, again, None, "duplicate", False))
    return {
        "urn": spell.school.urn,
        "uid": spell.trust.uid,
        "joined": spell.joined.isoformat(),
        "again": again.isoformat(),
    }


def _overlap(world: World, spell: Spell) -> dict[str, object]:
    """Add a closed copy of a spell, inside the open one."""
    left = spell.joined + timedelta(days=500)
    world.spells.append(Spell(spell.school, spell.trust, spell.joined, left, "overlap", False))
    return {
        "urn": spell.school.urn,
        "uid": spell.trust.uid,
        "joined": spell.joined.isoformat(),
        "closed_copy_left": left.isoformat(),
    }


def _short_stay(world: World, spell: Spell, flat: list[Trust], days: int) -> dict[str, object]:
    """Put a stay of some days in another trust before a spell, which starts later for it."""
    place = flat.index(spell.trust) + 7 if spell.trust in flat else 0
    elsewhere = flat[place % len(flat)]
    start = spell.joined
    spell.joined = start + timedelta(days=days)
    world.spells.append(
        Spell(spell.school, elsewhere, start, day_before(spell.joined), "short", False)
    )
    return {
        "urn": spell.school.urn,
        "short_uid": elsewhere.uid,
        "days": days - 1,
        "then_uid": spell.trust.uid,
    }


def _dotted_group_id(builder: Builder) -> dict[str, object]:
    """Add a spell under a Group ID that ends in `.old`, left over from a renumbering."""
    spell = next(
        s
        for s in builder.world.spells
        if s.trust.type == SINGLE_ACADEMY and not s.trust.closed and s.route == "founder"
    )
    trust = spell.trust
    left_over = builder.trust(trust.name, SINGLE_ACADEMY, trust.incorporated, trust.home)
    left_over.group_id = f"{trust.group_id}.old"
    left_over.company = trust.company
    left_over.closed = date(2018, 4, 26)
    builder.world.spells.append(
        Spell(spell.school, left_over, spell.joined, left_over.closed, "dotted", False)
    )
    return {"urn": spell.school.urn, "uid": left_over.uid, "group_id": left_over.group_id}


def _wrong_start(world: World, candidates: list[Spell]) -> dict[str, object]:
    """Make the register wrong about a start; return the row that `overrides.csv` would hold."""
    wrong = next(
        s
        for s in candidates
        if s.route == "converter"
        and s.joined < date(2019, 1, 1)
        and s.school.kind == "primary"
        and not any(o is not s and o.school is s.school for o in world.spells)
    )
    truth = wrong.joined
    wrong.true = False
    wrong.joined = date(2023, 3, 1)
    world.spells.append(Spell(wrong.school, wrong.trust, truth, None, "overridden", True))
    return {
        "urn": wrong.school.urn,
        "group_uid": wrong.trust.uid,
        "date_joined": truth.isoformat(),
        "date_left": "",
        "register_says": wrong.joined.isoformat(),
        "reason": "the register restarted the spell when the trust changed its name",
    }
