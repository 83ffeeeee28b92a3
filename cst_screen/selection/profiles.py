"""What kind of trust each trust of a run is: region, size, phases, intake, place, routes, components.

Each kind is told from the run alone. Where no file tells it, the trust is of no known kind there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from cst_screen.judging.improvement_model import ImprovementModel, Observed
from cst_screen.judging.selection_rules import NOT_KNOWN, SelectionSettings, bands_of
from cst_screen.run_folder.read import RunFolder
from cst_screen.selection.hints import values_for_hints
from cst_screen.vocabulary.routes import ROUTES_WITH_A_BEFORE

PHASE_WORDS = {"ks2": "primary", "ks4": "secondary"}
"""How the phase of a case is called."""
FSM, EFFECT = "intake_fsm", "trajectory_effect"
CONTEXT_FIGURES = ("pupils", FSM, "intake_eal", "urban_share", "schools_primary")
"""By which trusts are alike in context, with the number of schools and the region."""
_PRIMARY = ("primary", "middle deemed primary")
_SECONDARY = ("secondary", "middle deemed secondary")
_ROUTE_KINDS = {
    "converter": "converter",
    "sponsored": "sponsored",
    "rebrokered": "from another trust",
    "sat_join": "from another trust",
}
_MIXED_ROUTES = "mixed routes"


@dataclass(frozen=True)
class Profile:
    """One trust. kinds: attribute -> its categories (one, but for components). works_in: regions in which
    it has several schools. figures: its figures of context. effects: phase -> change against similar
    schools with its interval, where it can be judged."""

    uid: int
    trust: str
    outcome: str
    schools: int
    phase: str
    kinds: Mapping[str, tuple[str, ...]]
    works_in: tuple[str, ...]
    figures: Mapping[str, float | None]
    effects: Mapping[str, tuple[float, float | None, float | None]] = field(default_factory=dict)

    def kind(self, attribute: str) -> str:
        """Its category in words; several with semicolons."""
        return "; ".join(self.kinds[attribute]) or NOT_KNOWN


def profiles_of(
    run: RunFolder, settings: SelectionSettings, model: ImprovementModel
) -> dict[int, Profile]:
    """Every judged trust of the run, by UID."""
    values = values_for_hints(run, model.components, CONTEXT_FIGURES)
    effects = _effects(run)
    places = _places(run)
    found = {}
    for row in run.verdicts.iter_rows(named=True):
        uid = row["uid"]
        own = values.get(uid, {})
        of_schools = places[uid]
        found[uid] = Profile(
            uid=uid,
            trust=row["trust"],
            outcome=row["outcome"],
            schools=row["schools"],
            phase=row["phase"] or "",
            kinds=_kinds(row, own, of_schools, settings, model),
            works_in=_works_in(of_schools, settings),
            figures={name: seen.value for name, seen in own.items()},
            effects=effects.get(uid, {}),
        )
    return found


def _places(run: RunFolder) -> dict[int, list[dict[str, Any]]]:
    wanted = ["uid", "phase", "region", "la", "urban_rural", "route"]
    schools: dict[int, list[dict[str, Any]]] = {}
    for row in run.table("schools").select(wanted).iter_rows(named=True):
        schools.setdefault(row["uid"], []).append(row)
    return schools


def _effects(run: RunFolder) -> dict[int, dict[str, tuple[float, float | None, float | None]]]:
    wanted = (pl.col("figure") == EFFECT) & pl.col("value").is_not_null()
    effects: dict[int, dict[str, tuple[float, float | None, float | None]]] = {}
    table = run.rows_of("phase_figures", wanted)
    for uid, phase, *effect in table.select("uid", "phase", "value", "lower", "upper").iter_rows():
        effects.setdefault(uid, {})[phase] = (effect[0], effect[1], effect[2])
    return effects


def _kinds(
    row: Mapping[str, Any],
    figures: Mapping[str, Observed],
    schools: Sequence[Mapping[str, Any]],
    settings: SelectionSettings,
    model: ImprovementModel,
) -> dict[str, tuple[str, ...]]:
    fsm = figures[FSM].value if FSM in figures else None
    told = {
        "region": _home(schools),
        "size": _size_band(row["schools"], settings.bands.size),
        "phases": _phases(schools, settings.mostly),
        "case": PHASE_WORDS.get(row["phase"] or ""),
        "fsm": None if fsm is None else _share_band(fsm, settings.bands.fsm),
        "place": _urban_or_rural(schools, settings.mostly),
        "coast": _coast(schools, model),
        "route": _route(schools, settings.mostly),
    }
    kinds = {name: (kind,) if kind else () for name, kind in told.items()}
    hinted = model.components.hinted(figures)
    return {**kinds, "component": tuple(str(number) for number in hinted)}


def _home(schools: Sequence[Mapping[str, Any]]) -> str | None:
    """The region with the largest share of its schools, which need not be half of them; of two with as many, the first
    in the alphabet."""
    counts = _counts(schools, "region")
    return min(counts, key=lambda region: (-counts[region], region), default=None)


def _works_in(schools: Sequence[Mapping[str, Any]], settings: SelectionSettings) -> tuple[str, ...]:
    """Regions with several of its schools, and its home."""
    counts = _counts(schools, "region")
    home = _home(schools)
    return tuple(sorted(r for r in counts if r == home or counts[r] >= settings.works_in))


def _counts(schools: Sequence[Mapping[str, Any]], column: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for school in schools:
        if school[column]:
            counts[school[column]] = counts.get(school[column], 0) + 1
    return counts


def _size_band(schools: int, ends: Sequence[int]) -> str:
    return bands_of(tuple(float(e) for e in ends))[sum(schools > end for end in ends)]


def _share_band(share: float, ends: Sequence[float]) -> str:
    return bands_of(tuple(ends), "%")[sum(share >= end for end in ends)]


def _phases(schools: Sequence[Mapping[str, Any]], mostly: float) -> str:
    count = len(schools)
    primary = sum(school["phase"] in _PRIMARY for school in schools)
    secondary = sum(school["phase"] in _SECONDARY for school in schools)
    if 100 * primary >= mostly * count:
        return "mostly primary"
    if 100 * secondary >= mostly * count:
        return "mostly secondary"
    other = count - primary - secondary
    return "mostly special and other" if 100 * other >= mostly * count else "mixed"


def _urban_or_rural(schools: Sequence[Mapping[str, Any]], mostly: float) -> str | None:
    known = [school["urban_rural"] for school in schools if school["urban_rural"]]
    if not known:
        return None
    urban = 100 * known.count("urban") / len(known)
    if urban >= mostly:
        return "urban"
    return "rural" if urban <= 100 - mostly else "urban and rural"


def _coast(schools: Sequence[Mapping[str, Any]], model: ImprovementModel) -> str | None:
    """Not known where the authorities of most of its schools do not tell."""
    told = [model.coast.is_coastal(school["la"]) for school in schools]
    known = [one for one in told if one is not None]
    if 100 * sum(known) >= model.coast.share * len(schools):
        return "coastal"
    if len(known) * 2 < len(schools):
        return None
    return "coastal" if 100 * sum(known) >= model.coast.share * len(known) else "inland"


def _route(schools: Sequence[Mapping[str, Any]], mostly: float) -> str | None:
    """Of its present schools that joined it; founders and new schools joined nothing."""
    routes = [_ROUTE_KINDS.get(s["route"]) for s in schools if s["route"] in ROUTES_WITH_A_BEFORE]
    if not routes:
        return None
    for kind in sorted({one for one in routes if one}):
        if 100 * routes.count(kind) >= mostly * len(routes):
            return kind
    return _MIXED_ROUTES
