"""What `screen --trusts` shows: each trust that came forward, with its outcome and the reasons."""

from __future__ import annotations

from cst_screen.outputs.rows import Row
from cst_screen.outputs.terminal.fitting import Column, numbers
from cst_screen.outputs.terminal.tables import new_console, show_table
from cst_screen.outputs.wording.dates import date_text
from cst_screen.run_folder.read import RunFolder

_COLUMNS = (
    Column("Trust", least=26),
    numbers("UID"),
    Column("Outcome", least=12),
    Column("Not met", least=30),
    Column("Cannot tell", least=30),
)


def show_applicants(folder: RunFolder, records: list[Row]) -> None:
    """These trusts alone; every other was judged as well and is in the run folder."""
    console = new_console()
    console.print(
        f"{folder.record['criteria']['title']}, as at {date_text(folder.record['as_at'])}: {len(records)} trusts "
        "that came forward"
    )
    rows = [
        (
            one["trust"],
            str(one["uid"]),
            one["outcome"],
            "\n".join(one["not_met"]) or "none",
            "\n".join(one["cannot_tell"]) or "none",
        )
        for one in records
    ]
    show_table(console, _COLUMNS, rows, "In alphabetical order", "applicants.csv")
    console.print(
        "Every other trust was judged too. Each can be answered from applicants.md in the run folder."
    )
