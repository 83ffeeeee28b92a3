"""Builds the invented world: authorities, schools, trusts, memberships.

Order is fixed and every draw comes from one seeded generator, so that a seed always gives the same
England. Oddities of the links file are built in `oddities`.
"""

from datetime import date, timedelta
from random import Random

from .model import (
    KINDS,
    TYPES,
    Authority,
    Lineage,
    Link,
    School,
    Spell,
    Trust,
    World,
    day_before,
    first_exam_year,
)
from .names import Names
from .plans import FLAT_ROUTES, MIXED, PLANS, PRIMARY, SECONDARY, Plan

OPEN_SCHOOLS = 1005
OPEN_MATS = 60
OPEN_SATS = 30

REGIONS = {
    "North East": ("A", "E12000001"),
    "North West": ("B", "E12000002"),
    "Yorkshire and the Humber": ("D", "E12000003"),
    "East Midlands": ("E", "E12000004"),
    "West Midlands": ("F", "E12000005"),
    "East of England": ("G", "E12000006"),
    "London": ("H", "E12000007"),
    "South East": ("J", "E12000008"),
    "South West": ("K", "E12000009"),
}
# Codes from 950 up are not in use, so that none can be mistaken for a real authority.
PLACES = (
    ("950", "Wenmouth", "North East", 428000, 558000, 34, 8, 0.2),
    ("951", "Calderholm", "North West", 372000, 428000, 29, 15, 0.2),
    ("952", "Port Ansel", "North West", 341000, 391000, 33, 12, 0.05),
    ("953", "Thrushdale", "Yorkshire and the Humber", 447000, 449000, 24, 11, 0.4),
    ("954", "Eskerby", "East Midlands", 478000, 352000, 24, 12, 0.35),
    ("955", "Marlstone", "West Midlands", 398000, 283000, 35, 30, 0.0),
    ("956", "Haverbrook", "West Midlands", 362000, 312000, 20, 6, 0.5),
    ("957", "Fenwold", "East of England", 572000, 272000, 21, 12, 0.45),
    ("958", "Ravensgate", "London", 538000, 182000, 36, 52, 0.0),
    ("959", "Quillford", "London", 523000, 171000, 24, 44, 0.0),
    ("960", "Sallowdown", "South East", 492000, 128000, 17, 10, 0.35),
    ("961", "Trevanmoor", "South West", 222000, 72000, 20, 4, 0.55),
)


def authorities() -> list[Authority]:
    """Return the twelve authorities over the nine regions."""
    return [
        Authority(code, name, f"E06900{code}", region, *REGIONS[region], x, y, fsm, eal, rural)
        for code, name, region, x, y, fsm, eal, rural in PLACES
    ]


