"""The tables that trajectories hand on, declared once and checked where they are made.

SD: standard deviations among schools. Intervals are 95% intervals unless a column says otherwise.
"""

from __future__ import annotations

import polars as pl

from cst_screen.trajectory.clock import KEYS
from cst_screen.vocabulary.table import MEASURE, MISSING, Column, Table

_UID = Column(pl.Int32, "GIAS Group UID of the trust")
_HISTORY = Column(pl.Int32, "URN of the history's latest school")
_JOINED_ON = Column(pl.Date, "date on which it joined the trust")
_MEASURE = Column(pl.String, "which measure; ` + ` joins measures that are averaged")
_LOWER = Column(pl.Float64, "lower end of its interval")
_UPPER = Column(pl.Float64, "upper end of its interval")


def _number(meaning: str) -> Column:
    return Column(pl.Float64, meaning)


JOINERS = Table(
    "joiners",
    "A school that joined, on one measure or on the headline of a phase. A gap in a measure says nothing about "
    "the school: many joined before, or after, the years that were published.",
    {
        "uid": _UID,
        "history": _HISTORY,
        "urn": Column(pl.Int32, "URN under which it joined"),
        "joined_on": _JOINED_ON,
        "left_on": Column(pl.Date, "date on which it left; null while it is in the trust"),
        "route": Column(pl.String, "one of vocabulary.routes.ROUTES"),
        "first_full_year": Column(
            pl.Int16, "first academic year that it was in the trust throughout"
        ),
        "measure": Column(pl.String, "which measure, or the headline of a phase"),
        "baseline": _number("mean of the years before joining, in the measure's unit"),
        "baseline_years": Column(pl.List(pl.Int16), "those years, each by the year it ends in"),
        "follow_up": _number("mean of the years since joining"),
        "follow_up_years": Column(pl.List(pl.Int16), "those years"),
        "change": _number("follow-up less baseline"),
        "national_change": _number("change of the national mean over the same years"),
        "gap_change": _number("change less national change"),
        "z_change": _number("change of its standing, SD"),
        "comparison_change": _number(
            "mean change of its comparison schools, adjusted to its starting point and place"
        ),
        "effect": _number("change less comparison change"),
        "lower": _LOWER,
        "upper": _UPPER,
        "effect_sd": _number("the effect, SD"),
        "se": _number("standard error of effect_sd, SD"),
        "pupils": _number("pupils behind the follow-up, mean of its years"),
        "schools": Column(pl.Int64, "how many comparison schools it has"),
        "missing": Column(MISSING, "why it cannot be judged; null where it can"),
        "flags": Column(pl.String, "warnings for readers, separated by `; `"),
        "judged_by": Column(pl.String, "for a headline: the measures that it is made from"),
        "phase": Column(pl.String, "ks2 or ks4; null for a school that takes neither's tests"),
        "local_change": _number(
            "part of comparison_change: what schools of its local authority and region did beyond others"
        ),
    },
    ("uid", "history", "joined_on", "measure"),
)

TRUSTS = Table(
    "trust_trajectories",
    "A trust's mean over its judged joiners, on one measure or on the headline of a phase.",
    {
        "uid": _UID,
        "measure": Column(pl.String, "which measure, or the headline of a phase"),
        "joiners": Column(pl.UInt32, "joiners with a time before the trust"),
        "old_enough": Column(pl.UInt32, "of these, how many have been in it for long enough"),
        "judged": Column(pl.UInt32, "of these, how many can be judged"),
        "improved": Column(pl.UInt32, "of those judged, how many have an effect above zero"),
        "effect": _number("mean effect in the measure's unit; null for the headline"),
        "unit_lower": _LOWER,
        "unit_upper": _UPPER,
        "effect_sd": _number("mean effect, SD"),
        "se": _number("its standard error, SD"),
        "effect_lower": _LOWER,
        "effect_upper": _UPPER,
        "pupil_weighted": _number("effect_sd with joiners weighted by pupils"),
        "pupil_weighted_lower": _LOWER,
        "pupil_weighted_upper": _UPPER,
        "without_best": _number("effect_sd without the joiner that rose most"),
        "without_worst": _number("effect_sd without the joiner that rose least"),
        "shrunken": _number("effect_sd, allowing for luck (partial pooling)"),
        **{
            f"{end}{share}": _number(f"{end} end of the {share}% interval of shrunken")
            for share in (50, 80, 95)
            for end in ("lower", "upper")
        },
        "probability": _number("probability that the effect is above the threshold, per cent"),
        "fall_probability": _number("probability of an effect as far below zero, per cent"),
        "reliability": _number("how far two sets of its joiners would agree, 0 to 1"),
        "change": _number("mean change of the gap to the national figure, in the measure's unit"),
        "lower": _LOWER,
        "upper": _UPPER,
        "z_change": _number("mean change of standing, SD; its interval is Student's t"),
        "z_lower": _LOWER,
        "z_upper": _UPPER,
    },
    ("uid", "measure"),
)

JOININGS = Table(
    "joinings",
    "How many schools joined a trust, each counted once whatever its phases.",
    {
        "uid": _UID,
        "joiners": Column(pl.UInt32, "joiners with a time before the trust"),
        "judged": Column(pl.UInt32, "of these, how many can be judged in some phase"),
        "improved": Column(pl.UInt32, "of those judged, how many have an effect above zero"),
    },
    ("uid",),
)

