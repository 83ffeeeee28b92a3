"""Which columns a file of a known kind lacks, and what they may be called now.

Leaving such a file alone would change the result in silence, so it is refused. Files of results are
`sparse`: schools, year and one measure are enough, because publishers print fewer columns in some
years and others cut them. There, and of columns that a file may lack, one is taken for renamed, and the
file refused, where a heading that no published layout has is its name with letters added or nearly its name;
where the limits of a measure are there without its value, or one limit without the other; and where most
other files of the kind have it, and this one has a heading a little like it that none of them has. What
else is not there is said (`what_is_not_there`), never guessed. A line of `columns.yaml` says what a
heading is, also that it is none of ours.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping, Sequence

import polars as pl

from cst_screen.errors import DataError
from cst_screen.sources.catalogue import CatalogueEntry, FileWarning
from cst_screen.sources.files import TextFile
from cst_screen.sources.kinds import FileKind, MeasureColumn, RecognisedFile
from cst_screen.sources.published_headings import new_headings
from cst_screen.sources.renamed_columns import COLUMNS, lines_to_add
from cst_screen.vocabulary.tables import EXCLUSIONS, exclude


def refuse_missing_columns(
    kind: FileKind, file: TextFile, not_renamed: Collection[str] = ()
) -> None:
    """A DataError that names each column which a file of this kind must have, or has under another name,
    and this one lacks. not_renamed: headings that are none of ours, by `columns.yaml`."""
    new = [c for c in new_headings(file.spelled) if c not in not_renamed]
    missing = _missing_columns(kind, file, new)
    if new:
        lacking = which_may_lack(kind, file.spelled)
        missing += [c for c in lacking if c not in missing and _nearest(c, new)]
    if missing:
        raise _refusal_of(kind, file, missing, new)


def refusal(
    kind: FileKind,
    name: str,
    guesses: Mapping[str, Sequence[str]],
    new: Sequence[str] = (),
) -> DataError:
    """The error of a file that lacks columns: each -> headings that it may have now, the likeliest first.

    new: the file's headings that no published layout has.
    """
    lines = []
    taken: dict[str, str] = {}
    for column, headings in guesses.items():
        asks = f" Is it now called {' or '.join(headings)}?" if headings else ""
        lines.append(f"  {column.upper() if kind.dated_by == 'year' else column}.{asks}")
        heading = next((h for h in headings if h not in taken), None)
        if heading is not None:
            taken[heading] = column
    unclear = [column for column in guesses if column not in taken.values()]
    others = [heading for heading in new if heading not in taken]
    if unclear and others:
        more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
        lines.append(f"  Headings that are new in this file: {', '.join(others[:_SHOWN])}{more}.")
    mapped = taken or {"THEIR HEADING": unclear[0]}
    return DataError(
        f"{name}: this looks like '{kind.title}' ({kind.publisher}), but "
        f"{'a column is' if len(guesses) == 1 else f'{len(guesses)} columns are'} missing:\n"
        + "\n".join(lines)
        + f"\n  If the publisher renamed it, put this into {COLUMNS} at the top of the data folder (their "
        f"heading: ours):\n{lines_to_add(kind.id, mapped.items())}\n  Leave the part after the colon empty "
        "for a heading that is another column. Otherwise give the column its published name again, or "
        "download the file again. To screen without this file, take it out of the folder."
    )


_SHOWN = 5


def refuse_as_nearly(kind: FileKind, file: TextFile) -> None:
    """A DataError for a file that no kind fits, where it has all columns of this one but as many new
    headings as are missing."""
    new = new_headings(file.spelled)
    missing = sorted(kind.needed - set(file.header))
    if len(new) >= len(missing):
        raise _refusal_of(kind, file, missing, new)


def _refusal_of(
    kind: FileKind, file: TextFile, missing: Sequence[str], new: Sequence[str]
) -> DataError:
    guesses = {column: _renamed_to(column, kind, file, new) for column in missing}
    taken = {heading for headings in guesses.values() for heading in headings}
    unclear = [column for column, headings in guesses.items() if not headings]
    left = [file.spelled[c] for c in new if file.spelled[c] not in taken]
    if len(unclear) == len(left) == 1:
        guesses[unclear[0]] = left
    return refusal(kind, file.name, guesses, [file.spelled[c] for c in new])


def which_may_lack(kind: FileKind, present: Collection[str]) -> list[str]:
    """The columns that a file of this kind may lack and this one lacks under each of their names."""
    things = [*kind.things, *(meaning.headings for meaning in kind.meanings)]
    of_things = {c for names in things for c in names}
    alone = [c for m in kind.measures for c in _columns_of(m)]
    alone += [c for c in kind.optional if c not in of_things]
    asked = [*things, *((c,) for c in dict.fromkeys(alone))]
    return [names[0] for names in asked if not any(c in present for c in names)]


def has_all_but_renamed(kind: FileKind, present: Collection[str], new: Collection[str]) -> bool:
    """Whether files of this kind are told by these columns, if new headings with nearly their names are
    they."""
    left = list(new)
    for column in sorted(kind.needed - set(present)):
        near = _nearest(column, left)
        if near is None:
            return False
        left.remove(near)
    return True


def _nearest(column: str, headings: Sequence[str]) -> str | None:
    """The heading that has nearly the same name, or its name with words added; None where none has."""
    near = difflib.get_close_matches(column, headings, n=3, cutoff=_NEARLY)
    longer = [h for h in headings if set(_words(column)) < set(_words(h))]
    return next((heading for heading in (*near, *longer) if is_of_one_thing(column, heading)), None)


def is_of_one_thing(column: str, heading: str) -> bool:
    """Whether names that are alike as a whole may be of one thing: the same numbers, `previous` in both or
    in neither, and no word changed for quite another, as in `... (code)` and `... (name)`."""
    if _letters(column) == _letters(heading):
        return True
    words, others = _words(column), _words(heading)
    if ("previous" in words) != ("previous" in others):
        return False
    if set(words) < set(others):
        return True
    if re.findall(r"\d+", column) != re.findall(r"\d+", heading):
        return False
    gone, come = [w for w in words if w not in others], [w for w in others if w not in words]
    if len(words) != len(others):
        return True
    return all(
        difflib.SequenceMatcher(None, one, other).ratio() >= _WORD_NEARLY
        for one, other in zip(gone, come, strict=False)
    )


def _words(column: str) -> list[str]:
    return [word for word in re.split(r"[^a-z0-9]+", column) if word]


def columns_not_there(files: Sequence[RecognisedFile]) -> list[FileWarning]:
    """A warning for each column of meaning that a file lacks: what is not known without it. Columns that
    the published files of some years lack are not said, so that an older layout is no warning."""
    return [
        FileWarning(
            "meaning_not_known",
            one.entry.path,
            f"{one.entry.path} has no column '{meaning.headings[0]}', so this is not known from it: "
            f"{meaning.unknown}.",
        )
        for one in files
        if one.entry.used
        for meaning in one.kind.meanings
        if meaning.in_every_year and not any(h in one.spelled for h in meaning.headings)
    ]


_NEARLY = 0.8
"""Likeness of two names, 1 for the same, from which a new one is taken for the other renamed."""
_WORD_NEARLY = 0.6
_URN = ("urn", "school_urn", "school urn")
"""What publishers call a school's key."""


