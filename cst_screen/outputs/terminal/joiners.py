"""What the terminal shows of a trust's joiners: each one, the variants, and one's comparison schools."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from cst_screen.outputs.terminal.tables import (
    RIGHT,
    WHOLE,
    WIDER,
    fitted,
    interval_picture,
    new_console,
    new_table,
)
from cst_screen.outputs.wording.dates import years_span
from cst_screen.outputs.wording.labels import FLAG_WORDS, VARIANT_WORDS
from cst_screen.outputs.wording.numbers import difference_text, level_text
from cst_screen.vocabulary.reasons import REASONS

_Z = 2.09
"""Student's t for twenty comparison schools."""


def show_joiners(console: Console, joiners: list[dict[str, Any]]) -> None:
    """Judged joiners, one line for each measure they are judged on; the others by reason."""
    judged = [j for j in joiners if j["measures"]]
    if judged:
        columns = (
            "School",
            ("URN", RIGHT),
            "Joined",
            "Route",
            "Judged by",
            "Before",
            "After",
            ("Change", RIGHT),
            ("Similar\nschools", RIGHT),
            ("Difference", RIGHT),
            ("95% interval", WHOLE),
            "Flags",
        )
        rows = [_judged(j, side) for j in judged for side in j["measures"]]
        title = (
            "Schools that joined and can be judged, beside similar schools that changed no trust"
        )
        console.print(fitted(console, columns, rows, (0, 1, 2, 9, 10), title, WIDER))
        console.print(
            "Difference: change less that of similar schools; rounded numbers may not add up.\n"
        )
    reasons = dict.fromkeys(j["reason"] for j in joiners if not j["measures"])
    if reasons:
        table = new_table(
            "Why",
            ("Schools", RIGHT),
            "Which (joined)",
            title="Schools that cannot be judged, or are counted apart",
        )
        for reason in reasons:
            own = [j for j in joiners if not j["measures"] and j["reason"] == reason]
            table.add_row(
                f"{reason}: {REASONS[reason]}",
                str(len(own)),
                "; ".join(f"{_school(j)} ({_stay(j)})" for j in own),
            )
        console.print(table)


def _judged(joiner: dict[str, Any], side: dict[str, Any]) -> tuple[str, ...]:
    of = side["measures"]
    ends = [difference_text(of, side[end], unit=False) for end in ("effect_lower", "effect_upper")]
    return (
        _school(joiner),
        str(joiner["urn"]),
        _stay(joiner),
        joiner["route"],
        side["label"],
        f"{level_text(of, side['baseline'])} ({years_span(side['baseline_years'])})",
        f"{level_text(of, side['follow_up'])} ({years_span(side['follow_up_years'])})",
        difference_text(of, side["change"], unit=False),
        difference_text(of, side["comparison_change"], unit=False),
        difference_text(of, side["effect"], unit=False),
        " to ".join(ends),
        ", ".join(FLAG_WORDS[f] for f in joiner["flags"]),
    )


def _school(joiner: dict[str, Any]) -> str:
    return joiner["school"] or f"URN {joiner['urn']}, not in the GIAS extract"


def _stay(joiner: dict[str, Any]) -> str:
    return f"{joiner['joined_on']}" + (f", left {joiner['left_on']}" if joiner["left_on"] else "")


def show_variants(console: Console, variants: list[dict[str, Any]]) -> None:
    """The trust's figure if it had been asked a little differently."""
    if not variants:
        return
    columns = (
        "Difference from similar schools",
        ("SD", RIGHT),
        ("-1.5 to +1.5", WHOLE),
        ("Joiners", RIGHT),
    )
    rows = [
        (
            VARIANT_WORDS[v["variant"]],
            f"{v['value']:+.2f}",
            interval_picture(v["value"], v["lower"], v["upper"]),
            str(v["joiners"]),
        )
        for v in variants
    ]
    console.print(fitted(console, columns, rows, (0, 1, 2, 3), "Would the answer stand?"))
    console.print("A line of fewer joiners than the criteria ask for decides nothing.\n")


def show_comparison(record: dict[str, Any]) -> None:
    """The comparison schools of one joiner, nearest first, and how each of them fared."""
    console = new_console()
    own, apart, se = record["change_sd"], record["effect_sd"], record["se"]
    console.print(f"{record['school']} (URN {record['urn']})", style="bold")
    console.print(
        f"It changed by {own:+.2f} SD. From where it stood, its comparison schools would have changed "
        f"by {own - apart:+.2f} SD. The difference is {apart:+.2f} SD (95% interval about "
        f"{apart - _Z * se:+.2f} to {apart + _Z * se:+.2f})."
    )
    for table in record["tables"]:
        columns = (
            ("Nearness", RIGHT),
            "Comparison school",
            ("URN", RIGHT),
            ("How far apart", RIGHT),
            ("Change, SD", RIGHT),
            ("-1.5 to +1.5", WHOLE),
        )
        rows = [
            (
                str(s["rank"]),
                s["school"] or "not in the GIAS extract",
                str(s["urn"]),
                f"{s['distance']:.2f}",
                f"{s['change_sd']:+.2f}",
                interval_picture(s["change_sd"], None, None),
            )
            for s in table["schools"]
        ]
        title = (
            f"{table['label']}, before: {years_span(table['baseline_years'])}; after: "
            f"{years_span(table['follow_up_years'])}"
        )
        console.print(fitted(console, columns, rows, (0, 1, 2, 3, 4), title))
    console.print(
        "How far apart: distance in standing before joining, intake and size, in standard deviations "
        "of schools. Change: as printed in the tables; before it is compared, each is moved to what "
        "it would have been from the joiner's own starting point."
    )
