"""What was planted in sample_data is found again, from the files alone."""

import datetime as dt
from typing import Any

import polars as pl
import pytest

from cst_screen.sources.recognise import KIND_BY_ID
from tests.unit.builders import overrides
from tests.unit.conftest import Sample

# --- files ------------------------------------------------------------------------------------


def test_every_file_of_data_is_known_and_every_other_is_named(sample: Sample) -> None:
    catalogue = sample.folder.catalogue

    assert len(catalogue.inputs) == 52
    assert {entry.path.rsplit(".")[-1] for entry in catalogue.left_alone} == {
        "md",
        "py",
        "txt",
        "yaml",
    }


def test_only_the_two_provisional_or_older_releases_are_not_used(sample: Sample) -> None:
    unused = {i.path: i.release for i in sample.folder.catalogue.inputs if not i.used}

    assert unused == {
        "performance/2017-2018_england_ks4provisional.csv": "provisional",
        "performance/202425_performance_tables_schools_provisional.csv": "provisional",
    }


def test_registers_hold_as_many_rows_as_were_written(sample: Sample) -> None:
    counts, folder = sample.truths["counts"], sample.folder
    rows = {i.kind: i.rows for i in sample.folder.catalogue.inputs}

    assert folder.table("establishments").height == counts["establishments"]
    assert folder.table("links").height == counts["links"]
    assert folder.table("groups").height == counts["groups"]
    assert rows["gias_memberships"] == counts["membership_rows"]


def test_no_figure_is_printed_for_years_without_results(sample: Sample) -> None:
    results = sample.folder.table("results").filter(pl.col("value").is_not_null())
    years = {
        m: set(results.filter(measure=m)["academic_year"])
        for m in ("ks2_rwm_expected", "ks2_reading_progress", "ks4_attainment8", "ks4_progress8")
    }

    assert years["ks2_rwm_expected"] & {2020, 2021, 2022} == set()
    assert years["ks2_reading_progress"] == {2016, 2017, 2018, 2019, 2023}
    assert years["ks4_attainment8"] & {2020, 2021} == set()
    assert 2025 not in years["ks4_progress8"]


# --- links ------------------------------------------------------------------------------------


def _followed(sample: Sample) -> set[tuple[int, int]]:
    return set(sample.histories.followed.select("predecessor", "successor").iter_rows())


def _pairs(sample: Sample, kind: str) -> set[tuple[int, int]]:
    return {(early, late) for early, late in sample.truths["links"][kind]}


@pytest.mark.parametrize("kind", ["one_to_one", "chain_of_four", "reversed", "duplicate"])
def test_plain_links_are_followed_in_their_true_direction(sample: Sample, kind: str) -> None:
    assert _pairs(sample, kind) - _followed(sample) == set()


def test_chain_of_four_numbers_is_one_history(sample: Sample) -> None:
    chain = sample.truths["links"]["chain_of_four"]
    last = chain[-1][1]
    numbers = sample.histories.schools.filter(history=last)

    assert set(numbers["urn"]) == {urn for pair in chain for urn in pair}


@pytest.mark.parametrize(
    ("kind", "reasons"),
    [
        ("amalgamated", {"amalgamated"}),
        ("merged", {"merged"}),
        ("split", {"split"}),
        (
            "infant_junior_to_primary",
            {"closed_by_merger", "several_predecessors", "change_of_age_range"},
        ),
        ("mutual", {"each_names_the_other", "both_schools_open", "reversed"}),
        ("loop", {"loop", "both_schools_open"}),
        # The school is proposed for 1 September 2025, so the link also lies after the register.
        ("proposed_to_open", {"proposed_school", "after_the_as_at_date"}),
        ("both_open", {"both_schools_open"}),
        ("future", {"after_the_as_at_date"}),
        ("not_a_predecessor", {"not_a_succession"}),
    ],
)
def test_other_links_are_not_followed_and_say_why(
    sample: Sample, kind: str, reasons: set[str]
) -> None:
    pairs = _pairs(sample, kind)
    reason_by_pair = {
        (int(words[0]), int(words[2])): reason
        for detail, reason in sample.histories.exclusions.select("detail", "reason").iter_rows()
        if (words := detail.split(":")[0].split())
    }

    assert pairs & _followed(sample) == set()
    given = {reason_by_pair.get(pair, reason_by_pair.get(pair[::-1])) for pair in pairs}
    assert given <= reasons
    assert given


NOT_FOLLOWED = (
    "infant_junior_to_primary",
    "mutual",
    "loop",
    "proposed_to_open",
    "both_open",
    "future",
)


def test_every_other_plain_link_is_followed_and_nothing_else(sample: Sample) -> None:
    plain = sample.folder.table("links").filter(kind="plain").select("predecessor", "successor")
    odd = set().union(*(_pairs(sample, kind) for kind in NOT_FOLLOWED))
    turned = _pairs(sample, "reversed")
    as_written = {(late, early) for early, late in turned}

    assert _followed(sample) == (set(plain.iter_rows()) - odd - as_written) | turned


