"""The bracket behind a figure in a sentence."""

from __future__ import annotations

from cst_screen.outputs.brief.facts import Facts


def bracket(facts: Facts, name: str, years: bool = True) -> str:
    """` (+0.1 to +0.5; n = 5; 2018/19)`: interval, schools and years, without what is not known."""
    cases = facts.n(name)
    n = f"n = {cases:,}" if cases is not None else ""
    parts = [facts.interval(name), n, facts.years(name) if years else ""]
    shown = "; ".join(part for part in parts if part)
    return f" ({shown})" if shown else ""
