"""The oddities of the register: links that lie, memberships that overlap.

Each is built by hand and written down in `planted_links` or `planted_spells`, so that tests can ask
whether the tool met it.
"""

import itertools
from datetime import date, timedelta
from typing import TYPE_CHECKING

from .model import Link, School, Spell, Trust, day_before

if TYPE_CHECKING:
    from .world import Builder


def plant_links(b: "Builder") -> None:
    """Build every odd link, in an order that never changes."""
    places = b.world.authorities
    planted = b.world.planted_links
    _split(b)
    _infant_and_junior(b)
    _chain(b)

    first, second = _pair(b, 2)
    for one, other in ((first, second), (second, first)):
        b.world.links.append(Link(one, other, "Predecessor", date(2016, 9, 1)))
    planted["mutual"] = [[first.urn, second.urn], [second.urn, first.urn]]

    loop = [b.maintained(places[3], "primary") for _ in range(3)]
    for turn, school in enumerate(loop):
        b.world.links.append(
            Link(school, loop[(turn + 1) % 3], "Predecessor", date(2015, 9, 1 + turn))
        )
    planted["loop"] = [[loop[(k + 1) % 3].urn, loop[k].urn] for k in range(3)]

    # The row says that `late` came before `early`, which had closed two years earlier.
    early = b.maintained(places[4], "primary")
    early.closed, early.reason_closed = date(2015, 8, 31), "Closure"
    late = b.school(
        places[4], "primary", "Community school", date(2015, 9, 1), early.lineage, twin=early
    )
    b.world.links.append(Link(early, late, "Predecessor", date(2015, 9, 1)))
    b.world.links.append(Link(late, early, "Successor", date(2015, 9, 1)))
    planted["reversed"] = [[early.urn, late.urn]]
    after = b.academise(late, date(2017, 9, 1))
    b.join(after, _flat(b)[2], date(2017, 9, 1), "converter")

    same = [x for x in b.world.links if x.type == "Predecessor" and x.school.opened][:6]
    b.world.links.extend(Link(x.school, x.other, x.type, x.day) for x in same)
    planted["duplicate"] = [[x.other.urn, x.school.urn] for x in same]

    old = b.maintained(places[5], "primary")
    old.status, old.closed = "Open, but proposed to close", date(2025, 8, 31)
    day = date(2025, 9, 1)
    new = b.school(places[5], "primary", "Academy converter", day, old.lineage, twin=old)
    new.status, new.reason_opened = "Proposed to open", "Academy Converter"
    b.link(old, new)
    planted["proposed_to_open"] = [[old.urn, new.urn]]
    for place in (places[7], places[8]):
        b.school(place, "primary", "Free schools", date(2025, 9, 1)).status = "Proposed to open"

    first, second = _pair(b, 6)
    b.world.links.append(Link(second, first, "Predecessor", date(2014, 9, 1)))
    b.world.links.append(Link(first, second, "Successor", date(2014, 9, 1)))
    planted["both_open"] = [[first.urn, second.urn]]

    first, second = _pair(b, 7)
    b.world.links.append(Link(second, first, "Predecessor - merged", date(2026, 1, 1)))
    b.world.links.append(Link(first, second, "Successor - merged", date(2026, 1, 1)))
    planted["future"] = [[first.urn, second.urn]]

    first, second = _pair(b, 8)
    b.world.links.append(Link(first, second, "Sixth Form Centre Link", date(2013, 9, 1)))
    b.world.links.append(Link(second, first, "Other", date(2013, 9, 1)))
    planted["not_a_predecessor"] = [[second.urn, first.urn]]


def _pair(b: "Builder", place: int) -> tuple[School, School]:
    """Return two open maintained primaries of one authority."""
    authority = b.world.authorities[place]
    return b.maintained(authority, "primary"), b.maintained(authority, "primary")


def _flat(b: "Builder") -> list[Trust]:
    """Return the trusts in which nothing is planted; the first holds special schools."""
    return [t for t in b.world.trusts if t.kind == "flat" and t.type == "Multi-academy trust"]


def _split(b: "Builder") -> None:
    """One school becomes two."""
    place, day = b.world.authorities[0], date(2017, 9, 1)
    old = b.maintained(place, "primary")
    old.closed, old.reason_closed = day_before(day), "Closure"
    rows = []
    for suffix in ("North", "South"):
        new = b.school(place, "primary", "Community school", day, twin=old)
        new.name, new.number = f"{old.name} ({suffix})", b.estab(place, 2700)
        new.reason_opened = "Split school"
        b.world.links.append(Link(old, new, "Successor - Split School", day))
        b.world.links.append(Link(new, old, "Predecessor - Split School", day))
        rows.append([old.urn, new.urn])
    b.world.planted_links["split"] = rows


def _infant_and_junior(b: "Builder") -> None:
    """Infant and junior schools become primaries, under link types that do not say so."""
    day = date(2017, 9, 1)
    rows = []
    for place in (b.world.authorities[1], b.world.authorities[10]):
        infant = b.maintained(place, "infant")
        junior = b.maintained(place, "junior")
        new = b.school(place, "primary", "Community school", day, twin=junior)
        new.low, new.high, new.number = 4, 11, b.estab(place, 2800)
        new.name = f"{junior.town} Infant and Junior Primary School"
        new.reason_opened = "Result of Amalgamation"
        for old in (infant, junior):
            old.closed, old.reason_closed = day_before(day), "Result of Amalgamation/Merger"
            b.world.links.append(Link(old, new, "Successor", day))
            b.world.links.append(Link(new, old, "Predecessor", day))
            rows.append([old.urn, new.urn])
    place = b.world.authorities[9]
    alone = b.maintained(place, "infant")
    grown = b.school(place, "primary", "Community school", day, twin=alone)
    grown.low, grown.high, grown.number = 4, 11, b.estab(place, 2800)
    grown.name = f"{alone.town} Primary School (formerly Infant)"
    alone.closed, alone.reason_closed = day_before(day), "Closure"
    b.world.links.append(Link(alone, grown, "Successor", day))
    b.world.links.append(Link(grown, alone, "Predecessor", day))
    rows.append([alone.urn, grown.urn])
    b.world.planted_links["infant_junior_to_primary"] = rows


