"""`stability`: verdicts under many settings are those of full screens, and a run's documents say how sure they are."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import yaml

from cst_screen.errors import CriteriaError, DataError
from cst_screen.judging.criteria import Criteria, read_criteria
from cst_screen.judging.draws import settings_of
from cst_screen.judging.plausible import Plausible, PlausibleRange
from cst_screen.kept.shelf import FolderShelf
from cst_screen.outputs.wording.stability import removed_text, share_text, stays_sentence
from cst_screen.run import Run
from cst_screen.run_folder.read import RunFolder
from cst_screen.screen.screening import run_screen
from cst_screen.screen.stability import AskedOfStability, Stability, run_stability
from cst_screen.vocabulary.progress import silent
from tests.functional.commands import ROOT, SAMPLE, run, table

SETTINGS = 8


def _asked(criteria: Criteria, screened: Run) -> AskedOfStability:
    files = {one.path: one.sha256 for one in screened.catalogue.inputs}
    return AskedOfStability(SAMPLE, criteria, screened.as_at, files, SETTINGS, seed=1)


def _with_methods(criteria: Criteria, methods: int) -> Criteria:
    plausible = criteria.content.plausible.model_copy(update={"methods": methods})
    return replace(criteria, content=criteria.content.model_copy(update={"plausible": plausible}))


@pytest.fixture(scope="module")
def shelf(kept_folder: Path) -> FolderShelf:
    return FolderShelf(kept_folder)


@pytest.fixture(scope="module")
def found(screened: Run, shelf: FolderShelf) -> Stability:
    return run_stability(_asked(_with_methods(screened.criteria, 2), screened), silent, shelf)


def _as_a_file(criteria: Criteria, found: Stability, number: int, folder: Path) -> Path:
    """One drawn setting as a criteria file of its own, written by hand as `hub_with` writes files."""
    data = yaml.safe_load((ROOT / "criteria" / "hub.yaml").read_text(encoding="utf-8"))
    del data["plausible"]
    place = int(found.draw.method_of[number])
    data["settings"] = settings_of(criteria.settings, found.draw.methods[place]).model_dump()
    rules = {rule["id"]: rule for rule in data["criteria"]}
    for key, values in found.draw.thresholds.items():
        group, name, *rest = key.split(".")
        value = float(values[number])
        if group == "settings":
            whole = name == "least_judged_joiners"
            data["settings"][name] = int(value) if whole else value
        else:
            rules[name][rest[0]] = value
    path = folder / f"{number}.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return path


@pytest.mark.parametrize("number", [4])
def test_a_setting_is_a_full_screen_with_that_file(
    screened: Run, found: Stability, tmp_path: Path, number: int
) -> None:
    """A setting whose method turns more answers than that of any other of the eight does."""
    criteria = read_criteria(_as_a_file(screened.criteria, found, number, tmp_path))
    full = run_screen(SAMPLE, criteria)
    outcomes = {v.uid: v.outcome for v in full.verdicts}

    listed, refused = found.listed[number], found.refused[number]
    assert {u for u, o in outcomes.items() if o == "shortlisted"} == {
        uid for uid, is_listed in zip(found.uids, listed, strict=True) if is_listed
    }
    assert {u for u, o in outcomes.items() if o == "cannot_tell"} == {
        uid
        for uid, is_listed, is_refused in zip(found.uids, listed, refused, strict=True)
        if not is_listed and not is_refused
    }


def test_what_is_judged_over_arrays_is_what_was_screened(screened: Run, found: Stability) -> None:
    assert dict(zip(found.uids, found.as_screened, strict=True)) == {
        v.uid: v.outcome for v in screened.verdicts
    }


def test_figures_that_are_made_for_each_number_of_joiners_are_those_of_a_screen(
    screened: Run, shelf: FolderShelf
) -> None:
    """A caveat on a figure of what else changed, required, with other numbers of joiners asked for."""
    content = screened.criteria.content
    rules = tuple(
        c.model_copy(update={"role": "required"})
        if c.id in ("stands_without_dip", "absence_no_worse", "rise_lasts")
        else c
        for c in content.criteria
    )
    reason = "As good as the other"
    ranges = {
        "settings.least_judged_joiners": PlausibleRange(one_of=(3.0, 5.0), reason=reason),
        "settings.clock.after_years": PlausibleRange(one_of=(2.0, 3.0), reason=reason),
    }
    plausible = Plausible(methods=2, ranges=ranges)
    changed = content.model_copy(update={"criteria": rules, "plausible": plausible})
    criteria = replace(screened.criteria, content=changed)
    found = run_stability(_asked(criteria, screened), silent, shelf)
    (one, *_) = (
        n for n in range(SETTINGS) if found.draw.values(n)["settings.clock.after_years"] == 2
    )
    values = found.draw.values(one)
    settings = content.settings.model_copy(
        update={
            "clock": content.settings.clock.model_copy(update={"after_years": 2}),
            "least_judged_joiners": int(values["settings.least_judged_joiners"]),
        }
    )
    alone = replace(criteria, content=changed.model_copy(update={"settings": settings}))
    full = run_screen(SAMPLE, alone, shelf=shelf)

    assert [v.uid for v in full.verdicts if v.outcome == "shortlisted"] == [
        uid for uid, listed in zip(found.uids, found.listed[one], strict=True) if listed
    ]


def test_another_file_is_refused_by_its_name(screened: Run, shelf: FolderShelf) -> None:
    asked = _asked(screened.criteria, screened)
    (first, *_) = asked.files
    others = {**asked.files, first: "0" * 64, "gone.csv": "1" * 64}

    with pytest.raises(DataError) as fault:
        run_stability(replace(asked, files=others), silent, shelf)
    assert f"{first}: it is not the file that the run read" in str(fault.value)
    assert "gone.csv: the run read it, and it is not there" in str(fault.value)


def test_criteria_without_ranges_are_refused(screened: Run) -> None:
    content = screened.criteria.content.model_copy(update={"plausible": Plausible()})
    criteria = replace(screened.criteria, content=content)

    with pytest.raises(CriteriaError, match="give no plausible ranges"):
        run_stability(_asked(criteria, screened))


@pytest.fixture(scope="module")
def asked_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A run with documents of which the list was edited, and what `stability` printed."""
    folder = tmp_path_factory.mktemp("stability") / "run"
    criteria = folder.parent / "hub.yaml"
    shutil.copy(ROOT / "criteria" / "hub.yaml", criteria)
    text = criteria.read_text(encoding="utf-8").replace("methods: 48 ", "methods: 2 ")
    criteria.write_text(text.replace("fragile_below: 80", "fragile_below: 99"), encoding="utf-8")
    assert run("screen", SAMPLE, "--criteria", criteria, "--out", folder)[0] == 0
    page = folder / "shortlist.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nSeen by the panel.\n", encoding="utf-8")
    code, said, _ = run("stability", SAMPLE, "--run", folder, "--settings", 20)
    assert code == 0
    return folder, said


