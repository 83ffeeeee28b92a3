"""What a trial showed, as a record and as a table that goes into a page."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.before_joining import show_before_joining
from cst_screen.outputs.terminal.fitting import Column, numbers
from cst_screen.outputs.terminal.placebos import show_placebos
from cst_screen.outputs.terminal.tables import new_console, show_table

if TYPE_CHECKING:
    from cst_screen.trials.trial import Trial

_DIGITS = 4


def trial_record(trial: Trial) -> Row:
    """The trial as plain numbers; shares run from 0 to 1."""

    def rounded(value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return [rounded(v) for v in value]
        if isinstance(value, dict):
            return {name: rounded(v) for name, v in value.items()}
        return round(value, _DIGITS) if isinstance(value, float) else value

    return {name: rounded(value) for name, value in asdict(trial).items()}


def trial_rows(record: Row) -> list[tuple[str, str, str]]:
    """What was asked, what was found, and what it means."""

    def share(name: str) -> str:
        return f"{100 * record[name]:.1f}%"

    best = {name: f"{100 * found:.0f}%" for name, found in record["best_found"].items()}
    rightly = record["called_rightly"]
    return [
        (
            "Called improving without any effect",
            f"{share('false_alarm_rate')} ± {100 * record['false_alarm_margin']:.1f}",
            "false alarms, among pretend trusts that could be judged",
        ),
        (
            "Bias of a school's effect",
            f"{record['bias']:+.3f} ± {record['bias_margin']:.3f} SD",
            "average error; zero is best",
        ),
        (
            "Bias of the plain change",
            f"{record['naive_bias']:+.3f} SD",
            "how much schools like the joiners rise anyway",
        ),
        (
            "95% intervals that hold the truth",
            f"{share('coverage')} ± {100 * record['coverage_margin']:.1f}",
            "95% is right",
        ),
        (
            "Error allowing for luck, relative to plain change",
            f"{record['error_ratio']:.2f}",
            "root mean square; below 1 is nearer the truth",
        ),
        (
            "Error of the effect, relative to plain change",
            f"{record['unshrunken_error_ratio']:.2f}",
            "the same before allowing for luck",
        ),
        (
            "Best tenth of trusts found, allowing for luck",
            best["shrunken"],
            f"the effect finds {best['unshrunken']}, plain change {best['plain change']}, a guess 10%",
        ),
        (
            "Called improving with planted effects",
            share("called"),
            "no trust was called improving"
            if rightly is None
            else f"of these, {100 * rightly:.0f}% truly have a material effect",
        ),
    ]


def show_trial(record: Row) -> None:
    """The trial as a table, with what it was made of."""
    console = new_console()
    columns = (Column("What was tested"), numbers("Found"), Column("What it means"))
    title = (
        f"{record['repeats']} repeats of {record['trusts']:.0f} pretend trusts with "
        f"{record['joiners']:.0f} pretend joiners (seed {record['seed']})"
    )
    show_table(console, columns, trial_rows(record), title)
    if record["left_out"]:
        console.print(f"Criteria that a trial cannot test: {', '.join(record['left_out'])}.")
    console.print(
        "Pretend joiners are schools with the same standing as the real joiners that did not change "
        "trust in those years. Effect: how much more a school's standing rose than its comparison "
        "schools' did. Plain change: before any comparison. SD: standard deviation, the usual spread "
        "between schools in one year. ±: 95% margin of the average over repeats."
    )
    show_placebos(console, record["placebos"])
    show_before_joining(console, record["before_joining"], record["adjusted_for_route"])
