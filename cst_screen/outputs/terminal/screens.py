"""What the terminal shows: the screen, a trust, a figure, the vocabulary, a folder; one line of progress.

Rich draws for a terminal; for a pipe the same words come as plain text. Nothing is said by colour
alone.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from cst_screen.outputs.terminal.inspections import show_inspections
from cst_screen.outputs.terminal.joiners import show_joiners, show_variants
from cst_screen.outputs.terminal.tables import (
    RIGHT,
    WHOLE,
    WIDE,
    WIDER,
    fitted,
    interval_picture,
    new_console,
    new_table,
)
from cst_screen.outputs.wording.dates import date_text, years_span
from cst_screen.outputs.wording.labels import OUTCOME_WORDS, VERDICT_WORDS
from cst_screen.outputs.wording.numbers import figure_text
from cst_screen.vocabulary.figures import FAMILIES, FIGURES, UNITS

if TYPE_CHECKING:
    from cst_screen.run_folder.read import RunFolder
    from cst_screen.sources.catalogue import Catalogue

_PICTURE_KEY = (
    "Difference: mean change of joiners less that of similar schools; allowing for luck: drawn towards "
    "the mean of all trusts,\nthe more so the fewer joiners. ● that figure, ├ ┤ its 95% interval, "
    "▸ ◂ it goes on, | no difference\nInspections: grades up and down at the next after joining, of those "
    "compared;\nusual of all schools with the same earlier grade, phase, framework and year"
)


def show_screen(folder: RunFolder) -> None:
    """The flow, then the shortlist and the near misses, then where to look next."""
    from cst_screen.outputs.explain.explanation import screen_record

    console, record = new_console(), screen_record(folder)
    counts = record["counts"]
    console.print(
        f"{record['criteria']}, as at {date_text(record['as_at'])}: "
        f"{counts['trusts_open']:,} multi-academy trusts, {counts['schools_in_trusts']:,} schools"
    )
    console.print(_flow(console, folder, record))
    outcomes = ", ".join(f"{counts[name]:,} {words}" for name, words in OUTCOME_WORDS.items())
    console.print(f"Outcomes: {outcomes}\n")
    listed = [t for t in record["trusts"] if t["outcome"] == "shortlisted"]
    if listed:
        console.print(_shortlist(console, listed))
        console.print(_PICTURE_KEY)
        if console.width < WIDE:
            console.print(f"A window of {WIDE} columns, or shortlist.xlsx, shows caveats and more.")
        console.print()
    else:
        console.print("No trust meets every required criterion.\n")
    near = [t for t in record["trusts"] if t["outcome"] == "near_miss"]
    if near:
        shown = ", ".join(f"{t['trust']} ({t['deciding_criterion']})" for t in near[:6])
        more = f" and {len(near) - 6} more" if len(near) > 6 else ""
        console.print(f"Near misses (one criterion not met): {shown}{more}.\n")
    aside = Console(stderr=True, highlight=False, markup=False)
    for note in record["notes"]:
        aside.print(f"Note: {note}", soft_wrap=not aside.is_terminal)
    # What may be copied is not broken into lines.
    aside.soft_wrap = True
    aside.print(f"Written to {folder.path}/ (shortlist.xlsx, shortlist.md, briefs/, ...)")
    if record["trusts"]:
        first = min(record["trusts"], key=lambda t: t["outcome"] != "shortlisted")
        aside.print(f"Next: cst-screen explain {first['uid']} --run {folder.path}")


def _flow(console: Console, folder: RunFolder, record: dict[str, Any]) -> Table:
    rows = [
        (
            step["criterion"],
            folder.rules[step["criterion"]]["description"],
            *(f"{step[k]:,}" for k in ("entered", "met", "not_met", "cannot_tell")),
        )
        for step in record["flow"]
    ]
    columns = (
        ("Required criterion", WHOLE),
        "Asks",
        ("Trusts", RIGHT),
        ("Met", RIGHT),
        ("Not met", RIGHT),
        ("Cannot tell", RIGHT),
    )
    title = "How many trusts remain after each criterion"
    return fitted(console, columns, rows, (0, 2, 3, 4, 5), title)


_LONG_WORD = 14
"""Columns that hold the longest words of trusts' names, which must not be cut."""


