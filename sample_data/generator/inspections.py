"""Invented inspections: grades follow the truth at the time, with luck.

A school judged low usually rises at the next visit whatever its trust does, as in the real record,
because what drew the low grade was partly a bad spell.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from .model import TYPES, Lineage, School, World, first_exam_year

PAUSE = (date(2020, 3, 20), date(2021, 9, 14))
NO_HEADLINE = date(2024, 9, 1)
END = date(2025, 7, 10)
RISE = 0.5  # share of schools judged low that rise at the next visit, whatever their trust does


@dataclass
class Inspection:
    """One visit. `grade` is the overall effectiveness that was, or would have been, given."""

    number: str
    day: date
    published: date
    school: School
    grade: int
    areas: tuple[int, int, int, int]
    graded: bool
    outcome: str = ""
    concern: str = ""


def grade_for(score: float) -> int:
    """Return the grade that a true score earns."""
    return 1 if score > 1.25 else 2 if score > -0.85 else 3 if score > -1.75 else 4


def weekday(day: date, rng: Random) -> date:
    """Return a Tuesday to Thursday outside the summer and the pause."""
    if PAUSE[0] <= day <= PAUSE[1]:
        day = PAUSE[1] + timedelta(days=rng.randint(1, 500))
    if day.month == 8 or (day.month == 7 and day.day > 12):
        day = date(day.year, 9, 12) + timedelta(days=rng.randint(0, 60))
    return day + timedelta(days=(1 + rng.randint(0, 2) - day.weekday()) % 7)


class Inspector:
    """Writes the history of each lineage."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.rng = Random(seed + 2)
        self.old, self.new = 300100, 10000200
        self.history = {x.number: self.lineage(x) for x in world.lineages}

    def school_on(self, lineage: Lineage, day: date) -> School | None:
        """Return the number that the lineage had on a day."""
        return next((s for s in lineage.schools if s.open_on(day)), None)

    def lineage(self, lineage: Lineage) -> list[Inspection]:
        """Return a lineage's visits in order of date."""
        rng, visits = self.rng, []
        if not lineage.schools or lineage.kind == "independent":
            return []
        first = min((s.opened or date(2005, 9, 1)) for s in lineage.schools)
        day = weekday(
            max(date(2012, 9, 15), first + timedelta(days=700))
            + timedelta(days=rng.randint(0, 1200)),
            rng,
        )
        last: Inspection | None = None
        while day < END:
            school = self.school_on(lineage, day)
            if school is None:
                day = weekday(day + timedelta(days=120), rng)
                if day >= END or day > (lineage.schools[-1].closed or END):
                    break
                continue
            visit = self.visit(lineage, school, day, last)
            visits.append(visit)
            if visit.graded:
                last = visit
            grade = last.grade if last else 2
            gap = {1: 1900, 2: 1450, 3: 830, 4: 560}[grade] + rng.randint(-150, 260)
            after = day + timedelta(days=gap)
            joined = lineage.joined
            if joined and day < joined:
                if lineage.dips:
                    # The bad visit that brings in a sponsor comes in the year before joining.
                    bad = joined - timedelta(days=rng.randint(200, 420))
                    after = min(after, bad) if day < bad - timedelta(days=200) else after
                # New academies are visited in their third year; planted histories rely on it.
                wait = joined + timedelta(days=rng.randint(720, 980))
                if lineage.inspections or grade >= 3:
                    after = max(after, wait) if after > joined else after
                    after = wait if after > joined else after
            day = weekday(after, rng)
        return visits

    def visit(
        self, lineage: Lineage, school: School, day: date, last: Inspection | None
    ) -> Inspection:
        """Return one visit."""
        rng = self.rng
        year = day.year + (1 if day.month >= 9 else 0)
        truth = 0.75 * lineage.true_score(year - 1) + 0.35 * lineage.intake
        grade = grade_for(truth + rng.gauss(0.1, 0.55))
        before = lineage.joined is not None and day < lineage.joined
        if lineage.inspections == "better":
            if before:
                grade = 3 if rng.random() < 0.75 else 2
            elif last is not None and first_exam_year(lineage.joined or day) < year:
                was_before = lineage.joined is not None and last.day < lineage.joined
                grade = max(last.grade - 1, 1) if was_before and rng.random() < 0.9 else last.grade
        elif lineage.joined and lineage.dips:
            if before and (lineage.joined - day).days < 480:
                grade = rng.choice([3, 3, 3, 4])
            elif last is not None and not before and last.grade >= 3:
                rises = last.day < lineage.joined and rng.random() < RISE
                grade = last.grade - (1 if rises else 0)
        elif lineage.inspections == "worse" and not before and last is not None:
            grade = min(last.grade + (1 if rng.random() < 0.6 else 0), 4)
        planted = bool(lineage.inspections) and (last is None or last.day < (lineage.joined or day))
        graded = (
            last is None
            or last.grade > 2
            or planted
            or (before and bool(lineage.dips))
            or (grade > 2 and rng.random() < 0.6)
            or rng.random() < (0.45 if day > PAUSE[1] else 0.55)
        )
        outcome = ""
        if not graded and last is not None:
            outcome = self.outcome(last.grade, truth, day)
        number = f"ITS{self.old}" if day < date(2015, 9, 1) else str(self.new)
        if day < date(2015, 9, 1):
            self.old += rng.randint(3, 60)
        else:
            self.new += rng.randint(7, 210)
        low = max(grade, 1)
        spread = tuple(
            low if rng.random() < 0.7 else min(max(low + rng.choice([-1, 0, 1]), 1), 4)
            for _ in range(3)
        )
        return Inspection(
            number,
            day,
            day + timedelta(days=rng.randint(25, 48)),
            school,
            grade,
            (grade, spread[0], spread[1], spread[2]),
            graded,
            outcome,
            rng.choice(["SM", "SM", "SWK"]) if graded and grade == 4 else "",
        )

    def outcome(self, grade: int, truth: float, day: date) -> str:
        """Return the words of an ungraded visit, which changed in September 2024."""
        luck = self.rng.random()
        if day >= NO_HEADLINE:
            if truth > 0.5 and luck < 0.4:
                return "Improved significantly"
            return "Some aspects not as strong" if truth < -0.8 else "Standards maintained"
        name = "Outstanding" if grade == 1 else "Good"
        if truth < -0.7 and luck < 0.7:
            return f"School remains {name} (Concerns) - S5 Next"
        if grade == 2 and truth > 0.8 and luck < 0.6:
            return "School remains Good (Improving) - S5 Next"
        return f"School remains {name}"

    def before(self, school: School, day: date) -> list[Inspection]:
        """Return the visits to a school's lineage that were published by a day."""
        return [v for v in self.history[school.lineage.number] if v.published <= day]


def kind_of(school: School) -> str:
    """Return the inspectorate's word for the type."""
    return TYPES[school.type].ofsted
