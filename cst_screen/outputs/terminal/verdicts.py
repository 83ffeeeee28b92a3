"""The screenful of `explain`: each required criterion with what was found, asked and missed, and on whom.

Everything else is in `trust`, for `--all`.
"""

from __future__ import annotations

from rich.console import Console

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.fitting import Column, numbers, whole
from cst_screen.outputs.terminal.tables import show_table
from cst_screen.outputs.terminal.unsplit import lines_within
from cst_screen.outputs.wording.labels import SHORT_REASONS, verdict_words
from cst_screen.outputs.wording.phases import SHORT_PHASES
from cst_screen.outputs.wording.phrases import count_text, listing
from cst_screen.outputs.wording.trust_names import school_name

_COLUMNS = (
    whole("Criterion"),
    Column("Verdict", least=11),
    Column("Found\n(95% interval)"),
    Column("Asked for"),
    whole("Short by"),
    numbers("n", leaves=1),
    whole("Phase", leaves=2),
)
_SHORT_BY = 4
_SCHOOL_LINES = 2
"""Lines of the window that the schools behind the verdicts may take; `--all` has a line for each."""


def show_verdicts(console: Console, record: Row) -> None:
    """Required criteria, what is borderline, caveats in a line, and the schools behind it all."""
    required = [c for c in record["criteria"] if c["role"] == "required"]
    rows = [_verdict(c) for c in required]
    shown = [i for i in range(len(_COLUMNS)) if i != _SHORT_BY or any(row[i] for row in rows)]
    columns = [_COLUMNS[i] for i in shown]
    show_table(
        console, columns, [[row[i] for i in shown] for row in rows], "Required criteria", "--json"
    )
    if missed := [c for c in required if c["verdict"] == "not_met"]:
        console.print(f"Not met: {'; '.join(map(_missed, missed))}.")
    if untold := [c for c in required if c["reason"]]:
        console.print(f"Cannot tell: {_untold(untold)}.")
    if any(c["borderline"] for c in required):
        console.print("Borderline: within one standard error of what is asked.")
    else:
        console.print("No required criterion is borderline.")
    if caveats := [c for c in record["criteria"] if c["role"] == "caveat"]:
        console.print(f"Caveats (for information): {_caveats(caveats)}.")
    for line in _schools(record, console.width):
        console.print(line)
    console.print()


def _missed(criterion: Row) -> str:
    """`high_standard, short by 0.43 SD (KS2)`."""
    phase = criterion["of_phase"]
    of_phase = f" ({SHORT_PHASES[phase]})" if phase else ""
    return f"{criterion['criterion']}, short by {criterion['short_by']}{of_phase}"


def _untold(criteria: list[Row]) -> str:
    """`joiners_rise and not_by_chance (fewer cases than the criteria ask for); ...`: each reason once."""
    by_reason: dict[str, list[str]] = {}
    for criterion in criteria:
        by_reason.setdefault(criterion["reason"], []).append(criterion["criterion"])
    return "; ".join(f"{listing(names)} ({SHORT_REASONS[why]})" for why, names in by_reason.items())


def _verdict(criterion: Row) -> tuple[str, ...]:
    return (
        criterion["criterion"],
        verdict_words(criterion["verdict"], criterion["borderline"]),
        "not known" if criterion["reason"] else found_text(criterion),
        criterion["asked"],
        criterion["short_by"],
        "" if criterion["n"] is None else str(criterion["n"]),
        SHORT_PHASES[criterion["of_phase"]] if criterion["of_phase"] else "",
    )


def found_text(criterion: Row) -> str:
    """`+0.91 SD (+0.48 to +1.33)`, or why it is not known in a few words."""
    if criterion["reason"]:
        return f"not known: {SHORT_REASONS[criterion['reason']]}"
    interval = f" ({criterion['interval']})" if criterion["interval"] else ""
    return f"{criterion['shown']}{interval}"


def _caveats(caveats: list[Row]) -> str:
    """`18 met; not met: rise_lasts; 5 cannot tell`."""
    by_verdict: dict[str, list[str]] = {}
    for caveat in caveats:
        by_verdict.setdefault(caveat["verdict"], []).append(caveat["criterion"])
    parts = [f"{len(by_verdict.get('met', []))} met"]
    if not_met := by_verdict.get("not_met"):
        parts.append(f"{len(not_met)} not met ({', '.join(not_met)})")
    if untold := by_verdict.get("cannot_tell"):
        parts.append(f"{len(untold)} cannot tell")
    return ", ".join(parts)


def _schools(record: Row, width: int) -> list[str]:
    """The judged joiners of each phase, the leading one first, each with its difference in SD."""
    order = [record["phase"], *(p["phase"] for p in record["phases"])]
    found = []
    for phase in dict.fromkeys(order):
        judged = [
            j for j in record["joiners"] if j["phase"] == phase and j["effect_sd"] is not None
        ]
        if judged:
            found.append(_schools_of(phase, judged, width))
    return found


def _schools_of(phase: str, judged: list[Row], width: int) -> str:
    """As many by name as a few lines of the window hold."""
    schools = (
        f"{SHORT_PHASES[phase]}, {count_text(len(judged), 'judged joiner')} (difference, SD): "
    )
    named = [
        f"{school_name(j['school'], 'not in the GIAS file')} ({j['urn']}) {j['effect_sd']:+.2f}"
        for j in judged
    ]
    for shown in range(len(named), 0, -1):
        more = len(named) - shown
        line = schools + "; ".join(named[:shown]) + (f" and {more} more" if more else "") + "."
        if len(lines_within(line, width)) <= _SCHOOL_LINES:
            return line
    return f"{schools}{named[0]} and {len(named) - 1} more."
