"""GIAS, establishments: every school with its type, phase, ages, place and dates, as on one day."""

from __future__ import annotations

import polars as pl

from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import (
    PERFORMANCE_TABLE_CODES,
    comparable,
    date,
    date_check,
    integer,
    key_check,
    text,
    word_check,
)
from cst_screen.sources.files import ROW, TextFile
from cst_screen.sources.kinds import Block, FileKind, Meaning, Tables
from cst_screen.sources.repeated_texts import made_of_texts
from cst_screen.sources.rows import rows_with_keys, without_repeats
from cst_screen.sources.unreadable import Check, leave_out_unreadable
from cst_screen.vocabulary.ranges import (
    AGE,
    EASTING,
    ESTABLISHMENT_NUMBER,
    LA_CODE,
    NORTHING,
    PUPILS,
    URN,
    latest_in,
)
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
_NO_SCHOOLS_OF_TRUSTS = (
    "other independent school",
    "other independent special school",
    "service children's education",
    "institution funded by other government department",
    "higher education institutions",
    "miscellaneous",
    "offshore schools",
    "secure units",
    "academy secure 16 to 19",
    "welsh establishment",
    "british schools overseas",
    "children's centre",
    "children's centre linked site",
    "online provider",
    "international schools",
    "european schools",
    "playing for success centres",
    "ey setting",
    "legacy types",
)
"""Types of the sector "other"."""
_SECTOR_OF = {
    name.replace("-", " ").replace("  ", " ").replace("  ", " "): sector
    for sector, names in {**_SECTORS, "other": _NO_SCHOOLS_OF_TRUSTS}.items()
    for name in names
}
"""Type, as `comparable` writes it -> sector. A type that is not here is not guessed at."""

_STATUSES = {
    "open": "open",
    "open but proposed to close": "open",
    "proposed to open": "proposed",
    "pending approval": "proposed",
    "closed": "closed",
    "de registered as ey setting": "closed",
    "rejected opening": "closed",
    "created in error": "closed",
}
_PHASES = {
    "primary": "primary",
    "secondary": "secondary",
    "all through": "all-through",
    "middle deemed primary": "middle deemed primary",
    "middle deemed secondary": "middle deemed secondary",
    "nursery": "nursery",
    "16 plus": "16 plus",
    "not applicable": "not applicable",
    "not recorded": "not recorded",
}
"""Status and phase, as `comparable` writes them -> ours."""

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
    "religiouscharacter (name)",
    "easting",
    "northing",
    "numberofpupils",
)
_DAY = "%d-%m-%Y"

_AMALGAMATION = 1
"""Code of the reason for closing "Result of Amalgamation/Merger"."""

_NOT_SELECTIVE = ("non-selective", "non selective", "comprehensive", "modern", "not applicable")


def _read(file: TextFile, entry: CatalogueEntry) -> Tables:
    frame = file.read([*_NEEDED.columns, *_OPTIONAL])
    frame = leave_out_unreadable(file, frame, _checks(entry))
    frame = frame.with_columns(
        *(pl.lit(None, dtype=pl.String).alias(c) for c in _OPTIONAL if c not in frame.columns),
        urn=integer("urn"),
    )
    schools, unnamed = rows_with_keys(file, frame, entry, ["urn"])
    schools, repeats = without_repeats(file, schools, entry, ["urn"], "files")
    return {
        "establishments": _establishments(schools, entry),
        "exclusions": pl.concat([unnamed, repeats]),
    }


