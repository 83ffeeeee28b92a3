"""The documents that every run folder holds: shortlist in Markdown and Excel, and draft briefs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl


def write_documents(folder: Path, briefs: bool, progress: Callable[[str], None]) -> None:
    """Write them into a run folder whose tables are there already."""
    from cst_screen.outputs.shortlist.summary import write_shortlist_markdown
    from cst_screen.outputs.shortlist.workbook import write_workbook
    from cst_screen.run_folder.read import RunFolder

    progress("Writing the shortlist")
    run = RunFolder(folder)
    write_shortlist_markdown(folder, run)
    write_workbook(folder, run)
    (folder / "briefs").mkdir(exist_ok=True)
    if briefs:
        from cst_screen.outputs.brief.write import write_briefs

        verdicts = run.verdicts
        chosen = verdicts.filter(pl.col("outcome") == "shortlisted")["uid"].to_list()
        progress(f"Drafting {len(chosen)} briefs")
        write_briefs(run, chosen, ["docx", "md"], folder / "briefs")
