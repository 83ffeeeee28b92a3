"""The steps of the commands that look at a folder of published files and judge nobody."""

from __future__ import annotations

from pathlib import Path

from cst_screen.kept.shelf import NOTHING_KEPT, Shelf
from cst_screen.sources.catalogue import Catalogue
from cst_screen.sources.checking.changes import FolderChanges, changes_between
from cst_screen.sources.checking.check import FolderCheck, check_folder
from cst_screen.sources.folder import read_folder
from cst_screen.vocabulary.progress import Progress, silent


def list_data(data: Path, progress: Progress = silent, shelf: Shelf = NOTHING_KEPT) -> Catalogue:
    """What each file of a folder is taken for; files are read, so that faults show here too."""
    return read_folder(data, progress, shelf=shelf).catalogue


def check_data(data: Path, progress: Progress = silent, shelf: Shelf = NOTHING_KEPT) -> FolderCheck:
    """Everything that is found in a folder, file by file; a fault of one keeps none from being checked."""
    return check_folder(data, progress, shelf)


def diff_data(
    before: Path, after: Path, progress: Progress = silent, shelf: Shelf = NOTHING_KEPT
) -> FolderChanges:
    """What changed between two folders, or two releases of one file."""
    return changes_between(before, after, progress, shelf)
