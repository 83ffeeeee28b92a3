"""The odd links of the register: schools that split or merge, and links that are wrong.

Each is built by hand and written down in `planted_links`, predecessor first, so that tests can ask
whether the tool met it.
"""

import itertools
from datetime import date

from generator.model import MULTI_ACADEMY, School, Trust, day_before
from generator.world.builder import Builder, Traits


def plant_links(builder: Builder) -> None:
    """Build every odd link, in an order that never changes."""
    planted = builder.world.planted_links
    planted["split"] = _split(builder)
    planted["infant_junior_to_primary"] = [
        *_infant_and_junior_to_primary(builder, 1),
        *_infant_and_junior_to_primary(builder, 10),
        _infant_to_primary(builder),
    ]
    planted["chain_of_four"] = _chain_of_four(builder)
    planted["mutual"] = _mutual(builder)
    planted["loop"] = _loop(builder)
    planted["reversed"] = [_reversed(builder)]
    planted["duplicate"] = _duplicate(builder)
    planted["proposed_to_open"] = [_proposed_to_open(builder)]
    planted["both_open"] = [_both_open(builder)]
    planted["future"] = [_future(builder)]
    planted["not_a_predecessor"] = [_not_a_predecessor(builder)]


def _two_open_primaries(builder: Builder, place: int) -> tuple[School, School]:
    """Return two open maintained primaries of one authority."""
    authority = builder.world.authorities[place]
    return builder.maintained(authority, "primary"), builder.maintained(authority, "primary")


def _flat_trusts(builder: Builder) -> list[Trust]:
    """Return the trusts in which nothing is planted; the first holds special schools."""
    trusts = builder.world.trusts
    return [t for t in trusts if t.planted == "flat" and t.type == MULTI_ACADEMY]


def _community_primary(builder: Builder, old: School, opened: date) -> School:
    """Return a new community primary on the site of an old school, with a lineage of its own."""
    lineage = builder.lineage(old.authority, "primary")
    return builder.on_the_site_of(old, "primary", "Community school", opened, lineage)


def _close(school: School, day: date, reason: str) -> None:
    school.closed, school.reason_closed = day, reason


# --- true successions that are not one to one --------------------------------------------------


def _split(builder: Builder) -> list[list[int]]:
    """One school becomes two."""
    place, day = builder.world.authorities[0], date(2017, 9, 1)
    old = builder.maintained(place, "primary")
    _close(old, day_before(day), "Closure")
    pairs = []
    for suffix in ("North", "South"):
        new = _community_primary(builder, old, day)
        new.name = f"{old.name} ({suffix})"
        new.number = builder.numbers.establishment(place, 2700)
        new.reason_opened = "Split school"
        builder.link_both_ways(old, new, day, "Split School")
        pairs.append([old.urn, new.urn])
    return pairs


def _infant_and_junior_to_primary(builder: Builder, place: int) -> list[list[int]]:
    """An infant and a junior school become a primary, under link types that do not say so."""
    authority, day = builder.world.authorities[place], date(2017, 9, 1)
    infant = builder.maintained(authority, "infant")
    junior = builder.maintained(authority, "junior")
    new = _grown_to_primary(builder, junior, day)
    new.name = f"{junior.town} Infant and Junior Primary School"
    new.reason_opened = "Result of Amalgamation"
    for old in (infant, junior):
        _close(old, day_before(day), "Result of Amalgamation/Merger")
        builder.link_both_ways(old, new, day)
    return [[infant.urn, new.urn], [junior.urn, new.urn]]


def _infant_to_primary(builder: Builder) -> list[int]:
    """An infant school takes older pupils as well."""
    day = date(2017, 9, 1)
    infant = builder.maintained(builder.world.authorities[9], "infant")
    new = _grown_to_primary(builder, infant, day)
    new.name = f"{infant.town} Primary School (formerly Infant)"
    _close(infant, day_before(day), "Closure")
    builder.link_both_ways(infant, new, day)
    return [infant.urn, new.urn]


def _grown_to_primary(builder: Builder, old: School, opened: date) -> School:
    """Return the primary that follows a school for fewer ages."""
    new = _community_primary(builder, old, opened)
    new.low, new.high = 4, 11
    new.number = builder.numbers.establishment(old.authority, 2800)
    return new