def _checks(entry: CatalogueEntry) -> list[Check]:
    """What each column may hold; a register that nobody could read would judge nobody."""
    return [
        key_check("urn", URN, "URN"),
        word_check("typeofestablishment (name)", _SECTOR_OF, "type", needed=True),
        word_check("establishmentstatus (name)", _STATUSES, "status", needed=True),
        word_check("phaseofeducation (name)", _PHASES, "phase"),
        key_check("la (code)", LA_CODE, "LA code"),
        key_check("establishmentnumber", ESTABLISHMENT_NUMBER, "establishment number"),
        key_check("statutorylowage", AGE, "age"),
        key_check("statutoryhighage", AGE, "age"),
        key_check("easting", EASTING, "easting"),
        key_check("northing", NORTHING, "northing"),
        key_check("numberofpupils", PUPILS, "number of pupils", PERFORMANCE_TABLE_CODES),
        date_check("opendate", _DAY, latest_in(entry.dated)),
        date_check("closedate", _DAY, latest_in(entry.dated)),
    ]


def _establishments(schools: pl.DataFrame, entry: CatalogueEntry) -> pl.DataFrame:
    closing = "reasonestablishmentclosed"
    read = made_of_texts(
        schools,
        {
            "urn": pl.col("urn"),
            "_number": integer("establishmentnumber"),
            "school": text("establishmentname"),
            "type": text("typeofestablishment (name)"),
            "sector": comparable("typeofestablishment (name)").replace_strict(_SECTOR_OF),
            # "Open, but proposed to close" is open; "Proposed to open" is not yet a school.
            "status": comparable("establishmentstatus (name)").replace_strict(_STATUSES),
            "phase": comparable("phaseofeducation (name)").replace_strict(_PHASES),
            "low_age": integer("statutorylowage"),
            "high_age": integer("statutoryhighage"),
            "opened_on": date("opendate", _DAY),
            "closed_on": date("closedate", _DAY),
            "opened_because": text("reasonestablishmentopened (name)"),
            "_merged_by_name": text(f"{closing} (name)")
            .str.to_lowercase()
            .str.contains("amalgamat|merge"),
            "_merged_by_code": integer(f"{closing} (code)") == _AMALGAMATION,
            "selective": _is_selective(),
            "la_code": integer("la (code)"),
            "la": text("la (name)"),
            "region": text("gor (name)"),
            "urban_rural": _urban_or_rural(),
            "area": text("urbanrural (name)"),
            # A coordinate of zero is a blank.
            "easting": integer("easting").replace(0, None),
            "northing": integer("northing").replace(0, None),
            "pupils": integer("numberofpupils"),
            "religious": _has_a_religious_character(),
            "row": pl.col(ROW),
        },
    )
    return ESTABLISHMENTS.conform(
        read.with_columns(
            laestab=pl.col("la_code") * 10000 + pl.col("_number"),
            closed_by_merger=_closed_by_merger(),
            file=pl.lit(entry.number),
        )
    )


def _closed_by_merger() -> pl.Expr:
    """Whether the reason for closing is amalgamation or merger, by its name or its code.

    DfE writes 1 and "Result of Amalgamation/Merger". Either is enough; null where neither is there.
    """
    by_name, by_code = pl.col("_merged_by_name"), pl.col("_merged_by_code")
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


def _has_a_religious_character() -> pl.Expr:
    """GIAS writes None for a school without one, and Does not apply for those that cannot have one."""
    character = text("religiouscharacter (name)").str.to_lowercase()
    return (
        pl.when(character.is_in(["none", "does not apply"]))
        .then(False)
        .when(character.is_not_null() & (character != "not collected"))
        .then(True)
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


_MEANINGS = tuple(
    Meaning((heading,), unknown)
    for heading, unknown in (
        ("reasonestablishmentopened (name)", "why a school opened"),
        ("admissionspolicy (name)", "which schools select their pupils"),
        ("gor (name)", "the region of a school"),
        ("religiouscharacter (name)", "which schools have a religious character"),
        ("urbanrural (name)", "whether a school is in a town or the country"),
        ("easting", "where a school is"),
        ("northing", "where a school is"),
        ("numberofpupils", "how many pupils a school has"),
    )
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
        meanings=_MEANINGS,
        date_form=_DAY,
    ),
)
