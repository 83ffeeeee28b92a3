"""Where a published file lies: on disk, or in a ZIP as its publisher serves it.

Knows how to reach the bytes, and within which limits. Knows nothing of tables: `files` opens what
it finds here, and `recognise` says of which kind it is.
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cst_screen.errors import DataError

WORKBOOKS = (".xlsx", ".xlsm", ".ods")
TEXT = (".csv", ".tsv")
ARCHIVES = (".zip",)

MOST_MEMBERS = 2_000
"""Files in one ZIP. DfE's largest download of a year holds about a hundred."""

LARGEST_MEMBER = 500 * 2**20
"""Bytes of one file, unpacked. The largest published table of schools is under 100 MB."""

LARGEST_ARCHIVE = 2 * 2**30
"""Bytes of all files of one ZIP together, unpacked."""

MOST_EXPANSION = 200
"""Unpacked bytes for one packed byte. Published tables and workbooks pack 5 to 60 times."""

_SMALL = 20 * 2**20
"""A file that unpacks to less may be mostly blanks; it does no harm."""

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    EOFError,
    ValueError,
    KeyError,
    OverflowError,
)
"""What Python raises for a ZIP that is damaged or packed in a way that it does not know."""


class Unreadable(DataError):
    """A file that cannot be taken for a table: its message says why, and what to do."""


@dataclass(frozen=True)
class StoredFile:
    """One file of a data folder.

    name: what messages and the run call it; a member of a ZIP is named by its path in the ZIP, below
    the ZIP's own name. on_disk: the file itself, or the ZIP. member: its name in the ZIP.
    """

    name: str
    on_disk: Path
    member: str = ""

    @property
    def path(self) -> Path:
        """A path whose name and ending are the file's own; there is no such path for a ZIP's member."""
        return self.on_disk / self.member if self.member else self.on_disk

    @property
    def ending(self) -> str:
        return PurePosixPath(self.name).suffix.lower()

    @property
    def stem(self) -> str:
        return PurePosixPath(self.name).stem

    @property
    def is_workbook(self) -> bool:
        """Whether its name says that it is a workbook, which takes far longer to open than text."""
        return self.ending in WORKBOOKS

    @property
    def can_be_opened(self) -> bool:
        """Whether its name says that it is a table."""
        return self.ending in (*TEXT, *WORKBOOKS)

    def content(self) -> bytes:
        """The bytes. DataError where they cannot be read."""
        try:
            if not self.member:
                refuse_large_file(self.name, self.on_disk.stat().st_size)
                return self.on_disk.read_bytes()
            with zipfile.ZipFile(self.on_disk) as archive:
                return archive.read(self.member)
        except OSError as fault:
            raise DataError(
                f"{self.name}: the file cannot be read ({fault.strerror}). Check its permissions."
            ) from fault
        except (*DAMAGED, RuntimeError) as fault:
            raise DataError(
                f"{self.name}: cannot be unpacked ({fault}). Download the ZIP again, or unpack it "
                "yourself and put the files into the folder."
            ) from fault


def printable(path: Path) -> str:
    """A path as it can be written and shown: what is no UTF-8, and control characters, become `�`."""
    text = os.fsencode(path.as_posix()).decode("utf-8", errors="replace")
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def unpacked(archive: StoredFile) -> list[StoredFile]:
    """The files in a ZIP, in order of their names; hidden ones and folders are passed over.

    Nothing is written to disk. DataError where the ZIP is damaged, has a member that leads out of
    it, or unpacks to more than a published download could hold.
    """
    try:
        with zipfile.ZipFile(archive.on_disk) as opened:
            infos = opened.infolist()
    except (*DAMAGED, OSError) as fault:
        raise DataError(
            f"{archive.name}: this ZIP cannot be opened ({fault}). Download it again, unpack it "
            "yourself, or take it out of the folder."
        ) from fault
    refuse_large(archive.name, infos)
    files = [info for info in infos if not info.filename.endswith("/")]
    for is_odd, words in _ODD_MEMBERS:
        odd = next((info for info in files if is_odd(info)), None)
        if odd is not None:
            raise DataError(f"{archive.name}: '{_shown(odd.filename)}' in this ZIP {words}")
    shown: dict[str, StoredFile] = {}
    for info in files:
        if _is_hidden(info.filename):
            continue
        path = _shown(info.filename)
        if path in shown:
            raise DataError(
                f"{archive.name}: '{path}' is in this ZIP twice, so it is not clear which counts. Unpack "
                "it yourself and put the right one into the folder."
            )
        shown[path] = StoredFile(f"{archive.name}/{path}", archive.on_disk, info.filename)
    return sorted(shown.values(), key=lambda one: one.name)


