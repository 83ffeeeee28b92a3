"""Puts schools, links, trusts and spells into the invented world, one at a time.

Every draw comes from one seeded generator, so the order of the calls is part of the result: the
same calls in the same order give the same England. Which schools and trusts there are is left to
the modules that call.
"""

from dataclasses import dataclass, replace
from datetime import date
from random import Random

from generator.model import (
    FEDERATION,
    SPONSOR,
    Authority,
    Lineage,
    Link,
    School,
    Spell,
    Trust,
    World,
    day_before,
)
from generator.school_types import KINDS
from generator.world.names import Names
from generator.world.numbers import Numbers
from generator.world.places import authorities

ROLLS: dict[str, tuple[int, ...]] = {
    "primary": (105, 150, 210, 210, 315, 420, 420, 630),
    "infant": (90, 180, 270),
    "junior": (120, 240, 360),
    "middle": (360, 480),
    "secondary": (600, 750, 900, 1050, 1200, 1350),
    "all-through": (900, 1200),
    "utc": (300, 400),
    "special": (60, 100, 140),
    "pru": (30, 60),
    "nursery": (60, 90),
    "independent": (250, 500),
}
FIRST_NUMBERS = {
    "special": 7000,
    "pru": 1100,
    "nursery": 1000,
    "independent": 6000,
    "utc": 6900,
    "secondary": 4000,
    "all-through": 4000,
    "middle": 4000,
}
"""Where each kind's series of establishment numbers starts; primaries have one for each faith."""
MAINTAINED_TYPES = {
    "special": "Community special school",
    "pru": "Pupil referral unit",
    "nursery": "Local authority nursery school",
}


@dataclass(frozen=True)
class Traits:
    """What is asked of a new lineage; the rest is drawn.

    `quality` is in school-level SDs and is drawn too when None. A `small` school is too small to
    publish. An `even` one has an intake near the national one and little drift: what a planted
    trust shows must come from what is planted.
    """

    quality: float | None = None
    small: bool = False
    even: bool = False


ANY = Traits()


