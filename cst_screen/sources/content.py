"""What lies in a data folder, told by its content: each file that would be opened, with its SHA-256.

Two folders of the same digest hold the same published files under the same names, so that what was made
of one holds for the other. What is kept by hand next to them counts by its name alone: it is read anew
each time. `columns.yaml` counts by its content, since it says what the columns of the files mean.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cst_screen.errors import DataError
from cst_screen.kept.keys import key_of
from cst_screen.sources.by_hand import KEPT_BY_HAND
from cst_screen.sources.renamed_columns import COLUMNS
from cst_screen.sources.stored import StoredFile
from cst_screen.sources.walk import FolderListing, list_folder

_FILES_AT_ONCE = 2


@dataclass(frozen=True)
class FolderContent:
    """The files of a folder, and the SHA-256 of each; empty for one that is not opened, and for all
    where nobody asked. digest: of names and content; empty where a file cannot be read, or nobody asked."""

    path: Path
    listing: FolderListing
    sha256: tuple[str, ...]
    digest: str


def look_through(folder: Path, hashed: bool = True) -> FolderContent:
    """List a folder, and hash its files. DataError where there is no such folder."""
    listing = list_folder(folder)
    none = FolderContent(folder, listing, ("",) * len(listing.files), "")
    if not hashed or listing.faults:
        return none
    try:
        with ThreadPoolExecutor(max_workers=_FILES_AT_ONCE) as pool:
            hashes = tuple(pool.map(_hash_of, listing.files))
    except DataError:
        # Reading it again says what is wrong with it, among the faults of the other files.
        return none
    names = [(one.name, one.path.name) for one in listing.files]
    digest = key_of("folder", names, list(hashes), list(listing.left_alone))
    return FolderContent(folder, listing, hashes, digest)


def digest_of_what_is_by_hand(folder: Path) -> str:
    """Of the files kept by hand at the top of a folder; empty where one cannot be read."""
    found = []
    for name in KEPT_BY_HAND:
        try:
            found.append((name, sha256(StoredFile(name, folder / name).content()).hexdigest()))
        except DataError:
            if (folder / name).is_file():
                return ""
            found.append((name, ""))
    return key_of("by hand", found)


def _hash_of(stored: StoredFile) -> str:
    is_table = stored.can_be_opened and stored.name not in KEPT_BY_HAND
    if not is_table and stored.name != COLUMNS:
        return ""
    return sha256(stored.content()).hexdigest()
