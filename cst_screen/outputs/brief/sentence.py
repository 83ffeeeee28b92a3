"""A sentence of a brief with the figures that it is made from, so that each can be followed to its rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """text: ready to print. names: the figures behind it, as `cst-screen explain --figure` takes them.
    phase: ks2 or ks4 where they describe the joiners of one phase; empty otherwise."""

    text: str
    names: tuple[str, ...] = ()
    phase: str = ""


def said(text: str, *names: str, phase: str = "") -> Sentence:
    return Sentence(text, tuple(dict.fromkeys(names)), phase)
