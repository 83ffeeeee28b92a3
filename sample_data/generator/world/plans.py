"""Which trusts are invented, and what truth is planted in each.

The plans are data, so that what is planted can be read without reading how it is built;
that is left to `trusts`.
"""

from dataclasses import dataclass
from datetime import date
from random import Random

# Joins that leave published years both before and after: key stage 2 was not published for
# 2020 to 2022, key stage 4 not for 2020 and 2021.
EARLY = (date(2017, 9, 1), date(2017, 9, 1), date(2018, 1, 1), date(2016, 9, 1), date(2018, 9, 1))
LATE = (date(2021, 9, 1), date(2022, 9, 1), date(2022, 4, 1))
LATE_KS4 = (date(2021, 9, 1), date(2021, 9, 1), date(2021, 4, 1))
DIPPED = (date(2017, 9, 1), date(2018, 9, 1), date(2017, 9, 1))
STEADY = ("converter", "converter", "converter", "sponsored", "rebrokered", "converter")


@dataclass(frozen=True)
class Plan:
    """One multi-academy trust: who founds it, who joins it and what becomes of them.

    `kinds`, `dates` and `routes` are taken in turn, over and over. `effect` is what joining adds,
    and `quality` how good joiners are before, both in school-level SDs. `small` schools are too
    small to publish.
    """

    planted: str
    kinds: tuple[str, ...]
    founders: int
    joiners: int
    effect: float = 0.0
    quality: float = 0.0
    dates: tuple[date, ...] = EARLY
    routes: tuple[str, ...] = STEADY
    new_schools: int = 0
    authorities: int = 1
    small: bool = False

    @property
    def is_planted(self) -> bool:
        """Return whether what the trust shows must come from what is planted."""
        return self.planted != "flat"


PRIMARY = ("primary",)
SECONDARY = ("secondary",)
MIXED = ("primary", "primary", "secondary")

PLANS: tuple[Plan, ...] = (
    # Joiners truly rise, and the level is above national.
    Plan("improving", PRIMARY, 3, 8, 0.7, 0.25, authorities=2),
    Plan("improving", PRIMARY, 3, 15, 0.7, 0.25, EARLY + LATE, authorities=3),
    Plan("improving", SECONDARY, 2, 6, 0.8, 0.2),
    Plan("improving", MIXED, 3, 9, 0.65, 0.25, authorities=2),
    Plan("improving", PRIMARY, 2, 4, 0.9, 0.25, (date(2017, 9, 1),)),
    Plan("improving", SECONDARY, 2, 6, 0.75, 0.25, LATE_KS4),
    Plan("improving", MIXED, 2, 10, 0.75, 0.2, (*EARLY, date(2022, 9, 1)), new_schools=1),
    Plan("improving", PRIMARY, 2, 7, 0.5, 0.4, EARLY),
    # Joiners truly rise, yet the level stays far below national.
    Plan("improving_low", PRIMARY, 2, 7, 0.7, -1.9, EARLY),
    Plan("improving_low", SECONDARY, 2, 5, 0.7, -1.9, EARLY),
    # Joiners dip before joining and come back by themselves.
    Plan("bounce_only", PRIMARY, 2, 7, 0.0, -0.2, DIPPED, ("sponsored",)),
    Plan("bounce_only", PRIMARY, 2, 6, 0.0, -0.1, DIPPED, ("sponsored",)),
    Plan("bounce_only", PRIMARY, 3, 8, 0.0, -0.2, DIPPED, ("sponsored",), authorities=2),
    Plan("bounce_only", SECONDARY, 2, 5, 0.0, -0.1, DIPPED, ("sponsored",)),
    Plan("bounce_only", SECONDARY, 2, 6, 0.0, -0.2, DIPPED, ("sponsored",)),
    Plan("bounce_only", MIXED, 2, 6, 0.0, -0.1, DIPPED, ("sponsored",)),
    Plan("bounce_only", MIXED, 2, 7, 0.0, -0.2, DIPPED, ("sponsored",)),
    # Joiners truly fall.
    Plan("declining", PRIMARY, 2, 7, -0.7, 0.1, EARLY, ("converter", "rebrokered")),
    Plan("declining", SECONDARY, 2, 6, -0.8, 0.1, EARLY, ("converter", "rebrokered")),
    Plan("declining", MIXED, 2, 6, -0.7, 0.1, EARLY, ("converter", "rebrokered")),
    # Good joiners stay, weak ones are moved out later.
    Plan("shedding", PRIMARY, 2, 9, 0.0, 0.5, (date(2016, 9, 1), date(2017, 9, 1)), ("converter",)),
    Plan("shedding", MIXED, 2, 9, 0.0, 0.5, (date(2016, 9, 1), date(2017, 9, 1)), ("converter",)),
    # Too few joiners to say anything, however much they rise.
    Plan("few_joiners", PRIMARY, 4, 1, 1.4, 0.0, (date(2017, 9, 1),), ("converter",)),
    Plan("few_joiners", PRIMARY, 4, 2, 1.4, 0.0, (date(2017, 9, 1),), ("converter",)),
    Plan("few_joiners", SECONDARY, 3, 1, 1.4, 0.0, (date(2017, 9, 1),), ("converter",)),
    Plan("few_joiners", SECONDARY, 3, 2, 1.4, 0.0, (date(2017, 9, 1),), ("converter",)),
    Plan("few_joiners", MIXED, 4, 2, 1.4, 0.0, (date(2017, 9, 1),), ("converter",)),
    # Founders and new schools only.
    Plan("no_joiners", PRIMARY, 5, 0, new_schools=2),
    Plan("no_joiners", MIXED, 4, 0, new_schools=2),
    # All joiners come from amalgamations and mergers; all joiners are too small to publish.
    Plan("unlinked", PRIMARY, 2, 4, 0.5, 0.0, (date(2017, 9, 1),), ("amalgamated",)),
    Plan("suppressed", PRIMARY, 1, 5, 0.5, 0.0, (date(2017, 9, 1),), ("converter",), small=True),
    # The trust that takes over another, and the single-academy trust that grew.
    Plan("trust_merger", PRIMARY, 3, 3, 0.0, 0.1),
    Plan("sat_became_mat", MIXED, 0, 5, 0.0, 0.1),
    # Alternative provision and special schools, which most measures leave out.
    Plan("flat", ("special",), 3, 4),
)

FLAT_ROUTES = (
    "converter",
    "converter",
    "converter",
    "converter",
    "sponsored",
    "sponsored",
    "rebrokered",
    "sat_join",
)


def flat_plans(count: int, rng: Random) -> list[Plan]:
    """Return trusts in which nothing is planted, of all sizes and phases."""
    plans = []
    for turn in range(count):
        routes = list(FLAT_ROUTES)
        rng.shuffle(routes)
        dates = tuple(
            date(rng.choice([2015, 2016, 2017, 2018, 2019, 2021, 2022, 2023]), month, 1)
            for month in (9, 1, 9, 4, 11)
        )
        plans.append(
            Plan(
                planted="flat",
                kinds=(PRIMARY, PRIMARY, MIXED, SECONDARY)[turn % 4],
                founders=rng.randint(1, 4),
                joiners=rng.choice([2, 3, 3, 4, 5, 6, 9]),
                dates=dates,
                routes=tuple(routes),
                new_schools=rng.choice([0, 0, 1]),
                authorities=rng.choice([1, 1, 2, 3]),
            )
        )
    return plans
