"""What `lead` shows of a row: the three numbers of the sum in any window, and why something is not known."""

from __future__ import annotations

import pytest

from cst_screen.outputs.terminal.lead import NOT_KNOWN, YEARS, show_lead

ROW = {
    "measure": "ks2_rwm_expected",
    "year": "2024/25",
    "source": "ours",
    "trusts": 42,
    "national": 61.6,
    "at": 70.1,
    "lead": 8.5,
    "lower": 5.2,
    "upper": 10.0,
    "shrunken": 7.1,
    "shrunken_lower": 4.3,
    "shrunken_upper": 9.4,
}
UNKNOWN = {"shrunken": None, "shrunken_lower": None, "shrunken_upper": None}


def shown(capsys: pytest.CaptureFixture[str], *rows: dict[str, object]) -> str:
    show_lead({"percentile": 90, "min_schools": 3, "min_years": 3, "rows": list(rows)})
    return " ".join(capsys.readouterr().out.split())


def test_nation_best_trusts_and_lead_stay_in_a_narrow_window(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = shown(capsys, ROW)

    assert all(number in text for number in ("61.6%", "70.1%", "+8.5 points"))
    assert NOT_KNOWN not in text and YEARS not in text


def test_what_is_not_known_and_years_that_differ_have_a_reason(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = shown(capsys, ROW, {**ROW, **UNKNOWN, "year": "2023/24"})

    assert NOT_KNOWN in text and YEARS in text
