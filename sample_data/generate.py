"""Writes the sample data: an invented small England in the publishers' own file formats.

    python sample_data/generate.py [--out DIR] [--seed N]

Nothing in it is real. It is made rather than copied so that what is true of every trust is known:
`planted_truths.yaml` says what was planted, and the tests ask whether the tool found it.
"""

import argparse
from pathlib import Path

from generator.inspections import Inspector
from generator.results import invent_results
from generator.world.build import build_world
from generator.writers.absence import write_absence
from generator.writers.census import write_census
from generator.writers.dfe_trusts import write_trust_measures
from generator.writers.gaps import Gaps
from generator.writers.gias import write_register
from generator.writers.information import write_information, write_ks4_intake
from generator.writers.ks2 import write_ks2
from generator.writers.ks4 import write_ks4
from generator.writers.ofsted import write_inspections
from generator.writers.truths import write_truths
from generator.writers.workforce import write_tidy_workforce, write_wide_workforce

HERE = Path(__file__).resolve().parent
SEED = 20250430


def generate(out: Path, seed: int = SEED) -> None:
    """Build the world once and let each publisher write it down."""
    world = build_world(seed)
    results = invent_results(world, seed)
    inspector = Inspector(world, seed)
    gaps = Gaps()
    write_register(world, out)
    write_ks2(world, results, out, gaps)
    write_ks4(world, results, out, gaps, seed)
    write_trust_measures(world, results, out)
    write_inspections(world, inspector, out)
    write_census(world, out)
    write_absence(world, out, gaps, seed)
    write_wide_workforce(world, out, gaps, seed)
    write_tidy_workforce(world, out, gaps, seed)
    write_information(world, inspector, out)
    write_ks4_intake(results, out)
    write_truths(world, gaps, out)


def main() -> None:
    """Read the two options and generate."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write into")
    parser.add_argument("--seed", type=int, default=SEED, help="seed of the invented England")
    options = parser.parse_args()
    generate(options.out, options.seed)


if __name__ == "__main__":
    main()
