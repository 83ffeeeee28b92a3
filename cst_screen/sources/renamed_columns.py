"""`columns.yaml` beside the data: headings that a publisher renamed, and the names that are read.

    ks4_tidy_2024:                                        # a kind, as 'data list --json' gives it
      attainment8_mean: attainment8_average               # their heading: the name that is read
    performance/202526_performance_tables_schools.csv:    # or one file
      att8_note:                                          # nothing: a column of its own, not renamed

A line of a kind holds for each of its files that has their heading; a line of a file for that file. Nothing
is mapped in silence: each file's record says which heading was read under which name. Which columns may be
called what now is `missing_columns`'s to say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

import yaml

from cst_screen.errors import DataError, did_you_mean
from cst_screen.sources.catalogue import CatalogueEntry, FileWarning
from cst_screen.sources.files import TextFile
from cst_screen.sources.kinds import FileKind
from cst_screen.sources.stored import StoredFile
from cst_screen.sources.text_tables import canonical
from cst_screen.vocabulary.harmless import one_line, shortened

COLUMNS = "columns.yaml"
"""At the top of the data folder."""
_LARGEST = 200_000
_MOST_SAID = 40


@dataclass(frozen=True)
class RenamedColumn:
    """One line of the file. where: a kind or a file. theirs: the heading as it is compared; written: as
    it is written. ours: the name that is read; empty where the column is none that is read."""

    line: int
    where: str
    theirs: str
    written: str
    ours: str

    def said(self, words: str) -> str:
        return f"{COLUMNS}: line {self.line}: {words}"


@dataclass(frozen=True)
class RenamedColumns:
    """Every line, the SHA-256 of the file, and its number among the files of the folder; empty where there
    is none."""

    lines: tuple[RenamedColumn, ...] = ()
    sha256: str = ""
    number: int = 0
    _of: Mapping[str, tuple[RenamedColumn, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        of: dict[str, list[RenamedColumn]] = {}
        for one in self.lines:
            of.setdefault(one.where, []).append(one)
        object.__setattr__(self, "_of", {where: tuple(lines) for where, lines in of.items()})

    def of(self, kind: FileKind, file: TextFile) -> list[RenamedColumn]:
        """The lines that hold for this file, read as this kind: of the file, and of the kind."""
        if not self.lines:
            return []
        own = self._of.get(file.name, ())
        named = {one.theirs for one in own}
        of_kind = [one for one in self._of.get(kind.id, ()) if one.theirs not in named]
        return [one for one in (*own, *of_kind) if one.theirs in file.spelled]

    def key_for(self, name: str) -> list[tuple[str, str, str]]:
        """All that the reading of a file of this name depends on."""
        return [
            (one.where, one.theirs, one.ours)
            for one in self.lines
            if one.where == name or not _is_a_file(one.where)
        ]


NOTHING_RENAMED = RenamedColumns()


def renamed_for(file: TextFile, kind: FileKind, renamed: RenamedColumns) -> dict[str, str]:
    """Their heading -> ours, for this file read as this kind."""
    return {one.theirs: one.ours for one in renamed.of(kind, file) if one.ours}


def under_known_names(file: TextFile, names: Mapping[str, str]) -> TextFile:
    """The file with these headings under the names that are read; its spelling stays the publisher's."""
    if not names:
        return file
    return replace(
        file,
        header=tuple(names.get(column, column) for column in file.header),
        spelled={names.get(column, column): text for column, text in file.spelled.items()},
        repeated={names.get(column, column): at for column, at in file.repeated.items()},
    )


def refuse_contradictions(file: TextFile, kind: FileKind, renamed: RenamedColumns) -> None:
    """A DataError for each line that cannot hold for this file, which is of this kind."""
    faults = []
    taken: dict[str, RenamedColumn] = {}
    for one in renamed.of(kind, file):
        if not one.ours:
            continue
        first = taken.setdefault(one.ours, one)
        if one.ours in file.spelled:
            words = (
                f"{file.name} has a column '{file.spelled[one.ours]}' as well as '{one.written}', so it is "
                "not clear which is meant. Take the line out, or the column that is not meant."
            )
        elif one.theirs in kind.known:
            words = f"'{one.written}' is read under its own name in files of {kind.id}. Take the line out."
        elif one.ours not in kind.known:
            words = _unknown_column(one, kind.known, f"{file.name}, which is of {kind.id}")
        elif first is not one:
            words = (
                f"'{one.written}' and '{first.written}' (line {first.line}) are both mapped to "
                f"{one.ours}, and {file.name} has both. Keep the line that is right."
            )
        else:
            continue
        faults.append(one.said(words))
    for one in renamed.lines:
        if one.where == file.name and one.theirs not in file.spelled:
            near = did_you_mean(one.theirs, file.spelled)
            faults.append(one.said(f"{file.name} has no column '{one.written}'.{near}"))
    if faults:
        raise DataError("\n".join(faults))


