"""What links make of a joiner, from the files to the brief: rows laid over the invented England."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.functional.commands import copy_without_large_files, run, table

OLD, NEW, TRUST = "100338", "142589", 2262
"""A school that converted into a trust on 1 September 2017, and its number before."""
_REGISTER, _LINKS = "edubasealldata20250430.csv", "links_edubasealldata20250430.csv"


def lay_over(folder: Path, name: str, rows: list[dict[str, str]], instead_of: set[str]) -> None:
    """The rows of a GIAS file, without those of some schools, and with others at its end."""
    path = folder / "gias" / name
    with path.open(encoding="cp1252", newline="") as handle:
        reader = csv.DictReader(handle)
        kept = [row for row in reader if row["URN"] not in instead_of]
    with path.open("w", encoding="cp1252", newline="") as handle:
        writer = csv.DictWriter(handle, reader.fieldnames or [], restval="")
        writer.writeheader()
        writer.writerows([*kept, *rows])


def register_row(folder: Path, urn: str, **changed: str) -> dict[str, str]:
    with (folder / "gias" / _REGISTER).open(encoding="cp1252", newline="") as handle:
        (row,) = [r for r in csv.DictReader(handle) if r["URN"] == urn]
    return row | changed


def link(urn: str, other: str, link_type: str, day: str) -> dict[str, str]:
    return {
        "URN": urn,
        "LinkURN": other,
        "LinkName": "Clevnomarsh Primary School",
        "LinkType": link_type,
        "LinkEstablishedDate": day,
    }


def headline(folder: Path, urn: str) -> dict[str, str]:
    (row,) = [r for r in table(folder, "headlines") if r["urn"] == urn]
    return row


def test_joiner_with_a_link_entered_early_an_unused_number_and_a_later_merger_is_judged_and_flagged(
    sample_copy: Path, tmp_path: Path
) -> None:
    """Cases 42 and 43, and a school that merged into the joiner in 2019."""
    lay_over(
        sample_copy,
        _REGISTER,
        [
            register_row(
                sample_copy,
                OLD,
                URN="199990",
                EstablishmentName="Clevnomarsh Lane School",
                CloseDate="31-08-2019",
            )
        ],
        set(),
    )
    lay_over(
        sample_copy,
        _LINKS,
        [
            link(OLD, "199998", "Successor", "30-11-2016"),
            link(OLD, NEW, "Successor", "01-03-2016"),
            link(NEW, OLD, "Predecessor", "01-03-2016"),
            link("199990", NEW, "Successor - merged", "01-09-2019"),
        ],
        {OLD, NEW},
    )
    out = tmp_path / "r"
    code, _, err = run("screen", sample_copy, "--out", out, "--no-briefs")

    assert code == 0, err
    assert headline(out, NEW)["reason"] == ""
    assert "school_merged_in" in headline(out, NEW)["flags"].split("; ")
    assert any("school_merged_in" in r["flags"] for r in table(out, "joiners") if r["urn"] == NEW)
    told = {r["detail"]: r["reason"] for r in table(out, "exclusions") if r["stage"] == "links"}
    assert told[f"{OLD} to 199998: Successor"] == "successor_not_in_the_register"
    assert told[f"199990 to {NEW}: Successor - merged"] == "merged"

    _, explained, _ = run("explain", TRUST, "--run", out, "--json")
    (joiner,) = [j for j in json.loads(explained)["joiners"] if str(j["urn"]) == NEW]
    assert "school_merged_in" in joiner["flags"]
    run("brief", TRUST, "--run", out)
    (brief,) = (out / "briefs").glob(f"{TRUST}*.md")
    assert "another school merged into it: 1 of" in brief.read_text(encoding="utf-8")


CASES = {
    "45: the reason for closing says merger": (
        (OLD, NEW),
        [{"ReasonEstablishmentClosed (code)": "1", "ReasonEstablishmentClosed (name)": ""}],
        "closed_by_merger",
    ),
    "63: a lower and a middle school became one": (
        ("100351", "142590"),
        [
            {"StatutoryLowAge": "3", "StatutoryHighAge": "9"},
            {"URN": "199997", "StatutoryLowAge": "9", "StatutoryHighAge": "13"},
        ],
        "several_predecessors",
    ),
    "64: a middle school became a primary school": (
        ("100296", "142904"),
        [{"StatutoryLowAge": "9", "StatutoryHighAge": "13"}],
        "change_of_age_range",
    ),
}
"""Case -> the numbers of a school before and after it converted, what the register says of the earlier
schools, and why their links are not followed."""


@pytest.fixture(scope="module")
def screened_cases(sample_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of one folder in which each case has another school; all three were judged before."""
    folder = tmp_path_factory.mktemp("cases")
    data = copy_without_large_files(folder / "data")
    for (old, new), schools, _ in CASES.values():
        assert headline(sample_run, new)["reason"] == ""
        earlier = [register_row(data, old, **changed) for changed in schools]
        lay_over(data, _REGISTER, earlier, {old})
        opened = register_row(data, new)["OpenDate"]
        links = [link(row["URN"], new, "Successor", opened) for row in earlier]
        lay_over(data, _LINKS, links, {old, new})
    code, _, err = run("screen", data, "--out", folder / "run", "--no-briefs")
    assert code == 0, err
    return folder / "run"


@pytest.mark.parametrize("case", CASES)
def test_earlier_school_that_is_another_leaves_the_joiner_unlinked(
    case: str, screened_cases: Path
) -> None:
    (old, new), schools, reason = CASES[case]

    assert headline(screened_cases, new)["reason"] == "unlinked"
    told = {
        r["detail"]: r["reason"]
        for r in table(screened_cases, "exclusions")
        if r["stage"] == "links"
    }
    assert {told[f"{row.get('URN', old)} to {new}: Successor"] for row in schools} == {reason}