def _shortlist(console: Console, trusts: list[dict[str, Any]]) -> Table:
    columns = (
        ("Trust", {"min_width": _LONG_WORD}),
        ("UID", RIGHT),
        ("Schools", RIGHT),
        ("Joiners\n(judged)", RIGHT),
        ("Difference,\nSD", RIGHT),
        ("Allowing\nfor luck", RIGHT),
        ("-1.5 to +1.5,\n95% interval", WHOLE),
        ("Chance of a\nmaterial rise", RIGHT),
        ("Inspections\n(usual)", WHOLE),
        ("Pupils", RIGHT),
        "Spread",
        ("Caveats", WHOLE),
    )
    rows = []
    for t in trusts:
        plain, shrunken = t["trajectory_effect"], t["trajectory_shrunken"]
        rows.append(
            (
                t["trust"],
                str(t["uid"]),
                str(t["schools"]),
                f"{t['joiners']} ({t['joiners_judged']})",
                f"{plain:+.2f}" if plain is not None else "not known",
                f"{shrunken:+.2f}" if shrunken is not None else "not known",
                interval_picture(shrunken, t["shrunken_lower"], t["shrunken_upper"]),
                figure_text("trajectory_probability", t["trajectory_probability"]),
                _inspections(t),
                f"{t['pupils']:,.0f}" if t["pupils"] is not None else "not known",
                _spread(t),
                f"{len(t['caveats'])} not met\n{t['caveats_untold']} not known",
            )
        )
    return fitted(console, columns, rows, (0, 1, 3, 5, 6), "Shortlisted, in alphabetical order")


def _inspections(t: dict[str, Any]) -> str:
    if not t["inspections_compared"]:
        return "none comparable"
    expected = t["inspections_expected"]
    lower = t["inspections_declined_expected"]
    better_usual = "" if expected is None else f" ({expected:.1f})"
    lower_usual = "" if lower is None else f" ({lower:.1f})"
    return (
        f"{t['inspections_improved']}{better_usual} up\n"
        f"{t['inspections_declined']}{lower_usual} down\nof {t['inspections_compared']}"
    )


def _spread(t: dict[str, Any]) -> str:
    las, regions = t["local_authorities"], t["regions"]
    if las is None:
        return "not known"
    return f"{las} LA{'s' if las != 1 else ''}, {regions} region{'s' if regions != 1 else ''}"


def show_trust(record: dict[str, Any]) -> None:
    """The answer to 'why is this trust in, or out?'."""
    console = new_console()
    decided = f", decided by {record['deciding_criterion']}" if record["deciding_criterion"] else ""
    console.print(
        f"{record['trust']} (UID {record['uid']}, {record['group_id'] or 'no Group ID'}), "
        f"as at {date_text(record['as_at'])}: {OUTCOME_WORDS[record['outcome']]}{decided}",
        style="bold",
    )
    files: list[str] = []
    for role, title in (
        ("required", "Required criteria"),
        ("caveat", "Caveats, which decide nothing"),
    ):
        own = [c for c in record["criteria"] if c["role"] == role]
        if own:
            console.print(_criteria(console, own, files, title))
    for number, file in enumerate(files, 1):
        console.print(f"  {number}  {file}")
    named = "; ".join(f"{c['criterion']}: {c['figure']}" for c in record["criteria"])
    console.print(f"Figure of each criterion, for --figure: {named}\n")
    if console.width < WIDER:
        console.print(
            f"A window of {WIDER} columns shows what was asked, n, years and files too.\n"
        )
    show_joiners(console, record["joiners"])
    show_variants(console, record["robustness"])
    show_inspections(console, record["inspections"])
    for row in record["external_validation"]:
        console.print(
            f"Entered by hand: {row['title']} ({row['kind']}, {date_text(row['date'])}): "
            f"{row['finding']} {row['link'] or ''}".rstrip()
        )
    console.print(
        f"Comparison schools of one: cst-screen explain {record['uid']} --run {record['run']} "
        "--schools URN"
    )
    console.print(
        f"Rows behind a figure: cst-screen explain {record['uid']} --run {record['run']} "
        "--figure trajectory_effect"
    )


def _criteria(
    console: Console, criteria: list[dict[str, Any]], files: list[str], title: str
) -> Table:
    """Verdicts with figures and files; `files` takes in those that are new, by their numbers."""
    rows = []
    for c in criteria:
        own = [f for f in c["sources"].split("; ") if f]
        files += [f for f in own if f not in files]
        rows.append(
            (
                c["criterion"],
                VERDICT_WORDS[c["verdict"]],
                c["shown"],
                c["interval"],
                "" if c["n"] is None else str(c["n"]),
                c["asked"],
                years_span(c["years"]),
                ", ".join(str(files.index(f) + 1) for f in own),
            )
        )
    columns = (
        ("Criterion", WHOLE),
        ("Verdict", WHOLE),
        "Found",
        ("95% interval", WHOLE),
        ("n", RIGHT),
        "Asked",
        "Years",
        "Files",
    )
    return fitted(console, columns, rows, (0, 1, 2, 3), title, WIDER)


