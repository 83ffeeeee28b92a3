"""Writes DfE's own trust measures, in two of their layouts, from the truth of the invented world.

A trust's figure is worked out here from figures before rounding and from true spells, independently
of the tool, so that `reconcile` has something to find: schools with a withheld figure still count.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

from generator.model import MULTI_ACADEMY, School, Trust, World
from generator.results import Ks2, Ks4, Results
from generator.writers.columns import TRUSTS_KS2_2018, TRUSTS_KS2_2022, TRUSTS_KS4_2018
from generator.writers.csvio import period, plain, span, write

T = TypeVar("T", Ks2, Ks4)
SUBJECTS = ("READ", "WRIT", "MAT")
SIGMA = {"READ": 6.2, "WRIT": 6.1, "MAT": 5.6, "P8": 1.27}  # spread of pupils' progress


@dataclass(frozen=True)
class Member(Generic[T]):
    """A school that counts, with its full years in the trust."""

    result: T
    years: int


def write_trust_measures(world: World, results: Results, out: Path) -> None:
    """Write both key stages of 2018/19 and key stage 2 of 2022/23."""
    folder = out / "published"
    write(
        folder / f"{span(2019)}_england_ks2-mats-performance.csv",
        TRUSTS_KS2_2018,
        [ks2_row_2018(t, m) for t, m in counted(world, results.ks2[2019], 2019).items()],
    )
    write(
        folder / f"{span(2019)}_england_ks4-mats-performance.csv",
        TRUSTS_KS4_2018,
        [ks4_row_2018(t, m) for t, m in counted(world, results.ks4[2019], 2019).items()],
    )
    write(
        folder / f"{span(2023)}_england_ks2-mats-performance.csv",
        TRUSTS_KS2_2022,
        [ks2_row_2022(t, m) for t, m in counted(world, results.ks2[2023], 2023).items()],
        encoding="cp1252",
    )


# --- which schools count -----------------------------------------------------------------------


def full_years(joined: date, year: int) -> int:
    """Return the whole academic years from joining to the summer of `year`."""
    return year - joined.year - int((joined.month, joined.day) > (9, 12))


def counted(world: World, items: Sequence[T | School], year: int) -> dict[Trust, list[Member[T]]]:
    """Return the trusts with three schools of three years or more, in the order of their UIDs."""
    results = {x.school: x for x in items if not isinstance(x, School)}
    day = date(year - 1, 9, 12)
    members: dict[Trust, list[Member[T]]] = {}
    for spell in world.spells:
        school, trust = spell.school, spell.trust
        is_there = spell.true and spell.joined <= day and (spell.left is None or spell.left > day)
        if not is_there or school not in results or trust.type != MULTI_ACADEMY:
            continue
        years = full_years(spell.joined, year)
        mainstream = school.kind not in ("special", "pru", "independent")
        if years >= 3 and mainstream and world.trust_on(school, day) is trust:
            members.setdefault(trust, []).append(Member(results[school], years))
    return {
        trust: sorted(members[trust], key=lambda m: m.result.school.urn)
        for trust in sorted(members, key=lambda t: t.uid)
        if len(members[trust]) >= 3
    }


# --- means by pupils and years -----------------------------------------------------------------


def mean(
    members: Sequence[Member[T]], cap: int, value: Callable[[T], float], pupils: Callable[[T], int]
) -> float:
    """Return the mean weighted by pupils times years, which count up to `cap`."""
    weights = [min(m.years, cap) * pupils(m.result) for m in members]
    return sum(w * value(m.result) for w, m in zip(weights, members, strict=True)) / sum(weights)


def half_width(
    members: Sequence[Member[T]], cap: int, sigma: float, pupils: Callable[[T], int]
) -> float:
    """Return half of the 95% interval of such a mean of pupils."""
    weights = [min(m.years, cap) * pupils(m.result) for m in members]
    squares = sum(w * w / max(pupils(m.result), 1) for w, m in zip(weights, members, strict=True))
    return float(1.96 * sigma * squares**0.5 / sum(weights))


def years_of(members: Sequence[Member[T]], cap: int) -> list[int]:
    """Return how many schools have three years, four, and so on up to `cap` or more."""
    return [sum(min(m.years, cap) == n for m in members) for n in range(3, cap + 1)]


def eligible(item: Ks2) -> int:
    """Return the cohort of key stage 2."""
    return item.eligible


def leavers(item: Ks4) -> int:
    """Return the cohort of key stage 4."""
    return item.pupils


def progress_in(subject: str) -> Callable[[Ks2], float]:
    """Return how to look up progress in a subject."""
    return lambda item: item.progress[subject][0]


# --- rows --------------------------------------------------------------------------------------


def ks2_figures(members: Sequence[Member[Ks2]]) -> dict[str, str]:
    """Return progress with its limits by subject, and the expected standard."""
    figures: dict[str, str] = {}
    for subject in SUBJECTS:
        value = mean(members, 4, progress_in(subject), eligible)
        margin = half_width(members, 4, SIGMA[subject], eligible)
        figures[subject] = plain(value, 1)
        figures[f"{subject}_LOWER"] = plain(value - margin, 1)
        figures[f"{subject}_UPPER"] = plain(value + margin, 1)
    figures["RWM"] = f"{round(mean(members, 4, lambda x: x.percents['RWM'], eligible))}%"
    return figures


def urns(members: Sequence[Member[T]], joint: str) -> str:
    """Return the schools that count, the way the layout lists them."""
    return joint.join(str(m.result.school.urn) for m in members)


def ks2_row_2018(trust: Trust, members: Sequence[Member[Ks2]]) -> list[object]:
    """Return a row of key stage 2 in the layout of 2017/18 and 2018/19."""
    figures = ks2_figures(members)
    values: dict[str, object] = {
        "CHAINID": trust.group_id,
        "UID": trust.uid,
        "GROUP-TYPE": trust.type,
        "CHAINNAME": trust.name.upper(),
        "LEADRSC": trust.home.region,
        "SCHOOLS": len(members),
        "TELIG": sum(m.result.eligible for m in members),
        "SCHOOL-URNS": urns(members, ", "),
        "RWMEXP_WGTAVG": figures["RWM"],
    }
    values["SCHOOLS3"], values["SCHOOLS4P"] = years_of(members, 4)
    for subject in SUBJECTS:
        values[f"{subject}PROGSCORE_P_ADJUSTED_WGTAVG"] = figures[subject]
        values[f"{subject}PROGSCORE_P_ADJUSTED_DIS_WGTAVG"] = "SUPPM"
        values[f"{subject}PROG_LOWER_ADJ"] = figures[f"{subject}_LOWER"]
        values[f"{subject}PROG_UPPER_ADJ"] = figures[f"{subject}_UPPER"]
    return [values.get(c, "") for c in TRUSTS_KS2_2018]


def ks4_row_2018(trust: Trust, members: Sequence[Member[Ks4]]) -> list[object]:
    """Return a row of key stage 4 in the layout of 2017/18 and 2018/19."""
    value = mean(members, 5, lambda x: x.progress8[0], leavers)
    margin = half_width(members, 5, SIGMA["P8"], leavers)
    values: dict[str, object] = {
        "CHAINID": trust.group_id,
        "UID": trust.uid,
        "GROUP-TYPE": trust.type,
        "CHAINNAME": trust.name.upper(),
        "LEADRSC": trust.home.region,
        "SCHOOLS": len(members),
        "TPUP": sum(m.result.pupils for m in members),
        "SCHOOL-URNS": urns(members, ", "),
        "P8SCORE_ADJ_WGTAVG": plain(value, 2),
        "P8SCORE_ADJ_LOWER": plain(value - margin, 2),
        "P8SCORE_ADJ_UPPER": plain(value + margin, 2),
    }
    values["YEARS3"], values["YEARS4"], values["YEARS5"] = years_of(members, 5)
    return [values.get(c, "") for c in TRUSTS_KS4_2018]


def ks2_row_2022(trust: Trust, members: Sequence[Member[Ks2]]) -> list[object]:
    """Return a row of key stage 2 in the layout of 2022/23."""
    figures = ks2_figures(members)
    values: dict[str, object] = {
        "TIME_PERIOD": period(2023),
        "TIME_IDENTIFIER": "AcademicYear",
        "TRUST_GROUP_TYPE": trust.type,
        "TRUST_NAME": trust.name.upper(),
        "TRUST_UID": trust.uid,
        "TRUST_ID": trust.group_id,
        "TRUST_COMPANIES_HOUSE_NUMBER": trust.company,
        "TRUST_UKPRN": trust.ukprn,
        "TRUST_LEADREGION": trust.home.region,
        "INSTITUTIONS_MATPTINC": urns(members, ";"),
        "NUMINST_MATPTINC": len(members),
        "TELIG_MATPTINC": sum(m.result.eligible for m in members),
        "PRWM_EXP_WGTAVG": figures["RWM"],
        "PRWM_EXP_WGTAVG_FSM6CLA1A": "SUPPMAT",
    }
    three, four = years_of(members, 4)
    values["NUMINST_3_MATPTINC"], values["NUMINST_4PLUS_MATPTINC"] = three, four
    for subject in SUBJECTS:
        values[f"{subject}_PROGSCORE_EM_ADJ_WGTAVG"] = figures[subject]
        values[f"{subject}_PROGSCORE_ADJ_LOWER"] = figures[f"{subject}_LOWER"]
        values[f"{subject}_PROGSCORE_ADJ_UPPER"] = figures[f"{subject}_UPPER"]
    return [values.get(c, "") for c in TRUSTS_KS2_2022]
