"""What changed between two folders of published files, or two releases of one file.

Files are matched by path, else as releases or extracts of one table; what they hold by its keys: schools by
URN, spells by school and trust, figures by school, year and measure. Only files that count are compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cst_screen.errors import DataError
from cst_screen.kept.shelf import Shelf
from cst_screen.sources.content import look_through
from cst_screen.sources.kinds import RecognisedFile
from cst_screen.sources.read_before import NumberedFile
from cst_screen.sources.reading import ReadFiles, read_what_can_be
from cst_screen.sources.recognise import renamed_columns_of
from cst_screen.sources.stored import StoredFile
from cst_screen.sources.walk import opened_up
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.earlier_measures import EARLIER_MEASURES
from cst_screen.vocabulary.measures import MEASURES
from cst_screen.vocabulary.progress import Progress

_OF_SCHOOLS = (
    "school",
    "type",
    "status",
    "phase",
    "low_age",
    "high_age",
    "opened_on",
    "closed_on",
    "la",
    "region",
)
_OF_SPELLS = ("trust", "joined_on", "left_on")
_KEYS = ("urn", "uid", "nth")
_FIGURE = ["urn", "academic_year", "measure"]


@dataclass(frozen=True)
class FileChange:
    """what: added, removed, changed, replaced (by another release or extract) or same. gone, come: headings."""

    what: str
    kind: str
    year: str
    before: str
    after: str
    rows_before: int | None = None
    rows_after: int | None = None
    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()


@dataclass(frozen=True)
class FolderChanges:
    """schools: urn, school, what, column, before, after. memberships: urn, uid, trust and the same. figures:
    urn, year, measure, what, before, after, change, one row for each that differs. measures: measure, year,
    compared, revised, middle, largest (sizes of changes), came, went."""

    before: Path
    after: Path
    files: tuple[FileChange, ...]
    schools: pl.DataFrame
    memberships: pl.DataFrame
    figures: pl.DataFrame
    measures: pl.DataFrame


def changes_between(before: Path, after: Path, progress: Progress, shelf: Shelf) -> FolderChanges:
    """Both are folders, or files. DataError where one cannot be read."""
    old, new = (_read(place, progress, shelf) for place in (before, after))
    one, other = old.contents.tables, new.contents.tables
    figures = _figures(one["results"], other["results"])
    return FolderChanges(
        before,
        after,
        tuple(_files(old.recognised, new.recognised, _rows(old), _rows(new))),
        _facts(_schools(one["establishments"]), _schools(other["establishments"]), _OF_SCHOOLS),
        _facts(_spells(one["spells"]), _spells(other["spells"]), _OF_SPELLS),
        figures.filter(pl.col("what") != "same").drop("compared"),
        _by_measure(figures),
    )


def _read(place: Path, progress: Progress, shelf: Shelf) -> ReadFiles:
    if place.is_file():
        stored = tuple(opened_up(StoredFile(place.name, place)))
        hashes: Sequence[str] = [""] * len(stored)
        faults: tuple[str, ...] = ()
    else:
        content = look_through(place)
        stored, hashes, faults = content.listing.files, content.sha256, content.listing.faults
    renamed = renamed_columns_of(stored)
    files = [
        NumberedFile(number, one, digest, renamed)
        for number, (one, digest) in enumerate(zip(stored, hashes, strict=True))
    ]
    read = read_what_can_be(place, files, progress, shelf)
    if faults or read.faults:
        raise DataError("\n\n".join([*faults, *read.faults]))
    if not read.recognised:
        raise DataError(
            f"{place}: no file of a known kind is here. Give two folders of published files, or two "
            "releases of one file."
        )
    return read


# --- files --------------------------------------------------------------------------------------


def _rows(read: ReadFiles) -> dict[str, int]:
    return {entry.path: entry.rows for entry in read.contents.catalogue.inputs}


def _files(
    old: Sequence[RecognisedFile],
    new: Sequence[RecognisedFile],
    rows_before: Mapping[str, int],
    rows_after: Mapping[str, int],
) -> list[FileChange]:
    matched = _matched(old, new)
    changes = []
    for one, other in matched:
        there = other or one
        assert there is not None
        what = "same"
        if one is None or other is None:
            what = "added" if one is None else "removed"
        elif one.entry.path != other.entry.path:
            what = "replaced" if one.entry.sha256 != other.entry.sha256 else "moved"
        elif one.entry.sha256 != other.entry.sha256:
            what = "changed"
        both = one is not None and other is not None
        changes.append(
            FileChange(
                what,
                there.kind.id,
                str(there.entry.year or there.entry.dated or ""),
                one.entry.path if one else "",
                other.entry.path if other else "",
                rows_before.get(one.entry.path) if one else None,
                rows_after.get(other.entry.path) if other else None,
                _only_in(one, other) if both else (),
                _only_in(other, one) if both else (),
            )
        )
    return sorted(changes, key=lambda change: (change.kind, change.year, change.after))


def _matched(
    old: Sequence[RecognisedFile], new: Sequence[RecognisedFile]
) -> list[tuple[RecognisedFile | None, RecognisedFile | None]]:
    """By path; what is left, by table, year and extent, where one is left on each side."""
    by_path = {one.entry.path: one for one in new}
    pairs: list[tuple[RecognisedFile | None, RecognisedFile | None]] = [
        (one, by_path[one.entry.path]) for one in old if one.entry.path in by_path
    ]
    paths = {one.entry.path for one, _ in pairs if one}
    left = [one for one in old if one.entry.path not in paths]
    come = [one for one in new if one.entry.path not in paths]
    for one in left:
        same = [other for other in come if _table_of(other) == _table_of(one)]
        alone = len([other for other in left if _table_of(other) == _table_of(one)]) == 1
        if len(same) == 1 and alone:
            come.remove(same[0])
            pairs.append((one, same[0]))
        else:
            pairs.append((one, None))
    return [*pairs, *((None, other) for other in come)]


def _table_of(one: RecognisedFile) -> tuple[object, ...]:
    return (one.kind.family or one.kind.id, one.entry.year, one.entry.scope)


def _only_in(one: RecognisedFile | None, other: RecognisedFile | None) -> tuple[str, ...]:
    assert one is not None and other is not None
    return tuple(text for heading, text in one.spelled.items() if heading not in other.spelled)


# --- what the files hold ------------------------------------------------------------------------


def _schools(register: pl.DataFrame) -> pl.DataFrame:
    return register.select("urn", *_OF_SCHOOLS, name="school")


def _spells(spells: pl.DataFrame) -> pl.DataFrame:
    """nth: of a school's several spells in one trust, by joining date."""
    ordered = spells.sort("urn", "uid", "joined_on", "left_on", nulls_last=True)
    return ordered.select(
        "urn",
        "uid",
        *_OF_SPELLS,
        nth=pl.int_range(pl.len()).over("urn", "uid"),
        name="trust",
    )


