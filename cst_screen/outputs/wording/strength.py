"""Which words the evidence bears: chosen by rule from an interval and a chance, never by taste.

| evidence | words |
|---|---|
| the 95% interval lies wholly above zero | rose further than similar schools |
| it reaches zero, but the chance of a material rise is as high as the criteria ask | tended to rise further than similar schools |
| the 95% interval lies wholly below zero | fell behind similar schools |
| anything else | whether they rose further cannot be told |

The same holds of a standard: above, below, or not to be told apart from what similar schools reach.
"""

from __future__ import annotations

ROSE = "rose further than similar schools"
TENDED = "tended to rise further than similar schools"
FELL = "fell behind similar schools"


def rise_words(
    lower: float | None, upper: float | None, chance: float | None, asked: float | None
) -> str:
    """The verb of the finding; empty where nothing can be told. chance, asked: per cent."""
    if lower is not None and lower > 0:
        return ROSE
    if upper is not None and upper < 0:
        return FELL
    if chance is not None and asked is not None and chance >= asked:
        return TENDED
    return ""


def level_words(lower: float | None, upper: float | None) -> str:
    """How results compare with those of similar pupils' schools."""
    if lower is not None and lower > 0:
        return "above"
    if upper is not None and upper < 0:
        return "below"
    return "not clearly above or below"


def more_or_fewer(gap: float, material: float) -> str:
    """`More`, `Fewer` or `About as many`, where a gap to the nation is smaller than what matters."""
    if abs(gap) < material:
        return "About as many"
    return "More" if gap > 0 else "Fewer"