def test_three_shares_sum_to_all(asked_run: tuple[Path, str]) -> None:
    rows = table(asked_run[0], "stability")
    shares = ("listed_share", "cannot_tell_share", "not_listed_share")

    assert {round(sum(float(row[share]) for share in shares), 6) for row in rows} == {100.0}
    assert all(
        float(row["listed_lower"]) <= float(row["listed_share"]) <= float(row["listed_upper"])
        for row in rows
    )


def test_what_cannot_be_told_is_said_apart_from_what_is_not_met(
    asked_run: tuple[Path, str],
) -> None:
    """A share named for a cause is part of the share it explains, also where the other has none."""
    folder, _ = asked_run
    found = RunFolder(folder)
    rows = found.table("stability").to_dicts()
    kinds = set()
    for row in rows:
        untold, missed = row["cannot_tell_share"], row["not_listed_share"]
        assert untold / 7 <= row["cannot_tell_by_share"] + 1e-9 <= untold + 2e-9
        assert missed / 7 <= row["not_met_by_share"] + 1e-9 <= missed + 2e-9
        words = removed_text(found, row)
        assert ("cannot tell: " in words) == (untold > 0) == bool(row["cannot_tell_by"])
        assert ("not met: " in words) == (missed > 0) == bool(row["not_met_by"])
        assert ("(most often: " in stays_sentence(found, row)) == (untold + missed > 0)
        kinds.add((untold > 0, missed > 0))
    assert len(kinds) >= 3
    assert "cannot tell: too few joiners that can be judged (" in "".join(
        removed_text(found, row) for row in rows
    )


