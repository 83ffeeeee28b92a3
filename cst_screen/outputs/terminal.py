"""What the terminal shows: tables, a small picture of an interval, one line of progress.

Rich draws for a terminal; for a pipe the same words come as plain text. Nothing is said by colour
alone.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table

from cst_screen.figures import FAMILIES, FIGURES, UNITS
from cst_screen.missing import REASONS
from cst_screen.outputs.words import OUTCOME_WORDS, VERDICT_WORDS, date_text

if TYPE_CHECKING:
    from cst_screen.outputs.run_folder import RunFolder
    from cst_screen.sources.catalogue import Catalogue

_PLAIN_WIDTH = 160
"""Columns when the output is not a terminal: wide enough that no table wraps its words."""

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


_RIGHT: dict[str, Any] = {"justify": "right"}


def show_screen(folder: RunFolder) -> None:
    """The flow, then the shortlist and the near misses, then where to look next."""
    from cst_screen.outputs.explanation import screen_record

    console, record = _console(), screen_record(folder)
    counts = record["counts"]
    console.print(
        f"{record['criteria']}, as at {date_text(record['as_at'])}: "
        f"{counts['trusts_open']:,} multi-academy trusts, {counts['schools_in_trusts']:,} schools"
    )
    console.print(_flow(folder, record))
    console.print(_shortlist(record["trusts"], "shortlisted", "Shortlisted, in alphabetical order"))
    near = [t for t in record["trusts"] if t["outcome"] == "near_miss"]
    if near:
        shown = ", ".join(f"{t['trust']} ({t['deciding_criterion']})" for t in near[:6])
        more = f" and {len(near) - 6} more" if len(near) > 6 else ""
        console.print(f"Near misses (one criterion not met): {shown}{more}.\n")
    aside = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    for note in record["notes"]:
        aside.print(f"Note: {note}")
    aside.print(f"Written to {folder.path}/ (shortlist.xlsx, shortlist.md, briefs/, ...)")
    if record["trusts"]:
        first = min(record["trusts"], key=lambda t: t["outcome"] != "shortlisted")
        aside.print(f"Next: cst-screen explain {first['uid']} --run {folder.path}")


def _flow(folder: RunFolder, record: dict[str, Any]) -> Table:
    table = _table(
        "Required criterion", "Asks", ("Trusts", _RIGHT), ("Met", _RIGHT), ("Not met", _RIGHT),
        ("Cannot tell", _RIGHT), title="How many trusts remain after each criterion",
    )  # fmt: skip
    for step in record["flow"]:
        rule = folder.rules[step["criterion"]]
        table.add_row(
            step["criterion"], rule["description"], f"{step['entered']:,}", f"{step['met']:,}",
            f"{step['not_met']:,}", f"{step['cannot_tell']:,}",
        )  # fmt: skip
    counts = record["counts"]
    table.caption = "Outcomes: " + ", ".join(
        f"{counts[name]:,} {words}" for name, words in OUTCOME_WORDS.items()
    )
    table.caption_justify = "left"
    return table


def _shortlist(trusts: list[dict[str, Any]], outcome: str, title: str) -> Table:
    table = _table(
        "Trust", ("UID", _RIGHT), ("Schools", _RIGHT), ("Joiners (judged)", _RIGHT),
        ("Change, SD", _RIGHT), ("-1.5 to +1.5, 95% interval", {"no_wrap": True}),
        "Inspections since joining", ("Pupils", _RIGHT), "Spread", "Cautions", title=title,
    )  # fmt: skip
    for t in (t for t in trusts if t["outcome"] == outcome):
        change = t["trajectory_change"]
        table.add_row(
            t["trust"], str(t["uid"]), str(t["schools"]),
            f"{t['joiners']} ({t['joiners_judged']})",
            f"{change:+.2f}" if change is not None else "not known",
            interval_picture(change, t["trajectory_lower"], t["trajectory_upper"]),
            _inspections(t),
            f"{t['pupils']:,.0f}" if t["pupils"] is not None else "not known",
            _spread(t), ", ".join(t["caveats"]) or "none",
        )  # fmt: skip
    return table


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
    table = _table("Criterion", "Verdict", "Figure", "95% interval", ("n", _RIGHT), "Asked",
                   "Years", "Files")  # fmt: skip
    for c in record["criteria"]:
        own = [f for f in c["sources"].split("; ") if f]
        files += [f for f in own if f not in files]
        name = c["criterion"] + ("" if c["role"] == "required" else " (caution)")
        table.add_row(
            name, VERDICT_WORDS[c["verdict"]], f"{c['figure']}: {c['shown']}", c["interval"],
            "" if c["n"] is None else str(c["n"]), c["asked"], c["years"].replace("; ", ", "),
            ", ".join(str(files.index(f) + 1) for f in own),
        )  # fmt: skip
    console.print(table)
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
        table = _table("School", ("URN", _RIGHT), "Joined", "Route", ("Change, SD", _RIGHT),
                       ("-1.5 to +1.5", {"no_wrap": True}), "Judged by",
                       title="Schools that joined and can be judged")  # fmt: skip
        for j in judged:
            table.add_row(
                _school(j), str(j["urn"]), _stay(j), j["route"], f"{j['change']:+.2f}",
                interval_picture(j["change"], None, None), j["judged_by"],
            )  # fmt: skip
        console.print(table)
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
        table = _table(*rows[0], title=f"{part['title']} ({len(rows)})")
        for row in rows:
            for column in ("file", "source"):
                if row.get(column):
                    files += [row[column]] if row[column] not in files else []
                    row = {**row, column: f"file {files.index(row[column]) + 1}"}
            table.add_row(*(_cell(v) for v in row.values()))
        console.print(table)
    for number, file in enumerate(files, 1):
        console.print(f"  file {number}  {file}")


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
