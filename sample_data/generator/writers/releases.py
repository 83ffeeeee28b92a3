"""Which releases of key stage 4 there are, and how far provisional figures are off."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

VERSIONS: dict[int, tuple[str, ...]] = {
    2016: ("final",),
    2017: ("revised",),
    2018: ("provisional", "final"),
    2019: ("final",),
    2022: ("revised",),
    2023: ("final",),
    2024: ("final",),
    2025: ("provisional", "revised"),
}


@dataclass(frozen=True)
class Release:
    """The tables of one year at one stage of checking.

    `shift` returns how far the next school's figures are off: -1, 0 or 1 if they are provisional.
    """

    year: int
    version: str
    shift: Callable[[], float]


def ks4_releases(seed: int) -> Iterator[Release]:
    """Yield the releases in order; all provisional ones draw from one generator."""
    rng = Random(seed + 3)

    def drawn() -> float:
        return rng.choice([-1.0, 0.0, 0.0, 1.0])

    def still() -> float:
        return 0.0

    for year, versions in VERSIONS.items():
        for version in versions:
            yield Release(year, version, drawn if version == "provisional" else still)
