"""The record of a brief's content: every text in it can be changed, however deep it lies."""

from __future__ import annotations

from cst_screen.outputs.brief.content import ComponentToAsk, Family, with_texts


def test_texts_change_in_records_within_tuples() -> None:
    families = (Family(title="a", sentences=("b", "c"), names=()),)

    assert with_texts(families, str.upper) == (Family(title="A", sentences=("B", "C"), names=()),)


def test_numbers_stay() -> None:
    component = ComponentToAsk(
        number=3, area="a", description="b", seen="c", question="d", names=("e",), mark="f"
    )

    assert with_texts(component, str.upper).number == 3


def test_text_of_a_part_is_its_sentences_in_order() -> None:
    assert Family(title="Standard", sentences=("One.", "Two."), names=()).text == "One. Two."