class Builder:
    """Makes schools, trusts and spells, and keeps their numbers unique."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.names = Names(self.rng)
        self.world = World(seed, authorities())
        self.used_urns: set[int] = set()
        self.maintained_urn = 100200
        self.numbers: dict[tuple[str, int], int] = {}
        self.uid = 2050
        self.sat_turn = 0
        self.donors: list[Trust] = []
        self.donor_turn = 0

    # --- numbers -----------------------------------------------------------------------------

    def urn(self, opened: date | None) -> int:
        """Return a new URN: old schools sit low, academies rise with the date."""
        if opened is None or opened < date(2010, 6, 1):
            self.maintained_urn += self.rng.randint(3, 24)
            return self.maintained_urn
        urn = 135700 + int((opened - date(2010, 6, 1)).days * 2.6)
        while urn in self.used_urns:
            urn += 1
        self.used_urns.add(urn)
        return urn

    def estab(self, authority: Authority, base: int) -> int:
        """Return the next establishment number of a series within an authority."""
        key = (authority.code, base)
        self.numbers[key] = self.numbers.get(key, base - 1) + 1
        return self.numbers[key]

    # --- schools -----------------------------------------------------------------------------

    def lineage(
        self, authority: Authority, kind: str, quality: float | None, small: bool, even: bool
    ) -> Lineage:
        """Return a new lineage.

        `even` gives it an intake near the national one and little drift: what a planted trust
        shows must come from what is planted.
        """
        rng = self.rng
        fsm = min(max(rng.gauss(25.0 if even else authority.fsm, 5 if even else 10), 2), 68)
        rolls = {
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
        }[kind]
        roll = rng.randint(16, 24) if small else round(rng.choice(rolls) * rng.uniform(0.82, 1.03))
        if quality is None:
            quality = rng.gauss(0.0, 0.8)
        if kind == "utc":
            quality -= 1.2
        level, walk = 0.0, {}
        for year in range(2012, 2027):
            level = 0.9 * level + rng.gauss(0.0, 0.03 if even else 0.09)
            walk[year] = level
        secondary = kind in {"secondary", "all-through", "utc"}
        item = Lineage(
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
        self.world.lineages.append(item)
        return item

    def school(
        self,
        authority: Authority,
        kind: str,
        type_: str,
        opened: date | None = None,
        lineage: Lineage | None = None,
        *,
        quality: float | None = None,
        small: bool = False,
        even: bool = False,
        twin: School | None = None,
    ) -> School:
        """Return a new school; `twin` is the predecessor whose place and name it takes on."""
        rng = self.rng
        if lineage is None:
            lineage = self.lineage(authority, kind, quality, small, even)
        _, _, low, high = KINDS[kind]
        if twin is None:
            faith = "Does not apply"
            if kind in {"primary", "junior"} and rng.random() < 0.28:
                faith = rng.choice(["Church of England", "Church of England", "Roman Catholic"])
            name, town = self.names.school(kind, faith)
            low = rng.choice([3, 4]) if low == 4 and kind == "primary" else low
            high = rng.choice([16, 18]) if kind == "secondary" else high
            east = authority.easting + round(rng.gauss(0, 9000))
            north = authority.northing + round(rng.gauss(0, 9000))
            rural = rng.random() < authority.rural
            postcode = f"ZZ{rng.randint(1, 99)} {rng.randint(1, 9)}{rng.choice('ABDEFGHJLN')}Q"
        else:
            faith, town, name = twin.faith, twin.town, twin.name
            if kind == twin.kind:
                low, high = twin.low, twin.high
            east, north, rural = twin.easting, twin.northing, twin.rural
            postcode = twin.postcode
        base = {"special": 7000, "pru": 1100, "nursery": 1000, "independent": 6000, "utc": 6900}
        series = base.get(kind, 4000 if kind in {"secondary", "all-through", "middle"} else 2000)
        if faith != "Does not apply" and series == 2000:
            series = 3300
        school = School(
            urn=self.urn(opened),
            name=name,
            town=town,
            authority=authority,
            number=twin.number if twin else self.estab(authority, series),
            type=type_,
            kind=kind,
            low=low,
            high=high,
            lineage=lineage,
            opened=opened,
            faith=faith,
            easting=east,
            northing=north,
            rural=rural,
            selective=twin.selective if twin else False,
            postcode=postcode,
        )
        lineage.schools.append(school)
        self.world.schools.append(school)
        return school

    def maintained(self, authority: Authority, kind: str, **more: object) -> School:
        """Return an old school kept by its authority, as most schools were."""
        type_ = {
            "special": "Community special school",
            "pru": "Pupil referral unit",
            "nursery": "Local authority nursery school",
        }.get(kind, "Community school")
        school = self.school(authority, kind, type_, **more)  # type: ignore[arg-type]
        if type_ == "Community school":
            if school.faith == "Roman Catholic":
                school.type = "Voluntary aided school"
            elif school.faith == "Church of England":
                school.type = f"Voluntary {self.rng.choice(['aided', 'controlled'])} school"
            elif self.rng.random() < 0.1:
                school.type = "Foundation school"
        return school

    def link(self, old: School, new: School, tail: str = "", day: date | None = None) -> None:
        """Add both rows of a predecessor link; one in twenty-five is one-sided."""
        day = day or new.opened or date(2015, 9, 1)
        keep = self.rng.random()
        if keep > 0.02:
            self.world.links.append(Link(old, new, f"Successor{tail}", day))
        if not 0.02 < keep < 0.04:
            self.world.links.append(Link(new, old, f"Predecessor{tail}", day))

    def academise(self, old: School, day: date, type_: str = "Academy converter") -> School:
        """Close a school on the eve of `day` and open the academy that follows it."""
        if old.kind == "special":
            type_ = "Academy special converter"
        new = self.school(old.authority, old.kind, type_, day, old.lineage, twin=old)
        old.closed = day_before(day)
        old.reason_closed = "Academy Converter" if "converter" in type_ else "For Academy"
        new.reason_opened = "Academy Converter" if "converter" in type_ else "Fresh Start"
        if type_ == "Academy sponsor led" and self.rng.random() < 0.35:
            new.name = f"{old.name.rsplit(' ', 2)[0]} Academy"
            if any(s.name == new.name for s in self.world.schools if s is not new):
                new.name = f"{old.name} Academy"
            new.number = self.estab(old.authority, 4900 if old.kind == "secondary" else 2900)
        elif self.rng.random() < 0.15:
            new.name = f"{old.name} – An Academy"
        self.link(old, new)
        return new

    # --- trusts ------------------------------------------------------------------------------

    def trust(self, name: str, type_: str, incorporated: date, home: Authority) -> Trust:
        """Return a new group with numbers of its own."""
        self.uid += self.rng.randint(20, 78)
        letters = "SP" if type_ == "School sponsor" else "TR"
        is_trust = type_.endswith("academy trust")
        trust = Trust(
            uid=self.uid,
            group_id=f"{letters}{self.uid % 100000:05d}" if type_ != "Federation" else "",
            name=name,
            type=type_,
            company=f"0{6900000 + self.uid * 13 % 99999:07d}" if is_trust else "",
            ukprn=f"1009{self.uid:04d}"[:8] if is_trust else "",
            incorporated=incorporated,
            home=home,
        )
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

    def dip(self, lineage: Lineage, first: int) -> None:
        """Give a school the bad year that draws a sponsor, and the return that follows anyway."""
        for offset, depth in ((-2, -0.2), (-1, -0.8), (0, -0.3), (1, -0.1)):
            year = first + offset
            lineage.dips[year] = lineage.dips.get(year, 0.0) + depth * self.rng.uniform(0.85, 1.15)

    def newcomer(
        self, plan: Plan, kind: str, authority: Authority, route: str, day: date
    ) -> School:
        """Return the academy that joins on `day`, with its past already in place."""
        small = kind == "tiny"
        kind = "primary" if small else kind
        planted = plan.kind != "flat"
        quality = self.rng.gauss(plan.quality, 0.3 if planted else 0.7)
        if route == "sponsored" and not planted:
            quality -= 0.5
        old = self.maintained(authority, kind, quality=quality, small=small, even=planted)
        if route == "converter":
            return self.academise(old, day)
        if route == "sponsored":
            self.dip(old.lineage, first_exam_year(day))
            return self.academise(old, day, "Academy sponsor led")
        earlier = date(self.rng.choice([2011, 2012, 2013]), self.rng.choice([4, 8, 9]), 1)
        school = self.academise(old, earlier)
        if route == "rebrokered":
            donor = self.donors[self.donor_turn % len(self.donors)]
            self.donor_turn += 1
            self.join(school, donor, earlier, "founder")
        else:
            sat = self.trust(
                school.name.upper(), "Single-academy trust", earlier - timedelta(days=40), authority
            )
            self.join(school, sat, earlier, "founder")
            sat.closed = day + timedelta(days=self.rng.randint(20, 200))
        self.leave(school, day_before(day))
        return school

    def amalgamation(self, authority: Authority, plan: Plan, day: date, tail: str) -> School:
        """Return an academy that follows two schools at once."""
        old = [
            self.maintained(authority, "primary", quality=plan.quality - 0.2, even=True)
            for _ in range(2)
        ]
        lineage = self.lineage(authority, "primary", plan.quality, False, True)
        new = self.school(authority, "primary", "Academy converter", day, lineage, twin=old[0])
        new.name = f"{old[0].name} – {old[1].town}"
        new.number = self.estab(authority, 2900)
        new.reason_opened = "Result of Amalgamation"
        for school in old:
            school.closed = day_before(day)
            school.reason_closed = "Result of Amalgamation/Merger"
            self.link(school, new, tail)
            self.world.planted_links.setdefault(tail.strip(" -"), []).append([school.urn, new.urn])
        return new

    def build_trust(self, plan: Plan, home: int) -> Trust:
        """Build one multi-academy trust from its plan."""
        rng, places = self.rng, self.world.authorities
        if plan.kind == "sat_became_mat":
            trust = self.grown_trust(places[home % len(places)])
        else:
            opened = date(rng.choice([2011, 2012, 2013]), rng.choice([4, 9, 11]), 1)
            trust = self.trust(
                self.names.trust(),
                "Multi-academy trust",
                opened - timedelta(days=rng.randint(5, 50)),
                places[home % len(places)],
            )
            for turn in range(plan.founders):
                self.found(plan, trust, plan.phases[turn % len(plan.phases)], opened)
        trust.kind, trust.effect = plan.kind, plan.effect
        near = [places[(home + k * 5) % len(places)] for k in range(plan.authorities)]
        for turn in range(plan.joiners):
            day = plan.dates[turn % len(plan.dates)]
            route = plan.routes[turn % len(plan.routes)]
            kind = plan.phases[turn % len(plan.phases)]
            authority = near[turn % len(near)]
            if route == "amalgamated":
                tail = " - amalgamated" if turn % 2 == 0 else " - merged"
                school = self.amalgamation(authority, plan, day, tail)
            else:
                school = self.newcomer(plan, kind, authority, route, day)
            self.join(school, trust, day, route)
            school.lineage.joined = day
            if plan.effect:
                school.lineage.effects.append((first_exam_year(day), plan.effect))
                school.lineage.retention += 0.03 if plan.effect > 0 else -0.03
                school.lineage.inspections = "better" if plan.effect > 0 else "worse"
        for turn in range(plan.new_schools):
            self.new_school(trust, plan.phases[turn % len(plan.phases)], near[0], plan.quality)
        return trust

    def found(self, plan: Plan, trust: Trust, kind: str, opened: date) -> School:
        """Add a founder: a converter that opened together with its trust."""
        small = kind == "tiny"
        quality = {"improving": 0.45, "improving_low": -1.3, "shedding": 0.6}.get(plan.kind, 0.05)
        old = self.maintained(
            trust.home,
            "primary" if small else kind,
            quality=self.rng.gauss(quality, 0.3 if plan.kind != "flat" else 0.7),
            small=small,
            even=plan.kind != "flat",
        )
        school = self.academise(old, opened)
        self.join(school, trust, opened, "founder")
        return school

    def new_school(self, trust: Trust, kind: str, authority: Authority, quality: float) -> School:
        """Add a free school opened inside the trust; it grows a year group at a time."""
        day = date(self.rng.choice([2014, 2015, 2018]), 9, 1)
        school = self.school(authority, kind, "Free schools", day, quality=quality + 0.1, even=True)
        school.reason_opened = "New Provision"
        self.join(school, trust, day, "new_school")
        return school

    def grown_trust(self, home: Authority) -> Trust:
        """Return a trust that began as a single academy: one company, two UIDs."""
        opened = date(2012, 8, 1)
        school = self.academise(self.maintained(home, "secondary", quality=0.3, even=True), opened)
        before = self.trust(
            school.name.upper(), "Single-academy trust", opened - timedelta(days=30), home
        )
        before.closed = date(2016, 3, 31)
        self.join(school, before, opened, "founder").left = before.closed
        trust = self.trust(self.names.trust(), "Multi-academy trust", before.incorporated, home)
        trust.company, trust.group_id, trust.ukprn = before.company, before.group_id, before.ukprn
        self.join(school, trust, date(2016, 4, 1), "founder")
        self.world.planted_spells["sat_became_mat"] = [
            {
                "urn": school.urn,
                "sat_uid": before.uid,
                "mat_uid": trust.uid,
                "company": trust.company,
            }
        ]
        return trust

    # --- the whole ---------------------------------------------------------------------------

    def build_donors(self) -> None:
        """Make trusts that lose their schools; they must exist before anyone is re-brokered."""
        for turn in range(4):
            home = self.world.authorities[(turn * 3 + 1) % 12]
            trust = self.trust(
                self.names.trust(), "Multi-academy trust", date(2011, 3, 15 + turn), home
            )
            trust.kind = "donor"
            self.donors.append(trust)

    def build_merger(self, target: Trust) -> None:
        """Move all five schools of a trust to another within a month, and close it."""
        home = target.home
        old = self.trust(self.names.trust(), "Multi-academy trust", date(2012, 8, 10), home)
        old.kind, old.closed = "merged_away", date(2019, 10, 31)
        plan = Plan("merged_away", PRIMARY, 5, 0)
        moved = []
        for turn in range(5):
            school = self.found(plan, old, "primary", date(2012, 9, 1))
            day = date(2019, 9, 1 + turn * 5)
            self.leave(school, day_before(day))
            self.join(school, target, day, "trust_merger")
            moved.append(school.urn)
        self.world.planted_spells["trust_merger"] = [
            {"old_uid": old.uid, "new_uid": target.uid, "closed": "2019-10-31", "urns": moved}
        ]

    def shed(self, trust: Trust, taker: Trust) -> None:
        """Send the weak half of the joiners away; they fell after joining and go on falling."""
        joiners = [s for s in self.world.spells if s.trust is trust and s.route == "converter"]
        for turn, spell in enumerate(joiners[::2]):
            lineage = spell.school.lineage
            lineage.quality -= 0.5
            lineage.effects.append((first_exam_year(spell.joined), -0.7))
            day = (date(2019, 9, 1), date(2020, 9, 1), date(2021, 9, 1))[turn % 3]
            self.leave(spell.school, day_before(day))
            self.join(spell.school, taker, day, "rebrokered")
            self.world.planted_spells.setdefault("shed", []).append(
                {
                    "urn": spell.school.urn,
                    "from_uid": trust.uid,
                    "to_uid": taker.uid,
                    "left": day_before(day).isoformat(),
                }
            )

    def flat_plans(self, count: int) -> list[Plan]:
        """Return trusts in which nothing is planted, of all sizes and phases."""
        rng, plans = self.rng, []
        for turn in range(count):
            routes = list(FLAT_ROUTES)
            rng.shuffle(routes)
            dates = tuple(
                date(rng.choice([2015, 2016, 2017, 2018, 2019, 2021, 2022, 2023]), month, 1)
                for month in (9, 1, 9, 4, 11)
            )
            plans.append(
                Plan(
                    "flat",
                    (PRIMARY, PRIMARY, MIXED, SECONDARY)[turn % 4],
                    rng.randint(1, 4),
                    rng.choice([2, 3, 3, 4, 5, 6, 9]),
                    0.0,
                    0.0,
                    dates,
                    tuple(routes),
                    rng.choice([0, 0, 1]),
                    rng.choice([1, 1, 2, 3]),
                )
            )
        return plans

    def build_sats(self) -> None:
        """Add open single-academy trusts, mostly secondaries, named after their school."""
        for turn in range(OPEN_SATS):
            home = self.world.authorities[turn % 12]
            kind = "primary" if turn % 4 == 0 else "secondary"
            day = date(2011 + turn % 3, self.rng.choice([4, 8, 9]), 1)
            old = self.maintained(home, kind, quality=self.rng.gauss(0.3, 0.6))
            if turn % 10 == 1:
                old.selective = True
                old.lineage.intake, old.lineage.fsm = 2.6, 6.0
            school = self.academise(old, day)
            trust = self.trust(
                school.name.upper(), "Single-academy trust", day - timedelta(days=25), home
            )
            self.join(school, trust, day, "founder")

    def build_others(self) -> None:
        """Fill the rest of England: maintained schools of every kind, some with a passing dip.

        The dips matter: a comparison group without them would make every sponsored academy look
        better than it is. England has thousands of schools that dip and come back; among so few they
        must be common for each sponsored academy to find enough that dipped when it did.
        """
        rng, places = self.rng, self.world.authorities
        special = [("special", 24), ("pru", 9), ("nursery", 8), ("independent", 18), ("middle", 6)]
        for kind, count in [*special, ("all-through", 5), ("utc", 3)]:
            for turn in range(count):
                home = places[(turn * 5 + count) % 12]
                if kind == "independent":
                    school = self.school(home, kind, "Other independent school")
                elif kind == "utc":
                    day = date(2013 + turn, 9, 1)
                    school = self.school(home, kind, "University technical college", day)
                    school.reason_opened = "New Provision"
                    trust = self.trust(
                        school.name.upper(), "Single-academy trust", date(2013 + turn, 7, 1), home
                    )
                    self.join(school, trust, day, "new_school")
                else:
                    self.maintained(home, kind)
        for turn in range(14):
            home = places[turn % 12]
            self.maintained(home, "infant")
            self.maintained(home, "junior")
        missing = OPEN_SCHOOLS - sum(1 for s in self.world.schools if s.current_status == "Open")
        for _ in range(missing):
            home = rng.choice(places)
            school = self.maintained(home, "secondary" if rng.random() < 0.12 else "primary")
            if rng.random() < 0.35:
                self.dip(school.lineage, rng.choice([2017, 2018, 2019, 2024]))
            if rng.random() < 0.02:
                school.status = "Open, but proposed to close"
                school.closed = date(2025, 8, 31)

    def close_donors(self) -> None:
        """Close the trusts that have lost all their schools."""
        for trust in self.donors:
            ends = [s.left for s in self.world.spells if s.trust is trust and s.left]
            trust.closed = max(ends) + timedelta(days=45) if ends else date(2018, 3, 31)

    def build(self) -> World:
        """Build everything and return it."""
        from .oddities import plant_links, plant_spells

        self.build_donors()
        trusts = [self.build_trust(plan, turn) for turn, plan in enumerate(PLANS)]
        self.build_merger(next(t for t in trusts if t.kind == "trust_merger"))
        flat = [
            self.build_trust(plan, turn + 3)
            for turn, plan in enumerate(self.flat_plans(OPEN_MATS - 2 - len(PLANS)))
        ]
        takers = [t for t in flat if any(s.trust is t for s in self.world.spells)]
        for turn, trust in enumerate([t for t in trusts if t.kind == "shedding"]):
            self.shed(trust, takers[turn])
        for turn in range(2):
            empty = self.trust(
                self.names.trust(),
                "Multi-academy trust",
                date(2023, 5 + turn, 9),
                self.world.authorities[turn],
            )
            empty.kind = "without_schools"
        self.build_sats()
        plant_links(self)
        self.build_others()
        self.close_donors()
        plant_spells(self, flat)
        self.build_sponsors()
        return self.world

    def build_sponsors(self) -> None:
        """Add sponsors and federations, which share the groups file with the trusts."""
        mats = [t for t in self.world.trusts if t.type == "Multi-academy trust" and not t.closed]
        for trust in mats[::3]:
            self.trust(trust.name.title(), "School sponsor", trust.incorporated, trust.home)
        primaries = [
            s
            for s in self.world.schools
            if s.current_status == "Open"
            and s.kind == "primary"
            and TYPES[s.type].group_code == "4"
        ]
        for turn in range(6):
            pair = primaries[turn * 7 : turn * 7 + 2]
            name = f"The {pair[0].town} Federation of Schools"
            group = self.trust(name, "Federation", date(2014 + turn, 9, 1), pair[0].authority)
            for school in pair:
                school.federation = group.uid
