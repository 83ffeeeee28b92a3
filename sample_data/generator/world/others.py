"""Builds what is round the planted trusts: single academies, maintained schools, sponsors."""

from datetime import date, timedelta

from generator.model import FEDERATION, MULTI_ACADEMY, SINGLE_ACADEMY, SPONSOR, Authority
from generator.school_types import MAINTAINED, TYPES
from generator.world.builder import Builder, Traits

OPEN_SCHOOLS = 1005
OPEN_SINGLE_ACADEMY_TRUSTS = 30
RARE_KINDS = {
    "special": 24,
    "pru": 9,
    "nursery": 8,
    "independent": 18,
    "middle": 6,
    "all-through": 5,
    "utc": 3,
}
"""How many schools there are of each kind that is neither a primary nor a secondary school."""


def build_trusts_without_schools(builder: Builder) -> None:
    """Add two open trusts that have no schools yet."""
    for turn in range(2):
        trust = builder.trust(
            builder.names.trust(),
            MULTI_ACADEMY,
            date(2023, 5 + turn, 9),
            builder.world.authorities[turn],
        )
        trust.planted = "without_schools"


def build_single_academy_trusts(builder: Builder) -> None:
    """Add open single-academy trusts, mostly secondaries, named after their school."""
    rng = builder.rng
    for turn in range(OPEN_SINGLE_ACADEMY_TRUSTS):
        home = builder.world.authorities[turn % 12]
        kind = "primary" if turn % 4 == 0 else "secondary"
        day = date(2011 + turn % 3, rng.choice([4, 8, 9]), 1)
        old = builder.maintained(home, kind, Traits(quality=rng.gauss(0.3, 0.6)))
        if turn % 10 == 1:
            old.selective = True
            old.lineage.intake, old.lineage.fsm = 2.6, 6.0
        school = builder.academise(old, day)
        trust = builder.trust(school.name.upper(), SINGLE_ACADEMY, day - timedelta(days=25), home)
        builder.join(school, trust, day, "founder")


def build_other_schools(builder: Builder) -> None:
    """Fill the rest of England: schools of every kind, most of them maintained."""
    places = builder.world.authorities
    for kind, count in RARE_KINDS.items():
        for turn in range(count):
            home = places[(turn * 5 + count) % 12]
            if kind == "independent":
                builder.school(home, kind, "Other independent school")
            elif kind == "utc":
                _build_technical_college(builder, home, 2013 + turn)
            else:
                builder.maintained(home, kind)
    for turn in range(14):
        home = places[turn % 12]
        builder.maintained(home, "infant")
        builder.maintained(home, "junior")
    _build_until_all_are_open(builder)


def _build_technical_college(builder: Builder, home: Authority, year: int) -> None:
    """Add a university technical college that opens in a trust of its own."""
    day = date(year, 9, 1)
    school = builder.school(home, "utc", "University technical college", day)
    school.reason_opened = "New Provision"
    trust = builder.trust(school.name.upper(), SINGLE_ACADEMY, date(year, 7, 1), home)
    builder.join(school, trust, day, "new_school")


def _build_until_all_are_open(builder: Builder) -> None:
    """Add maintained schools until England has as many open ones as it should, some with a dip.

    The dips matter: a comparison group without them would make every sponsored academy look better
    than it is. England has thousands of schools that dip and come back; among these few they must
    be common for each sponsored academy to find enough that dipped when it did.
    """
    rng, world = builder.rng, builder.world
    still_to_open = OPEN_SCHOOLS - sum(s.current_status == "Open" for s in world.schools)
    for _ in range(still_to_open):
        home = rng.choice(world.authorities)
        school = builder.maintained(home, "secondary" if rng.random() < 0.12 else "primary")
        if rng.random() < 0.35:
            builder.dip(school.lineage, rng.choice([2017, 2018, 2019, 2024]))
        if rng.random() < 0.02:
            school.status = "Open, but proposed to close"
            school.closed = date(2025, 8, 31)


def build_sponsors(builder: Builder) -> None:
    """Add sponsors, which are in the groups file with the trusts that they sponsor."""
    trusts = [t for t in builder.world.trusts if t.type == MULTI_ACADEMY and not t.closed]
    for trust in trusts[::3]:
        builder.trust(trust.name.title(), SPONSOR, trust.incorporated, trust.home)


def build_federations(builder: Builder) -> None:
    """Join pairs of maintained primaries in federations, which are in the groups file too."""
    primaries = [
        s
        for s in builder.world.schools
        if s.current_status == "Open"
        and s.kind == "primary"
        and TYPES[s.type].group_code == MAINTAINED[0]
    ]
    for turn in range(6):
        pair = primaries[turn * 7 : turn * 7 + 2]
        name = f"The {pair[0].town} Federation of Schools"
        group = builder.trust(name, FEDERATION, date(2014 + turn, 9, 1), pair[0].authority)
        for school in pair:
            school.federation = group.uid
