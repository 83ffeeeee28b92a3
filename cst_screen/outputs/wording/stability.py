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


def listed_text(row: Row) -> str:
    """`fragile: on the list in 16% of settings as plausible`, and the share alone where it is not fragile."""
    words = f"on the list in {share_text(row['listed_share'])} of settings as plausible"
    return f"fragile: {words}" if row["fragile"] else words


def removed_text(run: RunFolder, row: Row) -> str:
    """`cannot tell: too few joiners that can be judged (84%); not met: chance of a material rise (4%)`: what is not
    known apart from what is missed, the more frequent first; empty where the trust always stays."""
    causes = [
        (row["cannot_tell_by_share"], f"cannot tell: {_cannot_tell_words(run, row)}"),
        (row["not_met_by_share"], f"not met: {_missed_words(run, row)}"),
    ]
    causes.sort(key=lambda cause: -cause[0])
    return "; ".join(f"{words} ({share_text(share)})" for share, words in causes if share)


def _missed_words(run: RunFolder, row: Row) -> str:
    """The figure of the criterion that is not met most often; empty where none is."""
    return _label(run, row["not_met_by"]) if row["not_met_by"] else ""


def _cannot_tell_words(run: RunFolder, row: Row) -> str:
    """What is not known. A figure about the rise of joiners is missing for want of joiners that can be judged: too
    few, too small a share of them, or too few to tell the trust from luck."""
    if not row["cannot_tell_by"]:
        return ""
    if FIGURES[run.rules[row["cannot_tell_by"]]["figure"]].family == "trajectory":
        return "too few joiners that can be judged"
    return f"{_label(run, row['cannot_tell_by'])} is not known"


def _label(run: RunFolder, criterion: str) -> str:
    return lower_first(FIGURES[run.rules[criterion]["figure"]].label)


def stays_sentence(run: RunFolder, row: Row) -> str:
    """For a brief: how sure it is that the trust is on the list, by other choices as good as the run's."""
    words = (
        f"Under {row['settings']:,} other settings as plausible as those of the criteria, the trust is on the list in "
        f"{stays_share(row)}"
    )
    not_told, no = row["cannot_tell_share"], row["not_listed_share"]
    rest = []
    if not_told:
        most = f"{_cannot_tell_words(run, row)}, {share_text(row['cannot_tell_by_share'])}"
        rest.append(f"in {share_text(not_told)} this cannot be told (most often: {most})")
    if no:
        most = f"{_missed_words(run, row)}, {share_text(row['not_met_by_share'])}"
        rest.append(f"in {share_text(no)} a criterion is not met (most often: {most})")
    words += f"; {listing(rest)}" if rest else ""
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