def lines_to_add(where: str, names: Iterable[tuple[str, str]]) -> str:
    """The lines of the file that map these headings (theirs, ours), as a message shows them."""
    lines = "\n".join(f"      {_in_yaml(theirs)}: {_in_yaml(ours)}" for theirs, ours in names)
    return f"    {_in_yaml(where)}:\n{lines}"


def as_an_input(renamed: RenamedColumns) -> list[CatalogueEntry]:
    """The file itself among the inputs of a run, where there is one."""
    if not renamed.sha256:
        return []
    return [
        CatalogueEntry(
            number=renamed.number,
            path=COLUMNS,
            kind="renamed_columns",
            publisher="entered by hand",
            title="headings that publishers renamed",
            sha256=renamed.sha256,
            rows=len(renamed.lines),
        )
    ]


def notes_of_renamed(
    renamed: RenamedColumns, applied: Collection[tuple[str, Mapping[str, str]]], complete: bool
) -> list[FileWarning]:
    """What a run says: which headings were read under which names, and lines that no file needed.

    applied: path of a file and its headings, ours for each of theirs. complete: whether all files of the
    folder are among them.
    """
    said: dict[tuple[str, str], list[str]] = {}
    for path, names in applied:
        for theirs, ours in names.items():
            if ours:
                said.setdefault((theirs, ours), []).append(path)
    notes = [
        FileWarning(
            "column_mapped",
            paths[0] if len(paths) == 1 else "",
            f"{COLUMNS}: the column '{theirs}' of {', '.join(sorted(paths))} is read as {ours}.",
        )
        for (theirs, ours), paths in sorted(said.items())
    ]
    used = {(canonical(theirs), ours) for theirs, ours in said}
    idle = [one for one in renamed.lines if one.ours and (one.theirs, one.ours) not in used]
    if complete:
        words = "no file of {} has a column '{}', so the line does nothing."
        notes += [
            FileWarning(
                "mapping_not_needed", COLUMNS, one.said(words.format(one.where, one.written))
            )
            for one in idle
        ]
    return notes


# --- reading the file -------------------------------------------------------------------------


def read_renamed_columns(
    stored: Sequence[StoredFile], kinds: Mapping[str, FileKind], known_sha256: str = ""
) -> RenamedColumns:
    """The lines of `columns.yaml` among the files of a folder; none where it is not there.

    A DataError names each line that is no mapping, or names an unknown kind, file or column.
    known_sha256: of the content under which what is read will be kept.
    """
    number = next((i for i, one in enumerate(stored) if one.name == COLUMNS), None)
    if number is None:
        return NOTHING_RENAMED
    raw = stored[number].content()
    digest = sha256(raw).hexdigest()
    if known_sha256 and digest != known_sha256:
        raise DataError(
            f"{COLUMNS}: this file was changed while the folder was read. Run the command again."
        )
    reader = _Reader(kinds, {one.name for one in stored})
    reader.read(raw)
    if reader.faults:
        shown = [f"{COLUMNS}: line {line}: {words}" for line, words in sorted(reader.faults)]
        more = len(shown) - _MOST_SAID
        if more > 0:
            shown[_MOST_SAID:] = [f"{COLUMNS}: {more} more faults. Correct those above first."]
        raise DataError("\n".join(shown))
    return RenamedColumns(tuple(reader.lines), digest, number)