class Builder:
    """Makes schools, links, trusts and spells, and keeps their numbers and names unique."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.names = Names(self.rng)
        self.numbers = Numbers(self.rng)
        self.world = World(seed, authorities())

    # --- schools -----------------------------------------------------------------------------

    def lineage(self, authority: Authority, kind: str, traits: Traits = ANY) -> Lineage:
        """Return a new lineage."""
        rng, even = self.rng, traits.even
        fsm = min(max(rng.gauss(25.0 if even else authority.fsm, 5 if even else 10), 2), 68)
        roll = (
            rng.randint(16, 24)
            if traits.small
            else round(rng.choice(ROLLS[kind]) * rng.uniform(0.82, 1.03))
        )
        quality = rng.gauss(0.0, 0.8) if traits.quality is None else traits.quality
        if kind == "utc":
            quality -= 1.2
        level, walk = 0.0, {}
        for year in range(2012, 2027):
            level = 0.9 * level + rng.gauss(0.0, 0.03 if even else 0.09)
            walk[year] = level
        secondary = kind in {"secondary", "all-through", "utc"}
        lineage = Lineage(
            number=len(self.world.lineages),
            kind=kind,
            quality=quality,
            intake=-0.045 * (fsm - 25),
            fsm=fsm,
            eal=min(max(rng.gauss(authority.eal, 9), 0.3), 92),
            ehcp=99.0 if kind == "special" else min(max(rng.gauss(3.2, 1.6), 0.2), 12),
            support=1.0 if kind == "special" else min(max(rng.gauss(13, 4), 2), 34),
            roll=roll,
            absence=rng.gauss(0, 0.5) + 0.03 * (fsm - 25),
            retention=rng.gauss(0.83 if secondary else 0.85, 0.03),
            walk=walk,
        )
        self.world.lineages.append(lineage)
        return lineage

    def school(
        self,
        authority: Authority,
        kind: str,
        school_type: str,
        opened: date | None = None,
        traits: Traits = ANY,
    ) -> School:
        """Return a new school on a site of its own."""
        rng = self.rng
        lineage = self.lineage(authority, kind, traits)
        faith = "Does not apply"
        if kind in {"primary", "junior"} and rng.random() < 0.28:
            faith = rng.choice(["Church of England", "Church of England", "Roman Catholic"])
        name, town = self.names.school(kind, faith)
        _, _, low, high = KINDS[kind]
        low = rng.choice([3, 4]) if kind == "primary" else low
        high = rng.choice([16, 18]) if kind == "secondary" else high
        easting = authority.easting + round(rng.gauss(0, 9000))
        northing = authority.northing + round(rng.gauss(0, 9000))
        rural = rng.random() < authority.rural
        postcode = f"ZZ{rng.randint(1, 99)} {rng.randint(1, 9)}{rng.choice('ABDEFGHJLN')}Q"
        first_number = FIRST_NUMBERS.get(kind, 2000 if faith == "Does not apply" else 3300)
        return self._add(
            School(
                urn=self.numbers.urn(opened),
                name=name,
                town=town,
                authority=authority,
                number=self.numbers.establishment(authority, first_number),
                type=school_type,
                kind=kind,
                low=low,
                high=high,
                lineage=lineage,
                opened=opened,
                faith=faith,
                easting=easting,
                northing=northing,
                rural=rural,
                postcode=postcode,
            )
        )

    def maintained(self, authority: Authority, kind: str, traits: Traits = ANY) -> School:
        """Return an old school kept by its authority, as most schools were."""
        school = self.school(
            authority, kind, MAINTAINED_TYPES.get(kind, "Community school"), traits=traits
        )
        if kind not in MAINTAINED_TYPES:
            if school.faith == "Roman Catholic":
                school.type = "Voluntary aided school"
            elif school.faith == "Church of England":
                school.type = f"Voluntary {self.rng.choice(['aided', 'controlled'])} school"
            elif self.rng.random() < 0.1:
                school.type = "Foundation school"
        return school

    def successor(self, old: School, school_type: str, opened: date) -> School:
        """Return the same school under a new number."""
        return self.on_the_site_of(old, old.kind, school_type, opened, old.lineage)

    def on_the_site_of(
        self, old: School, kind: str, school_type: str, opened: date, lineage: Lineage
    ) -> School:
        """Return a new school that takes over the name, place and DfE number of an old one."""
        _, _, low, high = KINDS[kind]
        same_ages = kind == old.kind
        return self._add(
            replace(
                old,
                urn=self.numbers.urn(opened),
                type=school_type,
                kind=kind,
                low=old.low if same_ages else low,
                high=old.high if same_ages else high,
                lineage=lineage,
                opened=opened,
                closed=None,
                status="",
                reason_opened="",
                reason_closed="",
                federation=0,
            )
        )

    def _add(self, school: School) -> School:
        school.lineage.schools.append(school)
        self.world.schools.append(school)
        return school

    def academise(self, old: School, day: date, school_type: str = "Academy converter") -> School:
        """Close a school on the eve of `day` and open the academy that follows it."""
        if old.kind == "special":
            school_type = "Academy special converter"
        sponsored = school_type == "Academy sponsor led"
        new = self.successor(old, school_type, day)
        old.closed = day_before(day)
        old.reason_closed = "For Academy" if sponsored else "Academy Converter"
        new.reason_opened = "Fresh Start" if sponsored else "Academy Converter"
        if sponsored and self.rng.random() < 0.35:
            new.name = f"{old.name.rsplit(' ', 2)[0]} Academy"
            if any(s.name == new.name for s in self.world.schools if s is not new):
                new.name = f"{old.name} Academy"
            new.number = self.numbers.establishment(
                old.authority, 4900 if old.kind == "secondary" else 2900
            )
        elif self.rng.random() < 0.15:
            new.name = f"{old.name} – An Academy"
        self.link(old, new)
        return new

    def dip(self, lineage: Lineage, first: int) -> None:
        """Give a school the bad year that draws a sponsor, and the return that follows anyway."""
        for offset, depth in ((-2, -0.2), (-1, -0.8), (0, -0.3), (1, -0.1)):
            year = first + offset
            lineage.dips[year] = lineage.dips.get(year, 0.0) + depth * self.rng.uniform(0.85, 1.15)

    # --- links -------------------------------------------------------------------------------

    def link(self, old: School, new: School, manner: str = "") -> None:
        """Add the rows of a predecessor link as of the new school's opening.

        One link in twenty-five has only one of its two rows. `manner` says how schools were joined,
        in the register's word.
        """
        day = new.opened or date(2015, 9, 1)
        luck = self.rng.random()
        if luck > 0.02:
            self.add_link(old, new, "Successor", day, manner)
        if not 0.02 < luck < 0.04:
            self.add_link(new, old, "Predecessor", day, manner)

    def link_both_ways(self, old: School, new: School, day: date, manner: str = "") -> None:
        """Add both rows of a predecessor link."""
        self.add_link(old, new, "Successor", day, manner)
        self.add_link(new, old, "Predecessor", day, manner)

    def add_link(
        self, school: School, other: School, link_type: str, day: date, manner: str = ""
    ) -> None:
        """Add one row, true or not."""
        words = f"{link_type} - {manner}" if manner else link_type
        self.world.links.append(Link(school, other, words, day))

    # --- trusts ------------------------------------------------------------------------------

    def trust(self, name: str, group_type: str, incorporated: date, home: Authority) -> Trust:
        """Return a new group with numbers of its own; only academy trusts are companies."""
        uid = self.numbers.uid()
        letters = "SP" if group_type == SPONSOR else "TR"
        trust = Trust(
            uid=uid,
            group_id="" if group_type == FEDERATION else f"{letters}{uid % 100000:05d}",
            name=name,
            type=group_type,
            company="",
            ukprn="",
            incorporated=incorporated,
            home=home,
        )
        if trust.is_academy_trust:
            trust.company = f"0{6900000 + uid * 13 % 99999:07d}"
            trust.ukprn = f"1009{uid:04d}"[:8]
        self.world.trusts.append(trust)
        return trust

    def join(self, school: School, trust: Trust, day: date, route: str) -> Spell:
        """Start a spell."""
        spell = Spell(school, trust, day, None, route)
        self.world.spells.append(spell)
        return spell

    def leave(self, school: School, day: date) -> Spell:
        """End a school's running spell."""
        spell = next(s for s in self.world.spells if s.school is school and not s.left and s.true)
        spell.left = day
        return spell