def test_a_fragile_entry_is_called_so_in_list_brief_and_report(asked_run: tuple[Path, str]) -> None:
    folder, said = asked_run
    fragile = [row for row in table(folder, "stability") if row["fragile"] == "true"]
    uid = fragile[0]["uid"]

    assert f"99% of settings: {len(fragile)} of 8 trusts." in said
    (brief,) = (folder / "briefs").glob(f"{uid}-*.md")
    assert "Fragile. Under 20 other settings" in brief.read_text(encoding="utf-8")
    report = (folder / "report.html").read_text(encoding="utf-8")
    assert "How sure is each place on the list?" in report
    assert ", fragile</td>" in report
    code, explained, _ = run("explain", uid, "--run", folder, "--json")
    assert code == 0
    assert json.loads(explained)["stability"]["says"].startswith("Fragile.")


def test_every_answer_about_a_fragile_trust_says_so(
    asked_run: tuple[Path, str], tmp_path: Path
) -> None:
    folder, _ = asked_run
    rows = {int(row["uid"]): row for row in RunFolder(folder).table("stability").to_dicts()}
    uid = next(uid for uid, row in rows.items() if row["fragile"])
    words = (
        f"fragile: on the list in {share_text(rows[uid]['listed_share'])} of settings as plausible"
    )
    out = tmp_path / "set"
    code, chosen, _ = run("select", "--run", folder, "--size", 8, "--out", out)
    assert code == 0
    assert f"({uid}), {words}." in " ".join(chosen.split())
    trusts = json.loads((out / "selection.json").read_text(encoding="utf-8"))["trusts"]
    assert {t["uid"] for t in trusts if t["stays"].startswith("fragile")} == {
        uid for uid, row in rows.items() if row["fragile"]
    }
    assert words in (out / "selection.html").read_text(encoding="utf-8")
    sheet = pl.read_excel(
        out / "selection.xlsx", sheet_name="The set", read_options={"header_row": 2}
    )
    assert words in sheet["How sure"].to_list()
    assert words.capitalize() in " ".join(run("why-not", uid, "--run", folder)[1].split())
    near = next(uid for uid, row in rows.items() if row["outcome"] == "near_miss")
    assert json.loads(run("why-not", near, "--run", folder, "--json")[1])["stays"].startswith(
        "on the list in "
    )
    strict = ("whatif", "--set", "criteria.not_by_chance.at_least=100", "--run", folder)
    assert words in run(*strict)[1]


def test_a_document_that_somebody_changed_stays(asked_run: tuple[Path, str]) -> None:
    folder, said = asked_run
    page = (folder / "shortlist.md").read_text(encoding="utf-8")

    assert page.endswith("Seen by the panel.\n")
    assert "How sure?" not in page
    assert "Left as they are" in said
    assert "shortlist.md" in said


def test_the_run_is_whole_afterwards_and_the_same_again(asked_run: tuple[Path, str]) -> None:
    folder, _ = asked_run
    before = {name: (folder / name).read_bytes() for name in ("stability.csv", "report.html")}
    found = RunFolder(folder)
    assert found.table("stability").height == found.verdicts.height
    code, _, _ = run("stability", SAMPLE, "--run", folder, "--settings", 20)

    assert code == 0
    assert {name: (folder / name).read_bytes() for name in before} == before


def test_a_file_of_ones_own_is_not_written_over(sample_run: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(sample_run, folder)
    (folder / "stability.csv").write_text("mine", encoding="utf-8")
    code, _, said = run("stability", SAMPLE, "--run", folder)

    assert code == 6
    assert "Move it elsewhere" in said
    assert (folder / "stability.csv").read_text(encoding="utf-8") == "mine"

    (folder / "stability.csv").unlink()
    (folder / "stability.csv").mkdir()
    code, _, said = run("stability", SAMPLE, "--run", folder)
    assert code == 6 and "Move it elsewhere" in said
