"""What the terminal shows: tables, a small picture of an interval, one line of progress.

Rich draws for a terminal; for a pipe the same words come as plain text. Nothing is said by colour
alone.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table

from cst_screen.figures import FAMILIES, FIGURES, UNITS
from cst_screen.missing import REASONS
from cst_screen.outputs.words import OUTCOME_WORDS, VERDICT_WORDS, date_text, years_span

if TYPE_CHECKING:
    from cst_screen.outputs.run_folder import RunFolder
    from cst_screen.sources.catalogue import Catalogue

_PLAIN_WIDTH = 160
"""Columns when the output is not a terminal: wide enough that no table wraps its words."""

_WIDE = 130
"""Columns that every table needs. In a narrower window a table leaves out what the documents have,
so that names and numbers are never cut."""

_PICTURE_KEY = "● the mean change, ├ ┤ its 95% interval, ▸ ◂ it goes on, | no change"
_PICTURE = 21
_REACH = 1.5
"""The picture spans -1.5 to +1.5 standard deviations; what lies beyond ends in an arrow."""


def _console() -> Console:
    # No markup: a school's name may hold square brackets.
    out = Console(highlight=False, markup=False)
    return out if out.is_terminal else Console(width=_PLAIN_WIDTH, highlight=False, markup=False)


@contextlib.contextmanager
def progress_line() -> Iterator[Callable[[str], None]]:
    """A line on stderr that says what is being done; nothing when stderr is not a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status("Starting") as status:
        yield lambda words: status.update(words)


def interval_picture(value: float | None, lower: float | None, upper: float | None) -> str:
    """`   ·    |  ├──●───┤  `: the interval on a line from -1.5 to +1.5, `|` at no change."""
    if value is None:
        return ""
    cells = [" "] * _PICTURE

    def place(x: float) -> int:
        share = (min(max(x, -_REACH), _REACH) + _REACH) / (2 * _REACH)
        return round(share * (_PICTURE - 1))

    cells[place(0)] = "|"
    if lower is not None and upper is not None:
        for i in range(place(lower), place(upper) + 1):
            cells[i] = "─" if cells[i] == " " else "┼"
        cells[place(lower)] = "◂" if lower < -_REACH else "├"
        cells[place(upper)] = "▸" if upper > _REACH else "┤"
    cells[place(value)] = "●"
    return "".join(cells)


def _table(*columns: str | tuple[str, dict[str, Any]], title: str = "") -> Table:
    table = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    for column in columns:
        name, options = column if isinstance(column, tuple) else (column, {})
        table.add_column(name, **options)
    return table


_RIGHT: dict[str, Any] = {"justify": "right", "no_wrap": True}
_WHOLE: dict[str, Any] = {"no_wrap": True}


def _fitted(
    console: Console, columns: Sequence[str | tuple[str, dict[str, Any]]],
    rows: Sequence[Sequence[str]], narrow: Collection[int], title: str = "",
) -> Table:  # fmt: skip
    """A table; in a narrow window only its columns of these places."""
    shown = [i for i in range(len(columns)) if console.width >= _WIDE or i in narrow]
    table = _table(*(columns[i] for i in shown), title=title)
    for row in rows:
        table.add_row(*(row[i] for i in shown))
    return table


def show_screen(folder: RunFolder) -> None:
    """The flow, then the shortlist and the near misses, then where to look next."""
    from cst_screen.outputs.explanation import screen_record

    console, record = _console(), screen_record(folder)
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
        if console.width < _WIDE:
            console.print(
                f"A window of {_WIDE} columns, or shortlist.xlsx, shows caveats and more."
            )
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
            step["criterion"], folder.rules[step["criterion"]]["description"],
            *(f"{step[k]:,}" for k in ("entered", "met", "not_met", "cannot_tell")),
        )
        for step in record["flow"]
    ]  # fmt: skip
    columns = (
        ("Required criterion", _WHOLE), "Asks", ("Trusts", _RIGHT), ("Met", _RIGHT),
        ("Not met", _RIGHT), ("Cannot tell", _RIGHT),
    )  # fmt: skip
    title = "How many trusts remain after each criterion"
    return _fitted(console, columns, rows, (0, 2, 3, 4, 5), title)