def _missing_columns(kind: FileKind, file: TextFile, new: Sequence[str]) -> list[str]:
    """The columns missing from each block that must be there or is there in part.

    Where no optional block is there, those of the first one are missing too.
    """
    present = set(file.header)
    needed = [b for b in kind.blocks if b.always]
    if kind.sparse:
        return [c for b in needed for c in b.columns if c not in present] + _renamed(
            kind, file, new
        )
    others = [b for b in kind.blocks if not b.always]
    begun = [b for b in others if present & set(b.columns)]
    return [c for b in needed + (begun or others[:1]) for c in b.columns if c not in present]


def _renamed(kind: FileKind, file: TextFile, new: Sequence[str]) -> list[str]:
    """Of a sparse kind: the columns of measures that seem to have another name now.

    All values, where there is none at all.
    """
    present = set(file.header)
    if not any(m.value in present for m in kind.measures):
        return list(dict.fromkeys(m.value for m in kind.measures))
    strangers = [_letters(c) for c in new]
    lost = []
    for measure in kind.measures:
        limits = [c for c in (measure.lower, measure.upper) if c]
        halved = any(c in present for c in limits)
        for column in _columns_of(measure):
            is_odd = halved and column in (measure.value, *limits)
            if column not in present and (is_odd or any(_letters(column) in s for s in strangers)):
                lost.append(column)
    return list(dict.fromkeys(lost))


def _columns_of(measure: MeasureColumn) -> list[str]:
    return [c for c in (measure.value, measure.lower, measure.upper, measure.pupils) if c]


