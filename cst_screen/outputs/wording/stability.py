"""How it is said in how many settings a trust stays on the list, and what takes it off."""

from __future__ import annotations

import polars as pl

from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.phrases import listing, lower_first
from cst_screen.run_folder.read import RunFolder
from cst_screen.run_folder.schema_stability import STABILITY
from cst_screen.vocabulary.figures import FIGURES

_ALL, _NONE = 99.5, 0.5
"""Per cent beyond which a share would round to all or to none."""


def stays(run: RunFolder) -> dict[int, Row]:
    """uid -> what `stability` found of the trust; empty where it was not asked about this run."""
    if "stability" not in run.record:
        return {}
    rows = run.rows_of(STABILITY.name, pl.lit(True))
    return {row["uid"]: row for row in rows.to_dicts()}


def share_text(share: float) -> str:
    """`92%`; a share that is not all or none is not rounded to it."""
    if _ALL <= share < 100:
        return "over 99%"
    if 0 < share < _NONE:
        return "under 1%"
    return f"{share:.0f}%"


def stays_text(row: Row) -> str:
    """`74% (68% to 80%)`, and `fragile` where it is: the share of settings that leave it on the list."""
    words = (
        f"{share_text(row['listed_share'])} ({share_text(row['listed_lower'])} to "
        f"{share_text(row['listed_upper'])})"
    )
    return f"{words}, fragile" if row["fragile"] else words


def removed_text(run: RunFolder, row: Row) -> str:
    """The figure of the criterion that takes it off most often, and how often: empty where none does."""
    if not row["removed_by"]:
        return ""
    label = FIGURES[run.rules[row["removed_by"]]["figure"]].label
    return f"{lower_first(label)} ({share_text(row['removed_by_share'])})"


def stays_sentence(run: RunFolder, row: Row) -> str:
    """For a brief: how sure it is that the trust is on the list, by other choices as good as the run's."""
    words = (
        f"Under {row['settings']:,} other settings as plausible as those of the criteria, the trust is on the list in "
        f"{stays_share(row)}"
    )
    untold, no = row["cannot_tell_share"], row["not_listed_share"]
    rest = [
        *([f"in {share_text(untold)} this cannot be told"] if untold else []),
        *([f"in {share_text(no)} a criterion is not met"] if no else []),
    ]
    words += f"; {listing(rest)}" if rest else ""
    removed = removed_text(run, row)
    words += f". Most often it is kept off by {removed}" if removed else ""
    return f"Fragile. {words}." if row["fragile"] else f"{words}."


def stays_share(row: Row) -> str:
    """`74% (likely range 68% to 80%)`."""
    ends = f"{share_text(row['listed_lower'])} to {share_text(row['listed_upper'])}"
    return f"{share_text(row['listed_share'])} (likely range {ends})"


def stability_note(run: RunFolder) -> str:
    """What the shares are, for those who read a list; empty where there are none."""
    about = run.record.get("stability")
    if not about:
        return ""
    return (
        f"Stays on the list: the share of {about['settings']:,} settings, each as plausible as those of the criteria "
        "file, under which the trust would be on the list, with the 95% interval. What is left cannot be told, or is "
        f"not met. Fragile: below {about['fragile_below']:g}%."
    )