ROBUSTNESS = Table(
    "robustness",
    "A trust's mean effect in a phase with one choice changed.",
    {
        "uid": _UID,
        "phase": Column(pl.String, "ks2 or ks4"),
        "variant": Column(pl.String, "one of robustness.VARIANTS"),
        "value": _number("mean effect, SD"),
        "lower": _LOWER,
        "upper": _UPPER,
        "joiners": Column(pl.Int64, "number of joiners behind it"),
    },
    ("uid", "phase", "variant"),
)

ROUTE_OFFSETS = Table(
    "route_offsets",
    "What joiners of a phase did, against schools like them, before they joined. A phase or route with few "
    "such joiners has none.",
    {
        "phase": Column(pl.String, "ks2 or ks4"),
        "route": Column(pl.String, "one of vocabulary.routes.ROUTES, or all"),
        "joiners": Column(pl.Int64, "how many have results on both sides of the pretended joining"),
        "trusts": Column(pl.Int64, "how many trusts they joined"),
        "offset": _number("mean effect before joining, SD"),
        "se": _number("its standard error with trusts as units, SD"),
    },
    ("phase", "route"),
)

ROUTE_ADJUSTED = Table(
    "route_adjusted",
    "Joiners before joining less an offset of their route that was taken from other joiners.",
    {
        "phase": Column(pl.String, "ks2 or ks4"),
        "by": Column(pl.String, "whose offset: other_trusts, earlier_by_later, later_by_earlier"),
        "joiners": Column(pl.Int64, "how many are adjusted"),
        "mean": _number("their mean effect before joining, SD"),
        "se": _number("its standard error with trusts as units, SD"),
        "adjusted": _number("what is left of the mean, SD; zero is best"),
        "adjusted_se": _number("its standard error, the offset's own in it, SD"),
    },
    ("phase", "by"),
)

TAKEN_OVER = Table(
    "taken_over",
    "Schools of a trust that closed, taken in by a larger trust that was there before; they are no joiners.",
    {
        "uid": Column(pl.Int32, "GIAS Group UID of the trust that took them in"),
        "phase": Column(pl.String, "ks2 or ks4"),
        "schools": Column(pl.UInt32, "how many take the tests of the phase"),
        "judged": Column(pl.UInt32, "of these, how many can be judged as joiners are"),
    },
    ("uid", "phase"),
)

MATCHES = Table(
    "matches",
    "A joiner's comparison schools, nearest first.",
    {
        "uid": _UID,
        "history": _HISTORY,
        "joined_on": _JOINED_ON,
        "measure": _MEASURE,
        "rank": Column(pl.Int16, "1 is the school most like the joiner"),
        "comparison": Column(pl.Int32, "history of the comparison school"),
        "distance": _number("how different it was from the joiner, in SD of the donors"),
        "change_sd": _number("how its standing changed over the same years, SD"),
    },
    (*KEYS, "rank"),
)

USED = Table(
    "rows_of_joiners",
    "The school years behind joiners' changes; rows of averaged measures are left out.",
    {
        "uid": _UID,
        "history": _HISTORY,
        "joined_on": _JOINED_ON,
        "measure": Column(MEASURE, "which measure"),
        "urn": Column(pl.Int32, "URN that the figure was published under"),
        "academic_year": Column(pl.Int16, "year in which the academic year ends"),
        "side": Column(pl.String, "before or after joining"),
        "value": _number("the published figure"),
        "lower": _number("lower 95% limit where published"),
        "upper": _number("upper 95% limit where published"),
        "pupils": _number("pupils behind it where published"),
        "weight": _number("weight"),
        "national": _number("national average that year"),
        "z": _number("distance from the average school, SD"),
        "file": Column(pl.Int16, "number of the file among the inputs"),
        "row": Column(pl.UInt32, "row of that file"),
    },
)

YEARS = Table(
    "years_of_joiners",
    "A judged joiner on the measure that leads in a phase, year by year, with its comparison schools.",
    {
        "uid": _UID,
        "history": _HISTORY,
        "joined_on": _JOINED_ON,
        "phase": Column(pl.String, "ks2 or ks4"),
        "measure": _MEASURE,
        "academic_year": Column(pl.Int16, "year in which the academic year ends"),
        "side": Column(pl.String, "before or after joining; null where it counts for neither"),
        "standing": _number("distance from the average school that year, SD"),
        "comparison": _number("mean of its comparison schools' distances, SD"),
    },
    ("uid", "history", "joined_on", "phase", "academic_year"),
)

SHIFTS = Table(
    "shifts",
    "What else changed at a trust's joiners judged in a phase, compared with the change nationally.",
    {
        "uid": _UID,
        "phase": Column(pl.String, "ks2 or ks4"),
        "figure": Column(pl.String, "name of the figure"),
        "value": _number("how much more the joiners changed than schools nationally, on average"),
        "lower": _LOWER,
        "upper": _UPPER,
        "n": Column(pl.Int64, "number of joiners behind it"),
        "change": _number("their mean change"),
        "national": _number("the national change over the same years"),
    },
    ("uid", "phase", "figure"),
)
