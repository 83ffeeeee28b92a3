"""What a brief says of DfE's own trust measures, where the data folder holds files of them."""

from __future__ import annotations

from cst_screen.outputs.brief.facts import Facts, Row
from cst_screen.outputs.wording.dfe_beside import beside_sentences, published_years


def dfe_family(facts: Facts) -> list[Row]:
    """One part of section 2, or none: DfE's figures with ours beside them, or that there is no row."""
    held = published_years(facts.record["inputs"])
    if not held:
        return []
    sentences = beside_sentences(facts.dfe, facts.marks.mark) or [
        f"No row for this trust in DfE’s files at hand ({held})."
    ]
    return [
        {
            "title": "DfE’s trust measures / ours by its rule",
            "sentences": sentences,
            "text": " ".join(sentences),
            "names": [],
        }
    ]
