"""The words of a brief's first three parts: the trust, where it stands, and what cannot be shown.

Each sentence carries its years, the number of cases and its source mark. Nothing here says why
schools rose or fell: published data cannot.
"""

from __future__ import annotations

from collections import Counter

from cst_screen.judging.verdicts import OUTCOMES
from cst_screen.outputs.brief.dfe import dfe_family
from cst_screen.outputs.brief.effects import effects_in_units
from cst_screen.outputs.brief.facts import Facts, Row
from cst_screen.outputs.brief.validation import cautions_of_state, entered_by_hand, validation
from cst_screen.outputs.wording.dates import years_span
from cst_screen.outputs.wording.labels import OUTCOME_WORDS, SHORT_REASONS, VERDICT_WORDS
from cst_screen.outputs.wording.numbers import number_text, threshold_text
from cst_screen.outputs.wording.phrases import count_text, listing, lower_first, typographic
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.figure import BRIEF_AT_A_GLANCE
from cst_screen.vocabulary.figures import FIGURES, figures_shown

OLD_AFTER_YEARS = 3
_NAMES_SHOWN = 3
_PHASES = (
    ("schools_primary", "primary"),
    ("schools_secondary", "secondary"),
    ("schools_all_through", "all-through"),
    ("schools_other", "other"),
)
_LEVELS = ("ks2_rwm_expected", "ks4_attainment8", "ks4_progress8")
_STANDARDS = (
    "Standards are compared with the nation, grades with schools of the same earlier grade."
)


# --- 1 the trust at a glance ------------------------------------------------------------------


def glance(facts: Facts) -> list[Row]:
    """Rows of the first table: item, figure, year and mark, and the names of its figures.

    A row without a year is as at the date of the run. Figures that are set beside the national one
    have a row where they are known; the others are among the cautions.
    """
    n = facts.figure("pupils")["n"]
    schools = int(facts.value("schools") or 0)
    phases = [f"{facts.text(name)} {word}" for name, word in _PHASES if facts.value(name)]
    partly = facts.known("pupils") and n != schools
    covered = f" in {n} of the {schools} schools" if partly else ""
    furthest = facts.text("distance_furthest_km")
    apart = f"median {facts.text('distance_median_km')}, furthest {furthest}"
    if not facts.known("distance_median_km"):
        apart = "not known (fewer than two schools are located)"
    elif facts.figure("distance_median_km")["n"] != schools:
        apart += f" ({facts.figure('distance_median_km')['n']} of {schools} schools are located)"
    grown = (
        f"{facts.text('joined_in_five_years')} joined in five years; median time in the trust "
        f"{facts.text('years_in_trust')}; left: {facts.text('schools_left')}"
    )
    rows = [
        _item(facts, "Schools", f"{schools}: {listing(phases)}", "schools"),
        _item(facts, "Pupils", facts.text("pupils") + covered, "pupils"),
        _item(facts, "Local authorities, regions", _places(facts), "local_authorities", "regions"),
        _item(facts, "Distance between schools", apart, "distance_median_km"),
        _item(facts, "Growth", grown, "joined_in_five_years", "years_in_trust", "schools_left"),
    ]
    for figure in figures_shown(BRIEF_AT_A_GLANCE):
        if facts.known(figure.name):
            shown = f"{facts.text(figure.name)} (national {facts.national(figure.name)})"
            rows.append(_item(facts, figure.short_label, shown, figure.name))
    return rows


def _item(facts: Facts, label: str, text: str, *names: str) -> Row:
    source = " ".join(x for x in (facts.years(names[0]), facts.mark(*names)) if x)
    return {"label": label, "text": text, "source": source or "no source", "names": list(names)}


def _places(facts: Facts) -> str:
    """How many authorities and regions, and the names of those with most schools."""
    counts = Counter(s["la"] for s in facts.schools if s["la"])
    regions = sorted({s["region"] for s in facts.schools if s["region"]})
    if not counts or not regions:
        return "not known (GIAS gives none)"
    top = sorted(counts, key=lambda name: (-counts[name], name))[:_NAMES_SHOWN]
    most = "most schools in " if len(counts) > _NAMES_SHOWN else ""
    where = regions[0] if len(regions) == 1 else f"{len(regions)} regions"
    return f"{len(counts)} ({most}{listing(sorted(top))}), {where}"


# --- 2 where the trust stands -----------------------------------------------------------------


def outcome(facts: Facts) -> str:
    """The outcome in a sentence."""
    word = facts.verdict["outcome"]
    required = [c for c in facts.criteria if c["role"] == "required"]
    met = sum(c["verdict"] == "met" for c in required)
    return (
        f"{OUTCOME_WORDS[word].capitalize()}: {OUTCOMES[word]} "
        f"({met} of {count_text(len(required), 'required criterion', 'required criteria')} met)."
    )


