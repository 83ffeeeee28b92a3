"""The documents of a run folder: shortlist in Markdown and Excel, draft briefs, and the report.

Without briefs, for a quick look, there is no report and no accessible workbook either.
"""

from __future__ import annotations

from pathlib import Path

from cst_screen.outputs.applicants.answers import write_applicants
from cst_screen.outputs.shortlist.markdown import write_shortlist_markdown
from cst_screen.outputs.shortlist.trusts import with_outcome
from cst_screen.outputs.shortlist.workbook import (
    workbook_sheets,
    write_accessible_workbook,
    write_workbook,
)
from cst_screen.run_folder.briefs import BRIEFS
from cst_screen.run_folder.read import RunFolder
from cst_screen.vocabulary.progress import REPORT, SHORTLIST, Progress


def write_documents(
    run: RunFolder,
    briefs: bool,
    progress: Progress,
    applicants: Path | None = None,
    into: Path | None = None,
) -> None:
    """Write them into the run folder, or into another.

    applicants: a list of trusts that came forward; LookupFailed where a row of it cannot be told.
    """
    if applicants is not None:  # first, so that nobody waits for the rest to hear of a bad row
        write_applicants(run, applicants)
    progress(SHORTLIST)
    place = into or run.path
    write_shortlist_markdown(run, into=place)
    sheets = workbook_sheets(run)
    write_workbook(run, sheets, place)
    of_briefs = place / BRIEFS
    of_briefs.mkdir(exist_ok=True)
    if briefs:
        write_accessible_workbook(run, sheets, place)
        _write_briefs_and_report(run, of_briefs, place, progress)


def _write_briefs_and_report(
    run: RunFolder, of_briefs: Path, place: Path, progress: Progress
) -> None:
    # What a quick look does without is not loaded for it.
    from cst_screen.outputs.brief.build import build_briefs
    from cst_screen.outputs.brief.write import TEMPLATES, fill_drafts, templates_of
    from cst_screen.outputs.report.build import WITH_A_PAGE
    from cst_screen.outputs.report.write import write_report

    with_page = with_outcome(run.verdicts.to_dicts(), *WITH_A_PAGE)
    built = build_briefs(run, [trust["uid"] for trust in with_page])
    listed = [brief for brief in built if brief.shortlisted]
    for name, content in fill_drafts(listed, templates_of(list(TEMPLATES)), progress).items():
        (of_briefs / name).write_bytes(content)
    progress(REPORT)
    write_report(run, built, into=place)
