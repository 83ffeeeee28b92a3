"""The story of the invented world, from its first trust to the last lie in its register."""

from generator.model import Trust, World
from generator.world.builder import Builder
from generator.world.odd_links import plant_links
from generator.world.odd_spells import plant_spells
from generator.world.others import (
    build_federations,
    build_other_schools,
    build_single_academy_trusts,
    build_sponsors,
    build_trusts_without_schools,
)
from generator.world.plans import PLANS, flat_plans
from generator.world.trusts import TrustBuilder

OPEN_TRUSTS = 60
"""Multi-academy trusts that are open, two of them without schools."""


def build_world(seed: int) -> World:
    """Build everything, in an order that never changes, so that a seed gives one England."""
    builder = Builder(seed)
    trusts = TrustBuilder(builder)
    planted = [trusts.build(plan, turn) for turn, plan in enumerate(PLANS)]
    trusts.merge_into(next(t for t in planted if t.planted == "trust_merger"))
    flat = _build_flat_trusts(builder, trusts)
    shedding = [t for t in planted if t.planted == "shedding"]
    for trust, taker in zip(shedding, flat, strict=False):
        trusts.shed(trust, taker)
    build_trusts_without_schools(builder)
    build_single_academy_trusts(builder)
    plant_links(builder)
    build_other_schools(builder)
    trusts.close_donors()
    plant_spells(builder, flat)
    build_sponsors(builder)
    build_federations(builder)
    return builder.world


def _build_flat_trusts(builder: Builder, trusts: TrustBuilder) -> list[Trust]:
    """Build the trusts in which nothing is planted: as many as are still to open."""
    plans = flat_plans(OPEN_TRUSTS - 2 - len(PLANS), builder.rng)
    return [trusts.build(plan, turn + 3) for turn, plan in enumerate(plans)]
