"""Source marks: numbered in the order of the run record, once the whole text is known."""

from __future__ import annotations

from typing import Any

from cst_screen.outputs.wording.citations import Citations, mark_text


def _entry(path: str) -> dict[str, Any]:
    return {
        "path": path,
        "title": "A file",
        "publisher": "DfE",
        "dated": None,
        "years": [],
        "year": "2018/19",
        "release": None,
        "sha256": "0123456789abcdef",
    }


INPUTS = [_entry(f"folder/{name}.csv") for name in "abcdef"]


def test_numbers_follow_the_run_record_and_not_the_order_of_citing() -> None:
    citations = Citations(INPUTS)
    text = f"x {citations.mark('folder/e.csv')}, y {citations.mark('folder/b.csv')}"

    assert citations.numbered(text) == "x [S2], y [S1]"
    assert [(s.mark, s.file) for s in citations.sources()] == [("S1", "b.csv"), ("S2", "e.csv")]


def test_files_that_are_not_cited_take_no_number() -> None:
    citations = Citations(INPUTS)
    text = citations.mark("folder/a.csv; folder/f.csv", None, "folder/c.csv")

    assert citations.numbered(text) == "[S1–S3]"


def test_no_file_or_an_unknown_one_gives_no_mark() -> None:
    citations = Citations(INPUTS)

    assert (citations.mark(None, ""), citations.mark("folder/gone.csv")) == ("", "")
    assert citations.sources() == ()


def test_a_source_says_when_it_is_of_and_is_told_by_its_hash() -> None:
    citations = Citations(INPUTS)
    citations.mark("folder/a.csv")
    (source,) = citations.sources()

    assert (source.dated, source.release, source.hash) == ("2018/19", "unlabelled", "0123456789ab")


def test_runs_of_numbers_are_drawn_together() -> None:
    assert mark_text([2, 5, 6, 7, 9]) == "[S2, S5–S7, S9]"
