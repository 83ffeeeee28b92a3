"""Writes the tidy tables of key stage 4: a row for each school and group of pupils."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.model import School
from generator.results import LARGEST_WITHHELD, Ks4, clip
from generator.school_types import TYPES
from generator.writers.csvio import period, plain, write
from generator.writers.gaps import Gaps
from generator.writers.releases import Release
from generator.writers.wording import ESTABLISHMENT_GROUPS

HEAD = [
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "school_laestab",
    "school_urn",
    "school_name",
    "version",
    "establishment_type_group",
    "breakdown_topic",
    "breakdown",
]
FIGURES = {
    2024: [
        "t_pupils",
        "avg_att8",
        "pt_entbasics",
        "pt_l2basics_95",
        "pt_l2basics_94",
        "pt_ebacc_e_ptq_ee",
        "avg_ebaccaps",
        "t_inp8calc",
        "avg_p8score",
        "p8score_ci_low",
        "p8score_ci_upp",
        "pt_inp8calc",
    ],
    2025: [
        "pupil_count",
        "attainment8_average",
        "engmath_entering_percent",
        "engmath_95_percent",
        "engmath_94_percent",
        "ebacc_entering_percent",
        "ebacc_aps_average",
        "progress8_pupil_count",
        "progress8_average",
        "progress8_lower_95_ci",
        "progress8_upper_95_ci",
        "progress8_pupil_percent",
    ],
}
"""The same twelve figures; the columns were renamed."""


@dataclass(frozen=True)
class Breakdown:
    """A group of pupils: its share of the cohort, and how far its results are from all pupils'.

    A share of None is the school's share of disadvantaged pupils. `gap` is in grades.
    """

    topic: str
    name: str
    share: float | None
    gap: float


ALL_PUPILS = Breakdown("Total", "Total", 1.0, 0.0)
BREAKDOWNS = (
    ALL_PUPILS,
    Breakdown("Sex", "Boys", 0.51, -0.25),
    Breakdown("Sex", "Girls", 0.49, 0.25),
    Breakdown("Disadvantage", "Disadvantaged", None, -0.9),
)


def write_tidy(release: Release, items: Sequence[Ks4 | School], out: Path, gaps: Gaps) -> None:
    """Write one file; a school without pupils that old has one row, without figures."""
    file = f"{period(release.year)}_performance_tables_schools_{release.version}.csv"
    names = FIGURES[release.year]
    rows: list[list[object]] = []
    for item in items:
        shift = release.shift()
        if isinstance(item, School):
            rows.append([*head(item, release, ALL_PUPILS), *["z"] * len(names)])
            continue
        for group in BREAKDOWNS:
            values = figures(item, release.year, group, shift)
            if group is ALL_PUPILS and values[1] == "c":
                gaps.note("confidential", item.school, release.year, file, names[1])
            rows.append([*head(item.school, release, group), *values])
    write(out / "performance" / file, [*HEAD, *names], rows)


def head(school: School, release: Release, group: Breakdown) -> list[object]:
    """Return the fields that say whose figures a row holds."""
    return [
        period(release.year),
        "Academic year",
        "School",
        "E92000001",
        "England",
        school.laestab,
        school.urn,
        school.name,
        release.version.title(),
        ESTABLISHMENT_GROUPS[TYPES[school.type].table],
        group.topic,
        group.name,
    ]


def figures(item: Ks4, year: int, group: Breakdown, shift: float) -> list[str]:
    """Return the twelve figures of a group of pupils; gaps are `z`, `c` or `low`."""
    school = item.school
    share = school.lineage.fsm / 100 if group.share is None else group.share
    pupils = round(item.pupils * share)
    if school.kind == "independent":
        return [str(pupils), *["z"] * 11] if group is ALL_PUPILS else ["z"] * 12
    if pupils == 0:
        return ["0", *["z"] * 11]
    if pupils <= LARGEST_WITHHELD:
        return ["c"] * 12
    progress = ["z"] * 5 if year == 2025 else progress_figures(item, pupils, group.gap)
    return [str(pupils), *attainment_figures(item, group.gap, shift), *progress]


def attainment_figures(item: Ks4, gap: float, shift: float) -> list[str]:
    """Return Attainment 8, grades in English and maths, and the EBacc."""
    points = 7 * gap * 0.6
    grade4 = clip(item.grade4 + 1.6 * points)
    grade5 = min(clip(item.grade5 + 1.6 * points), grade4)
    entry = clip(item.ebacc_entry + points)
    return [
        plain(max(item.attainment8 + points + shift * 0.3, 1)),
        plain(min(item.english_entry, item.maths_entry)),
        plain(grade5),
        plain(grade4),
        "low" if entry < 0.5 else plain(entry),
        plain(max(item.ebacc_points + gap * 0.4, 0.1), 2),
    ]


def progress_figures(item: Ks4, pupils: int, gap: float) -> list[str]:
    """Return Progress 8: pupils counted, value, limits, and the percentage counted."""
    counted = round(pupils * item.coverage / 100)
    value = item.progress8[0] + gap * 0.35
    margin = (item.progress8[2] - item.progress8[0]) * (item.pupils / pupils) ** 0.5
    return [
        str(counted),
        plain(value, 2),
        plain(value - margin, 2),
        plain(value + margin, 2),
        plain(100 * counted / pupils),
    ]
