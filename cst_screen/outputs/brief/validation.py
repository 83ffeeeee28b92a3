"""What a brief says of outside validation: coverage first, then improvement against what is usual.

A sentence gives no grade to the trust. What was entered by hand is told as such.
"""

from __future__ import annotations

from cst_screen.outputs.brief.facts import Facts, Row
from cst_screen.outputs.wording.dates import date_text
from cst_screen.outputs.wording.inspections import flag_texts, school_line
from cst_screen.outputs.wording.phrases import count_text, listing, typographic

_NAMES = [
    "inspections_since",
    "inspections_compared",
    "inspections_improved",
    "inspections_expected",
    "inspections_declined",
    "schools_of_concern",
]


def validation(facts: Facts) -> Row:
    """Sentences on outside validation, and the names of the figures."""
    joined = facts.figure("inspections_compared")["n"] or 0
    compared = int(facts.value("inspections_compared") or 0)
    since = int(facts.value("inspections_since") or 0)
    out = [
        f"{since} of {count_text(joined, 'joiner')} {_has(since)} been graded after the first year "
        f"in the trust; {compared} {_has(compared)} comparable grades{_span(facts)} "
        f"{facts.mark('inspections_compared')}".rstrip()
        + "."
    ]
    if since > compared:
        out.append(
            f"Not compared: {since - compared}, for lack of a certain grade before joining or of "
            "contrast among schools alike."
        )
    if compared:
        out += _changes(facts)
    out += _cards(facts)
    out.append(_state(facts))
    return {
        "title": "External validation",
        "sentences": out,
        "text": " ".join(out),
        "names": _NAMES,
    }


def _has(n: int) -> str:
    return "has" if n == 1 else "have"


def _changes(facts: Facts) -> list[str]:
    """`At the next inspection 4 have a better grade (3.1 usual), 0 a lower one (0.2 usual).`"""
    better = int(facts.value("inspections_improved") or 0)
    lower = int(facts.value("inspections_declined") or 0)
    up = f"At the next inspection {better} {_has(better)} a better grade"
    down = f"{lower} a lower one"
    if facts.known("inspections_expected"):
        up += f" ({facts.text('inspections_expected')} usual"
        if facts.known("inspections_improved_probability"):
            up += f"; chance of as many or more {facts.text('inspections_improved_probability')}"
        up += ")"
        down += f" ({facts.text('inspections_declined_expected')} usual)"
    out = [f"{up}, {down}."]
    if facts.value("outstanding_declined"):
        n = facts.figure("outstanding_declined")["n"]
        usual = ""
        if facts.known("outstanding_declined_expected"):
            usual = f" ({facts.text('outstanding_declined_expected')} usual)"
        out.append(
            f"Of {count_text(n, 'joiner')} that {'was' if n == 1 else 'were'} Outstanding, "
            f"{facts.text('outstanding_declined')} declined{usual}."
        )
    if facts.value("inspections_fell_back"):
        out.append(f"{facts.text('inspections_fell_back')} improved and fell back since.")
    return [typographic(sentence) for sentence in out]


def _cards(facts: Facts) -> list[str]:
    """The areas of report cards at or above the expected standard, as a present state."""
    if not facts.value("schools_with_report_card"):
        return []
    cards = int(facts.value("schools_with_report_card") or 0)
    areas = facts.figure("areas_expected_or_above")["n"]
    told = (
        f"Report cards of {count_text(cards, 'school')}, not comparable with earlier grades: of "
        f"{areas} areas {facts.text('areas_expected_or_above')} at Expected standard or above "
        f"{facts.mark('areas_expected_or_above')}".rstrip()
    )
    return [f"{told}."]


def _state(facts: Facts) -> str:
    """How many open schools have been inspected, and which are of concern."""
    n = facts.figure("schools_of_concern")["n"] or 0
    schools = int(facts.value("schools") or 0)
    flagged = [
        f"{s['school'] or s['urn']}, {listing(flag_texts(s))}"
        for s in facts.states
        if flag_texts(s)
    ]
    told = f"Graded inspections on file: {n} of {count_text(schools, 'open school')}"
    told = f"{told} {facts.mark('schools_of_concern')}".rstrip()
    if not flagged:
        return f"{told}; of concern: none." if n else f"{told}."
    return f"{told}; of concern: {'; '.join(flagged)}."


def cautions_of_state(facts: Facts) -> list[str]:
    """Grades that are old, and schools inspected only as the school before them."""
    old = [s for s in facts.states if s["old_grade"]]
    before = [s for s in facts.states if s["predecessor_only"]]
    out = []
    if old:
        oldest = min(s["inspected_on"] for s in old)
        out.append(
            f"{count_text(len(old), 'school')} last graded over six years ago, the earliest in "
            f"{oldest.year} {facts.mark('schools_old_grade')}."
        )
    if before:
        out.append(
            f"{count_text(len(before), 'school')} inspected only as the school before "
            f"{facts.mark('schools_predecessor_only')}."
        )
    return out


def entered_by_hand(facts: Facts) -> list[Row]:
    """A part of its own for documents that are in no data file, or none."""
    if not facts.entered:
        return []
    out = [_entered(row) for row in facts.entered]
    return [{"title": "Entered by hand", "sentences": out, "text": " ".join(out), "names": []}]


def _entered(row: Row) -> str:
    """A document that is in no data file, as somebody entered it."""
    link = f" {row['link']}" if row["link"] else ""
    kind = "" if row["kind"].lower() in row["title"].lower() else f"{row['kind']}, "
    return f"{row['title']} ({kind}{date_text(row['date'])}): {row['finding'].rstrip('.')}.{link}"


def inspection_lines(facts: Facts) -> list[str]:
    """A before-and-after line for each joiner of which a grade is on record, in order of joining."""
    out = []
    for headline in sorted(facts.joined, key=lambda h: (h["joined_on"], h["urn"])):
        rows = [r for r in facts.inspections if r["urn"] == headline["urn"]]
        if any(r["kind"] != "ungraded" for r in rows):
            name = headline["school"] or f"School {headline['urn']}"
            out.append(f"{name}: {school_line(rows, headline['joined_on'])}")
    return out


def _span(facts: Facts) -> str:
    """The years from the first to the last of the inspections that are compared."""
    days = [d for p in facts.pairs if p["counts"] for d in (p["before_on"], p["after_on"])]
    if not days:
        return ""
    first, last = min(days).year, max(days).year
    return f" ({first})" if first == last else f" ({first} to {last})"