def test_as_many_conversions_are_followed_as_were_planted(sample: Sample) -> None:
    listed = set().union(*(_pairs(sample, k) for k in ("chain_of_four", "reversed", "duplicate")))

    assert len(_followed(sample) - listed) == sample.truths["links"]["one_to_one_count"]


# --- membership -------------------------------------------------------------------------------


def _spells(sample: Sample, urn: int, uid: int | None = None) -> pl.DataFrame:
    history = dict(sample.histories.schools.select("urn", "history").iter_rows()).get(urn, urn)
    spells = sample.membership.spells.filter(pl.col("history") == history)
    return spells if uid is None else spells.filter(pl.col("uid") == uid)


def _wrong_routes(sample: Sample, route: str, examples: list[list[int]]) -> list[object]:
    assert len(examples) >= 4
    return [
        (urn, uid, routes)
        for urn, uid in examples
        if (routes := _spells(sample, urn, uid)["route"].to_list()) != [route]
    ]


@pytest.mark.parametrize(
    "route", ["converter", "sponsored", "rebrokered", "new_school", "trust_merger", "sat_join"]
)
def test_schools_came_by_the_route_that_was_planted(sample: Sample, route: str) -> None:
    assert _wrong_routes(sample, route, sample.truths["routes"][route]) == []


def test_founders_are_founders(sample: Sample) -> None:
    assert _wrong_routes(sample, "founder", sample.truths["routes"]["founder"]) == []


def _date(text: Any) -> dt.date:
    return dt.date.fromisoformat(text)


def _duplicated(sample: Sample) -> dict[int, list[dt.date]]:
    """Planted duplicates whose spell does not start on the planted day, with the days found."""
    starts = {
        row["urn"]: (_spells(sample, row["urn"], row["uid"])["joined_on"].to_list(), row["joined"])
        for row in sample.truths["membership"]["duplicated"]
    }
    return {urn: days for urn, (days, joined) in starts.items() if days != [_date(joined)]}


def test_duplicated_spell_starts_when_it_first_did(sample: Sample) -> None:
    assert _duplicated(sample) == {}


def test_closed_copy_does_not_end_the_open_spell(sample: Sample) -> None:
    for row in sample.truths["membership"]["overlapping"]:
        spells = _spells(sample, row["urn"], row["uid"])
        assert spells.select("joined_on", "left_on").rows() == [(_date(row["joined"]), None)], row


def test_spell_under_62_days_is_no_membership(sample: Sample) -> None:
    for row in sample.truths["membership"]["short"]:
        assert _spells(sample, row["urn"], row["short_uid"]).is_empty(), row
        assert _spells(sample, row["urn"], row["then_uid"]).height == 1, row


def test_left_over_group_is_no_trust(sample: Sample) -> None:
    for row in sample.truths["membership"]["dotted_group_id"]:
        assert _spells(sample, row["urn"], row["uid"]).is_empty(), row
        assert row["uid"] not in sample.membership.trusts["uid"]


def test_single_academy_trust_that_grew_is_one_trust(sample: Sample) -> None:
    for row in sample.truths["membership"]["sat_became_mat"]:
        spells = _spells(sample, row["urn"])
        assert spells.select("uid", "route").rows() == [(row["mat_uid"], "founder")], row


def test_merged_trust_came_over_whole(sample: Sample) -> None:
    for row in sample.truths["membership"]["trust_merger"]:
        moved = sample.membership.spells.filter(uid=row["new_uid"], route="trust_merger")
        assert sorted(moved["urn"]) == row["urns"]
        assert set(moved["from_uid"]) == {row["old_uid"]}


def test_school_that_was_moved_out_left_on_its_day(sample: Sample) -> None:
    for row in sample.truths["membership"]["shed"]:
        assert _spells(sample, row["urn"], row["from_uid"])["left_on"].to_list() == [
            _date(row["left"])
        ], row
        assert _spells(sample, row["urn"], row["to_uid"])["left_on"].to_list() == [None], row
    for row in sample.truths["membership"]["left_a_trust"]:
        assert _spells(sample, row["urn"], row["uid"])["left_on"].to_list() == [
            _date(row["left"])
        ], row


def test_override_corrects_the_register(sample: Sample) -> None:
    for row in sample.truths["membership"]["override"]:
        urn, uid = row["urn"], row["group_uid"]
        assert _spells(sample, urn, uid)["joined_on"].to_list() == [_date(row["register_says"])]
        corrected = sample.retrace(overrides((urn, uid, row["date_joined"], row["date_left"])))
        spells = corrected.spells.filter(urn=urn, uid=uid)
        assert spells["joined_on"].to_list() == [_date(row["date_joined"])], row


