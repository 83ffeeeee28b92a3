"""Commands that are not among the agreed texts: at any width no line is too long and no number is split."""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Callable
from functools import partial
from unittest import mock

import pytest

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.backtest import show_backtest
from cst_screen.outputs.terminal.catalogue import show_catalogue
from cst_screen.outputs.terminal.comparison import show_comparison
from cst_screen.outputs.terminal.figure import show_figure
from cst_screen.outputs.terminal.kept import show_kept
from cst_screen.outputs.terminal.list_of_figures import figure_records, show_figures
from cst_screen.outputs.terminal.trial import show_trial

LONG_FILE = "ofsted/Management_information_-_state-funded_schools_-_latest_inspections_as_at_31_Aug_2024.csv"
BACKTEST: Row = {
    "split": "2018/19",
    "phases": [
        {
            "phase": "ks2",
            "trusts_judged": 1204,
            "trusts_called": 173,
            "later_joiners": 1919,
            "predicted": 0.4812,
            "observed": -0.1234,
            "observed_se": 0.1134,
            "slope": 1.8612,
            "slope_se": 0.4212,
            "coverage": 0.9573,
            "coverage_se": 0.0251,
        }
    ],
    "left_out": [
        {
            "phase": "ks4",
            "left_out": "cohort",
            "joiners": 1294,
            "slope": 0.9312,
            "slope_se": 0.1023,
            "coverage": 0.9333,
            "coverage_se": 0.0312,
        }
    ],
}
BACKTEST_SHOWN = ("1204", "173", "1919", "+0.48", "-0.12 (0.11)", "1.86 (0.42)", "95.7% (2.5)")
TRIAL: Row = {
    "repeats": 20,
    "trusts": 437.2,
    "joiners": 2904.6,
    "seed": 1,
    "false_alarm_rate": 0.0521,
    "false_alarm_margin": 0.0101,
    "bias": -0.0021,
    "bias_margin": 0.0038,
    "naive_bias": 0.1234,
    "coverage": 0.9471,
    "coverage_margin": 0.0126,
    "error_ratio": 0.5112,
    "unshrunken_error_ratio": 1.0134,
    "best_found": {"shrunken": 0.4712, "unshrunken": 0.4612, "plain change": 0.3112},
    "called": 0.2012,
    "called_rightly": 0.8612,
    "left_out": ["high_standard", "few_far_below"],
    "placebos": [],
    "before_joining": [],
    "adjusted_for_route": [],
}
TRIAL_SHOWN = ("5.2% ± 1.0", "-0.002 ± 0.004 SD", "+0.123 SD", "94.7% ± 1.3", "0.51", "86%")
CATALOGUE: Row = {
    "folder": "/data",
    "files": [
        {
            "path": LONG_FILE,
            "publisher": "Ofsted, management information",
            "title": "latest inspections of state-funded schools",
            "year": None,
            "dated": "2024-08-31",
            "release": "provisional",
            "scope": "england",
            "rows": 21884,
            "used": False,
            "note": f"superseded by {LONG_FILE}",
        }
    ],
    "left_alone": [{"path": LONG_FILE, "why": "no heading of it is known"}],
}
CATALOGUE_SHOWN = ("31_Aug_2024", "2024-08-31")
COMPARISON: Row = {
    "school": "Saint Bartholomew's Church of England Voluntary Aided Primary School",
    "urn": 142630,
    "change_sd": 0.7212,
    "effect_sd": 0.6412,
    "se": 0.2134,
    "tables": [
        {
            "label": "Average progress in reading, writing and maths",
            "baseline_years": "2015/16; 2016/17",
            "follow_up_years": "2018/19; 2022/23",
            "schools": [
                {
                    "rank": n,
                    "school": "Our Lady and Saint Philomena's Catholic Academy",
                    "urn": 101000 + n,
                    "distance": 0.1 * n,
                    "change_sd": -0.25,
                }
                for n in range(1, 12)
            ],
        }
    ],
}
FIGURE: Row = {
    "trust": "Grimbickmere Learning Trust",
    "uid": 2418,
    "label": "Change against similar schools",
    "figure": "trajectory_effect",
    "shown": "+0.91 SD",
    "interval": "+0.48 to +1.33",
    "n": 6,
    "meaning": "How much more joiners' standing rose.",
    "years": "2015/16; 2022/23",
    "sources": f"{LONG_FILE}; performance/2015-2016_england_ks2final.csv",
    "tables": [
        {
            "title": "Rows in the published files",
            "rows": [
                {
                    "urn": 142630,
                    "measure": "ks2_reading_progress",
                    "academic_year": "2018/19",
                    "used_for": "after",
                    "value": -12.345,
                    "pupils": 61,
                    "weight": 0.3,
                    "national": 0.1234,
                    "z": -1.834,
                    "file": LONG_FILE,
                    "row": 12093,
                    "column": "READPROG",
                }
            ],
        }
    ],
}
KEPT: Row = {
    "folder": "/home/someone/.cache/cst-screen/prepared",
    "most_bytes": 1_073_741_824,
    "removed": False,
    "bytes": 403_600_000,
    "steps": [
        {
            "what": "schools linked, placed in trusts and measured",
            "entries": 1013,
            "bytes": 96_400_000,
            "last_used": "2026-11-28T07:56:51+00:00",
        }
    ],
}
SHOWN: dict[str, tuple[Callable[[], None], tuple[str, ...]]] = {
    "backtest": (partial(show_backtest, BACKTEST), BACKTEST_SHOWN),
    "trial": (partial(show_trial, TRIAL), TRIAL_SHOWN),
    "data list": (partial(show_catalogue, CATALOGUE), CATALOGUE_SHOWN),
    "explain --schools": (
        partial(show_comparison, COMPARISON),
        ("142630", "101011", "1.10", "-0.25", "+0.64 SD", "2015/16", "2022/23"),
    ),
    "explain --figure": (
        partial(show_figure, FIGURE),
        ("142630", "2018/19", "-12.345", "12093", "+0.91 SD", "+0.48 to +1.33", "31_Aug_2024"),
    ),
    "data cache": (
        partial(show_kept, KEPT),
        ("1013", "96.4", "403.6 MB", "2026-11-28T07:56:51+00:00"),
    ),
    "figures": (partial(show_figures, figure_records()), ("Progress 8",)),
}


@pytest.mark.parametrize("width", [60, 80, 100, 160])
@pytest.mark.parametrize("command", SHOWN)
def test_lines_fit_and_numbers_are_whole(command: str, width: int) -> None:
    show, numbers = SHOWN[command]
    window = {"TTY_COMPATIBLE": "1", "COLUMNS": str(width), "TERM": "xterm", "NO_COLOR": "1"}
    with mock.patch.dict(os.environ, window), contextlib.redirect_stdout(io.StringIO()) as printed:
        show()
    text = printed.getvalue()

    assert [line for line in text.splitlines() if len(line) > width] == []
    assert [n for n in numbers if not re.search(rf"(?<!\d){re.escape(n)}(?!\d)", text)] == []
    assert "…" not in text
