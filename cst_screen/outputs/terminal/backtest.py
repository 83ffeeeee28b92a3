"""What a back-test showed, as a record and as two tables that go into a page."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.fitting import numbers, whole
from cst_screen.outputs.terminal.tables import new_console, show_table
from cst_screen.outputs.wording.phases import SHORT_PHASES

if TYPE_CHECKING:
    from cst_screen.trials.backtest import BackTest

_DIGITS = 4
_NOT_KNOWN = "too few"
_FOLLOWED = (
    whole("Phase"),
    numbers("Trusts\njudged", moves=True),
    numbers("Called\nimproving", moves=True),
    numbers("Their joiners\njudged since", moves=True),
    numbers("Expected\nof them, SD"),
    numbers("Found, SD"),
    numbers("Slope, all\ntrusts", moves=True),
    numbers("In the 95%\ninterval", moves=True),
)
_LEFT_OUT = (
    whole("Phase"),
    whole("Left out"),
    numbers("Joiners"),
    numbers("Slope"),
    numbers("In the 95%\ninterval"),
)


def backtest_record(result: BackTest) -> Row:
    """The back-test as plain numbers; shares run from 0 to 1."""

    def rounded(record: Any) -> Row:
        return {
            name: round(value, _DIGITS) if isinstance(value, float) else value
            for name, value in asdict(record).items()
        }

    return {
        "split": result.split,
        "phases": [rounded(phase) for phase in result.phases],
        "left_out": [rounded(record) for record in result.left_out],
    }


def show_backtest(record: Row) -> None:
    """What was foretold and what came, then what the rest of a trust foretells of a part left out."""
    console = new_console()
    console.print(
        f"Trusts judged on what was known at the end of {record['split']}, and the joiners that could be judged only since"
    )
    rows = [
        (
            SHORT_PHASES[row["phase"]],
            str(row["trusts_judged"]),
            str(row["trusts_called"]),
            str(row["later_joiners"]),
            _signed(row["predicted"]),
            _with_error(row["observed"], row["observed_se"], "+.2f"),
            _with_error(row["slope"], row["slope_se"], ".2f"),
            _share(row["coverage"], row["coverage_se"]),
        )
        for row in record["phases"]
    ]
    show_table(console, _FOLLOWED, rows, "", "--json")
    rows_left = [
        (
            SHORT_PHASES[row["phase"]],
            f"one {row['left_out']}",
            f"{row['joiners']:,}",
            _with_error(row["slope"], row["slope_se"], ".2f"),
            _share(row["coverage"], row["coverage_se"]),
        )
        for row in record["left_out"]
    ]
    title = "What the rest of a trust says of a joiner, or of a cohort, that is left out"
    show_table(console, _LEFT_OUT, rows_left, title)
    console.print(
        "Slope: 1 where differences between trusts are found in full at other joiners, 0 where they are "
        "not found at all. In brackets the standard error, with trusts as units. SD: standard deviations "
        "among schools. A cohort: joiners of one academic year. Judged since: they "
        "joined later, or the years that they are judged by came later. Trusts that have closed, and those "
        "of which no more became known, cannot be followed."
    )


def _signed(value: float | None) -> str:
    return _NOT_KNOWN if value is None else f"{value:+.2f}"


def _with_error(value: float | None, error: float | None, form: str) -> str:
    if value is None:
        return _NOT_KNOWN
    return f"{value:{form}}" + ("" if error is None else f" ({error:.2f})")


def _share(value: float | None, error: float | None) -> str:
    if value is None:
        return _NOT_KNOWN
    return f"{100 * value:.1f}%" + ("" if error is None else f" ({100 * error:.1f})")
