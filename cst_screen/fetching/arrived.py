"""What arrived: recognised by the readers themselves before any of it is kept, and unpacked from a ZIP."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cst_screen.errors import DataError
from cst_screen.fetching.asking import Answer, WrongAnswer
from cst_screen.fetching.names import is_archive, is_table, plain_name, with_year
from cst_screen.sources.kinds import RecognisedFile
from cst_screen.sources.recognise import recognise
from cst_screen.sources.renamed_columns import RenamedColumns
from cst_screen.sources.stored import DAMAGED, StoredFile, unpacked
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.harmless import lines, shortened

_ZIP = b"PK\x03\x04"
"""Also the beginning of a workbook, which is one."""
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_BEGINNING = 1_000_000
"""Bytes: longer than the headings of any file."""
_LONGEST_REASON = 2_000
"""Characters. A reason may go on in further lines, which say what to write into `columns.yaml`."""


@dataclass(frozen=True)
class Piece:
    """A table that may be kept: where it lies for now, its name, and the kind that it was taken for."""

    path: Path
    name: str
    kind: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Expected:
    """What should arrive. kinds: beginnings. name: of a file that arrives without one. into: the folder
    below the data folder. year: that a name must hold. renamed: what `columns.yaml` of the folder says."""

    kinds: Sequence[str]
    name: str
    into: str
    year: AcademicYear | None
    renamed: RenamedColumns


def pieces_of(answer: Answer, expected: Expected, space: Path) -> list[Piece]:
    """The tables in what arrived that were expected; WrongAnswer where there is none.

    space: an empty folder on the disk on which the tables will lie.
    """
    name = with_year(plain_name(answer.name) or expected.name, expected.year)
    ending = _ending(answer, name)
    if ending == ".zip":
        return _unpacked_pieces(answer, expected, space)
    path = space / f"{Path(name).stem}{ending}"
    answer.path.rename(path)
    return [_piece(path, expected, answer.sha256, answer.bytes)]


def _ending(answer: Answer, name: str) -> str:
    """The ending that the content asks for; the one that the name has where the content leaves it open."""
    ending = Path(name).suffix.lower()
    if answer.beginning.startswith(_OLD_WORKBOOK):
        return ".xls"
    if not answer.beginning.startswith(_ZIP):
        return ".csv" if is_archive(name) or not is_table(name) else ending
    if is_table(name) and ending != ".csv":
        return ending
    try:
        with zipfile.ZipFile(answer.path) as archive:
            names = set(archive.namelist())
    except (*DAMAGED, OSError) as fault:
        raise WrongAnswer("the ZIP that arrived is damaged") from fault
    return ".xlsx" if "[Content_Types].xml" in names else ".ods" if "mimetype" in names else ".zip"


def _piece(path: Path, expected: Expected, digest: str, size: int) -> Piece:
    stored = StoredFile(f"{expected.into}/{path.name}", path)
    try:
        found = recognise(stored, 0, digest, expected.renamed)
    except DataError as fault:
        raise WrongAnswer(f"what arrived cannot be used: {_reason(fault)}") from fault
    if not isinstance(found, RecognisedFile):
        raise WrongAnswer(f"what arrived is {found.why.removesuffix('.')}")
    if not found.kind.id.startswith(tuple(expected.kinds)):
        raise WrongAnswer(f"what arrived is another file: {found.kind.title}")
    if path.suffix == ".csv" and not _has_rows(path):
        raise WrongAnswer("what arrived has headings and no row below them")
    return Piece(path, path.name, found.kind.id, digest, size)


def _has_rows(path: Path) -> bool:
    """Whether more than one line holds anything, in the beginning of the file: kept, headings alone would
    pass for a year in which no school is."""
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING)
    return sum(bool(line.strip(b" ,;\t\0")) for line in beginning.splitlines()) > 1


def _unpacked_pieces(answer: Answer, expected: Expected, space: Path) -> list[Piece]:
    archive = StoredFile("the ZIP", answer.path)
    try:
        members = unpacked(archive)
    except DataError as fault:
        raise WrongAnswer(f"what arrived cannot be used: {_reason(fault)}") from fault
    pieces, faults = list[Piece](), list[str]()
    for number, member in enumerate(members):
        inside = member.name.removeprefix(f"{archive.name}/")
        name = with_year(plain_name(inside), expected.year)
        if not is_table(name):
            continue
        try:
            content = member.content()
            place = space / f"{number}"  # two members may have one name once it is made plain
            place.mkdir()
            (place / name).write_bytes(content)
            pieces.append(_piece(place / name, expected, sha256(content).hexdigest(), len(content)))
        except (DataError, WrongAnswer) as fault:
            faults.append(f"'{name}': {_reason(fault)}")
    if not pieces:
        what = f" ({faults[0]})" if faults else ""
        many = f"none of the {len(members)} files in it" if members else "no file in it"
        raise WrongAnswer(f"a ZIP arrived, and {many} is what was asked for{what}")
    return pieces


def _reason(fault: Exception) -> str:
    return shortened(lines(str(fault)), _LONGEST_REASON).removesuffix(".")
