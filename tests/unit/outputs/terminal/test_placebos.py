"""The table of placebos: what it says, and that it fits the window."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal import placebos as shown
from cst_screen.outputs.terminal.placebos import (
    KINDS,
    PHASES,
    placebo_rows,
    shortfall,
    show_placebos,
    spreads,
)
from cst_screen.trials import placebos as tried


def _record(name: str = "one_la", phase: str = "ks4", **more: object) -> Row:
    record = {
        "name": name,
        "phase": phase,
        "trusts": 1206,
        "false_alarm_rate": 0.0922,
        "margin": 0.0399,
        "power": 0.6049,
        "trusts_of_five": 1081,
        "spread_to_error": 1.0451,
    }
    return {**record, **more}


def test_row_says_kind_phase_trusts_and_both_shares() -> None:
    assert placebo_rows([_record(), _record(phase="any")]) == [
        ("Of one local authority", "key stage 4", "1,206", "9.2% ± 4.0", "60% of 1,081"),
        ("", "any phase", "1,206", "9.2% ± 4.0", "60% of 1,081"),
    ]


def test_what_no_pretend_trust_can_tell_is_said() -> None:
    nothing = _record(trusts=0, false_alarm_rate=None, margin=None, power=None, trusts_of_five=0)

    assert placebo_rows([nothing])[0][2:] == ("0", "cannot tell", "cannot tell")


def test_shortfall_is_named() -> None:
    assert shown.LEAST_TRUSTS == tried.LEAST_TRUSTS
    assert shortfall([_record(), _record(trusts=200)]) == ""
    assert "Of one local authority: key stage 4 (31), any phase (3)." in shortfall(
        [_record(trusts=31), _record(phase="any", trusts=3), _record(phase="ks2")]
    )


def test_spread_to_error_is_told_of_each_kind_and_phase_that_has_one() -> None:
    told = spreads(
        [
            _record(phase="ks2", spread_to_error=0.9649),
            _record(),
            _record(phase="any"),
            _record("matched", spread_to_error=None),
        ]
    )

    assert "Of one local authority: key stage 2 0.96, key stage 4 1.05." in told
    assert "Schools like the joiners" not in told
    assert spreads([_record(spread_to_error=None)]) == ""


@pytest.mark.parametrize("width", [80, 100, 160])
def test_table_fits_the_window_and_cuts_nothing(width: int) -> None:
    console = Console(file=io.StringIO(), width=width, highlight=False, markup=False)
    show_placebos(console, [_record(name, phase) for name in KINDS for phase in PHASES])
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()

    assert max(len(line) for line in text.splitlines()) <= width
    assert "…" not in text
    for words in (*KINDS.values(), *PHASES.values(), "60% of 1,081", "9.2% ± 4.0"):
        assert words in text