def _letters(column: str) -> str:
    return re.sub(r"[^a-z0-9]", "", column)


_NOT_THERE = "columns_not_there"
_NO_VALUE = "these measures are not known from this file"
_NO_LIMITS = (
    "printed without 95% limits: intervals of trusts rest on numbers of pupils, or on the spread "
    "between schools"
)
_NO_PUPILS = (
    "no number of pupils: a school weighs as many as in its other years, else its roll, else as much "
    "as the average school"
)


def what_is_not_there(
    file: TextFile, entry: CatalogueEntry, measures: Sequence[MeasureColumn]
) -> pl.DataFrame:
    """What a file of results lacks and what cannot be worked out without it, as exclusions."""
    present = set(file.header)
    held = [m for m in measures if m.value in present]
    values = [m.value for m in measures if m.value not in present]
    limits = [m.value for m in held if m.lower and m.lower not in present]
    pupils = [m.pupils for m in held if m.pupils and m.pupils not in present]
    said = [(values, _NO_VALUE), (limits, _NO_LIMITS), (pupils, _NO_PUPILS)]
    rows = [
        f"{', '.join(c.upper() for c in dict.fromkeys(columns))}: {what}"
        for columns, what in said
        if columns
    ]
    if not rows:
        return EXCLUSIONS.empty()
    frame = pl.DataFrame({"detail": rows, "file": [entry.number] * len(rows)})
    return exclude(
        frame.with_columns(row=pl.lit(None, dtype=pl.UInt32)),
        "files",
        "file",
        _NOT_THERE,
        pl.col("detail"),
    )


def columns_lacking(
    kind: FileKind, file: TextFile, entry: CatalogueEntry, said: pl.DataFrame
) -> pl.DataFrame:
    """What a reader would read and the file has under none of its names, as one exclusion.

    A gap of the year's layout as much as a column that was lost or renamed; no row shows it. Columns that
    the file's exclusions (`said`) name already are not named again.
    """
    asked = [*kind.things, *((c,) for m in kind.measures for c in _columns_of(m))]
    asked += [(c,) for c in kind.optional if not any(c in names for names in kind.things)]
    named = {
        word
        for detail in said.filter(pl.col("reason") == _NOT_THERE)["detail"]
        for word in detail.split(":")[0].split(", ")
    }
    # "Printed without limits" is said of a measure by its value.
    of_said = [m for m in kind.measures if m.value.upper() in named]
    named |= {c.upper() for m in of_said for c in _columns_of(m)}
    lacking = [
        names[0]
        for names in asked
        if names[0].upper() not in named and not any(n in file.spelled for n in names)
    ]
    if not lacking:
        return EXCLUSIONS.empty()
    frame = pl.DataFrame({"file": [entry.number]}).with_columns(row=pl.lit(None, dtype=pl.UInt32))
    columns = ", ".join(c.upper() for c in dict.fromkeys(lacking))
    return exclude(frame, "files", "file", _NOT_THERE, f"{columns}: not known from this file")


def _renamed_to(column: str, kind: FileKind, file: TextFile, new: Sequence[str]) -> list[str]:
    """New headings that may be the missing one renamed: spelled nearly so, next to one of its block, or
    spelled a little alike.

    Publishers keep the order of columns, so a new heading next to one of the same block is more likely than
    one that is only a little alike, which may be another measure.
    """
    near = _nearest(column, new)
    alone = [c for c in _URN if column in _URN and c != column and c in file.spelled]
    guesses = [file.spelled[c] for c in ([near] if near else alone)]
    # A measure's value is followed by its limits, also where no block names them.
    limits = [[c for c in (m.value, m.lower, m.upper) if c] for m in kind.measures]
    for order in [*(list(block.columns) for block in kind.blocks), *limits]:
        if column not in order:
            continue
        at = order.index(column)
        for other, step in ((at + 1, -1), (at - 1, 1)):
            if 0 <= other < len(order) and order[other] in file.header:
                neighbour = file.header.index(order[other]) + step
                # A blank heading is no name, so it is not offered as one.
                if 0 <= neighbour < len(file.header) and file.header[neighbour] in new:
                    guesses.append(file.spelled[file.header[neighbour]])
    alike = difflib.get_close_matches(column, new, n=1, cutoff=0.5)
    guesses += [file.spelled[name] for name in alike]
    return list(dict.fromkeys(guesses))[:2]
