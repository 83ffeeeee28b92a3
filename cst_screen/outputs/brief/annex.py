"""The annex of a brief, for whoever checks: every figure that the brief uses, and the trust's claims to fill in."""

from __future__ import annotations

from collections.abc import Iterable

from cst_screen.outputs.brief.content import AnnexFigure, Claim, FigureShown
from cst_screen.outputs.brief.facts import Facts
from cst_screen.outputs.wording.phrases import count_text
from cst_screen.vocabulary.figures import FIGURES


def annex_figures(facts: Facts, used: Iterable[str]) -> tuple[AnnexFigure, ...]:
    """The figures used in the brief, each once and in the order of the list of figures."""
    wanted = set(used)
    return tuple(_figure(facts, name) for name in FIGURES if name in wanted & facts.figures.keys())


def _figure(facts: Facts, name: str) -> AnnexFigure:
    interval = facts.interval(name)
    cases = facts.n(name)
    return AnnexFigure(
        label=FIGURES[name].label,
        shown=f"{facts.text(name)} ({interval})" if interval else facts.text(name),
        cases="" if cases is None else f"{cases:,}",
        years=facts.years(name),
        mark=facts.mark(name),
        name=name,
    )


def figures_by_name(facts: Facts) -> dict[str, FigureShown]:
    """Every figure that the run has of the trust."""
    return {
        name: FigureShown(
            label=FIGURES[name].label,
            shown=facts.text(name),
            interval=facts.interval(name),
            cases="" if (cases := facts.n(name)) is None else f"{cases:,}",
            years=facts.years(name),
        )
        for name in FIGURES
        if name in facts.figures
    }


def claims(facts: Facts) -> tuple[Claim, ...]:
    """What a trust is likely to claim, with the published figure next to it."""
    found = [_joiners(facts), _standard(facts), _inspections(facts)]
    if facts.known("teacher_retention"):
        found.append(
            Claim(
                "Teachers stay",
                f"{facts.text('teacher_retention')} still at the school a year later; nationally "
                f"{facts.national('teacher_retention')}",
                ("teacher_retention", "teacher_retention_gap"),
            )
        )
    return tuple(found)


def _joiners(facts: Facts) -> Claim:
    judged = [p for p in facts.phases if p.is_judged]
    shown = "; ".join(
        f"{p.improved} of {count_text(p.judged, 'judged joiner')} rose further than similar schools"
        for p in judged
    )
    return Claim(
        "Schools that joined improved",
        shown or "cannot be judged: too few joiners",
        ("joiners_judged", "joiners_improved"),
    )


def _standard(facts: Facts) -> Claim:
    name = "standard_alike_lowest"
    interval = facts.interval(name)
    shown = f"{facts.text(name)} ({interval})" if interval else facts.text(name)
    return Claim("Standards are high", f"next to similar pupils’ schools: {shown}", (name,))


def _inspections(facts: Facts) -> Claim:
    names = ("inspections_compared", "inspections_improved", "inspections_declined")
    if not facts.known("inspections_compared"):
        return Claim("Inspectors agree", facts.text("inspections_compared"), names)
    if not facts.value("inspections_compared") or not facts.known("inspections_improved"):
        return Claim("Inspectors agree", "no comparable grades yet", names)
    return Claim(
        "Inspectors agree",
        f"of {count_text(facts.count('inspections_compared'), 'joiner')} compared, "
        f"{facts.text('inspections_improved')} graded higher, {facts.text('inspections_declined')} lower",
        names,
    )
