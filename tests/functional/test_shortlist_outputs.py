"""The shortlist in Markdown and Excel, read back."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from cst_screen.outputs.shortlist.drawing import HEADER_ROW
from cst_screen.outputs.shortlist.markdown import write_shortlist_markdown
from cst_screen.outputs.shortlist.near_misses import near_misses
from cst_screen.outputs.shortlist.trust_sheets import NOT_KNOWN
from cst_screen.outputs.shortlist.trusts import trusts_by_name
from cst_screen.outputs.shortlist.workbook import write_workbook
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.figures import FIGURES
from tests.functional.commands import SAMPLE, copy_without_hashes, run

SHEETS = [
    "Cover",
    "Shortlist",
    "Near misses",
    "Cannot tell",
    "All trusts",
    "DfE beside ours",
    "Components",
    "Criteria",
    "Flow",
    "Inputs",
    "Notes",
    "Lists",
]


@pytest.fixture(scope="module")
def folder(sample_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the run folder, for documents are written into it."""
    return Path(shutil.copytree(sample_run, tmp_path_factory.mktemp("shortlist") / "run"))


@pytest.fixture(scope="module")
def sheets(folder: Path) -> dict[str, pl.DataFrame]:
    reader = fastexcel.read_excel(str(write_workbook(RunFolder(folder))))
    assert reader.sheet_names == SHEETS
    return {
        name: reader.load_sheet(name, header_row=HEADER_ROW, dtypes="string").to_polars()
        for name in SHEETS[1:]
    }


def test_markdown_counts_add_up(folder: Path) -> None:
    text = write_shortlist_markdown(RunFolder(folder)).read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| (?:shortlisted|near miss|cannot tell|not shortlisted) \| (\d+) ", text, re.MULTILINE
    )

    assert sum(map(int, rows)) == RunFolder(folder).verdicts.height
    assert not re.search(r"\bNone\b|\bnan\b|\bnull\b", text)


def test_markdown_repeats(folder: Path) -> None:
    assert (
        write_shortlist_markdown(RunFolder(folder)).read_bytes()
        == write_shortlist_markdown(RunFolder(folder)).read_bytes()
    )


def test_trusts_are_in_alphabetical_order_and_it_is_said(folder: Path) -> None:
    text = write_shortlist_markdown(RunFolder(folder)).read_text(encoding="utf-8")
    names = [t["name"].casefold() for t in trusts_by_name(RunFolder(folder))]

    assert names == sorted(names)
    assert "alphabetical order" in text


def test_near_miss_tells_value_threshold_and_distance(folder: Path) -> None:
    run = RunFolder(folder)
    rows = near_misses(run)

    assert len(rows) == run.verdicts.filter(pl.col("outcome") == "near_miss").height > 0
    for row in rows:
        one = run.criteria.filter(
            (pl.col("uid") == row["uid"]) & (pl.col("criterion") == row["id"])
        )
        assert one["verdict"].to_list() == ["not_met"]
        rule = run.rules[row["id"]]
        held = one[rule["held"]][0]
        number = float(re.findall(r"[\d.]+", row["short_by"])[0])
        apart = abs(held - rule["threshold"][0])
        step = 10.0 ** -FIGURES[row["figure"]].decimals
        assert row["apart"] == pytest.approx(apart) and row["held"] == held
        # The smallest change that is enough, and the one that is said to let the trust in.
        assert apart <= number + 1e-9 < apart + step + 1e-9
        assert f" {row['short_by']} " in row["lets_in"]
        # The figure itself stands first, so that the end of an interval never reads as the figure.
        first = re.findall(r"[\d.]+", row["value"])[0]
        assert float(first) == pytest.approx(abs(one["value"][0]), abs=0.51)
        assert (" end " in row["value"]) == (rule["held"] != "value")
        # Two percentages are so many points apart, not so many per cent.
        assert "%" not in row["short_by"]


