"""What `compare` shows: in what two runs differ, and each trust that moved with what moved it."""

from __future__ import annotations

from rich.console import Console

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.tables import new_console
from cst_screen.outputs.wording.dates import date_text
from cst_screen.outputs.wording.labels import OUTCOME_WORDS, VERDICT_WORDS
from cst_screen.outputs.wording.phrases import count_text, listing

_CAUSES = {
    "data": "revised or other data",
    "membership": "membership",
    "settings": "settings of the criteria file that figures are made with",
    "version": "another version of the tool",
    "criteria": "criteria",
}
_OUTCOMES = {**OUTCOME_WORDS, "not_judged": "not among the trusts of the run"}
_VERDICTS = {**VERDICT_WORDS, "not_asked": "not asked"}


def show_compared(record: Row) -> None:
    console = new_console()
    old, new = record["old"], record["new"]
    console.print(
        f"From {old['run']} (as at {date_text(old['as_at'])}) to {new['run']} (as at "
        f"{date_text(new['as_at'])})",
        style="bold",
    )
    _show_differences(console, record)
    for key, title in (("came_in", "Came onto the list"), ("went_out", "Went off the list")):
        console.print(f"\n{title}: {len(record[key]):,}", style="bold")
        for move in record[key]:
            _show_move(console, move)
    if record["outcomes"]:
        console.print("\nOutcomes that changed", style="bold")
    for row in record["outcomes"]:
        console.print(
            f"  {_OUTCOMES[row['before']]} -> {_OUTCOMES[row['after']]}: "
            f"{count_text(row['trusts'], 'trust')}"
        )
    if any(len(c["causes"]) > 1 and c["share"] for m in _moves(record) for c in m["causes"]):
        console.print(
            "\nWhere several causes are named together, the run folders cannot part them. Screen the later "
            "data as at the earlier day, or with the earlier files of one kind, and compare again."
        )


def _moves(record: Row) -> list[Row]:
    return [*record["came_in"], *record["went_out"]]


def _show_differences(console: Console, record: Row) -> None:
    lines = [
        f"{file['what']}: {file['path']} ({file['title']}"
        + (f", {file['year']})" if file["year"] else ")")
        for file in record["files"]
    ]
    lines += [
        f"{change['key']}: {change['was']} -> {change['value']}"
        for change in (*record["rules"], *record["settings"])
    ]
    before, after = record["versions"]
    if before != after:
        lines.append(f"version of the tool: {before} -> {after}")
    if record["trusts_with_other_membership"]:
        trusts = count_text(record["trusts_with_other_membership"], "trust")
        lines.append(f"other schools or joinings: {trusts}")
    console.print("In what the runs differ:" if lines else "The runs do not differ.")
    for line in lines:
        console.print(f"  {line}")


def _show_move(console: Console, move: Row) -> None:
    console.print(
        f"  {move['trust']} ({move['uid']}): {_OUTCOMES[move['outcome_before']]} -> "
        f"{_OUTCOMES[move['outcome']]}. {cause_sentence(move['causes'])}"
    )
    for c in move["criteria"]:
        console.print(
            f"    {c['criterion']}: {_VERDICTS[c['before']]} ({c['found_before'] or '-'}) -> "
            f"{_VERDICTS[c['after']]} ({c['found_after'] or '-'})"
        )


def cause_sentence(causes: list[Row]) -> str:
    """`Cause: membership.`, or that either of two would have done, or only both."""
    moved = [cause for cause in causes if cause["share"]]
    names = [listing([_CAUSES[name] for name in c["causes"]]) or "not known" for c in moved]
    if len(moved) == 1:
        return f"Cause: {names[0]}."
    if all(cause["alone"] for cause in moved):
        return f"Cause: {' or '.join(names)}; either alone would have done it."
    return f"Cause: {' together with '.join(names)}; neither alone would have done it."
