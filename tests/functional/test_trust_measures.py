"""`measures` and `reconcile` on the invented England, and DfE's figures beside ours in a run."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cst_screen.cli import app

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data"


def _run(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def _fault(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, object]], Path]:
    folder = tmp_path_factory.mktemp("compared") / "tables"
    return json.loads(_run("reconcile", SAMPLE, "--json", "--out", folder)), folder


def test_reconcile_gives_an_entry_for_each_published_file_and_measure(
    compared: tuple[list[dict[str, object]], Path],
) -> None:
    entries, _ = compared
    keys = {"year", "measure", "trusts", "same_schools", "within_small", "within_large", "largest"}

    assert all(keys <= set(e) for e in entries)
    assert {(e["year"], e["measure"]) for e in entries} >= {
        ("2018/19", "ks2_reading_progress"),
        ("2018/19", "ks4_progress8"),
        ("2022/23", "ks2_rwm_expected"),
    }


def test_the_invented_trust_figures_are_found_again(
    compared: tuple[list[dict[str, object]], Path],
) -> None:
    """They were made from figures before rounding and from true spells, apart from the tool."""
    entries, _ = compared

    assert all(float(str(e["complete_within_large"])) == 1.0 for e in entries)
    assert all(float(str(e["same_schools"])) >= 0.95 for e in entries)


def test_every_school_of_one_list_only_has_a_reason(
    compared: tuple[list[dict[str, object]], Path],
) -> None:
    _, folder = compared
    with (folder / "list_differences.csv").open(encoding="utf-8-sig") as handle:
        rows = list(csv.DictReader(handle))

    assert rows
    assert all(r["urn"] and r["side"] in ("dfe", "ours") and r["reason"] for r in rows)


def test_measures_are_written_for_every_trust_with_the_reason_of_each_gap(tmp_path: Path) -> None:
    out = tmp_path / "measures.csv"
    shown = _run("measures", SAMPLE, "--year", "2018/19", "--out", out)
    rows = list(csv.DictReader(out.open(encoding="utf-8-sig")))

    assert "Key stage 2, 2018/19" in shown
    assert {r["academic_year"] for r in rows} == {"2018/19"}
    assert all(bool(r["value"]) != bool(r["missing"]) for r in rows)
    assert all(int(r["schools"]) >= 3 for r in rows if r["value"])
    assert any(r["missing"] == "too_few" for r in rows)


def test_weights_and_eligibility_are_the_users_to_choose(tmp_path: Path) -> None:
    def values(*options: object) -> dict[tuple[str, str], str]:
        out = tmp_path / f"{len(options)}.csv"
        _run("measures", SAMPLE, "--year", "2018/19", "--out", out, *options)
        return {
            (r["uid"], r["measure"]): r["value"]
            for r in csv.DictReader(out.open(encoding="utf-8-sig"))
            if r["value"]
        }

    dfe, equal = values(), values("--weights", "equal")
    looser = values("--min-schools", 2, "--min-years", 1)
    assert dfe.keys() == equal.keys()
    assert dfe != equal
    assert len(looser) > len(dfe)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("measures", SAMPLE, "--weights", "size"), 2, "size"),
        (("measures", SAMPLE, "--year", "last"), 2, "not an academic year"),
        (
            ("measures", SAMPLE, "--year", "2019/20"),
            3,
            "no file holds key stage 2 or 4 results of schools in England",
        ),
        (("measures", SAMPLE, "--out", "/no/such/folder/m.csv"), 6, "cannot be written"),
        (("measures", SAMPLE, "--trust", "no such trust"), 5, "has 'no such trust' in its name"),
        (("measures", SAMPLE, "--out", SAMPLE), 6, "this is a folder"),
        (("reconcile", SAMPLE, SAMPLE / "none.csv"), 3, "no such file or folder"),
        (("reconcile", SAMPLE, SAMPLE / "gias"), 3, "no file of DfE's trust measures here"),
    ],
)
def test_a_wrong_request_is_told_what_to_do(
    arguments: tuple[object, ...], code: int, said: str
) -> None:
    found, output = _fault(*arguments)

    assert found == code
    assert said in output


def test_a_run_keeps_dfes_figures_beside_ours(sample_run: Path) -> None:
    with (sample_run / "dfe_measures.csv").open(encoding="utf-8-sig") as handle:
        rows = list(csv.DictReader(handle))
    both = [r for r in rows if r["ours"]]

    assert both
    assert all(r["dfe"] and r["source"].startswith("published/") for r in rows)
    assert all(abs(float(r["dfe"]) - float(r["ours"])) < 2 for r in both)