def families(facts: Facts) -> list[Row]:
    """Trajectory, standard and outside validation: a heading, sentences, the names of the figures.

    DfE's own trust measures follow where the data folder holds files of them.
    """
    return [
        _trajectory(facts),
        _standard(facts),
        validation(facts),
        *entered_by_hand(facts),
        *dfe_family(facts),
    ]


def _bracket(facts: Facts, name: str, years: bool = True) -> str:
    """` (+0.1 to +0.5; n = 5; 2018/19)`: interval, schools and years, without what is not known."""
    own = facts.figure(name)
    n = f"n = {own['n']:,}" if own["n"] is not None else ""
    when = facts.years(name) if years else ""
    parts = [part for part in (facts.interval(name), n, when) if part]
    return f" ({'; '.join(parts)})" if parts else ""


def _trajectory(facts: Facts) -> Row:
    joined = int(facts.value("joiners") or 0)
    judged = int(facts.value("joiners_judged") or 0)
    year = facts.record["as_at"][:4]
    came = f"{count_text(joined, 'school')} joined with a record before the trust (to {year})"
    out = [f"{came} {facts.mark('joiners')}; {judged} can be judged."]
    names = ["joiners", "joiners_judged", "joiners_improved"]
    if judged:
        before, after = facts.judged_years
        out.append(
            f"Of {count_text(judged, 'school')} that joined and can be judged, "
            f"{facts.text('joiners_improved')} rose further than similar schools (before: {before}; "
            f"after: {after}) {facts.mark('joiners_improved')}."
        )
    for row, label, amount, likely in effects_in_units(facts):
        out.append(
            f"{label} ({count_text(row['judged'], 'joiner')}): on average {amount} than at similar "
            f"schools, likely between {likely}."
        )
    effect = facts.text("trajectory_effect")
    if facts.known("trajectory_effect"):
        effect += _bracket(facts, "trajectory_effect", years=False)
        names += ["trajectory_effect", "trajectory_shrunken", "trajectory_probability"]
        effect += (
            f"; allowing for luck {facts.text('trajectory_shrunken')}"
            f"{_bracket(facts, 'trajectory_shrunken', years=False)}, with a probability of "
            f"{facts.text('trajectory_probability')} of a material rise"
        )
    out.append(f"In standard deviations among schools: {effect}.")
    instead = sum(not _on_progress(h) for h in facts.judged)
    if instead:
        out.append(
            f"Attainment against similar schools stands for {count_text(instead, 'joiner')} without "
            "published progress on both sides of joining."
        )
    out.append(
        "Comparator: schools that stood and were like each joiner in the same years and changed no "
        "trust."
    )
    return _family("Trajectory", out, names)


def _on_progress(headline: Row) -> bool:
    return "progress" in (headline["judged_by"] or "")


def _standard(facts: Facts) -> Row:
    lowest = f"Attainment in the lowest key stage: {facts.text('attainment_lowest')}"
    if facts.known("attainment_lowest"):
        lowest += (
            f" from the mean of schools{_bracket(facts, 'attainment_lowest')} "
            f"{facts.mark('attainment_lowest')}"
        )
    out = [f"{lowest}."]
    told = [n for n in _LEVELS if facts.known(n)]
    for name in told:
        gap = f"{name}_gap"
        out.append(
            f"{FIGURES[name].label}: {facts.text(name)}, {facts.text(gap)} to national"
            f"{_bracket(facts, gap)} {facts.mark(name)}."
        )
    out.append("Comparator: mainstream schools nationally, same year.")
    return _family("Standard", out, told)


def _family(title: str, sentences: list[str], names: list[str]) -> Row:
    return {"title": title, "sentences": sentences, "text": " ".join(sentences), "names": names}


def criteria_rows(facts: Facts) -> list[Row]:
    """The criteria table: criterion in words, figure, what was asked for, verdict.

    Caveats have no row: those not met or untold are among the cautions, `caveats_met` counts the rest.
    """
    out = []
    for c in facts.criteria:
        if c["role"] != "required":
            continue
        name = c["figure"]
        rule = facts.rules[c["criterion"]]
        interval = facts.interval(name) if c["value"] is not None else ""
        asked = threshold_text(name, rule["comparison"], rule["threshold"], rule["held"])
        verdict = VERDICT_WORDS[c["verdict"]]
        end = "" if rule["held"] == "value" else f", {rule['held']} end of the interval"
        out.append(
            {
                "criterion": FIGURES[name].label + end,
                "description": rule["description"],
                "name": name,
                "figure": facts.text(name),
                "interval": interval,
                "shown": f"{facts.text(name)} ({interval})" if interval else facts.text(name),
                "asked": typographic(asked),
                "verdict": verdict,
                "mark": facts.mark(name) or "no source",
            }
        )
    return out