class _Reader:
    """Lines and faults of one `columns.yaml`. Only PyYAML's composer is used, which makes no objects."""

    def __init__(self, kinds: Mapping[str, FileKind], names: set[str]) -> None:
        self._kinds, self._names = kinds, names
        self.lines: list[RenamedColumn] = []
        self.faults: list[tuple[int, str]] = []

    def read(self, raw: bytes) -> None:
        if len(raw) > _LARGEST:
            self.faults.append((1, f"the file has more than {_LARGEST:,} bytes. {_FORM}"))
            return
        try:
            root = yaml.compose(raw.decode("utf-8-sig"), Loader=yaml.SafeLoader)
        except UnicodeDecodeError:
            self.faults.append(
                (1, "the file is not saved as UTF-8. Save it as UTF-8 in your editor.")
            )
            return
        except (yaml.YAMLError, RecursionError) as fault:
            mark = getattr(fault, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            self.faults.append((line, f"this is not valid YAML. {_FORM}"))
            return
        if root is None:  # comments only
            return
        if not isinstance(root, yaml.MappingNode):
            self.faults.append((1, f"a kind or a file is expected. {_FORM}"))
            return
        seen: dict[str, int] = {}
        for key, value in root.value:
            self._group(key, value, seen)

    def _group(self, key: yaml.Node, value: yaml.Node, seen: dict[str, int]) -> None:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or not isinstance(value, yaml.MappingNode):
            self.faults.append((line, f"a kind or a file with lines below it is expected. {_FORM}"))
            return
        where = str(key.value)
        if where in seen:
            words = f"{_quoted(where)} stands in line {seen[where]} already. Put its lines together there."
            self.faults.append((line, words))
            return
        seen[where] = line
        if where not in self._kinds and where not in self._names:
            known = [*self._kinds, *self._names]
            what = (
                "file of this folder"
                if _is_a_file(where)
                else "kind of file, nor a file of this folder"
            )
            self.faults.append(
                (
                    line,
                    f"{_quoted(where)} is no {what}.{did_you_mean(where, known)} {_KINDS_ARE_LISTED}",
                )
            )
            return
        theirs_seen: dict[str, int] = {}
        ours_seen: dict[str, RenamedColumn] = {}
        for theirs, ours in value.value:
            self._line(where, theirs, ours, theirs_seen, ours_seen)

    def _line(
        self,
        where: str,
        theirs: yaml.Node,
        ours: yaml.Node,
        theirs_seen: dict[str, int],
        ours_seen: dict[str, RenamedColumn],
    ) -> None:
        line = theirs.start_mark.line + 1
        if not isinstance(theirs, yaml.ScalarNode) or not isinstance(ours, yaml.ScalarNode):
            self.faults.append(
                (line, f"their heading and the name that is read are expected. {_FORM}")
            )
            return
        written = str(theirs.value)
        is_none = ours.tag == "tag:yaml.org,2002:null"
        one = RenamedColumn(
            line, where, canonical(written), written, "" if is_none else canonical(str(ours.value))
        )
        kind = self._kinds.get(where)
        known = kind.known if kind else {c for k in self._kinds.values() for c in k.known}
        if not one.theirs:
            self.faults.append(
                (line, "their heading is blank. Write the heading as the file has it.")
            )
        elif one.theirs in theirs_seen:
            words = f"{_quoted(written)} is mapped in line {theirs_seen[one.theirs]} already. Keep one line."
            self.faults.append((line, words))
        elif one.ours and one.ours not in known:
            source = f"files of {where}" if kind else "any file"
            self.faults.append((line, _unknown_column(one, known, source)))
        elif kind and one.theirs in known:
            words = f"{_quoted(written)} is read under its own name in files of {where}. Take the line out."
            self.faults.append((line, words))
        elif one.ours in ours_seen:
            words = (
                f"{one.ours} has another heading, {_quoted(ours_seen[one.ours].written)}, in line "
                f"{ours_seen[one.ours].line}: two columns cannot be read as one. Keep the line that is "
                "right; a line for one year's file goes below the path of that file."
            )
            self.faults.append((line, words))
        else:
            self.lines.append(one)
        theirs_seen.setdefault(one.theirs, line)
        if one.ours:
            ours_seen.setdefault(one.ours, one)


_KINDS_ARE_LISTED = "'cst-screen data list --json' gives the kind of each file."
_FORM = (
    "Write the kind or the file, a colon, and below it, indented, lines of the form 'their heading: our "
    "heading' (criteria/checks.md shows one)."
)


def _unknown_column(one: RenamedColumn, known: Collection[str], source: str) -> str:
    return (
        f"no column '{one.ours}' is read from {source}.{did_you_mean(one.ours, known)} Their heading comes "
        "before the colon, the name that is read after it."
    )


def _quoted(text: str) -> str:
    return f"'{shortened(one_line(text), 60)}'"


def _is_a_file(where: str) -> bool:
    """Kinds are single words; a file has an ending."""
    return "." in where or "/" in where


def _in_yaml(text: str) -> str:
    """A heading as YAML reads it back: between quotation marks where a plain text would not be it."""
    written: str = yaml.safe_dump(text, width=10_000, allow_unicode=True, default_style=None)
    return written.removesuffix("\n").removesuffix("\n...").strip()
