"""GIAS, establishments: every school with its type, phase, ages, place and dates, as on one day."""

from __future__ import annotations

import polars as pl

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import date, folded, integer, refuse_bad_dates, text
from cst_screen.sources.files import ROW, TextFile
from cst_screen.sources.kinds import Block, FileKind, Tables
from cst_screen.sources.rows import without_repeats
from cst_screen.vocabulary.tables import ESTABLISHMENTS

_SECTORS = {
    "mainstream": (
        "community school",
        "voluntary aided school",
        "voluntary controlled school",
        "foundation school",
        "academy converter",
        "academy sponsor led",
        "free schools",
        "university technical college",
        "studio schools",
        "city technology college",
    ),
    "special": (
        "community special school",
        "foundation special school",
        "academy special converter",
        "academy special sponsor led",
        "free schools special",
        "non-maintained special school",
        "academy - converter special school",
    ),
    "alternative": (
        "pupil referral unit",
        "academy alternative provision converter",
        "academy alternative provision sponsor led",
        "free schools alternative provision",
    ),
    "post16": (
        "free schools 16 to 19",
        "academy 16-19 converter",
        "academy 16 to 19 sponsor led",
        "further education",
        "general further education college",
        "sixth form college",
        "sixth form centres",
        "sixth form centre/consortia",
        "special post 16 institution",
        "further education sector institution",
        "agriculture and horticulture college",
    ),
    "nursery": ("la nursery school", "local authority nursery school"),
}
_SECTOR_OF = {name: sector for sector, names in _SECTORS.items() for name in names}

_NEEDED = Block(
    (
        "urn",
        "establishmentname",
        "typeofestablishment (name)",
        "establishmentstatus (name)",
        "phaseofeducation (name)",
        "la (code)",
        "la (name)",
        "establishmentnumber",
        "opendate",
        "closedate",
        "statutorylowage",
        "statutoryhighage",
    ),
    always=True,
)
_OPTIONAL = (
    "reasonestablishmentopened (name)",
    "reasonestablishmentclosed (code)",
    "reasonestablishmentclosed (name)",
    "admissionspolicy (name)",
    "gor (name)",
    "urbanrural (name)",
    "easting",
    "northing",
    "numberofpupils",
)
_DAY = "%d-%m-%Y"

_AMALGAMATION = 1
"""Code of the reason for closing "Result of Amalgamation/Merger"."""

_PHASES = {
    "middle-deemed primary": "middle deemed primary",
    "middle-deemed secondary": "middle deemed secondary",
    "not-applicable": "not applicable",
    "16-plus": "16 plus",
}
"""GIAS's phases, with their first space a hyphen -> how they are spelled here; others stay."""

_NOT_SELECTIVE = ("non-selective", "non selective", "comprehensive", "modern", "not applicable")


def _read(file: TextFile, entry: CatalogueEntry) -> Tables:
    frame = file.read([*_NEEDED.columns, *_OPTIONAL])
    for column in ("opendate", "closedate"):
        refuse_bad_dates(file, frame, column, _DAY)
    frame = frame.with_columns(
        pl.lit(None, dtype=pl.String).alias(c) for c in _OPTIONAL if c not in frame.columns
    )
    schools = frame.with_columns(urn=integer("urn")).filter(pl.col("urn").is_not_null())
    schools, repeats = without_repeats(file, schools, entry, ["urn"], "files")
    return {"establishments": _establishments(schools, entry), "exclusions": repeats}


def _establishments(schools: pl.DataFrame, entry: CatalogueEntry) -> pl.DataFrame:
    return ESTABLISHMENTS.conform(
        schools.select(
            "urn",
            laestab=integer("la (code)") * 10000 + integer("establishmentnumber"),
            school=text("establishmentname"),
            type=text("typeofestablishment (name)"),
            sector=folded("typeofestablishment (name)").replace_strict(_SECTOR_OF, default="other"),
            status=_status(),
            phase=_phase(),
            low_age=integer("statutorylowage"),
            high_age=integer("statutoryhighage"),
            opened_on=date("opendate", _DAY),
            closed_on=date("closedate", _DAY),
            opened_because=text("reasonestablishmentopened (name)"),
            closed_by_merger=_closed_by_merger(),
            selective=_is_selective(),
            la_code=integer("la (code)"),
            la=text("la (name)"),
            region=text("gor (name)"),
            urban_rural=_urban_or_rural(),
            # A coordinate of zero is a blank.
            easting=integer("easting").replace(0, None),
            northing=integer("northing").replace(0, None),
            pupils=integer("numberofpupils"),
            file=pl.lit(entry.number),
            row=ROW,
        )
    )


def _status() -> pl.Expr:
    """Open, closed or proposed.

    "Open, but proposed to close" is open; "Proposed to open" is not yet a school.
    """
    status = text("establishmentstatus (name)").str.to_lowercase()
    return (
        pl.when(status.str.starts_with("open"))
        .then(pl.lit("open"))
        .when(status.str.starts_with("proposed"))
        .then(pl.lit("proposed"))
        .otherwise(pl.lit("closed"))
    )


def _phase() -> pl.Expr:
    phase = text("phaseofeducation (name)").str.to_lowercase().str.replace(" ", "-")
    return phase.replace(_PHASES)


def _closed_by_merger() -> pl.Expr:
    """Whether the reason for closing is amalgamation or merger, by its name or its code.

    DfE writes 1 and "Result of Amalgamation/Merger". Either is enough; null where neither is there.
    """
    name = text("reasonestablishmentclosed (name)").str.to_lowercase()
    code = integer("reasonestablishmentclosed (code)")
    by_name, by_code = name.str.contains("amalgamat|merge"), code == _AMALGAMATION
    return pl.when(by_name.is_not_null() | by_code.is_not_null()).then(
        by_name.fill_null(False) | by_code.fill_null(False)
    )


def _is_selective() -> pl.Expr:
    """Null where the admissions policy is not recorded."""
    policy = text("admissionspolicy (name)").str.to_lowercase()
    return (
        pl.when(policy == "selective")
        .then(True)
        .when(policy.is_in(list(_NOT_SELECTIVE)))
        .then(False)
    )


def _urban_or_rural() -> pl.Expr:
    """From the words of either classification (2011 and 2021)."""
    place = text("urbanrural (name)").str.to_lowercase()
    return (
        pl.when(place.str.contains("urban"))
        .then(pl.lit("urban"))
        .when(place.str.contains("rural"))
        .then(pl.lit("rural"))
    )


KINDS = (
    FileKind(
        id="gias_establishments",
        publisher="DfE, GIAS",
        title="establishments",
        distinctive=(
            "establishmentname",
            "typeofestablishment (name)",
            "establishmentstatus (name)",
            "statutorylowage",
        ),
        read=_read,
        blocks=(_NEEDED,),
        name_hint=r"edubasealldata\d{8}|^edubaseall",
        dated_by="date",
        optional=_OPTIONAL,
    ),
)