def caveats_met(facts: Facts) -> str:
    """How many caveats are met, in a sentence; empty when the criteria have none."""
    caveats = [c["verdict"] for c in facts.criteria if c["role"] != "required"]
    if not caveats:
        return ""
    return f"{caveats.count('met')} of {count_text(len(caveats), 'caveat')} are met; part 3 tells of the others."


# --- 3 what the data cannot show --------------------------------------------------------------


def cautions(facts: Facts) -> list[str]:
    """What a reader must hold against the figures above, the trust's own points first."""
    return [
        *_caveats(facts),
        *_untold(facts),
        *_old_results(facts),
        *_not_judged(facts),
        *_standard_before_joining(facts),
        *cautions_of_state(facts),
        *_not_known(facts),
        _STANDARDS,
        *(n for n in facts.record["notes"] if not n.startswith("Key stage")),
    ]


def _caveats(facts: Facts) -> list[str]:
    out = []
    for c in facts.criteria:
        # The age of results has a sentence of its own, with the years.
        if c["role"] != "required" and c["verdict"] == "not_met" and c["figure"] != "standard_age":
            rule = facts.rules[c["criterion"]]
            asked = threshold_text(c["figure"], rule["comparison"], rule["threshold"], rule["held"])
            label = FIGURES[c["figure"]].label
            out.append(
                f"Caveat not met: {lower_first(label)}, {facts.text(c['figure'])}"
                f"{_beside_the_nation(facts, c['figure'])} (asked: {typographic(asked)}) "
                f"{facts.mark(c['figure'])}."
            )
    return out


def _beside_the_nation(facts: Facts, name: str) -> str:
    """` against the nation: -6.1 at joiners, -0.3 nationally`, for what else changed at joiners."""
    row = facts.shifts.get(name)
    if row is None:
        return ""
    own, nation = (number_text(FIGURES[name], row[c]) for c in ("change", "national_change"))
    return typographic(f" against the nation: {own} at joiners, {nation} nationally")


def _untold(facts: Facts) -> list[str]:
    by_reason: dict[str, list[str]] = {}
    for c in facts.criteria:
        if c["verdict"] == "cannot_tell":
            label = lower_first(FIGURES[c["figure"]].label)
            labels = by_reason.setdefault(SHORT_REASONS[c["reason"]], [])
            if label not in labels:
                labels.append(label)
    return [f"Cannot tell, {reason}: {'; '.join(labels)}." for reason, labels in by_reason.items()]


def _old_results(facts: Facts) -> list[str]:
    now = AcademicYear.find(facts.record["academic_year"])
    assert now is not None
    out = []
    for name in _LEVELS:
        years = [AcademicYear.find(y) for y in (facts.figure(name)["years"] or "").split("; ") if y]
        if not facts.known(name) or not years:
            continue
        latest = max(y.ends for y in years if y)
        if now.ends - latest > OLD_AFTER_YEARS:
            out.append(
                f"{FIGURES[name].label}: latest in the data {AcademicYear(latest)}, "
                f"{now.ends - latest} years before {now} {facts.mark(name)}."
            )
    return out


def _not_judged(facts: Facts) -> list[str]:
    out = []
    untold = [h for h in facts.joined if h["reason"]]
    if untold:
        counts = Counter(h["reason"] for h in untold)
        by_count = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        shown = "; ".join(f"{SHORT_REASONS[reason]}, {n}" for reason, n in by_count)
        joined = count_text(len(facts.joined), "joiner")
        out.append(f"{len(untold)} of {joined} cannot be judged: {shown}.")
    others = len(facts.headlines) - len(facts.joined)
    if others:
        out.append(
            f"Not counted as joining: {count_text(others, 'school')} that founded the trust, opened "
            "in it or came with a merger."
        )
    return out


def _not_known(facts: Facts) -> list[str]:
    """The figures of the first part that are not known, by reason."""
    by_reason: dict[str, list[str]] = {}
    for figure in figures_shown(BRIEF_AT_A_GLANCE):
        if not facts.known(figure.name):
            reason = facts.figure(figure.name)["reason"]
            by_reason.setdefault(reason, []).append(lower_first(figure.short_label))
    return [
        f"Not known, {SHORT_REASONS[reason]}: {'; '.join(labels)}."
        for reason, labels in by_reason.items()
    ]


def _standard_before_joining(facts: Facts) -> list[str]:
    """Results counted towards today's standard that pupils took before the school joined."""
    joined_on = {s["history"]: s["joined_on"] for s in facts.schools}
    early: set[int] = set()
    years: set[str] = set()
    for row in facts.rows:
        if row["used_for"] == "latest" and row["measure"] in _LEVELS:
            year = AcademicYear.find(row["academic_year"])
            if year and row["history"] in joined_on and joined_on[row["history"]] > year.ends_on:
                early.add(row["history"])
                years.add(row["academic_year"])
    if not early:
        return []
    when = years_span(sorted(years))
    return [
        f"The standard counts today’s schools: {len(early)} joined after their results ({when})."
    ]
