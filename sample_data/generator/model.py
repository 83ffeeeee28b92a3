"""What the invented world is made of: places, schools, trusts, links and spells.

A *lineage* is what stays the same when a school changes its number: the intake and the quality of
the teaching. Schools point to a lineage, so that a conversion changes the number and nothing else,
which is what the tool must be able to see through.

Schools, trusts and spells are built up step by step, so they are not frozen. How they come about is
left to `world`.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from generator.school_types import KINDS

AS_AT = date(2025, 4, 30)

MULTI_ACADEMY = "Multi-academy trust"
SINGLE_ACADEMY = "Single-academy trust"
SPONSOR = "School sponsor"
FEDERATION = "Federation"


@dataclass(frozen=True)
class Authority:
    """An invented local authority and its region.

    `fsm` and `eal` are percentages of pupils, `rural` is a share of schools; easting and northing
    are of its centre, in metres.
    """

    code: str
    name: str
    gss: str
    region: str
    region_code: str
    region_gss: str
    easting: int
    northing: int
    fsm: float
    eal: float
    rural: float


@dataclass(eq=False)
class Lineage:
    """The truth about a school, whatever its number; quality is in school-level SDs."""

    number: int
    kind: str
    quality: float
    intake: float
    fsm: float
    eal: float
    ehcp: float
    support: float
    roll: int
    absence: float
    retention: float
    walk: dict[int, float]
    dips: dict[int, float] = field(default_factory=dict)
    effects: list[tuple[int, float]] = field(default_factory=list)
    joined: date | None = None
    inspections: str = ""  # "better" or "worse" after joining, when planted
    schools: list["School"] = field(default_factory=list)

    def true_score(self, year: int) -> float:
        """Return what a school would score in a year without luck and without its intake."""
        score = self.quality + self.walk.get(year, 0.0) + self.dips.get(year, 0.0)
        for first, size in self.effects:
            tenure = year - first + 1
            score += size * min(max(tenure, 0), 3) / 3
        return score


@dataclass(eq=False)
class School:
    """One number (URN) in the register."""

    urn: int
    name: str
    town: str
    authority: Authority
    number: int
    type: str
    kind: str
    low: int
    high: int
    lineage: Lineage
    opened: date | None
    closed: date | None = None
    status: str = ""
    reason_opened: str = ""
    reason_closed: str = ""
    faith: str = "Does not apply"
    easting: int = 0
    northing: int = 0
    rural: bool = False
    selective: bool = False
    postcode: str = ""
    federation: int = 0

    def open_on(self, day: date) -> bool:
        """Return whether the school was open on a day."""
        if self.status == "Proposed to open":
            return False
        return (self.opened is None or self.opened <= day) and (
            self.closed is None or day <= self.closed
        )

    @property
    def laestab(self) -> str:
        """Return the DfE number, which pads the establishment number to four digits."""
        return f"{self.authority.code}{self.number:04d}"

    @property
    def current_status(self) -> str:
        """Return the register's word for the state of the school."""
        if self.status:
            return self.status
        return "Closed" if self.closed and self.closed <= AS_AT else "Open"

    @property
    def is_open(self) -> bool:
        """Return whether the school is open in the register, perhaps with a day for its closing."""
        return self.current_status in {"Open", "Open, but proposed to close"}

    @property
    def phase(self) -> str:
        """Return the phase by name."""
        return KINDS[self.kind][0]


@dataclass(eq=False)
class Trust:
    """One group (UID) in the register: an academy trust, a sponsor or a federation.

    `planted` says what was planted in it, `effect` how much, in school-level SDs.
    """

    uid: int
    group_id: str
    name: str
    type: str
    company: str
    ukprn: str
    incorporated: date
    home: Authority
    closed: date | None = None
    planted: str = ""
    effect: float = 0.0

    @property
    def is_academy_trust(self) -> bool:
        """Return whether the group is a company that runs academies."""
        return self.type in {MULTI_ACADEMY, SINGLE_ACADEMY}


@dataclass(eq=False)
class Spell:
    """A school's time in a trust as the register has it; `true` is False for planted dirt."""

    school: School
    trust: Trust
    joined: date
    left: date | None = None
    route: str = ""
    true: bool = True


@dataclass(frozen=True, eq=False)
class Link:
    """A row of the links file."""

    school: School
    other: School
    type: str
    day: date


@dataclass(eq=False)
class World:
    """Everything that is true, and what was planted in the register.

    `planted_links` holds pairs of URNs, predecessor first; `planted_spells` holds rows as
    `planted_truths.yaml` lists them.
    """

    seed: int
    authorities: list[Authority]
    schools: list[School] = field(default_factory=list)
    trusts: list[Trust] = field(default_factory=list)
    spells: list[Spell] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    lineages: list[Lineage] = field(default_factory=list)
    planted_links: dict[str, list[list[int]]] = field(default_factory=dict)
    planted_spells: dict[str, list[dict[str, object]]] = field(default_factory=dict)

    def trust_on(self, school: School, day: date = AS_AT) -> Trust | None:
        """Return the trust that a school was truly in on a day."""
        spells = [
            s
            for s in self.spells
            if s.school is school and s.true and s.joined <= day and (not s.left or s.left > day)
        ]
        return max(spells, key=lambda s: s.joined).trust if spells else None


def first_exam_year(joined: date) -> int:
    """Return the first summer whose whole school year was spent in the trust.

    DfE counts a school in from 14 September; a school that joins later in the year has a
    transition year first.
    """
    in_time = (joined.month, joined.day) >= (9, 15)
    return joined.year + (2 if in_time else 1)


def day_before(day: date) -> date:
    """Return the day before: a predecessor closes on the eve of its successor's opening."""
    return day - timedelta(days=1)
