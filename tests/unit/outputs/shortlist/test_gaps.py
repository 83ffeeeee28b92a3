from cst_screen.outputs.shortlist.gaps import INTERVALS_OF, NO_GAPS, SHORTHAND, GapNotes, shorthand
from cst_screen.outputs.shortlist.sheet import Column, Gap
from cst_screen.outputs.wording.labels import SHORT_REASONS

COLUMNS = (
    Column("Trust", 10),
    Column("Rise", 10, "0", "trajectory"),
    Column("Rise, lower end", 10, "0", INTERVALS_OF + "trajectory"),
    Column("Chance", 10, "0", "trajectory"),
    Column("Pupils", 10, "0", "schools and pupils"),
)


def note(*cells: object) -> str:
    return GapNotes(COLUMNS).of(["A trust", *cells])


def test_a_row_without_gaps_says_none() -> None:
    assert note(1, 2, 3, 0) == NO_GAPS


def test_columns_with_one_reason_are_named_together_once() -> None:
    few = Gap("too_few")

    assert note(few, few, few, 12) == "Fewer cases than the criteria ask for: trajectory."


def test_columns_with_several_reasons_are_named_by_their_headings() -> None:
    said = note(Gap("too_few"), 1, Gap("no_file"), 12)

    assert said == (
        "Fewer cases than the criteria ask for: Rise. No file in the data folder holds it: Chance."
    )


def test_an_interval_is_named_only_where_its_figure_is_known() -> None:
    few = Gap("too_few")

    assert note(1, few, 3, 12).endswith(f": {INTERVALS_OF}trajectory.")


def test_every_reason_has_shorthand_that_is_explained() -> None:
    used = {shorthand(Gap(reason)) for reason in SHORT_REASONS}

    assert used == set(SHORTHAND)