def show_figure(record: dict[str, Any]) -> None:
    """One figure, its meaning, and the rows it rests on."""
    console = new_console()
    interval = f", 95% interval {record['interval']}" if record["interval"] else ""
    n = f", n = {record['n']}" if record["n"] is not None else ""
    console.print(f"{record['trust']} (UID {record['uid']}): {record['label']}", style="bold")
    console.print(f"{record['figure']} = {record['shown']}{interval}{n}")
    console.print(f"Meaning: {record['meaning']}")
    if record["years"]:
        console.print(f"Years: {record['years']}")
    if record["sources"]:
        console.print("Sources: " + record["sources"].replace("; ", ", "))
    files: list[str] = []
    for part in record["tables"]:
        rows = part["rows"]
        if not rows:
            console.print(f"{part['title']}: none")
            continue
        shown = []
        for row in rows:
            for column in ("file", "source"):
                if row.get(column):
                    files += [row[column]] if row[column] not in files else []
                    row = {**row, column: f"file {files.index(row[column]) + 1}"}
            shown.append([_cell(v) for v in row.values()])
        columns = [(name.replace("_", " "), _FOLDED) for name in rows[0]]
        narrow = [i for i, name in enumerate(rows[0]) if name not in _ASIDE]
        title = f"{part['title']} ({len(rows)})"
        console.print(fitted(console, columns, shown, narrow, title))
        if "z" in rows[0]:
            console.print(_ROW_KEY)
    for number, file in enumerate(files, 1):
        console.print(f"  file {number}  {file}")


_FOLDED: dict[str, Any] = {"overflow": "fold"}
_ASIDE = ("weight", "national", "z", "pupils", "when", "route", "national_change", "gap_change")
"""Columns that a narrow window leaves out; `--json` has them."""
_ROW_KEY = (
    "row: as a spreadsheet counts, headings are row 1. column: its heading in the file. value: as the file has it. national: the "
    "mean of schools in that year, worked out from the files. z: standard deviations from it. "
    "weight: what the year counts for in a mean. urn: the school's number in that file, which may "
    "be a predecessor's.\n"
)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def figure_records() -> list[dict[str, Any]]:
    """Every figure as a plain record."""
    return [
        {
            "figure": f.name,
            "family": f.family,
            "unit": UNITS[f.unit],
            "label": f.label,
            "meaning": f.meaning,
            "gap": f.gap,
        }
        for f in FIGURES.values()
    ]


def show_figures() -> None:
    """The vocabulary, family by family."""
    console = new_console()
    for family, question in FAMILIES.items():
        table = new_table("Figure", "Unit", "Meaning", "A gap means", title=f"{family}: {question}")
        for f in (f for f in FIGURES.values() if f.family == family):
            table.add_row(f.name, UNITS[f.unit], f"{f.label}. {f.meaning}", f.gap)
        console.print(table)


def catalogue_record(catalogue: Catalogue) -> dict[str, Any]:
    """What each file was taken for, as a plain record."""
    return {
        "folder": catalogue.folder.as_posix(),
        "files": [
            {
                "path": i.path,
                "publisher": i.publisher,
                "kind": i.kind,
                "title": i.title,
                "year": _years(i),
                "dated": i.dated.isoformat() if i.dated else None,
                "release": i.release or None,
                "scope": i.scope,
                "rows": i.rows,
                "used": i.used,
                "note": i.note,
            }
            for i in catalogue.inputs
        ],
        "left_alone": [{"path": left.path, "why": left.why} for left in catalogue.left_alone],
    }


def _years(input_: Any) -> str | None:
    if input_.year:
        return str(input_.year)
    if input_.years:
        from cst_screen.vocabulary.academic_year import AcademicYear

        return f"{AcademicYear(input_.years[0])} to {AcademicYear(input_.years[-1])}"
    return None


def show_catalogue(catalogue: Catalogue) -> None:
    """The files of a folder, and what was left alone and why."""
    console, record = new_console(), catalogue_record(catalogue)
    table = new_table(
        ("File", {"overflow": "fold"}),
        "Publisher",
        "Taken for",
        "Year or date",
        "Release",
        ("Rows", RIGHT),
        "Used",
        title=f"{len(record['files'])} files in {record['folder']}",
    )
    for f in record["files"]:
        table.add_row(
            f["path"],
            f["publisher"],
            f["title"] + ("" if f["scope"] == "england" else f" (local authority {f['scope']})"),
            f["year"] or (f["dated"] or ""),
            f["release"] or "",
            f"{f['rows']:,}",
            "yes" if f["used"] else f"no: {f['note']}",
        )
    console.print(table)
    if record["left_alone"]:
        left = new_table("Left alone", "Why")
        for entry in record["left_alone"]:
            left.add_row(entry["path"], entry["why"])
        console.print(left)
    sys.stdout.flush()
