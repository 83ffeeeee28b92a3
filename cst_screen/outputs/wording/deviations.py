"""What documents say of criteria that were fixed on a day: when, by whom, and what was changed since."""

from __future__ import annotations

from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.dates import date_text


def locked(record: Row) -> Row:
    """`locked`, empty where the criteria were not fixed, and `deviations`: what, locked, now."""
    lock = record["criteria"].get("lock")
    if not lock:
        return {"locked": "", "deviations": []}
    by = f" by {lock['by']}" if lock["by"] else ""
    return {
        "locked": f"on {date_text(lock['locked_on'])}{by}",
        "deviations": list(lock["deviations"]),
    }
