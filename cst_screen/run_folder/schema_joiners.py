"""Tables of a run folder about schools that joined, and what their change is compared with."""

from __future__ import annotations

from cst_screen.run_folder.columns import (
    ACADEMIC_YEAR,
    HISTORY,
    JOINED_ON,
    LEFT_ON,
    LOWER,
    MEASURE,
    PHASE,
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
    "Each school that joined, on each measure: before, after, and compared with similar schools.",
    {
        "uid": UID,
        "urn": URN,
        "history": HISTORY,
        "joined_on": JOINED_ON,
        "route": ROUTE,
        "measure": MEASURE,
        "baseline_years": text("years before joining that are used, separated by `; `"),
        "baseline": number("average of those years"),
        "follow_up_years": text("years since joining that are used, separated by `; `"),
        "follow_up": number("average of those years"),
        "change": number("follow_up less baseline, in the unit of the measure"),
        "national_change": number("change of the national average over the same years"),
        "reason": text("why it cannot be judged on this measure; empty where it can"),
        "school": SCHOOL,
        "left_on": LEFT_ON,
        "gap_change": number("change less national_change; of a share of joiners, the share"),
        "z_change": number(f"change of its standing, {_SD}"),
        "comparison_change": number(
            "average change of its comparison schools, adjusted to its own starting point, local "
            "authority and region"
        ),
        "effect": number("change less comparison_change"),
        "effect_lower": LOWER,
        "effect_upper": UPPER,
        "effect_sd": number(f"the effect, {_SD}"),
        "se": number(f"standard error of effect_sd, {_SD}"),
        "comparison_schools": whole("number of comparison schools"),
        "flags": text("warnings for readers, such as one_year_before"),
        "local_change": number(
            "part of comparison_change: how much more schools of its local authority and region rose "
            "than others"
        ),
    },
    ("uid", "history", "joined_on", "measure"),
)

HEADLINES = Table(
    "headlines",
    "Each school that joined, on the measure that leads in each of its phases. Trusts' trajectories are "
    "averages of these.",
    {
        "uid": UID,
        "urn": URN,
        "history": HISTORY,
        "school": SCHOOL,
        "joined_on": JOINED_ON,
        "left_on": LEFT_ON,
        "route": ROUTE,
        "judged_by": text("measures it is judged by: ` + ` between those that are averaged"),
        "z_change": number(f"change of its standing, {_SD}"),
        "effect_sd": number(
            f"how much more its standing rose than its comparison schools' did, {_SD}"
        ),
        "se": number(f"standard error of effect_sd, {_SD}"),
        "flags": text("warnings for readers, such as one_year_before"),
        "reason": text("why it cannot be judged; empty where it can"),
        "phase": PHASE,
    },
    ("uid", "history", "joined_on", "phase"),
)

TRAJECTORIES = Table(
    "trajectories",
    "Each trust's average over its judged joiners, on each measure and on the one that leads in each "
    "phase (headline).",
    {
        "uid": UID,
        "measure": text("which measure, or headline_ks2 or headline_ks4"),
        "joiners": whole("number of schools that joined and existed before"),
        "judged": whole("of these, how many can be judged"),
        "improved": whole("of those judged, how many rose further than their comparison schools"),
        "effect": number("average effect, in the unit of the measure"),
        "unit_lower": LOWER,
        "unit_upper": UPPER,
        "effect_sd": number(f"average effect, {_SD}"),
        "se": number("its standard error"),
        "effect_lower": number("lower end of the 95% interval of effect_sd"),
        "effect_upper": number("upper end of the 95% interval of effect_sd"),
        "shrunken": number("effect_sd, allowing for luck (partial pooling over all trusts)"),
        **{
            f"{end}{share}": number(f"{end} end of the {share}% interval of shrunken")
            for share in (50, 80, 95)
            for end in ("lower", "upper")
        },
        "probability": number("probability of a material rise, in per cent"),
        "pupil_weighted": number("effect_sd with joiners weighted by pupils"),
        "without_best": number("effect_sd without the joiner that rose most"),
        "without_worst": number("effect_sd without the joiner that rose least"),
        "change": number(
            "average change of the gap to the national figure, in the unit of the measure"
        ),
        "lower": LOWER,
        "upper": UPPER,
        "z_change": number(f"average change of standing before comparison, {_SD}"),
        "z_lower": number("lower end of its 95% interval"),
        "z_upper": number("upper end of its 95% interval"),
        "fall_probability": number("probability of a material fall, in per cent"),
        "reliability": number("how far two sets of its joiners would agree, 0 to 1"),
        "old_enough": whole("of its joiners, how many have been in the trust for long enough"),
        "pupil_weighted_lower": number("lower end of the 95% interval of pupil_weighted"),
        "pupil_weighted_upper": number("upper end of the 95% interval of pupil_weighted"),
    },
    ("uid", "measure"),
)

ROBUSTNESS = Table(
    "robustness",
    "Each trust's average effect with one choice of the method changed.",
    {
        "uid": UID,
        "variant": text("which choice, such as with_10 (ten comparison schools)"),
        "value": number(f"average effect, {_SD}"),
        "lower": LOWER,
        "upper": UPPER,
        "joiners": whole("number of joiners behind it"),
        "phase": PHASE,
    },
    ("uid", "phase", "variant"),
)

CAVEATS = Table(
    "caveats",
    "What else changed at each trust's joiners, compared with the change nationally.",
    {
        "uid": UID,
        "figure": text("name of the figure"),
        "joiners": whole("number of joiners behind it"),
        "change": number("average change at the joiners"),
        "national_change": number("change at schools of the same phase nationally"),
        "difference": number("change less national_change"),
        "lower": LOWER,
        "upper": UPPER,
        "phase": PHASE,
    },
    ("uid", "phase", "figure"),
)

COMPARATORS = Table(
    "comparators",
    "Every comparison school of every joiner and measure.",
    {
        "uid": UID,
        "history": HISTORY,
        "joined_on": JOINED_ON,
        "measure": text("which measure, or measures that are averaged"),
        "rank": whole("1 is the school most like the joiner"),
        "comparison_urn": whole("URN of the comparison school"),
        "distance": number("how different it was from the joiner; 0 is alike in everything"),
        "change_sd": number(f"how its standing changed over the same years, {_SD}"),
    },
    ("uid", "history", "joined_on", "measure", "rank"),
)

COMPARISON_SCHOOLS = Table(
    "comparison_schools",
    "The names of all comparison schools.",
    {"urn": URN, "school": text("name; empty where the register does not list the school")},
    ("urn",),
)

JOINER_YEARS = Table(
    "joiner_years",
    "Each judged joiner on the measure that leads in a phase, year by year, with its comparison schools. "
    "Nothing is judged from it; the pictures of briefs are drawn from it.",
    {
        "uid": UID,
        "urn": URN,
        "history": HISTORY,
        "joined_on": JOINED_ON,
        "phase": PHASE,
        "measure": text("which measure, or measures that are averaged"),
        "academic_year": ACADEMIC_YEAR,
        "side": text("before or after joining; empty where the year counts for neither"),
        "standing": number(f"how far the school was from the average school that year, {_SD}"),
        "comparison": number("average of the same for its comparison schools"),
    },
    ("uid", "history", "joined_on", "phase", "academic_year"),
)

JOINER_TABLES = (
    JOINERS,
    HEADLINES,
    TRAJECTORIES,
    ROBUSTNESS,
    CAVEATS,
    COMPARATORS,
    COMPARISON_SCHOOLS,
    JOINER_YEARS,
)
