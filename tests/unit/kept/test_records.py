"""A record goes to disk and comes back as it was, and nothing comes back that is none."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from cst_screen.kept.entries import packed, unpacked
from cst_screen.kept.records import NotARecord, put_together, taken_apart
from cst_screen.run import BeforeVerdicts
from cst_screen.screen.prepare import Prepared
from cst_screen.vocabulary.tables import TABLES


@dataclass(frozen=True)
class Inner:
    day: dt.date | None
    names: dict[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Outer:
    table: pl.DataFrame
    inner: Inner
    several: tuple[Inner, ...]
    by_name: dict[str, pl.DataFrame]
    share: float
    folder: Path
    content: bytes


def outer() -> Outer:
    table = pl.DataFrame({"urn": [1, None], "years": [[2019, 2020], []]})
    return Outer(
        table=table,
        inner=Inner(dt.date(2024, 3, 29), {7: ("a", "b")}),
        several=(Inner(None), Inner(dt.date.min)),
        by_name={"second": table.head(1), "first": table.head(0)},
        share=0.1 + 0.2,
        folder=Path("a") / "b",
        content=b"\x00\xff",
    )


def test_a_record_comes_back_as_it_was() -> None:
    there = outer()

    back = unpacked(b"".join(packed("key", there)), "key", Outer)

    assert_frame_equal(back.table, there.table)
    assert list(back.by_name) == ["second", "first"]
    for name, table in there.by_name.items():
        assert_frame_equal(back.by_name[name], table)
    assert (back.inner, back.several) == (there.inner, there.several)
    assert (back.share, back.folder, back.content) == (0.1 + 0.2, Path("a/b"), b"\x00\xff")


@pytest.mark.parametrize("name", TABLES)
def test_every_table_keeps_its_types_and_its_gaps(name: str) -> None:
    empty = TABLES[name].empty()
    table = pl.concat([empty, empty.clear(2)])

    skeleton, frames = taken_apart(table)
    (back,) = frames

    assert skeleton == {"frame": 0}
    assert_frame_equal(unpacked(b"".join(packed("k", (back,))), "k", tuple)[0], table)


@pytest.mark.parametrize("kind", [Prepared, BeforeVerdicts])
def test_the_parts_of_what_is_kept_can_be_found_by_their_annotations(kind: type) -> None:
    """An annotation that is imported for types alone could not be read back."""
    with pytest.raises(NotARecord):
        put_together(kind, {"record": "cst_screen.screen.prepare.Prepared", "parts": {}}, [])


@pytest.mark.parametrize(
    "skeleton",
    [
        {"record": "os.system", "parts": {"command": "true"}},
        {"record": "subprocess.Popen", "parts": {"args": ["true"]}},
        {"record": f"{__name__}.Inner", "parts": {"day": None}},
        {"record": f"{__name__}.Inner", "parts": {"day": None, "names": 1, "more": 2}},
        {"frame": 0},
        {"bytes": 0},
        {"frame": -1},
        {"date": "yesterday"},
        {"date": "2024-03-29", "more": 1},
        {"py/object": "os.system"},
        [],
        "words",
        None,
    ],
    ids=json.dumps,
)
def test_what_is_no_such_record_is_refused(skeleton: Any) -> None:
    with pytest.raises(NotARecord):
        put_together(Outer, skeleton, [])


def test_what_cannot_be_kept_is_said_when_it_is_put_there() -> None:
    with pytest.raises(TypeError, match="a set cannot be kept"):
        taken_apart({"names": {1, 2}})
