"""How many of a list are expected not to belong there, in a sentence that stands with every list."""

from __future__ import annotations

from cst_screen.outputs.rows import Row
from cst_screen.outputs.wording.phrases import count_text

_LEAST_SHOWN = 0.5


def list_error(record: Row) -> str:
    """`Of these 40 trusts, about 5 are expected not to have risen materially ...`; empty without a list.

    record: run.json.
    """
    listed, expected = record["counts"]["shortlisted"], record.get("expected_without_rise")
    if not listed or expected is None:
        return ""
    about = "fewer than one" if expected < _LEAST_SHOWN else f"about {expected:.0f}"
    return (
        f"Of {count_text(listed, 'shortlisted trust')}, {about} may be there by luck: the sum, over the "
        "list, of the chances that joiners did not rise materially. Nobody can say which."
    )
