"""Writes the sample data: an invented small England in the publishers' own file formats.

    python sample_data/generate.py [--out DIR] [--seed N]

Nothing in it is real. It is made rather than copied so that what is true of every trust is known:
`planted_truths.yaml` says what was planted, and the tests ask whether the tool found it.
"""

import argparse
from pathlib import Path

from generator import (
    write_context,
    write_gias,
    write_ofsted,
    write_results,
    write_trusts,
    write_truths,
)
from generator.inspections import Inspector
from generator.results import tables
from generator.world import Builder

HERE = Path(__file__).resolve().parent
SEED = 20250430


def generate(out: Path, seed: int = SEED) -> None:
    """Build the world once and let each publisher write it down."""
    world = Builder(seed).build()
    primary, secondary = tables(world, seed)
    inspector = Inspector(world, seed)
    write_gias.write_all(world, out)
    write_results.write_ks2(world, primary, out)
    write_results.write_ks4(world, secondary, out, seed)
    write_trusts.write_all(world, primary, secondary, out)
    write_ofsted.write_all(world, inspector, out)
    write_context.write_all(world, inspector, secondary, out, seed)
    write_truths.write_truths(world, out)


def main() -> None:
    """Read the two options and generate."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write into")
    parser.add_argument("--seed", type=int, default=SEED, help="seed of the invented England")
    options = parser.parse_args()
    generate(options.out, options.seed)


if __name__ == "__main__":
    main()