def _chain_of_four(builder: Builder) -> list[list[int]]:
    """Four numbers in a row for one school, in a trust from the third on."""
    start = builder.maintained(builder.world.authorities[11], "primary", Traits(even=True))
    _close(start, date(2013, 8, 31), "Fresh Start")
    second = builder.successor(start, "Community school", date(2013, 9, 1))
    second.reason_opened = "Fresh Start"
    builder.link(start, second)
    third = builder.academise(second, date(2017, 9, 1), "Academy sponsor led")
    _close(third, date(2021, 8, 31), "Academy Converter")
    fourth = builder.successor(third, "Academy converter", date(2021, 9, 1))
    fourth.reason_opened = "Academy Converter"
    builder.link(third, fourth)
    trust = _flat_trusts(builder)[1]
    builder.join(third, trust, date(2017, 9, 1), "sponsored").left = date(2021, 8, 31)
    builder.join(fourth, trust, date(2021, 9, 1), "new_number")
    return [
        [early.urn, late.urn] for early, late in itertools.pairwise([start, second, third, fourth])
    ]


# --- links that are wrong, or not yet true -----------------------------------------------------


def _mutual(builder: Builder) -> list[list[int]]:
    """Two open schools, each of which names the other as its predecessor."""
    first, second = _two_open_primaries(builder, 2)
    for school, other in ((first, second), (second, first)):
        builder.add_link(school, other, "Predecessor", date(2016, 9, 1))
    return [[first.urn, second.urn], [second.urn, first.urn]]


def _loop(builder: Builder) -> list[list[int]]:
    """Three open schools in a ring."""
    authority = builder.world.authorities[3]
    ring = [builder.maintained(authority, "primary") for _ in range(3)]
    pairs = [(school, ring[(turn + 1) % 3]) for turn, school in enumerate(ring)]
    for turn, (school, other) in enumerate(pairs):
        builder.add_link(school, other, "Predecessor", date(2015, 9, 1 + turn))
    return [[other.urn, school.urn] for school, other in pairs]


def _reversed(builder: Builder) -> list[int]:
    """Rows that say that `late` came before `early`, which had closed the day before it opened."""
    early = builder.maintained(builder.world.authorities[4], "primary")
    _close(early, date(2015, 8, 31), "Closure")
    late = builder.successor(early, "Community school", date(2015, 9, 1))
    builder.link_both_ways(late, early, date(2015, 9, 1))
    academy = builder.academise(late, date(2017, 9, 1))
    builder.join(academy, _flat_trusts(builder)[2], date(2017, 9, 1), "converter")
    return [early.urn, late.urn]


def _duplicate(builder: Builder) -> list[list[int]]:
    """Rows that appear twice."""
    links = builder.world.links
    twice = [x for x in links if x.type == "Predecessor" and x.school.opened][:6]
    for row in twice:
        builder.add_link(row.school, row.other, row.type, row.day)
    return [[row.other.urn, row.school.urn] for row in twice]


def _proposed_to_open(builder: Builder) -> list[int]:
    """A successor that is not open yet; two more proposed schools have no predecessor."""
    places, day = builder.world.authorities, date(2025, 9, 1)
    old = builder.maintained(places[5], "primary")
    old.status, old.closed = "Open, but proposed to close", day_before(day)
    new = builder.successor(old, "Academy converter", day)
    new.status, new.reason_opened = "Proposed to open", "Academy Converter"
    builder.link(old, new)
    for place in (places[7], places[8]):
        builder.school(place, "primary", "Free schools", day).status = "Proposed to open"
    return [old.urn, new.urn]


def _both_open(builder: Builder) -> list[int]:
    """A predecessor that is still open."""
    first, second = _two_open_primaries(builder, 6)
    builder.link_both_ways(first, second, date(2014, 9, 1))
    return [first.urn, second.urn]


def _future(builder: Builder) -> list[int]:
    """A merger dated after the register."""
    first, second = _two_open_primaries(builder, 7)
    builder.link_both_ways(first, second, date(2026, 1, 1), "merged")
    return [first.urn, second.urn]


def _not_a_predecessor(builder: Builder) -> list[int]:
    """Two schools linked by types that say nothing about lineage."""
    first, second = _two_open_primaries(builder, 8)
    builder.add_link(first, second, "Sixth Form Centre Link", date(2013, 9, 1))
    builder.add_link(second, first, "Other", date(2013, 9, 1))
    return [second.urn, first.urn]
