"""On which pillar of DfE's trust quality descriptions a figure bears, in words; the shipped model, read once."""

from __future__ import annotations

import functools

from cst_screen.judging.improvement_model import ImprovementModel, read_model
from cst_screen.shipped import find_shipped


@functools.cache
def shipped_model() -> ImprovementModel:
    """The model of improvement that comes with the tool, read once."""
    return read_model(find_shipped(""))


def pillar_words(figure: str) -> str:
    """`pillar 2, School improvement`; context bears on none."""
    pillar = shipped_model().pillars.of(figure)
    return f"pillar {pillar.number}, {pillar.name}" if pillar else "context, no pillar"
