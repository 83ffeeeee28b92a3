"""What would settle a criterion that cannot be told: how many more joiners, of which years, in which file.

The words about a phase are those of `explain`; here the years and releases are added. What no file will
ever hold is said to be so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import polars as pl

from cst_screen.judging.ways_in import Obstacle
from cst_screen.outputs.answers.absent_measures import NO_FILE, absent_measures
from cst_screen.outputs.explain.tables import trust_rows, trust_table
from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.phases import (
    PHASE_WORDS,
    PhaseOfTrust,
    cannot_tell_words,
    judged_joiners_needed,
    phases_of_trust,
)
from cst_screen.outputs.wording.phrases import count_text
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.academic_year import AcademicYear, first_full_year
from cst_screen.vocabulary.figures import FIGURES
from cst_screen.vocabulary.key_stages import KEY_STAGE_NAMES, WITHOUT_SCHOOL_RESULTS
from cst_screen.vocabulary.reasons import REASONS
from cst_screen.vocabulary.releases import Release, releases
from cst_screen.vocabulary.routes import ROUTES_WITH_A_BEFORE

_OF_JOINERS = ("too_few", "few_of_them", "not_reliable")
"""Reasons that more judged joiners would remove."""
_NEXT_YEAR = ("no_full_year", "too_recent", "too_old")
"""Reasons that the results of a later year would remove."""


def what_would_settle(
    run: RunFolder, uid: int, not_told: Sequence[tuple[str, Obstacle]]
) -> list[Row]:
    """For each reason for which criteria cannot be told, once: what is known and what would settle it.

    not_told: phase in which the criterion is asked (empty: of the trust as a whole) and the criterion.
    """
    phases = {
        of_trust.phase: of_trust
        for of_trust in phases_of_trust(
            None,
            trust_rows(run, "phase_figures", uid),
            trust_rows(run, "headlines", uid),
            run.record,
        )
    }
    groups: dict[tuple[str, str, str], list[Obstacle]] = {}
    for phase, obstacle in not_told:
        reason, figure = obstacle.judgement.reason, obstacle.rule.figure
        of_joiners = reason in _OF_JOINERS and phase
        groups.setdefault((phase, reason, "" if of_joiners else figure), []).append(obstacle)
    return [
        {
            "criteria": [obstacle.rule.id for obstacle in obstacles],
            "figures": [obstacle.rule.figure for obstacle in obstacles],
            "phase": phase,
            "reason": reason,
            **_settled_by(run, uid, phases.get(phase), phase, reason, obstacles[0].rule.figure),
        }
        for (phase, reason, _), obstacles in groups.items()
    ]


def _settled_by(
    run: RunFolder, uid: int, of_trust: PhaseOfTrust | None, phase: str, reason: str, figure: str
) -> Row:
    if phase and of_trust is None:
        nobody = f"No school that takes {KEY_STAGE_NAMES[phase]} tests joined the trust."
        return _row(f"{nobody} No further results would change it.", possible=False)
    if of_trust is not None and reason in _OF_JOINERS:
        return _more_joiners(run, uid, of_trust)
    words = f"{FIGURES[figure].label}: {REASONS[reason]}."
    if reason in _NEXT_YEAR:
        return _row(f"{words} Results of a later year would settle it.")
    if reason != NO_FILE:
        return _row(words)
    return _of_absent(run, uid, figure, words)


def _of_absent(run: RunFolder, uid: int, figure: str, words: str) -> Row:
    """The measures that no file holds; where a figure is made from none, the reason alone."""
    reasons = {row["figure"]: row["reason"] for row in trust_rows(run, "figures", uid)}
    absent = absent_measures(run.record, reasons, figure)
    files = [
        _file(one.release, year, "without_the_measure" if one.files else "absent")
        for one in absent
        for year in one.years
    ]
    said = " ".join([words, *(one.words() for one in absent)])
    return {**_row(said, possible=bool(files) or not absent), "files": files}


def _more_joiners(run: RunFolder, uid: int, of_trust: PhaseOfTrust) -> Row:
    """How many more judged joiners it takes, and which years might give them."""
    needed = judged_joiners_needed(of_trust)
    later = _later_years(run, uid, of_trust.phase)
    release = releases()[of_trust.phase]
    absent = [_file(release, AcademicYear.find(year), "absent") for year in of_trust.absent]
    may_come = sum(later.values()) + (_without_results(of_trust.reasons) if absent else 0)
    possible = needed is not None and of_trust.judged + may_come >= needed
    files = [
        *absent,
        *(
            {
                **_file(release, AcademicYear(year), _where(run, of_trust.phase, year)),
                "joiners": n,
            }
            for year, n in sorted(later.items())
        ),
    ]
    sentences = [cannot_tell_words(of_trust)]
    if "would change it" in sentences[0]:
        files, possible = [], False
    sentences += [_file_words(file, of_trust) for file in files]
    if not possible and "would change it" not in sentences[0]:
        sentences.append("With these there would still be too few.")
    return {
        **_row(" ".join(sentences), possible),
        "judged_joiners": of_trust.judged,
        "more_judged_joiners": None if needed is None else needed - of_trust.judged,
        "files": files,
    }


def _row(says: str, possible: bool = True) -> Row:
    return {
        "says": says,
        "possible": possible,
        "judged_joiners": None,
        "more_judged_joiners": None,
        "files": [],
    }


def _without_results(reasons: Counter[str]) -> int:
    """Joiners that results of a year which the folder lacks might yet let be judged."""
    return sum(reasons[reason] for reason in ("no_earlier_years", "not_published", "no_comparison"))


def _later_years(run: RunFolder, uid: int, phase: str) -> dict[int, int]:
    """The first year whose results count for joiners that came too recently -> how many there are."""
    clock = run.record["criteria"]["settings"]["clock"]
    rows = trust_table(run, "headlines", uid).filter(
        (pl.col("phase") == phase)
        & (pl.col("reason") == "too_recent")
        & pl.col("route").is_in(ROUTES_WITH_A_BEFORE)
    )
    first = first_full_year(pl.col("joined_on"), clock["tolerance_days"])
    years = rows.select(first + clock["after_from_full_year"] - 1).to_series()
    return dict(Counter(_with_results(phase, int(year)) for year in years))


def _with_results(phase: str, year: int) -> int:
    """The year, or the next of which results of schools were published."""
    while year in WITHOUT_SCHOOL_RESULTS[phase]:
        year += 1
    return year


def _where(run: RunFolder, phase: str, year: int) -> str:
    """Whether the run used the year, its folder holds it, or neither."""
    held = any(
        entry["used"]
        and str(entry["kind"]).startswith(phase)
        and str(AcademicYear(year)) in entry["years"]
        for entry in run.record["inputs"]
    )
    end_of_run = AcademicYear.find(run.record["academic_year"])
    assert end_of_run is not None
    if year <= end_of_run.ends:
        return "without_this_school" if held else "absent"
    return "after_this_run" if held else "not_held"


def _file(release: Release, year: AcademicYear | None, state: str) -> Row:
    assert year is not None
    never = release.never.get(str(year))
    return {
        "what": release.title,
        "academic_year": str(year),
        "publisher": release.publisher,
        "page": release.page,
        "state": "never_published" if never else state,
        "usual": "" if never else release.usual(year),
        "never": never or "",
    }


def _file_words(file: Row, of_trust: PhaseOfTrust) -> str:
    name = f"{KEY_STAGE_NAMES[of_trust.phase].capitalize()} of {file['academic_year']}"
    source = f"{file['publisher']}, {file['page']}"
    if file["state"] == "never_published":
        return f"{name} was never published: {file['never']}."
    if file["state"] == "absent":
        return f"The usual month of {name.lower()} is {file['usual']} ({source})."
    joiners = count_text(file["joiners"], f"{PHASE_WORDS[of_trust.phase]} joiner")
    counts = f"{joiners} {'counts' if file['joiners'] == 1 else 'count'} from {name.lower()} on"
    if file["state"] == "after_this_run":
        return f"{counts}: the data folder holds it, and a run as at a later day would use it."
    if file["state"] == "without_this_school":
        return f"{counts}, which the data folder holds without results of them."
    return f"{counts}, of which {file['usual']} is the usual month ({source})."
