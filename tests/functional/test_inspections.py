"""Inspections as a user meets them: in the run folder, in explain, in briefs; and what is not there."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import polars as pl
import pytest

from cst_screen.judging.criteria import read_criteria
from cst_screen.outputs.brief.build import build_briefs
from cst_screen.outputs.brief.write import write_briefs
from cst_screen.run_folder.read import RunFolder
from cst_screen.screen.screening import run_screen
from cst_screen.vocabulary.regimes import GRADES, REGIMES
from cst_screen.vocabulary.routes import ROUTES_WITH_A_BEFORE
from tests.functional.commands import ROOT, SAMPLE, run, table

NAME = "external_validation.csv"


@pytest.fixture(scope="module")
def trust(sample_run: Path) -> int:
    """A shortlisted trust with several comparable inspections."""
    own = RunFolder(sample_run).verdicts.filter(pl.col("outcome") == "shortlisted")
    return int(own.sort("inspections_compared", descending=True)["uid"][0])


def test_every_event_has_its_date_regime_side_and_source(sample_run: Path) -> None:
    rows = table(sample_run, "inspections")

    first = [
        "uid",
        "urn",
        "urn_at_time",
        "history",
        "inspected_on",
        "published_on",
        "regime",
        "overall",
        "judgements",
        "ungraded_outcome",
        "category_of_concern",
        "when",
        "source",
    ]
    assert list(rows[0])[: len(first)] == first
    assert {r["regime"] for r in rows} <= set(REGIMES)
    assert {r["when"] for r in rows} == {"before", "transition", "after"}
    assert all(r["inspected_on"] and r["source"] and r["row"] for r in rows)


def test_pair_leads_to_rows_that_say_so(sample_run: Path) -> None:
    """Every grade of a pair stands among the events, on that day, from that row."""
    events = {
        (r["uid"], r["urn"], r["inspected_on"], r["source"], r["row"]): r
        for r in table(sample_run, "inspections")
    }
    for pair in table(sample_run, "inspection_pairs"):
        for side, when in (("before", "before"), ("after", "after")):
            event = events[
                pair["uid"],
                pair["urn"],
                pair[f"{side}_on"],
                pair[f"{side}_source"],
                pair[f"{side}_row"],
            ]
            assert event["when"] == when
            if pair["measure"] == "overall":
                assert event["overall"] == pair[side]


def test_figures_agree_with_the_pairs(sample_run: Path) -> None:
    pairs = RunFolder(sample_run).table("inspection_pairs").filter("counts")
    own = pairs.group_by("uid").agg(
        improved=pl.col("improved").sum(), expected=pl.col("expected_improved").sum()
    )
    verdicts = RunFolder(sample_run).verdicts.join(own, on="uid")

    assert verdicts.height > 20
    assert (verdicts["inspections_improved"] == verdicts["improved"]).all()
    told = verdicts.filter(pl.col("inspections_expected").is_not_null())
    assert (told["inspections_expected"] - told["expected"]).abs().max() < 1e-6


def test_explain_has_a_line_for_each_school(sample_run: Path, trust: int) -> None:
    record = json.loads(run("explain", trust, "--run", sample_run, "--json")[1])

    assert len(record["inspections"]) == len(record["joiners"])
    for school in record["inspections"]:
        is_joiner = school["route"] in ROUTES_WITH_A_BEFORE
        assert ("→ joined " in school["line"]) == is_joiner, school
    assert re.search(
        r"→ joined \w+ \d{4} → .*\(\w+ \d{4}, EIF\)", record["inspections"][-3]["line"]
    )


@pytest.mark.parametrize(
    ("figure", "titles"),
    [
        (
            "inspections_improved_probability",
            ["Inspections compared", "Inspections of all schools that are or were in the trust"],
        ),
        ("schools_of_concern", ["Latest graded inspection of each open school"]),
    ],
)
def test_figure_leads_to_inspections(
    sample_run: Path, trust: int, figure: str, titles: list[str]
) -> None:
    record = json.loads(run("explain", trust, "--run", sample_run, "--figure", figure, "--json")[1])

    assert [table["title"] for table in record["tables"]] == titles
    assert record["tables"][0]["rows"]
    assert all(
        "regime" in key or "before_regime" in key
        for t in record["tables"]
        for key in [" ".join(t["rows"][0])]
    )


def test_no_trust_has_a_grade_anywhere(sample_run: Path, tmp_path: Path) -> None:
    """Grades stand beside schools only: no table by trust holds one, and no sentence gives one."""
    grades = set(GRADES.values())
    by_trust = []
    for path in sorted(sample_run.glob("*.csv")):
        headings = path.read_text(encoding="utf-8-sig").partition("\n")[0].strip().split(",")
        if "uid" in headings and "urn" not in headings:
            by_trust.append(path)
    assert {"verdicts", "figures"} <= {p.stem for p in by_trust}
    for path in by_trust:
        assert not any(
            cell in grades for row in table(sample_run, path.stem) for cell in row.values()
        )
    verdicts = RunFolder(sample_run).verdicts
    uids = [int(u) for u in verdicts["uid"][:8]]
    for brief in build_briefs(RunFolder(sample_run), uids):
        (own,) = (f for f in brief.families if f.title == "External validation")
        assert not re.search(rf"trust (is|was) ({'|'.join(grades)})", own.text, re.IGNORECASE)


def test_brief_has_dates_and_regimes_with_each_line(
    sample_run: Path, trust: int, tmp_path: Path
) -> None:
    (path,) = write_briefs(RunFolder(sample_run), [trust], ["md"], tmp_path)
    lines = [x for x in path.read_text(encoding="utf-8").splitlines() if "→ joined" in x]

    assert len(lines) >= 3
    for line in lines:
        for grade in re.findall(r"→ (?:in its first year: )?([A-Z][a-z]+ ?[a-z]* \([^)]*\))", line):
            assert re.search(r"\(\w{3} \d{4}, (EIF|CIF|section 5|report card)", grade), line


# --- entered by hand --------------------------------------------------------------------------


def _sample_with(tmp_path: Path, *rows: str) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("generator", "*.py"))
    (folder / NAME).write_text(
        "\n".join(["uid,kind,date,title,link,finding", *rows]) + "\n", encoding="utf-8"
    )
    return folder


def test_document_entered_by_hand_is_shown_as_such_and_changes_no_figure(
    sample_run: Path, trust: int, tmp_path: Path
) -> None:
    folder = _sample_with(
        tmp_path,
        f"{trust},peer review,2024-05-17,Trust peer review,https://example.org/r,Open culture",
    )
    code, _, _ = run("screen", folder, "--out", tmp_path / "r", "--no-briefs")
    (path,) = write_briefs(RunFolder(tmp_path / "r"), [trust], ["md"], tmp_path / "b")

    assert code == 0
    said = "Trust peer review (17 May 2024): Open culture."
    assert f"Entered by hand: {said}" in path.read_text(encoding="utf-8")
    assert "Entered by hand: Trust peer review" in " ".join(
        run("explain", trust, "--all", "--run", tmp_path / "r")[1].split()
    )
    assert (tmp_path / "r" / "verdicts.csv").read_bytes() == (
        sample_run / "verdicts.csv"
    ).read_bytes()


def test_faulty_document_stops_the_run_before_anything_is_written(tmp_path: Path) -> None:
    folder = _sample_with(tmp_path, "1,award,2024-05-17,Mark,,Gold")
    code, _, err = run("screen", folder, "--out", tmp_path / "r")

    assert (code, (tmp_path / "r").exists()) == (3, False)
    assert f"{NAME}: row 2 has the UID 1, but the membership file has no such trust" in err


# --- report cards -----------------------------------------------------------------------------


def _cards(urns: list[int]) -> str:
    """Report cards of December 2025 in the layout of 2026: the first of all five levels."""
    oeif = "latest OEIF graded inspection"
    levels = (
        "Exceptional",
        "Strong standard",
        "Expected standard",
        "Needs attention",
        "Urgent improvement",
    )
    areas = (
        "Inclusion",
        "Curriculum and teaching",
        "Achievement",
        "Attendance and behaviour",
        "Leadership and governance",
    )
    header = [
        "URN",
        "Inspection number of latest full inspection",
        "Inspection start date",
        "Publication date",
        "URN at time of latest full inspection",
        "Safeguarding standards",
        *areas,
        f"Inspection number of {oeif}",
        f"Inspection start date of {oeif}",
        f"URN at time of {oeif}",
        "Latest OEIF overall effectiveness",
        "Latest OEIF quality of education",
        "Most recent category of concern",
    ]
    rows = [
        [
            urn,
            f"104{n:05}",
            "02/12/2025",
            "12/01/2026",
            urn,
            "Met",
            *(levels if n == 0 else ["Expected standard"] * 5),
            f"103{n:05}",
            "06/05/2025",
            urn,
            "Not judged",
            2,
            "NULL",
        ]
        for n, urn in enumerate(urns)
    ]
    return "\r\n".join(",".join(str(c) for c in row) for row in [header, *rows]) + "\r\n"


def test_same_school_in_several_regimes_is_as_many_labelled_facts(
    sample_run: Path, trust: int, tmp_path: Path
) -> None:
    own = (
        RunFolder(sample_run)
        .table("inspection_pairs")
        .filter(
            (pl.col("uid") == trust) & pl.col("counts") & (pl.col("before_regime") == "before_2015")
        )
    )
    urns = own["urn"].to_list()[:2]
    folder = tmp_path / "data"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("generator", "*.py"))
    (record,) = (folder / "gias").glob("academiesmatmembership*.csv")
    record.rename(record.with_name("academiesmatmembership20260430.csv"))
    name = "Management_information_-_latest_inspections_as_at_31_Jan_2026.csv"
    (folder / "ofsted" / name).write_text(_cards(urns), encoding="cp1252")

    code, _, err = run("screen", folder, "--out", tmp_path / "r", "--no-briefs")
    assert code == 0, err
    mine = [
        r
        for r in table(tmp_path / "r", "inspections")
        if (r["uid"], r["urn"]) == (str(trust), str(urns[0]))
    ]
    assert {"before_2015", "eif_no_overall", "report_card"} <= {r["regime"] for r in mine}
    card = next(r for r in mine if r["regime"] == "report_card")
    assert card["overall"] == "" and card["judgements"].count(";") == 4

    record_ = json.loads(run("explain", trust, "--run", tmp_path / "r", "--json")[1])
    line = next(s for s in record_["inspections"] if s["urn"] == urns[0])
    assert line["line"].endswith(
        "areas: 1 Exceptional, 1 Strong standard, 1 Expected standard, 1 Needs attention, "
        "1 Urgent improvement (Dec 2025, report card)"
    )
    assert line["flags"] == ["Urgent improvement in 1 area (Dec 2025, report card)"]
    figures = {r["figure"]: r for r in table(tmp_path / "r", "figures") if r["uid"] == str(trust)}
    assert (
        figures["areas_expected_or_above"]["value"],
        figures["areas_expected_or_above"]["n"],
    ) == ("80.0", "10")
    assert float(figures["schools_urgent_improvement"]["value"]) == 1


# --- one inspection, however its number is written ------------------------------------------------


@pytest.mark.parametrize("form", ["ITS{}", "{}.0", " {} "])
def test_file_that_writes_numbers_otherwise_changes_no_count(
    tmp_path: Path, sample_run: Path, form: str
) -> None:
    """One of two files writes ITS before every number: 2,578 inspections, not 4,206."""
    for name in ("gias", "ofsted", "performance"):
        shutil.copytree(SAMPLE / name, tmp_path / name)
    for workbook in (SAMPLE / "context").glob("*.xlsx"):
        shutil.copy(workbook, tmp_path)
    (path,) = (tmp_path / "ofsted").glob("*31_Aug_2024.csv")
    with path.open(encoding="cp1252", newline="") as file:
        rows = list(csv.reader(file))
    numbers = [i for i, heading in enumerate(rows[0]) if "nspection number" in heading]
    for row in rows[1:]:
        for i in numbers:
            row[i] = form.format(row[i]) if row[i].isdigit() else row[i]
    with path.open("w", encoding="cp1252", newline="") as file:
        csv.writer(file).writerows(rows)

    screened = run_screen(tmp_path, read_criteria(ROOT / "criteria" / "hub.yaml"))

    counts = json.loads((sample_run / "run.json").read_text("utf-8"))["counts"]
    assert screened.counts["inspections"] == counts["inspections"]
    assert screened.counts["inspection_rows"] == counts["inspection_rows"]
