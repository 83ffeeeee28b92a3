"""What the annex of a brief says of DfE's own trust measures, where the data folder holds them."""

from __future__ import annotations

from cst_screen.outputs.brief.content import Family
from cst_screen.outputs.brief.facts import Facts
from cst_screen.outputs.wording.dfe_beside import beside_sentences, published_years


def dfe_family(facts: Facts) -> list[Family]:
    """A part of its own, or none: DfE's figures with ours beside them, or that there is no row."""
    held = published_years(facts.record["inputs"])
    if not held:
        return []
    sentences = beside_sentences(facts.dfe_measures, facts.citations.mark) or [
        f"DfE’s files in the data folder ({held}) have no row for this trust."
    ]
    return [
        Family(
            title="DfE’s trust measures / ours by DfE’s rule", sentences=tuple(sentences), names=()
        )
    ]