def _shortlist(console: Console, trusts: list[dict[str, Any]]) -> Table:
    columns = (
        "Trust", ("UID", _RIGHT), ("Schools", _RIGHT), ("Joiners\n(judged)", _RIGHT),
        ("Change,\nSD", _RIGHT), ("-1.5 to +1.5,\n95% interval", _WHOLE),
        "Inspections since joining", ("Pupils", _RIGHT), "Spread", "Caveats not met",
    )  # fmt: skip
    rows = []
    for t in trusts:
        change = t["trajectory_change"]
        rows.append((
            t["trust"], str(t["uid"]), str(t["schools"]),
            f"{t['joiners']} ({t['joiners_judged']})",
            f"{change:+.2f}" if change is not None else "not known",
            interval_picture(change, t["trajectory_lower"], t["trajectory_upper"]),
            _inspections(t),
            f"{t['pupils']:,.0f}" if t["pupils"] is not None else "not known",
            _spread(t), ", ".join(t["caveats"]) or "none",
        ))  # fmt: skip
    return _fitted(console, columns, rows, (0, 1, 3, 4, 5), "Shortlisted, in alphabetical order")


def _inspections(t: dict[str, Any]) -> str:
    if not t["inspections_compared"]:
        return "none comparable"
    return (
        f"{t['inspections_improved']} better, {t['inspections_declined']} lower of "
        f"{t['inspections_compared']}"
    )


def _spread(t: dict[str, Any]) -> str:
    las, regions = t["local_authorities"], t["regions"]
    if las is None:
        return "not known"
    return f"{las} LA{'s' if las != 1 else ''}, {regions} region{'s' if regions != 1 else ''}"


def show_trust(record: dict[str, Any]) -> None:
    """The answer to 'why is this trust in, or out?'."""
    console = _console()
    decided = f", decided by {record['deciding_criterion']}" if record["deciding_criterion"] else ""
    console.print(
        f"{record['trust']} (UID {record['uid']}, {record['group_id'] or 'no Group ID'}), "
        f"as at {date_text(record['as_at'])}: {OUTCOME_WORDS[record['outcome']]}{decided}",
        style="bold",
    )
    files: list[str] = []
    rows = []
    for c in record["criteria"]:
        own = [f for f in c["sources"].split("; ") if f]
        files += [f for f in own if f not in files]
        name = c["criterion"] + ("" if c["role"] == "required" else " (caveat)")
        rows.append((
            name, VERDICT_WORDS[c["verdict"]], f"{c['figure']}: {c['shown']}", c["interval"],
            "" if c["n"] is None else str(c["n"]), c["asked"], years_span(c["years"]),
            ", ".join(str(files.index(f) + 1) for f in own),
        ))  # fmt: skip
    columns = (
        ("Criterion", _WHOLE), ("Verdict", _WHOLE), ("Figure", _FOLDED), ("95% interval", _WHOLE), ("n", _RIGHT),
        "Asked", "Years", "Files",
    )  # fmt: skip
    console.print(_fitted(console, columns, rows, (0, 1, 2, 3)))
    for number, file in enumerate(files, 1):
        console.print(f"  {number}  {file}")
    _show_joiners(console, record["joiners"])
    console.print(
        f"Rows behind a figure: cst-screen explain {record['uid']} --run {record['run']} "
        "--figure trajectory_change"
    )


