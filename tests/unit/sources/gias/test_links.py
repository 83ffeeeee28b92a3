import datetime as dt
from pathlib import Path

import pytest

from cst_screen.sources.folder import read_folder
from tests.unit.sources.samples import write


@pytest.mark.parametrize(
    ("published", "earlier", "later", "kind"),
    [
        ("Predecessor", 51, 101, "plain"),
        ("Successor", 101, 51, "plain"),
        ("Predecessor - amalgamated", 51, 101, "amalgamated"),
        ("Successor - amalgamated", 101, 51, "amalgamated"),
        ("Result of Amalgamation", 101, 51, "amalgamated"),
        ("Predecessor - merged", 51, 101, "merged"),
        ("Successor - merged", 101, 51, "merged"),
        ("Predecessor - Split School", 51, 101, "split"),
        ("Successor - Split School", 101, 51, "split"),
        ("Merged - change in age range", 101, 51, "merged"),
        ("Expansion", 101, 51, "not_lineage"),
        ("Closure", 101, 51, "not_lineage"),
        ("Other", 101, 51, "not_lineage"),
        ("Sixth Form Centre Link", 101, 51, "not_lineage"),
        ("Children's Centre Link", 101, 51, "not_lineage"),
        ("Godparent", 101, 51, "unknown"),
    ],
)
def test_link_type_says_which_school_is_the_earlier(
    tmp_path: Path, published: str, earlier: int, later: int, kind: str
) -> None:
    write(tmp_path, "gias_links", "", f"101,51,Ash Infants,{published},01-09-2015")

    (link,) = read_folder(tmp_path).table("links").to_dicts()

    assert (link["predecessor"], link["successor"], link["kind"]) == (earlier, later, kind)
    assert (link["link_type"], link["linked_on"]) == (published, dt.date(2015, 9, 1))


@pytest.mark.parametrize(
    ("published", "told_by"), [("Predecessor", "successor"), ("Successor", "predecessor")]
)
def test_link_keeps_whose_record_holds_it_and_the_name_that_it_gives_the_other(
    tmp_path: Path, published: str, told_by: str
) -> None:
    """A school that the register no longer holds has its name here only."""
    write(tmp_path, "gias_links", "", f"101,51,Ash Infants,{published},01-09-2015")

    (link,) = read_folder(tmp_path).table("links").to_dicts()

    assert (link["told_by"], link["linked_school"]) == (told_by, "Ash Infants")


def test_link_with_one_end_is_an_exclusion(tmp_path: Path) -> None:
    write(tmp_path, "gias_links", "", "101,,Ash Infants,Predecessor,01-09-2015")

    folder = read_folder(tmp_path)

    assert folder.table("links").is_empty()
    assert folder.table("exclusions").select("reason", "urn", "row").rows() == [
        ("one_end_only", 101, 2)
    ]
