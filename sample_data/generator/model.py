"""What the invented world is made of: places, schools, trusts, links and spells.

A *lineage* is what stays the same when a school changes its number: the intake and the quality of
the teaching. Schools point to a lineage, so that a conversion changes the number and nothing else,
which is what the tool must be able to see through.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

AS_AT = date(2025, 4, 30)
YEARS = tuple(range(2016, 2026))  # a year stands for the summer in which it ends


@dataclass(frozen=True)
class Authority:
    """An invented local authority and its region."""

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


@dataclass(frozen=True)
class Type:
    """A type of establishment in the words of each publisher."""

    code: str
    name: str
    group_code: str
    group: str
    table: str  # abbreviation in performance tables
    ofsted: str


TYPES: dict[str, Type] = {
    name: Type(code, name, group_code, group, table, ofsted)
    for code, name, group_code, group, table, ofsted in (
        (
            "01",
            "Community school",
            "4",
            "Local authority maintained schools",
            "CY",
            "Community School",
        ),
        (
            "02",
            "Voluntary aided school",
            "4",
            "Local authority maintained schools",
            "VA",
            "Voluntary Aided School",
        ),
        (
            "03",
            "Voluntary controlled school",
            "4",
            "Local authority maintained schools",
            "VC",
            "Voluntary Controlled School",
        ),
        (
            "05",
            "Foundation school",
            "4",
            "Local authority maintained schools",
            "FD",
            "Foundation School",
        ),
        (
            "07",
            "Community special school",
            "5",
            "Special schools",
            "CYS",
            "Community Special School",
        ),
        (
            "11",
            "Other independent school",
            "3",
            "Independent schools",
            "IND",
            "Other Independent School",
        ),
        (
            "14",
            "Pupil referral unit",
            "4",
            "Local authority maintained schools",
            "PRU",
            "Pupil Referral Unit",
        ),
        (
            "15",
            "Local authority nursery school",
            "4",
            "Local authority maintained schools",
            "NUR",
            "LA Nursery School",
        ),
        ("28", "Academy sponsor led", "10", "Academies", "AC", "Academy Sponsor Led"),
        ("34", "Academy converter", "10", "Academies", "ACC", "Academy Converter"),
        ("35", "Free schools", "11", "Free Schools", "F", "Free School"),
        (
            "40",
            "University technical college",
            "10",
            "Academies",
            "FUTC",
            "University Technical College",
        ),
        ("44", "Academy special converter", "10", "Academies", "ACCS", "Academy Special Converter"),
    )
}
ACADEMY_TYPES = frozenset(n for n, t in TYPES.items() if t.group_code in {"10", "11"})

# kind -> (phase, phase code, lowest age, highest age)
KINDS: dict[str, tuple[str, str, int, int]] = {
    "primary": ("Primary", "2", 4, 11),
    "infant": ("Primary", "2", 4, 7),
    "junior": ("Primary", "2", 7, 11),
    "middle": ("Middle deemed secondary", "5", 9, 13),
    "secondary": ("Secondary", "4", 11, 16),
    "utc": ("Secondary", "4", 14, 19),
    "all-through": ("All-through", "7", 4, 16),
    "special": ("Not applicable", "0", 4, 16),
    "pru": ("Not applicable", "0", 11, 16),
    "nursery": ("Nursery", "1", 3, 5),
    "independent": ("Not applicable", "0", 4, 18),
}


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
    def phase(self) -> str:
        """Return the phase by name."""
        return KINDS[self.kind][0]


@dataclass(eq=False)
class Trust:
    """One group (UID) in the register; single- and multi-academy trusts, sponsors, federations."""

    uid: int
    group_id: str
    name: str
    type: str
    company: str
    ukprn: str
    incorporated: date
    home: Authority
    closed: date | None = None
    kind: str = ""
    effect: float = 0.0


@dataclass(eq=False)
class Spell:
    """A school's time in a trust as the register tells it; `true` is False for planted dirt."""

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
    """Everything that the writers need."""

    seed: int
    authorities: list[Authority]
    schools: list[School] = field(default_factory=list)
    trusts: list[Trust] = field(default_factory=list)
    spells: list[Spell] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    lineages: list[Lineage] = field(default_factory=list)
    planted_links: dict[str, list[list[int]]] = field(default_factory=dict)
    planted_spells: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    missing: dict[str, list[list[object]]] = field(default_factory=dict)

    def note_missing(self, what: str, urn: int, year: int, file: str, column: str) -> None:
        """Keep up to five examples of each kind of gap, for the list of planted truths."""
        rows = self.missing.setdefault(what, [])
        if len(rows) < 5:
            rows.append([urn, year, file, column])

    def current(self, school: School, day: date = AS_AT) -> Trust | None:
        """Return the trust that a school was truly in on a day."""
        found = [
            s
            for s in self.spells
            if s.school is school and s.true and s.joined <= day and (not s.left or s.left > day)
        ]
        return max(found, key=lambda s: s.joined).trust if found else None


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
