"""Which schools a publisher lists on a day, and in which order."""

from datetime import date

from generator.model import School, World


def listed_by_dfe(world: World, day: date) -> list[School]:
    """Return the schools open on a day, in the order of their authority as the tables have it."""
    return sorted(
        (s for s in world.schools if s.open_on(day)),
        key=lambda s: (s.authority.code, s.number, s.urn),
    )


def state_funded(schools: list[School]) -> list[School]:
    """Return the schools that are not independent, in the same order."""
    return [s for s in schools if s.kind != "independent"]


def listed_by_ofsted(world: World, day: date) -> list[School]:
    """Return the schools that the inspectorate lists on a day: state-funded and open."""
    return state_funded(sorted((s for s in world.schools if s.open_on(day)), key=lambda s: s.urn))
