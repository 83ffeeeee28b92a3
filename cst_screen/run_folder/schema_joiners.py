"""Tables of a run folder about schools that joined, and what their change is compared with."""

from __future__ import annotations

from cst_screen.run_folder.columns import (
    HISTORY,
    JOINED_ON,
    LEFT_ON,
    LOWER,
    MEASURE,
    ROUTE,
    SCHOOL,
    UID,
    UPPER,
    URN,
    number,
    text,
    whole,
)
from cst_screen.vocabulary.table import Table

_SD = "in standard deviations among schools"

JOINERS = Table(
    "joiners",
    "Each school that joined, on each measure: before, after, and beside its comparison schools.",
    {
        "uid": UID,
        "urn": URN,
        "history": HISTORY,
        "joined_on": JOINED_ON,
        "route": ROUTE,
        "measure": MEASURE,
        "baseline_years": text("years before joining that count, with `; ` between"),
        "baseline": number("mean of those years"),
        "follow_up_years": text("years since joining that count, with `; ` between"),
        "follow_up": number("mean of those years"),
        "change": number("follow-up less baseline, in the unit of the measure"),
        "national_change": number("change of the national mean over the same years"),
        "reason": text("why it cannot be judged on this measure; empty where it can"),
        "school": SCHOOL,
        "left_on": LEFT_ON,
        "gap_change": number("change less national change"),
        "z_change": number(f"change of its position within the year, {_SD}"),
        "comparison_change": number("mean change of its comparison schools"),
        "effect": number("change less the change of its comparison schools"),
        "effect_lower": LOWER,
        "effect_upper": UPPER,
        "effect_sd": number(f"the effect, {_SD}"),
        "se": number(f"standard error of effect_sd, {_SD}"),
        "comparison_schools": whole("how many comparison schools it has"),
        "flags": text("what a reader should know of it, such as one_year_before"),
    },
    ("uid", "history", "joined_on", "measure"),
)

HEADLINES = Table(
    "headlines",
    "Each school that joined, on the leading measure, from which a trust's trajectory is made.",
    {
        "uid": UID,
        "urn": URN,
        "history": HISTORY,
        "school": SCHOOL,
        "joined_on": JOINED_ON,
        "left_on": LEFT_ON,
        "route": ROUTE,
        "judged_by": text("measures that lead, a mean with ` + ` between, key stages with `; `"),
        "z_change": number(f"change of its position within the year, {_SD}"),
        "effect_sd": number(f"that change less the change of its comparison schools, {_SD}"),
        "se": number(f"standard error of effect_sd, {_SD}"),
        "flags": text("what a reader should know of it"),
        "reason": text("why it cannot be judged; empty where it can"),
    },
    ("uid", "history", "joined_on"),
)

TRAJECTORIES = Table(
    "trajectories",
    "Each trust's mean over its judged joiners, on each measure and on the leading one (headline).",
    {
        "uid": UID,
        "measure": text("which measure, or headline"),
        "joiners": whole("schools that joined with a record before the trust"),
        "judged": whole("of them, how many can be judged"),
        "improved": whole("of those, how many rose further than their comparison schools"),
        "effect": number("mean effect, in the unit of the measure"),
        "unit_lower": LOWER,
        "unit_upper": UPPER,
        "effect_sd": number(f"mean effect, {_SD}"),
        "se": number("its standard error"),
        "effect_lower": number("lower end of the 95% interval of effect_sd"),
        "effect_upper": number("upper end of the 95% interval of effect_sd"),
        "shrunken": number("effect_sd allowing for luck, by partial pooling over all trusts"),
        **{
            f"{end}{share}": number(f"{end} end of the {share}% interval of shrunken")
            for share in (50, 80, 95)
            for end in ("lower", "upper")
        },
        "probability": number("probability of a material rise, per cent"),
        "pupil_weighted": number("effect_sd with each joiner weighed by its pupils"),
        "without_best": number("effect_sd without the joiner that rose most"),
        "without_worst": number("effect_sd without the joiner that rose least"),
        "change": number("mean change of the gap to the nation, in the unit of the measure"),
        "lower": LOWER,
        "upper": UPPER,
        "z_change": number(f"mean change of position, {_SD}, before comparison"),
        "z_lower": number("lower end of its 95% interval"),
        "z_upper": number("upper end of its 95% interval"),
    },
    ("uid", "measure"),
)

ROBUSTNESS = Table(
    "robustness",
    "Each trust's mean effect with one choice of the method changed.",
    {
        "uid": UID,
        "variant": text("which choice, such as with_10 (ten comparison schools)"),
        "value": number(f"mean effect, {_SD}"),
        "lower": LOWER,
        "upper": UPPER,
        "joiners": whole("joiners that it rests on"),
    },
    ("uid", "variant"),
)

CAVEATS = Table(
    "caveats",
    "What else changed at each trust's joiners, beside the nation.",
    {
        "uid": UID,
        "figure": text("which figure"),
        "joiners": whole("joiners that it rests on"),
        "change": number("mean change at the joiners"),
        "national_change": number("change of schools of the same phase nationally"),
        "difference": number("the former less the latter"),
        "lower": LOWER,
        "upper": UPPER,
    },
    ("uid", "figure"),
)

COMPARATORS = Table(
    "comparators",
    "Every comparison school of every joiner and measure.",
    {
        "uid": UID,
        "history": HISTORY,
        "joined_on": JOINED_ON,
        "measure": text("which measure, or several that are one mean"),
        "rank": whole("1 is the nearest"),
        "comparison_urn": whole("URN of the comparison school"),
        "distance": number("how far it stood from the joiner; 0 would be alike in everything"),
        "change_sd": number(f"how its position changed over the same years, {_SD}"),
    },
    ("uid", "history", "joined_on", "measure", "rank"),
)

COMPARISON_SCHOOLS = Table(
    "comparison_schools",
    "The names of all comparison schools.",
    {"urn": URN, "school": text("name; empty where the register lacks the school")},
    ("urn",),
)

JOINER_TABLES = (
    JOINERS,
    HEADLINES,
    TRAJECTORIES,
    ROBUSTNESS,
    CAVEATS,
    COMPARATORS,
    COMPARISON_SCHOOLS,
)