def _facts(old: pl.DataFrame, new: pl.DataFrame, facts: Sequence[str]) -> pl.DataFrame:
    """key, name, what, column, before, after: what is on one side alone, and each fact that differs."""
    key = [column for column in _KEYS if column in old.columns]
    keys = [*key, "name"]
    parts = [
        one.join(other, on=key, how="anti", nulls_equal=True).select(
            *keys,
            what=pl.lit(what),
            column=pl.lit(""),
            before=pl.lit(None, dtype=pl.String),
            after=pl.lit(None, dtype=pl.String),
        )
        for one, other, what in ((old, new, "removed"), (new, old, "added"))
    ]
    both = new.join(old, on=key, how="inner", nulls_equal=True, suffix="_before")
    parts += [
        both.filter(pl.col(fact).ne_missing(pl.col(f"{fact}_before"))).select(
            *keys,
            what=pl.lit("changed"),
            column=pl.lit(fact),
            before=pl.col(f"{fact}_before").cast(pl.String),
            after=pl.col(fact).cast(pl.String),
        )
        for fact in facts
    ]
    found = pl.concat(parts).sort(*key, "column")
    return found.drop("nth") if "nth" in key else found


def _figures(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Every figure that either side has: same, revised, came or went; `change` where both have one."""
    sides = [
        one.lazy()
        .filter(pl.col("value").is_not_null())
        .select(*_FIGURE, "value")
        .unique(_FIGURE, keep="first", maintain_order=True)
        for one in (old, new)
    ]
    before, after = pl.col("before"), pl.col("after")
    return (
        sides[0]
        .rename({"value": "before"})
        .join(sides[1].rename({"value": "after"}), on=_FIGURE, how="full", coalesce=True)
        .with_columns(
            what=pl.when(before.is_null())
            .then(pl.lit("came"))
            .when(after.is_null())
            .then(pl.lit("went"))
            .when((after - before).abs() > _SAME)
            .then(pl.lit("revised"))
            .otherwise(pl.lit("same")),
            change=after - before,
            compared=before.is_not_null() & after.is_not_null(),
        )
        .sort(_FIGURE)
        .with_columns(
            year=pl.col("academic_year")
            .cast(pl.Int64)
            .map_elements(lambda y: str(AcademicYear(y)), return_dtype=pl.String)
        )
        .select("urn", "year", "measure", "what", "before", "after", "change", "compared")
        .collect()
    )


_SAME = 1e-9


def _by_measure(figures: pl.DataFrame) -> pl.DataFrame:
    what, size = pl.col("what"), pl.col("change").abs()
    labels = {name: one.label for name, one in {**MEASURES, **EARLIER_MEASURES}.items()}
    revised = what == "revised"
    return (
        figures.group_by("measure", "year")
        .agg(
            compared=pl.col("compared").sum(),
            revised=revised.sum(),
            middle=size.filter(revised).median(),
            largest=size.filter(revised).max(),
            came=(what == "came").sum(),
            went=(what == "went").sum(),
        )
        .sort("measure", "year")
        .with_columns(label=pl.col("measure").cast(pl.String).replace(labels))
    )