def _chain(b: "Builder") -> None:
    """Four numbers in a row for one school, in a trust from the third on."""
    place = b.world.authorities[11]
    start = b.maintained(place, "primary", even=True)
    start.closed, start.reason_closed = date(2013, 8, 31), "Fresh Start"
    second = b.school(
        place, "primary", "Community school", date(2013, 9, 1), start.lineage, twin=start
    )
    second.reason_opened = "Fresh Start"
    b.link(start, second)
    third = b.academise(second, date(2017, 9, 1), "Academy sponsor led")
    third.closed, third.reason_closed = date(2021, 8, 31), "Academy Converter"
    fourth = b.school(
        place, "primary", "Academy converter", date(2021, 9, 1), start.lineage, twin=third
    )
    fourth.reason_opened = "Academy Converter"
    b.link(third, fourth)
    trust = _flat(b)[1]
    b.join(third, trust, date(2017, 9, 1), "sponsored").left = date(2021, 8, 31)
    b.join(fourth, trust, date(2021, 9, 1), "new_number")
    schools = [start, second, third, fourth]
    b.world.planted_links["chain_of_four"] = [
        [a.urn, z.urn] for a, z in itertools.pairwise(schools)
    ]


def plant_spells(b: "Builder", flat: list[Trust]) -> None:
    """Add the dirt of the membership history on top of what is true."""
    world, planted = b.world, b.world.planted_spells
    members = [
        s
        for s in world.spells
        if s.trust.kind == "flat" and not s.left and s.route in {"converter", "founder"}
    ]
    for spell in members[5:60:9]:
        shifted = spell.joined + timedelta(days=92)
        world.spells.append(Spell(spell.school, spell.trust, shifted, None, "duplicate", False))
        planted.setdefault("duplicated", []).append(
            {
                "urn": spell.school.urn,
                "uid": spell.trust.uid,
                "joined": spell.joined.isoformat(),
                "again": shifted.isoformat(),
            }
        )
    for spell in members[9:60:13]:
        # A closed copy of the same spell, inside the open one.
        left = spell.joined + timedelta(days=500)
        world.spells.append(Spell(spell.school, spell.trust, spell.joined, left, "overlap", False))
        planted.setdefault("overlapping", []).append(
            {
                "urn": spell.school.urn,
                "uid": spell.trust.uid,
                "joined": spell.joined.isoformat(),
                "closed_copy_left": left.isoformat(),
            }
        )
    doubled = {row["urn"] for rows in planted.values() for row in rows if "urn" in row}
    plain = [s for s in members if s.route == "converter" and s.school.urn not in doubled]
    for turn, spell in enumerate(plain[2:26:6]):
        place = flat.index(spell.trust) + 7 if spell.trust in flat else 0
        elsewhere = flat[place % len(flat)]
        start = spell.joined
        stay = 30 + turn * 9
        spell.joined = start + timedelta(days=stay)
        world.spells.append(
            Spell(spell.school, elsewhere, start, spell.joined - timedelta(days=1), "short", False)
        )
        planted.setdefault("short", []).append(
            {
                "urn": spell.school.urn,
                "short_uid": elsewhere.uid,
                "days": stay - 1,
                "then_uid": spell.trust.uid,
            }
        )
    _dotted_group(b)
    wrong = next(
        s
        for s in members[30:]
        if s.route == "converter"
        and s.joined < date(2019, 1, 1)
        and s.school.kind == "primary"
        and not any(o is not s and o.school is s.school for o in world.spells)
    )
    truth = wrong.joined
    wrong.true = False
    wrong.joined = date(2023, 3, 1)
    world.spells.append(Spell(wrong.school, wrong.trust, truth, None, "overridden", True))
    planted["override"] = [
        {
            "urn": wrong.school.urn,
            "group_uid": wrong.trust.uid,
            "date_joined": truth.isoformat(),
            "date_left": "",
            "register_says": "2023-03-01",
            "reason": "the register restarted the spell when the trust changed its name",
        }
    ]
    planted["left_a_trust"] = [
        {"urn": s.school.urn, "uid": s.trust.uid, "left": s.left.isoformat()}
        for s in world.spells
        if s.left and s.true and s.trust.type == "Multi-academy trust"
    ][:8]


def _dotted_group(b: "Builder") -> None:
    """Add a spell under a Group ID that ends in `.old`, left over from a renumbering."""
    spell = next(
        s
        for s in b.world.spells
        if s.trust.type == "Single-academy trust" and not s.trust.closed and s.route == "founder"
    )
    left_over = b.trust(
        spell.trust.name, "Single-academy trust", spell.trust.incorporated, spell.trust.home
    )
    left_over.group_id = f"{spell.trust.group_id}.old"
    left_over.company = spell.trust.company
    left_over.closed = date(2018, 4, 26)
    b.world.spells.append(
        Spell(spell.school, left_over, spell.joined, date(2018, 4, 26), "dotted", False)
    )
    b.world.planted_spells["dotted_group_id"] = [
        {"urn": spell.school.urn, "uid": left_over.uid, "group_id": left_over.group_id}
    ]