def _show_joiners(console: Console, joiners: list[dict[str, Any]]) -> None:
    """Judged joiners with their change; the others by reason."""
    judged = [j for j in joiners if j["change"] is not None]
    if judged:
        columns = (
            "School", ("URN", _RIGHT), "Joined", "Route", ("Change, SD", _RIGHT),
            ("-1.5 to +1.5", _WHOLE), "Judged by",
        )  # fmt: skip
        rows = [
            (_school(j), str(j["urn"]), _stay(j), j["route"], f"{j['change']:+.2f}",
             interval_picture(j["change"], None, None), j["judged_by"])
            for j in judged
        ]  # fmt: skip
        title = "Schools that joined and can be judged"
        console.print(_fitted(console, columns, rows, (0, 1, 2, 4), title))
    reasons = dict.fromkeys(j["reason"] for j in joiners if j["change"] is None)
    if reasons:
        table = _table("Why", ("Schools", _RIGHT), "Which (joined)",
                       title="Schools that cannot be judged, or are counted apart")  # fmt: skip
        for reason in reasons:
            own = [j for j in joiners if j["change"] is None and j["reason"] == reason]
            table.add_row(
                f"{reason}: {REASONS[reason]}", str(len(own)),
                "; ".join(f"{_school(j)} ({_stay(j)})" for j in own),
            )  # fmt: skip
        console.print(table)


def _school(joiner: dict[str, Any]) -> str:
    return joiner["school"] or f"URN {joiner['urn']}, not in the GIAS extract"


def _stay(joiner: dict[str, Any]) -> str:
    return f"{joiner['joined_on']}" + (f", left {joiner['left_on']}" if joiner["left_on"] else "")


def show_figure(record: dict[str, Any]) -> None:
    """One figure, its meaning, and the rows it rests on."""
    console = _console()
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
        console.print(_fitted(console, columns, shown, narrow, title))
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
        {"figure": f.name, "family": f.family, "unit": UNITS[f.unit], "label": f.label,
         "meaning": f.meaning, "gap": f.gap}
        for f in FIGURES.values()
    ]  # fmt: skip


def show_figures() -> None:
    """The vocabulary, family by family."""
    console = _console()
    for family, question in FAMILIES.items():
        table = _table("Figure", "Unit", "Meaning", "A gap means", title=f"{family}: {question}")
        for f in (f for f in FIGURES.values() if f.family == family):
            table.add_row(f.name, UNITS[f.unit], f"{f.label}. {f.meaning}", f.gap)
        console.print(table)


def catalogue_record(catalogue: Catalogue) -> dict[str, Any]:
    """What each file was taken for, as a plain record."""
    return {
        "folder": catalogue.folder.as_posix(),
        "files": [
            {
                "path": i.path, "publisher": i.publisher, "kind": i.kind, "title": i.title,
                "year": _years(i), "dated": i.dated.isoformat() if i.dated else None,
                "release": i.release or None, "scope": i.scope, "rows": i.rows, "used": i.used,
                "note": i.note,
            }
            for i in catalogue.inputs
        ],
        "left_alone": [{"path": left.path, "why": left.why} for left in catalogue.left_alone],
    }  # fmt: skip


def _years(input_: Any) -> str | None:
    if input_.year:
        return str(input_.year)
    if input_.years:
        from cst_screen.academic_year import AcademicYear

        return f"{AcademicYear(input_.years[0])} to {AcademicYear(input_.years[-1])}"
    return None


def show_catalogue(catalogue: Catalogue) -> None:
    """The files of a folder, and what was left alone and why."""
    console, record = _console(), catalogue_record(catalogue)
    table = _table(("File", {"overflow": "fold"}), "Publisher", "Taken for", "Year or date", "Release", ("Rows", _RIGHT),
                   "Used", title=f"{len(record['files'])} files in {record['folder']}")  # fmt: skip
    for f in record["files"]:
        table.add_row(
            f["path"], f["publisher"], f["title"] + ("" if f["scope"] == "england" else
                                                     f" (local authority {f['scope']})"),
            f["year"] or (f["dated"] or ""), f["release"] or "", f"{f['rows']:,}",
            "yes" if f["used"] else f"no: {f['note']}",
        )  # fmt: skip
    console.print(table)
    if record["left_alone"]:
        left = _table("Left alone", "Why")
        for entry in record["left_alone"]:
            left.add_row(entry["path"], entry["why"])
        console.print(left)
    sys.stdout.flush()
