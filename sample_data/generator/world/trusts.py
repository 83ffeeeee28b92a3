"""Builds the multi-academy trusts from their plans: founders, joiners, and those that move on."""

import itertools
from dataclasses import dataclass
from datetime import date, timedelta

from generator.model import (
    MULTI_ACADEMY,
    SINGLE_ACADEMY,
    Authority,
    School,
    Trust,
    day_before,
    first_exam_year,
)
from generator.world.builder import Builder, Traits
from generator.world.plans import PRIMARY, Plan

FOUNDERS_QUALITY = {"improving": 0.45, "improving_low": -1.3, "shedding": 0.6}
"""How good a trust's founders are by what is planted in it, in school-level SDs; else 0.05."""


@dataclass(frozen=True)
class Joining:
    """How one school comes to a trust; `turn` is its place among the joiners."""

    turn: int
    kind: str
    authority: Authority
    route: str
    day: date


class TrustBuilder:
    """Builds trusts; those that lose their schools exist before any school is re-brokered."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.donors = [self._donor(turn) for turn in range(4)]
        self._donors_in_turn = itertools.cycle(self.donors)

    def _donor(self, turn: int) -> Trust:
        home = self.builder.world.authorities[(turn * 3 + 1) % 12]
        trust = self.builder.trust(
            self.builder.names.trust(), MULTI_ACADEMY, date(2011, 3, 15 + turn), home
        )
        trust.planted = "donor"
        return trust

    def close_donors(self) -> None:
        """Close the trusts that have lost all their schools."""
        for trust in self.donors:
            ends = [s.left for s in self.builder.world.spells if s.trust is trust and s.left]
            trust.closed = max(ends) + timedelta(days=45) if ends else date(2018, 3, 31)

    def build(self, plan: Plan, turn: int) -> Trust:
        """Build one trust from its plan; `turn` decides in which authority it is at home."""
        places = self.builder.world.authorities
        home = places[turn % len(places)]
        grown = plan.planted == "sat_became_mat"
        trust = self._grown_trust(home) if grown else self._founded_trust(plan, home)
        trust.planted, trust.effect = plan.planted, plan.effect
        near = [places[(turn + step * 5) % len(places)] for step in range(plan.authorities)]
        for number in range(plan.joiners):
            joining = Joining(
                turn=number,
                kind=plan.kinds[number % len(plan.kinds)],
                authority=near[number % len(near)],
                route=plan.routes[number % len(plan.routes)],
                day=plan.dates[number % len(plan.dates)],
            )
            self._join(plan, trust, joining)
        for number in range(plan.new_schools):
            self._open_new_school(plan, trust, plan.kinds[number % len(plan.kinds)], near[0])
        return trust

    # --- how a trust begins ------------------------------------------------------------------

    def _founded_trust(self, plan: Plan, home: Authority) -> Trust:
        """Return a trust that opened together with its founders."""
        rng = self.builder.rng
        opened = date(rng.choice([2011, 2012, 2013]), rng.choice([4, 9, 11]), 1)
        incorporated = opened - timedelta(days=rng.randint(5, 50))
        trust = self.builder.trust(self.builder.names.trust(), MULTI_ACADEMY, incorporated, home)
        for turn in range(plan.founders):
            self._found(plan, trust, plan.kinds[turn % len(plan.kinds)], opened)
        return trust

    def _grown_trust(self, home: Authority) -> Trust:
        """Return a trust that began as a single academy: one company, two UIDs."""
        builder, opened = self.builder, date(2012, 8, 1)
        old = builder.maintained(home, "secondary", Traits(quality=0.3, even=True))
        school = builder.academise(old, opened)
        before = builder.trust(
            school.name.upper(), SINGLE_ACADEMY, opened - timedelta(days=30), home
        )
        before.closed = date(2016, 3, 31)
        builder.join(school, before, opened, "founder").left = before.closed
        trust = builder.trust(builder.names.trust(), MULTI_ACADEMY, before.incorporated, home)
        trust.company, trust.group_id, trust.ukprn = before.company, before.group_id, before.ukprn
        builder.join(school, trust, date(2016, 4, 1), "founder")
        builder.world.planted_spells["sat_became_mat"] = [
            {
                "urn": school.urn,
                "sat_uid": before.uid,
                "mat_uid": trust.uid,
                "company": trust.company,
            }
        ]
        return trust

    def _found(self, plan: Plan, trust: Trust, kind: str, opened: date) -> School:
        """Add a founder: a converter that opened together with its trust."""
        quality = FOUNDERS_QUALITY.get(plan.planted, 0.05)
        traits = Traits(
            quality=self.builder.rng.gauss(quality, 0.3 if plan.is_planted else 0.7),
            small=plan.small,
            even=plan.is_planted,
        )
        old = self.builder.maintained(trust.home, kind, traits)
        school = self.builder.academise(old, opened)
        self.builder.join(school, trust, opened, "founder")
        return school

    # --- how a school joins ------------------------------------------------------------------

    def _join(self, plan: Plan, trust: Trust, joining: Joining) -> None:
        """Bring a school in, and plant what the trust will do to it."""
        amalgamated = joining.route == "amalgamated"
        school = self._amalgamation(plan, joining) if amalgamated else self._joiner(plan, joining)
        self.builder.join(school, trust, joining.day, joining.route)
        lineage = school.lineage
        lineage.joined = joining.day
        if plan.effect:
            lineage.effects.append((first_exam_year(joining.day), plan.effect))
            lineage.retention += 0.03 if plan.effect > 0 else -0.03
            lineage.inspections = "better" if plan.effect > 0 else "worse"

    def _joiner(self, plan: Plan, joining: Joining) -> School:
        """Return the academy that joins, with its past already in place."""
        builder, rng = self.builder, self.builder.rng
        quality = rng.gauss(plan.quality, 0.3 if plan.is_planted else 0.7)
        if joining.route == "sponsored" and not plan.is_planted:
            quality -= 0.5
        traits = Traits(quality=quality, small=plan.small, even=plan.is_planted)
        old = builder.maintained(joining.authority, joining.kind, traits)
        if joining.route == "converter":
            return builder.academise(old, joining.day)
        if joining.route == "sponsored":
            builder.dip(old.lineage, first_exam_year(joining.day))
            return builder.academise(old, joining.day, "Academy sponsor led")
        converted = date(rng.choice([2011, 2012, 2013]), rng.choice([4, 8, 9]), 1)
        school = builder.academise(old, converted)
        if joining.route == "rebrokered":
            builder.join(school, next(self._donors_in_turn), converted, "founder")
        else:
            self._found_single_trust(school, converted, closes_after=joining.day)
        builder.leave(school, day_before(joining.day))
        return school

    def _found_single_trust(self, school: School, day: date, closes_after: date) -> None:
        """Give a school a trust of its own, which closes some months after the school left it."""
        trust = self.builder.trust(
            school.name.upper(), SINGLE_ACADEMY, day - timedelta(days=40), school.authority
        )
        self.builder.join(school, trust, day, "founder")
        trust.closed = closes_after + timedelta(days=self.builder.rng.randint(20, 200))

    def _amalgamation(self, plan: Plan, joining: Joining) -> School:
        """Return an academy that follows two schools at once."""
        builder, authority = self.builder, joining.authority
        manner = "amalgamated" if joining.turn % 2 == 0 else "merged"
        before = Traits(quality=plan.quality - 0.2, even=True)
        old = [builder.maintained(authority, "primary", before) for _ in range(2)]
        lineage = builder.lineage(authority, "primary", Traits(quality=plan.quality, even=True))
        new = builder.on_the_site_of(old[0], "primary", "Academy converter", joining.day, lineage)
        new.name = f"{old[0].name} – {old[1].town}"
        new.number = builder.numbers.establishment(authority, 2900)
        new.reason_opened = "Result of Amalgamation"
        for school in old:
            school.closed = day_before(joining.day)
            school.reason_closed = "Result of Amalgamation/Merger"
            builder.link(school, new, manner)
            builder.world.planted_links.setdefault(manner, []).append([school.urn, new.urn])
        return new

    def _open_new_school(self, plan: Plan, trust: Trust, kind: str, authority: Authority) -> None:
        """Add a free school opened inside the trust; it grows a year group at a time."""
        day = date(self.builder.rng.choice([2014, 2015, 2018]), 9, 1)
        traits = Traits(quality=plan.quality + 0.1, even=True)
        school = self.builder.school(authority, kind, "Free schools", day, traits)
        school.reason_opened = "New Provision"
        self.builder.join(school, trust, day, "new_school")

    # --- how schools move on -----------------------------------------------------------------

    def merge_into(self, target: Trust) -> None:
        """Move all five schools of a new trust to another within a month, and close it."""
        builder, home = self.builder, target.home
        old = builder.trust(builder.names.trust(), MULTI_ACADEMY, date(2012, 8, 10), home)
        old.planted, old.closed = "merged_away", date(2019, 10, 31)
        plan = Plan("merged_away", PRIMARY, 5, 0)
        moved = []
        for turn in range(plan.founders):
            school = self._found(plan, old, "primary", date(2012, 9, 1))
            day = date(2019, 9, 1 + turn * 5)
            builder.leave(school, day_before(day))
            builder.join(school, target, day, "trust_merger")
            moved.append(school.urn)
        builder.world.planted_spells["trust_merger"] = [
            {"old_uid": old.uid, "new_uid": target.uid, "closed": "2019-10-31", "urns": moved}
        ]

    def shed(self, trust: Trust, taker: Trust) -> None:
        """Send the weak half of the joiners away; they fell after joining and go on falling."""
        builder, world = self.builder, self.builder.world
        joiners = [s for s in world.spells if s.trust is trust and s.route == "converter"]
        for turn, spell in enumerate(joiners[::2]):
            lineage = spell.school.lineage
            lineage.quality -= 0.5
            lineage.effects.append((first_exam_year(spell.joined), -0.7))
            day = (date(2019, 9, 1), date(2020, 9, 1), date(2021, 9, 1))[turn % 3]
            builder.leave(spell.school, day_before(day))
            builder.join(spell.school, taker, day, "rebrokered")
            world.planted_spells.setdefault("shed", []).append(
                {
                    "urn": spell.school.urn,
                    "from_uid": trust.uid,
                    "to_uid": taker.uid,
                    "left": day_before(day).isoformat(),
                }
            )
