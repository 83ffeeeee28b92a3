from pathlib import Path

import polars as pl
import pytest

from cst_screen.errors import DataError
from cst_screen.sources.folder import read_folder
from tests.unit.sources.samples import write

OEIF = "latest OEIF graded inspection"
AREAS = (
    "Inclusion",
    "Curriculum and teaching",
    "Achievement",
    "Attendance and behaviour",
    "Personal development and wellbeing",
    "Early years",
    "Post-16 provision",
    "Leadership and governance",
)
HEADER_2026 = ",".join(
    [
        "Web Link (opens in new window)",
        "URN",
        "Ofsted phase",
        "Inspection number of latest full inspection",
        "Inspection type",
        "Event type grouping",
        "Inspection start date",
        "Publication date",
        "URN at time of latest full inspection",
        "Category of concern",
        "Safeguarding standards",
        "Safeguarding standards - date of grade",
        *(
            f"{a}{' (where applicable)' if d else ''}"
            for a in AREAS
            for d in (a in ("Early years", "Post-16 provision"),)
        ),
        *(f"{a} - date of grade" for a in AREAS),
        f"Inspection number of {OEIF}",
        f"Inspection start date of {OEIF}",
        f"Publication date of {OEIF}",
        f"URN at time of {OEIF}",
        "Latest OEIF category of concern",
        "Latest OEIF overall effectiveness",
        "Latest OEIF quality of education",
        "Latest OEIF  safeguarding is effective?",
        "Latest ungraded inspection number",
        "Date of latest ungraded inspection",
        "URN at time of the ungraded inspection",
        "Ungraded inspection overall outcome",
        "Most recent category of concern",
    ]
)


def _card(**cells: str) -> str:
    named = {c: "NULL" for c in HEADER_2026.split(",")} | {"URN": "101"}
    assert not set(cells) - set(named), set(cells) - set(named)
    return ",".join((named | cells).values())


CARD = {
    "Inspection number of latest full inspection": "10400001",
    "Inspection start date": "02/12/2025",
    "Publication date": "12/01/2026",
    "URN at time of latest full inspection": "101",
    "Safeguarding standards": "Met",
    "Inclusion": "Exceptional",
    "Curriculum and teaching": "Strong standard",
    "Achievement": "Expected standard",
    "Attendance and behaviour": "Needs attention",
    "Personal development and wellbeing": "Urgent improvement",
    "Inclusion - date of grade": "03/12/2025",
    "Achievement - date of grade": "10/03/2026",
}
BEFORE = {
    f"Inspection number of {OEIF}": "10300001",
    f"Inspection start date of {OEIF}": "01/10/2024",
    f"URN at time of {OEIF}": "101",
    "Latest OEIF overall effectiveness": "Not judged",
    "Latest OEIF quality of education": "2",
    "Latest OEIF  safeguarding is effective?": "Yes",
}


def _cards(tmp_path: Path, *rows: str) -> pl.DataFrame:
    write(tmp_path, "ofsted_report_cards", "", *rows, header=HEADER_2026)
    return read_folder(tmp_path).table("inspections")


def test_report_card_has_levels_at_all_five_and_no_grade(tmp_path: Path) -> None:
    events = _cards(tmp_path, _card(**CARD, **BEFORE))

    card = events.row(0, named=True)
    assert [card[c] for c in ("regime", "overall", "safeguarding")] == ["report_card", None, "met"]
    assert [
        card[f"card_{a}"]
        for a in (
            "inclusion",
            "curriculum",
            "achievement",
            "attendance",
            "development",
            "early_years",
        )
    ] == [
        "Exceptional",
        "Strong standard",
        "Expected standard",
        "Needs attention",
        "Urgent improvement",
        None,
    ]
    assert events.select("regime", "inspection", "quality_of_education", "safeguarding").rows() == [
        ("report_card", "10400001", None, "met"),
        ("eif_no_overall", "10300001", 2, "effective"),
    ]


def test_area_graded_anew_keeps_its_own_date(tmp_path: Path) -> None:
    """A monitoring inspection may regrade one area; the day after the first is the inspection's."""
    assert _cards(tmp_path, _card(**CARD))["regraded"].to_list() == ["Achievement 2026-03-10"]


def test_file_of_2026_says_which_category_a_school_is_in_now(tmp_path: Path) -> None:
    events = _cards(
        tmp_path,
        _card(**BEFORE | {"Latest OEIF category of concern": "SM"}),
        _card(**BEFORE | {"URN": "102", "Most recent category of concern": "RSI"}),
    )

    assert events.select("urn", "concern", "concern_now").rows() == [
        (101, "SM", "none"),
        (102, None, "RSI"),
    ]


def test_inspection_of_the_old_framework_in_november_2025_is_no_report_card(tmp_path: Path) -> None:
    late = BEFORE | {f"Inspection start date of {OEIF}": "12/11/2025"}

    assert _cards(tmp_path, _card(**late))["regime"].to_list() == ["eif_no_overall"]


@pytest.mark.parametrize("word", ["Good", "Strong", "2"])
def test_word_that_is_no_level_is_refused(tmp_path: Path, word: str) -> None:
    with pytest.raises(DataError, match=rf"column Inclusion: .*'{word}' .*in row 2"):
        _cards(tmp_path, _card(**CARD | {"Inclusion": word}))


def test_dashes_of_cp1252_and_doubled_spaces_do_no_harm(tmp_path: Path) -> None:
    path = write(tmp_path, "ofsted_report_cards", "", _card(**CARD), header=HEADER_2026)
    text = path.read_text().replace("NULL,NULL,Ofsted", "x").replace("Inspection type", "Type – x")
    path.write_bytes(
        ("Inspections – latest\r\n" + text.replace("URN at time", "URN  at time")).encode("cp1252")
    )

    assert read_folder(tmp_path).table("inspections")["urn_at_time"].to_list() == [101]
