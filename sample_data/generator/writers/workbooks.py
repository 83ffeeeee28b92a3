"""Workbooks whose bytes do not depend on the clock."""

from datetime import datetime
from pathlib import Path

import xlsxwriter

MADE = datetime(2025, 5, 1)


def workbook(path: Path) -> xlsxwriter.Workbook:
    """Return a new workbook; the caller fills and closes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(path, {"constant_memory": False})
    book.set_properties({"created": MADE, "author": "invented"})
    return book