def test_open_trusts_with_schools_are_those_planted(sample: Sample) -> None:
    counts = sample.truths["counts"]
    multi = sample.membership.trusts.filter(trust_type="multi")["uid"]
    members = sample.membership.members_at(sample.as_at)
    with_schools = set(members["uid"]) & set(multi)

    empty = {t["uid"] for t in sample.truths["trusts"]["without_schools"]}
    assert with_schools & empty == set()
    open_ = counts["open_multi_academy_trusts"]
    assert len(with_schools) == open_ - counts["open_multi_academy_trusts_without_schools"]


def test_joiners_of_each_trust_are_those_planted(sample: Sample) -> None:
    routes = ("converter", "sponsored", "rebrokered", "sat_join", "unclear")
    spells = sample.membership.spells.filter(pl.col("route").is_in(routes))
    wrong = {}
    for kind, trusts in sample.truths["trusts"].items():
        for trust in trusts:
            if kind in ("donor", "merged_away", "without_schools"):
                continue
            joiners = set(spells.filter(uid=trust["uid"])["urn"])
            if joiners != set(trust["joiners"]):
                wrong[kind, trust["uid"]] = joiners ^ set(trust["joiners"])

    assert wrong == {}


# --- gaps -------------------------------------------------------------------------------------

GAPS = {
    "confidential": ("ks4_attainment8", "suppressed"),
    "confidential_severe_absence": ("absence_severe", "suppressed"),
    "did_not_submit": ("pupils_per_teacher", "not_supplied"),
    "low_coverage": ("ks2_reading_progress", "low_coverage"),
    "new_school_short_row": ("ks2_rwm_expected", "not_published"),
    "no_entries": ("ks4_progress8", "no_entries"),
    "not_applicable": ("ks2_reading_progress", "not_applicable"),
    "not_available": ("teacher_retention", "not_published"),
    "not_available_workforce": ("pupils_per_teacher", "not_applicable"),
    "not_published": ("ks4_progress8", "not_published"),
    "suppressed": ("ks2_rwm_expected", "suppressed"),
    "suppressed_absence": ("absence_persistent", "suppressed"),
}
"""Planted gap -> the measure of its column, and the reason that its code means."""

NOT_READ = {"suppressed_workforce", "turnover_artefact"}
"""Salaries are not read; a school whose staff all seem to leave has a figure, and a caveat."""


@pytest.mark.parametrize("gap", GAPS)
def test_planted_gap_has_its_reason_and_never_a_number(sample: Sample, gap: str) -> None:
    measure, reason = GAPS[gap]
    results = sample.folder.table("results").filter(measure=measure)
    examples = sample.truths["missing"][gap]
    cells = {
        (urn, year): results.filter(urn=urn, academic_year=year)
        .select("value", pl.col("missing").cast(pl.String))
        .rows()
        for urn, year, _, _ in examples
    }

    assert len(examples) == 5
    assert all(cells.values())
    assert {k: v for k, v in cells.items() if v != [(None, reason)]} == {}


def test_gap_planted_as_not_published_is_not_published(sample: Sample) -> None:
    results = sample.folder.table("results").filter(
        measure="ks4_progress8", missing="not_published"
    )
    planted = {(urn, year) for urn, year, _, _ in sample.truths["missing"]["not_published"]}

    assert planted <= set(results.select("urn", "academic_year").iter_rows())


def test_np_of_later_years_is_not_published(sample: Sample) -> None:
    results = sample.folder.table("results").filter(
        measure="ks4_progress8", missing="not_published"
    )

    assert {2022, 2023} <= set(results["academic_year"])


def test_every_planted_gap_is_looked_at(sample: Sample) -> None:
    assert set(sample.truths["missing"]) == set(GAPS) | NOT_READ


def test_every_result_is_a_value_or_a_reason(sample: Sample) -> None:
    results = sample.folder.table("results")

    assert results.filter(pl.col("value").is_null() == pl.col("missing").is_null()).is_empty()
    assert results.filter(~pl.col("value").is_finite()).is_empty()


def test_every_exclusion_can_be_found_in_a_file(sample: Sample) -> None:
    known = {i.number for i in sample.folder.catalogue.inputs}
    tables = (
        sample.folder.table("exclusions"),
        sample.histories.exclusions,
        sample.membership.exclusions,
    )

    for table in tables:
        assert set(table["file"]) <= known
        assert table.filter(pl.col("subject") != "file")["row"].null_count() == 0
        assert table.filter(pl.col("reason") == "").is_empty()


def test_every_file_was_read_by_the_reader_of_its_publisher(sample: Sample) -> None:
    folders = {"gias": "DfE, GIAS", "ofsted": "Ofsted"}
    for input_ in sample.folder.catalogue.inputs:
        wanted = folders.get(input_.path.split("/")[0], "DfE")
        if input_.kind != "school_information":
            assert KIND_BY_ID[input_.kind].publisher.startswith(wanted), input_.path
