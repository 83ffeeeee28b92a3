"""Writes the performance tables of key stage 4: wide until 2022/23, tidy from then on."""

from pathlib import Path

from generator.model import World
from generator.results import Results
from generator.writers.gaps import Gaps
from generator.writers.ks4_tidy import write_tidy
from generator.writers.ks4_wide import write_wide
from generator.writers.releases import ks4_releases

FIRST_TIDY = 2024


def write_ks4(world: World, results: Results, out: Path, gaps: Gaps, seed: int) -> None:
    """Write a file for each release; provisional figures differ a little from later ones."""
    for release in ks4_releases(seed):
        items = results.ks4[release.year]
        if release.year < FIRST_TIDY:
            write_wide(release, items, world.authorities, out, gaps)
        else:
            write_tidy(release, items, out, gaps)
