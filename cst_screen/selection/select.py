"""From a request to a set: who may be chosen, who is left out and why, the set, and what lies around it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cst_screen.errors import LookupFailed, SelectionImpossible, did_you_mean
from cst_screen.judging.improvement_model import ImprovementModel
from cst_screen.judging.published_cases import PublishedCase, cases_by_trust
from cst_screen.judging.selection_rules import SelectionRule, SelectionSettings
from cst_screen.run_folder.read import RunFolder
from cst_screen.selection.around import Alternate, TradedAway, alternates, traded_away
from cst_screen.selection.choose import Standing, choose, standing_of, times_covered
from cst_screen.selection.contrast import Contrast, contrasts
from cst_screen.selection.problem import FIXED_BY_REQUEST, Kind, Problem, problem_of
from cst_screen.selection.profiles import Profile, profiles_of

MEETS_THE_BAR, NEAR_MISS = "shortlisted", "near_miss"


@dataclass(frozen=True)
class Request:
    """What was asked for. size: None for the file's own. among: UIDs of trusts that came forward; None
    for all. phase: primary or secondary."""

    size: int | None = None
    region: str = ""
    phase: str = ""
    near_misses: bool = False
    with_published: bool = False
    among: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Selection:
    """What was found. size: how many are chosen. region: as the register writes it. numbers: of the chosen
    among the problem's candidates; largest: the same of those whose joiners changed most, as many. never: kinds
    that trusts of the run have and no candidate. left_out: published cases that could have been chosen,
    or were judged at all. rules_left_out: rule -> why it is not asked."""

    request: Request
    settings: SelectionSettings
    size: int
    region: str
    problem: Problem
    numbers: tuple[int, ...]
    largest: tuple[int, ...]
    standing: Standing
    traded: tuple[TradedAway, ...]
    alternates: tuple[Alternate, ...]
    contrasts: Mapping[int, Contrast]
    never: tuple[Kind, ...]
    rules: tuple[SelectionRule, ...]
    rules_left_out: Mapping[str, str]
    left_out: tuple[tuple[Profile, PublishedCase], ...]
    profiles: Mapping[int, Profile]

    @property
    def chosen(self) -> tuple[Profile, ...]:
        return tuple(self.problem.candidates[n] for n in self.numbers)

    def times(self, numbers: Sequence[int]) -> dict[Kind, int]:
        """How many of some candidates are of each kind."""
        return times_covered(self.problem, numbers)


def select(
    run: RunFolder,
    settings: SelectionSettings,
    model: ImprovementModel,
    published: Sequence[PublishedCase],
    request: Request,
) -> Selection:
    """The set that covers best; LookupFailed for a region that the run does not know,
    SelectionImpossible where no such set can be made up."""
    profiles = profiles_of(run, settings, model)
    region = _region_named(request.region, profiles.values())
    cases = cases_by_trust(published)
    fitting = [one for one in profiles.values() if _fits(one, request, region)]
    kept_out = () if request.with_published else tuple(cases)
    candidates = [
        one for one in fitting if _may_be_chosen(one, request) and one.uid not in kept_out
    ]
    size = request.size or settings.size
    if len(candidates) < size:
        raise SelectionImpossible(
            _too_few(size, len(candidates), fitting, kept_out, request, region)
        )
    asked = {"region": request.region, "phase": request.phase}
    fixed = [attribute for key, attribute in FIXED_BY_REQUEST.items() if asked[key]]
    left_out = _rules_left_out(settings, fixed, size)
    rules = tuple(rule for rule in settings.rules if rule.id not in left_out)
    problem = problem_of(candidates, size, settings, rules, _thin(published, model))
    numbers = choose(problem)
    chosen = [problem.candidates[n] for n in numbers]
    return Selection(
        request=request,
        settings=settings,
        size=size,
        region=region,
        problem=problem,
        numbers=numbers,
        largest=_largest(problem, size),
        standing=standing_of(problem, numbers),
        traded=traded_away(problem, numbers),
        alternates=alternates(problem, numbers),
        contrasts=contrasts(chosen, profiles.values(), settings.contrast),
        never=_never(problem, profiles.values(), fixed),
        rules=rules,
        rules_left_out=left_out,
        left_out=tuple((profiles[u], c) for u in kept_out if u in profiles for c in cases[u]),
        profiles=profiles,
    )


def _rules_left_out(settings: SelectionSettings, fixed: Sequence[str], size: int) -> dict[str, str]:
    """Rules that a request makes empty: all candidates are alike in what it fixes, or the set is small."""
    why: dict[str, str] = {}
    for rule in settings.rules:
        if rule.of in fixed:
            why[rule.id] = f"the request fixes the {rule.of}"
        elif size < rule.from_size:
            why[rule.id] = f"the set has fewer than {rule.from_size} trusts"
    return why


def _region_named(asked: str, profiles: Collection[Profile]) -> str:
    """The region as the register writes it; empty where none was asked for."""
    if not asked:
        return ""
    known = sorted({region for one in profiles for region in one.works_in})
    found = [region for region in known if region.casefold() == asked.strip().casefold()]
    if not found:
        raise LookupFailed(
            f"'{asked}' is no region of this run.{did_you_mean(asked, known)} The regions are: "
            f"{', '.join(known)}."
        )
    return found[0]


def _fits(one: Profile, request: Request, region: str) -> bool:
    """Whether a trust is of the region and phase asked for, and among those that came forward."""
    return (
        (not region or region in one.works_in)
        and (not request.phase or request.phase in one.kinds["case"])
        and (request.among is None or one.uid in request.among)
    )


def _may_be_chosen(one: Profile, request: Request) -> bool:
    return one.outcome == MEETS_THE_BAR or (request.near_misses and one.outcome == NEAR_MISS)


def _thin(published: Sequence[PublishedCase], model: ImprovementModel) -> list[str]:
    """Components that no published case is on record as covering."""
    covered = {number for case in published for number in case.components}
    return [str(one.number) for one in model.components.components if one.number not in covered]


def _largest(problem: Problem, size: int) -> tuple[int, ...]:
    """The candidates whose joiners changed most against similar schools: for comparison, not a choice."""

    def effect(number: int) -> float:
        one = problem.candidates[number]
        return one.effects[one.phase][0] if one.phase in one.effects else float("-inf")

    by_effect = sorted(range(len(problem.candidates)), key=lambda n: (-effect(n), problem.lots[n]))
    return tuple(sorted(by_effect[:size]))


def _never(
    problem: Problem, profiles: Collection[Profile], fixed: Sequence[str]
) -> tuple[Kind, ...]:
    """Kinds that trusts of the run have and no candidate: no choice could cover them. What the request
    fixes is left out."""
    there = {
        (attribute, kind)
        for attribute in problem.weights
        if attribute != "component" and attribute not in fixed
        for one in profiles
        for kind in one.kinds[attribute]
    }
    return tuple(sorted(there - set(problem.covers)))


def _too_few(
    size: int,
    found: int,
    fitting: Sequence[Profile],
    kept_out: Collection[int],
    request: Request,
    region: str,
) -> str:
    """How many there are, of whom, and what would give more."""
    whom = ["meet every required criterion" + (" or all but one" if request.near_misses else "")]
    if region:
        whom.append(f"work in {region}")
    if request.phase:
        whom.append(f"make their case in {request.phase} schools")
    if request.among is not None:
        whom.append("came forward")
    near = sum(one.outcome == NEAR_MISS and one.uid not in kept_out for one in fitting)
    may = [
        *([f"--size {found} for all of them"] if found else []),
        *(
            [f"--near-misses for {near} more that miss one criterion"]
            if near and not request.near_misses
            else []
        ),
        *(["--region left out"] if region else []),
        *(["--phase left out"] if request.phase else []),
    ]
    held = [one for one in fitting if one.uid in kept_out and _may_be_chosen(one, request)]
    if held:
        may.append(f"--with-published for {len(held)} with a published case")
    said = (
        f"{size} trusts were asked for, and {found} can be chosen: those that {' and '.join(whom)}."
    )
    return f"{said} You may ask with: {'; '.join(may)}." if may else said
