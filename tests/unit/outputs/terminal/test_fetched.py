"""What `data get` shows of many files: a line for each kind, and years that failed alike in one row."""

from __future__ import annotations

from pathlib import Path

import pytest

from cst_screen.fetching.outcomes import FetchReport, Outcome, Status
from cst_screen.outputs.terminal.fetched import fetched_record, show_fetched


def outcome(year: str, status: Status, why: str = "", size: int = 0) -> Outcome:
    return Outcome(
        "ks2", "ks2", "Key stage 2", year, status, "https://a/b", "https://a", (), size, why
    )


def shown(capsys: pytest.CaptureFixture[str], *outcomes: Outcome) -> str:
    show_fetched(fetched_record(FetchReport(Path("data"), outcomes)))
    return capsys.readouterr().out


def test_years_that_failed_alike_are_one_row(capsys: pytest.CaptureFixture[str]) -> None:
    out = shown(
        capsys,
        *(outcome(year, "failed", "no such file") for year in ("2024/25", "2012/13", "2011/12")),
        outcome("2010/11", "failed", "the service sent a web page"),
    )

    rows = [" ".join(line.split()) for line in out.splitlines()]
    assert "Key stage 2 2011/12 to 2012/13, 2024/25 no such file" in rows
    assert "Key stage 2 2010/11 the service sent a web page" in rows
    assert rows.count("from https://a") == 1


def test_files_are_counted_by_what_became_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    out = shown(
        capsys,
        outcome("2024/25", "fetched", size=1_500_000),
        outcome("2023/24", "updated", size=500_000),
        outcome("2022/23", "have"),
        outcome("2018/19", "unchanged"),
        outcome("2025/26", "not_yet"),
        outcome("2019/20", "never"),
    )

    lines = out.splitlines()
    assert lines[0] == "2 files fetched into data (2.0 MB)"
    assert lines[3].split() == ["Key", "stage", "2", "1", "1", "2", "1"]
    assert "Get by hand" not in out


def test_the_record_has_every_file_with_its_address_and_page() -> None:
    report = FetchReport(Path("data"), (outcome("2024/25", "failed", "no such file"),), ("note",))

    record = fetched_record(report)

    assert (record["complete"], record["notes"]) == (False, ["note"])
    assert record["files"][0]["address"] == "https://a/b"
    assert record["files"][0]["why"] == "no such file"