def test_the_caution_of_a_data_folder_stands_in_every_document(tmp_path: Path) -> None:
    caution = (SAMPLE / "caution.txt").read_text(encoding="utf-8").strip()

    assert run("screen", SAMPLE, "--out", tmp_path / "run")[0] == 0

    assert caution in (tmp_path / "run" / "shortlist.md").read_text(encoding="utf-8")
    briefs = sorted((tmp_path / "run" / "briefs").glob("*.md"))
    assert briefs and all(caution in b.read_text(encoding="utf-8") for b in briefs)


def test_every_sheet_has_one_row_of_unique_headings(sheets: dict[str, pl.DataFrame]) -> None:
    for name, frame in sheets.items():
        assert len(set(frame.columns)) == frame.width, name
        assert not [c for c in frame.columns if not c or c.startswith("__UNNAMED")], name


def test_gaps_are_empty_cells_and_the_row_says_why(
    folder: Path, sheets: dict[str, pl.DataFrame]
) -> None:
    """As many cells are empty as there are trusts without a change, and no column of numbers has words."""
    untold = RunFolder(folder).verdicts["trajectory_change"].null_count()
    trusts = sheets["All trusts"]
    column = next(c for c in trusts.columns if c.startswith("Change in standing"))

    assert trusts[column].null_count() == untold > 0
    assert trusts[column].cast(pl.Float64, strict=True).null_count() == untold
    assert not trusts.filter(pl.col(column).is_null())[NOT_KNOWN].is_in(["none"]).any()


def test_names_and_words_are_never_empty(sheets: dict[str, pl.DataFrame]) -> None:
    for name, frame in sheets.items():
        assert frame.height > 0, name
        assert frame[frame.columns[0]].null_count() == 0, name
        assert not frame.unpivot()["value"].is_in(["", "None", "nan", "null"]).any(), name


def test_every_trust_is_on_the_sheet_of_all_trusts(
    folder: Path, sheets: dict[str, pl.DataFrame]
) -> None:
    verdicts = RunFolder(folder).verdicts

    assert sorted(map(int, sheets["All trusts"]["UID"])) == sorted(verdicts["uid"])
    shortlisted = verdicts.filter(pl.col("outcome") == "shortlisted")["uid"]
    assert sorted(map(int, sheets["Shortlist"]["UID"])) == sorted(shortlisted)


def test_workbook_repeats_byte_for_byte(folder: Path) -> None:
    assert (
        write_workbook(RunFolder(folder)).read_bytes()
        == write_workbook(RunFolder(folder)).read_bytes()
    )


def test_a_name_is_never_a_formula(sample_run: Path, tmp_path: Path) -> None:
    folder = copy_without_hashes(sample_run, tmp_path / "run")
    verdicts = folder / "verdicts.csv"
    name = RunFolder(folder).verdicts["trust"][0]
    content = verdicts.read_text(encoding="utf-8-sig")
    verdicts.write_text(content.replace(name, "=1+1"), encoding="utf-8-sig")
    reader = fastexcel.read_excel(str(write_workbook(RunFolder(folder))))
    trusts = reader.load_sheet("All trusts", header_row=HEADER_ROW, dtypes="string").to_polars()

    assert "=1+1" in trusts["Trust"].to_list()


def test_a_run_without_shortlisted_trusts_says_so(sample_run: Path, tmp_path: Path) -> None:
    folder = copy_without_hashes(sample_run, tmp_path / "run")
    verdicts = folder / "verdicts.csv"
    content = verdicts.read_text(encoding="utf-8-sig")
    verdicts.write_text(content.replace(",shortlisted,", ",not_shortlisted,"), encoding="utf-8-sig")
    reader = fastexcel.read_excel(str(write_workbook(RunFolder(folder))))
    shown = reader.load_sheet("Shortlist", header_row=HEADER_ROW, dtypes="string").to_polars()

    assert shown["Trust"].to_list() == ["no trust meets every required criterion"]
    assert "No trust meets every" in write_shortlist_markdown(RunFolder(folder)).read_text(
        encoding="utf-8"
    )
