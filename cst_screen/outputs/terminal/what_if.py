"""What `whatif` shows: the outcomes before and after, and every trust whose outcome would be another.

Plain lines, because loading Rich takes as long as judging England again.
"""

from __future__ import annotations

from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.dates import date_text
from cst_screen.outputs.wording.labels import OUTCOME_WORDS
from cst_screen.vocabulary.harmless import lines


def show_what_if(record: Row) -> None:
    said = [_changes(record), ""]
    width = max(len(words) for words in OUTCOME_WORDS.values())
    said.append(f"{'Outcome':{width}}  In the run  With the change")
    for row in record["outcomes"]:
        words = OUTCOME_WORDS[row["outcome"]]
        said.append(f"{words:{width}}  {row['before']:>10,}  {row['after']:>15,}")
    for key, title in (
        ("came_in", "Would come onto the list"),
        ("went_out", "Would go off the list"),
        ("others_moved", "Other outcomes that would change"),
    ):
        said += ["", f"{title}: {len(record[key]):,}", *map(_moved, record[key])]
    said += ["", "Nothing was written, and the run is as it was."]
    print(lines("\n".join(said)))


def _changes(record: Row) -> str:
    changes = "; ".join(f"{c['key']} = {c['value']} (was {c['was']})" for c in record["changes"])
    return f"As at {date_text(record['as_at'])}, with {changes}"


def _moved(row: Row) -> str:
    why = f", {row['deciding_criterion']}" if row["deciding_criterion"] else ""
    sure = f" ({row['stays']})" if row["stays"] else ""
    return (
        f"  {row['trust']} ({row['uid']}): {OUTCOME_WORDS[row['outcome_before']]} -> "
        f"{OUTCOME_WORDS[row['outcome']]}{why}{sure}"
    )
