"""Which trust a person means: by its UID, its Group ID or part of its name."""

from __future__ import annotations

import polars as pl

from cst_screen.errors import LookupFailed, did_you_mean
from cst_screen.outputs.wording.phrases import count_text
from cst_screen.outputs.wording.trust_names import trust_name
from cst_screen.run_folder.read import RunFolder

_MOST_CANDIDATES = 12


def find_trust(folder: RunFolder, asked: str, in_a_list: bool = False) -> int:
    """The UID of the trust that is meant; LookupFailed where none or several match.

    An exact match wins over a name that begins with what was asked, that over one that has it as whole
    words, and that over one that only holds it: `Ark` is Ark Schools and not Stamford Park. in_a_list: one of
    several, whose run may not be in its place yet, so that no message names a file of it.
    """
    verdicts = folder.verdicts
    text = asked.strip()
    for matches in _ways_to_match(text):
        matching = verdicts.filter(matches.fill_null(False)) if text else verdicts.clear()
        if matching.height == 1:
            return int(matching["uid"][0])
        if matching.height > 1:
            raise LookupFailed(_several_match(asked, matching))
    where = f" {folder.path / 'verdicts.csv'} lists all {count_text(verdicts.height, 'trust')}."
    raise LookupFailed(_none_matches(folder, asked) + ("" if in_a_list else where))


def _ways_to_match(text: str) -> tuple[pl.Expr, ...]:
    """The surest first."""
    name = pl.col("trust").str.to_lowercase()
    words = pl.escape_regex(text.lower())
    return (
        pl.col("uid").cast(pl.String) == text,
        pl.col("group_id").str.to_lowercase() == text.lower(),
        name == text.lower(),
        name.str.contains(rf"^{words}(?:\W|$)"),
        name.str.contains(rf"(?:^|\W){words}(?:\W|$)"),
        name.str.contains(text.lower(), literal=True),
    )


def _several_match(asked: str, matching: pl.DataFrame) -> str:
    candidates = sorted(
        matching.select("uid", "group_id", "trust").iter_rows(),
        key=lambda row: (str(row[2]).casefold(), row[0]),
    )
    shown = [
        f"  {uid}  {group_id or '-'}  {trust_name(trust)}"
        for uid, group_id, trust in candidates[:_MOST_CANDIDATES]
    ]
    more = matching.height - len(shown)
    return (
        f"'{asked}' matches {matching.height} trusts. Give the UID of the one you mean:\n"
        + "\n".join(shown)
        + (f"\n  and {more} more: give more of the name" if more > 0 else "")
    )


def _none_matches(folder: RunFolder, asked: str) -> str:
    verdicts = folder.verdicts
    names = [trust_name(name) for name in verdicts["trust"]]
    return (
        f"'{asked}' matches no multi-academy trust that was open on {folder.record['as_at']}."
        f"{did_you_mean(asked.strip(), names)} Give a UID, a Group ID (such as TR00261) or part of the "
        "name."
    )
