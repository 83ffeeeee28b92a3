"""What `brief --trace` prints: every sentence, the figures behind it and the rows of files behind these."""

from __future__ import annotations

from collections.abc import Sequence

from cst_screen.outputs.brief.trace import FigureBehind, Traced, trace
from cst_screen.outputs.explain.trust import verdict_of
from cst_screen.outputs.terminal.tables import new_console
from cst_screen.outputs.wording.phrases import count_text
from cst_screen.outputs.wording.trust_names import trust_name
from cst_screen.run_folder.read import RunFolder

_ROWS_SHOWN = 3


def show_traces(folder: RunFolder, uids: Sequence[int]) -> None:
    """One trust after the other."""
    for uid in uids:
        show_trace(trust_name(verdict_of(folder, uid)["trust"]), trace(folder, uid))


def show_trace(trust: str, traced: Sequence[Traced]) -> None:
    """The first rows of each file; `explain --figure` shows all, with what is in them."""
    console = new_console()
    console.print(trust, style="bold")
    part = ""
    for saying in traced:
        if saying.part != part:
            part = saying.part
            console.print(f"\n{part.capitalize()}", style="bold")
        console.print(saying.text)
        for figure in saying.figures:
            same = figure.shown in saying.text
            value = "" if same and figure.name == "its own results" else f" = {figure.shown}"
            console.print(f"    {figure.name}{value}; {_rows(figure)}")
        if not saying.figures:
            console.print("    no figure of the trust lies behind this")


def _rows(figure: FigureBehind) -> str:
    if not figure.rows:
        return "no row of a file of its own"
    by_file: dict[str, list[int]] = {}
    for file, row in figure.rows:
        by_file.setdefault(file.split("/")[-1], []).append(row)
    shown = [f"{file} {_numbers(sorted(rows))}" for file, rows in by_file.items()]
    return f"{count_text(len(figure.rows), 'row')}: {'; '.join(shown)}"


def _numbers(rows: Sequence[int]) -> str:
    """`row 12`, `rows 12, 13, 40 and 9 more`."""
    more = len(rows) - _ROWS_SHOWN
    first = ", ".join(str(row) for row in rows[:_ROWS_SHOWN])
    return f"{'row' if len(rows) == 1 else 'rows'} {first}{f' and {more} more' if more > 0 else ''}"
