"""Invented inspections: grades follow the truth at the time, with luck.

A school judged low usually rises at the next visit whatever its trust does, as in the real record,
because what drew the low grade was partly a bad spell. How a snapshot lists the visits is left to
the writers.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from generator.model import Lineage, School, World, first_exam_year

PAUSE = (date(2020, 3, 20), date(2021, 9, 14))
"""No routine visits took place while schools were closed."""
NEW_FRAMEWORK = date(2019, 9, 1)
"""From here on the quality of education, behaviour and personal development are judged."""
NO_HEADLINE = date(2024, 9, 1)
"""From here on no overall grade is given to state-funded schools."""
NEW_NUMBERS = date(2015, 9, 1)
END = date(2025, 7, 10)
RISE = 0.5  # share of schools judged low that rise at the next visit, whatever their trust does
DAYS_TO_NEXT_VISIT = {1: 1900, 2: 1450, 3: 830, 4: 560}


@dataclass(frozen=True)
class Inspection:
    """One visit.

    `grade` is the overall effectiveness that was, or would have been, given; `areas` are the grades
    of education, behaviour, personal development and leadership. A visit that is not `graded` has
    an `outcome` in words instead. `concern` is the register's code of a category of concern.
    """

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


def school_year(day: date) -> int:
    """Return the year in which the school year of a day ends."""
    return day.year + (1 if day.month >= 9 else 0)


def school_on(lineage: Lineage, day: date) -> School | None:
    """Return the number that a lineage had on a day."""
    return next((s for s in lineage.schools if s.open_on(day)), None)


class Inspector:
    """Writes the history of each lineage; `history` holds the visits by the lineage's number."""

    def __init__(self, world: World, seed: int) -> None:
        self.rng = Random(seed + 2)
        self.last_old_number, self.last_new_number = 300100, 10000200
        self.history = {x.number: self._visits(x) for x in world.lineages}

    def published_by(self, school: School, day: date) -> list[Inspection]:
        """Return the visits to a school's lineage that were published by a day."""
        return [v for v in self.history[school.lineage.number] if v.published <= day]

    def graded_by(self, school: School, day: date) -> list[Inspection]:
        """Return the graded visits to a school's lineage that were published by a day."""
        return [v for v in self.published_by(school, day) if v.graded]

    # --- when ----------------------------------------------------------------------------------

    def _visits(self, lineage: Lineage) -> list[Inspection]:
        """Return a lineage's visits in order of date."""
        visits: list[Inspection] = []
        if not lineage.schools or lineage.kind == "independent":
            return visits
        day = self._first_day(lineage)
        last: Inspection | None = None
        while day < END:
            school = school_on(lineage, day)
            if school is None:
                day = weekday(day + timedelta(days=120), self.rng)
                if day > (lineage.schools[-1].closed or END):
                    break
                continue
            visit = self._visit(lineage, school, day, last)
            visits.append(visit)
            if visit.graded:
                last = visit
            day = self._next_day(lineage, day, last.grade if last else 2)
        return visits

    def _first_day(self, lineage: Lineage) -> date:
        """Return the day of the first visit: not before the autumn of 2012."""
        opened = min((s.opened or date(2005, 9, 1)) for s in lineage.schools)
        earliest = max(date(2012, 9, 15), opened + timedelta(days=700))
        return weekday(earliest + timedelta(days=self.rng.randint(0, 1200)), self.rng)

    def _next_day(self, lineage: Lineage, day: date, grade: int) -> date:
        """Return the day of the visit after one: the lower the grade, the sooner."""
        rng, joined = self.rng, lineage.joined
        after = day + timedelta(days=DAYS_TO_NEXT_VISIT[grade] + rng.randint(-150, 260))
        if joined and day < joined:
            if lineage.dips:
                # The bad visit that brings in a sponsor comes in the year before joining.
                bad = joined - timedelta(days=rng.randint(200, 420))
                after = min(after, bad) if day < bad - timedelta(days=200) else after
            # New academies are visited in their third year; planted histories rely on it.
            third_year = joined + timedelta(days=rng.randint(720, 980))
            if (lineage.inspections or grade >= 3) and after > joined:
                after = third_year
        return weekday(after, rng)

    # --- with what result ----------------------------------------------------------------------

    def _visit(
        self, lineage: Lineage, school: School, day: date, last: Inspection | None
    ) -> Inspection:
        """Return one visit; `last` is the graded one before it."""
        rng = self.rng
        truth = 0.75 * lineage.true_score(school_year(day) - 1) + 0.35 * lineage.intake
        grade = self._grade(lineage, day, last, truth)
        graded = last is None or self._is_graded(lineage, day, last, grade)
        outcome = "" if graded or last is None else self._outcome(last.grade, truth, day)
        return Inspection(
            number=self._number(day),
            school=school,
            day=day,
            grade=grade,
            areas=self._areas(grade),
            published=day + timedelta(days=rng.randint(25, 48)),
            graded=graded,
            outcome=outcome,
            concern=rng.choice(["SM", "SM", "SWK"]) if graded and grade == 4 else "",
        )

    def _grade(self, lineage: Lineage, day: date, last: Inspection | None, truth: float) -> int:
        """Return the grade: what the truth earns, or what was planted around joining."""
        rng, joined = self.rng, lineage.joined
        grade = grade_for(truth + rng.gauss(0.1, 0.55))
        if joined is None:
            return grade
        before = day < joined
        last_was_before = last is not None and last.day < joined
        if lineage.inspections == "better":
            if before:
                return 3 if rng.random() < 0.75 else 2
            if last is not None and first_exam_year(joined) < school_year(day):
                rises = last_was_before and rng.random() < 0.9
                return max(last.grade - 1, 1) if rises else last.grade
        elif lineage.dips:
            if before and (joined - day).days < 480:
                return rng.choice([3, 3, 3, 4])
            if last is not None and not before and last.grade >= 3:
                rises = last_was_before and rng.random() < RISE
                return last.grade - (1 if rises else 0)
        elif lineage.inspections == "worse" and last is not None and not before:
            return min(last.grade + (1 if rng.random() < 0.6 else 0), 4)
        return grade

    def _is_graded(self, lineage: Lineage, day: date, last: Inspection, grade: int) -> bool:
        """Return whether a visit gives grades: low schools are graded again, good ones at times."""
        joined, rng = lineage.joined, self.rng
        return (
            last.grade > 2
            # The first visit after joining shows what was planted, the one before it the dip.
            or (bool(lineage.inspections) and last.day < (joined or day))
            or (joined is not None and day < joined and bool(lineage.dips))
            or (grade > 2 and rng.random() < 0.6)
            or rng.random() < (0.45 if day > PAUSE[1] else 0.55)
        )

    def _outcome(self, grade: int, truth: float, day: date) -> str:
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

    def _number(self, day: date) -> str:
        """Return a new inspection number; the form changed in September 2015."""
        if day < NEW_NUMBERS:
            number = f"ITS{self.last_old_number}"
            self.last_old_number += self.rng.randint(3, 60)
            return number
        number = str(self.last_new_number)
        self.last_new_number += self.rng.randint(7, 210)
        return number

    def _areas(self, grade: int) -> tuple[int, int, int, int]:
        """Return the grades of the four areas: mostly the overall one."""
        rng = self.rng
        education = grade
        behaviour, development, leadership = (
            grade if rng.random() < 0.7 else min(max(grade + rng.choice([-1, 0, 1]), 1), 4)
            for _ in range(3)
        )
        return education, behaviour, development, leadership