def refuse_large(name: str, infos: list[zipfile.ZipInfo]) -> None:
    """A DataError where a ZIP, or a workbook (which is one), unpacks to more than it may."""
    fault = ""
    if len(infos) > MOST_MEMBERS:
        fault = f"holds {len(infos):,} files; at most {MOST_MEMBERS:,} are read"
    for info in infos:
        if info.file_size > LARGEST_MEMBER:
            fault = (
                f"holds '{_shown(info.filename)}' of {info.file_size / 2**20:,.0f} MB unpacked; at most "
                f"{LARGEST_MEMBER / 2**20:,.0f} MB are read"
            )
        elif info.file_size > _SMALL and info.file_size > MOST_EXPANSION * info.compress_size:
            fault = (
                f"holds '{_shown(info.filename)}', which unpacks to more than {MOST_EXPANSION} times its "
                "size, as no table does"
            )
    if sum(info.file_size for info in infos) > LARGEST_ARCHIVE and not fault:
        fault = f"unpacks to more than {LARGEST_ARCHIVE / 2**30:,.0f} GB"
    if fault:
        raise DataError(
            f"{name}: {fault}. Take it out of the folder; if it is the publisher's, unpack it "
            "yourself and put in only the files that are needed."
        )


def refuse_large_file(name: str, size: int) -> None:
    """A DataError for a file on disk that is larger than any table: it would take all memory."""
    if size > LARGEST_MEMBER:
        raise DataError(
            f"{name}: this file has {size / 2**20:,.0f} MB; at most {LARGEST_MEMBER / 2**20:,.0f} MB are "
            "read. Take it out of the folder; if it is the publisher's, keep only the rows that are "
            "needed."
        )


def _shown(member: str) -> str:
    return printable(Path(member.replace("\\", "/")))


def _leads_out(info: zipfile.ZipInfo) -> bool:
    parts = info.filename.replace("\\", "/").split("/")
    return parts[0] == "" or ".." in parts or ":" in parts[0]


def _is_link(info: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(info.external_attr >> 16)


def _is_locked(info: zipfile.ZipInfo) -> bool:
    return bool(info.flag_bits & 1)


def _is_packed_oddly(info: zipfile.ZipInfo) -> bool:
    # Python unpacks other ways too, but not piece by piece within limits.
    return info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


_UNPACK_IT = "Unpack it yourself and put the files into the folder."
_ODD_MEMBERS: tuple[tuple[Callable[[zipfile.ZipInfo], bool], str], ...] = (
    (
        _leads_out,
        (
            "leads to a place outside it, as no publisher's does. Take the ZIP out of the folder, and "
            "download it again from the publisher."
        ),
    ),
    (_is_link, f"is a link to another file, and what it leads to is not in the ZIP. {_UNPACK_IT}"),
    (_is_locked, f"is locked with a password. {_UNPACK_IT}"),
    (_is_packed_oddly, f"is packed in a way that is not read. {_UNPACK_IT}"),
)
"""What no member of a ZIP may be, with the words that follow its name; the first that applies is said."""


def _is_hidden(member: str) -> bool:
    """Names that begin with a dot, and what macOS adds to each ZIP."""
    parts = member.replace("\\", "/").split("/")
    return any(part.startswith(".") for part in parts) or parts[0] == "__MACOSX"
