"""Schools that other files name and the register does not know, and links that one school tells alone.

GIAS writes a link in the records of both schools. In the files of 2025 and 2026 one link in twenty
stands in one record only, mostly of schools that closed before GIAS began.
"""

from __future__ import annotations

import polars as pl

from cst_screen.sources.between_files.witnesses import Witnesses, named
from cst_screen.vocabulary.filled_in import filled_in
from cst_screen.vocabulary.tables import EXCLUSIONS

NOT_KNOWN = "not_in_the_register"
ONE_SIDED = "told_by_one_school_only"


def schools_not_in_the_register(seen: Witnesses) -> pl.DataFrame:
    """Exclusions of the schools of each file of results, members or trust measures that it lacks."""
    if seen.register.is_empty():
        return EXCLUSIONS.empty()
    parts = [
        *(_schools_of(seen, name) for name in ("results", "spells", "group_links", "inspections")),
        seen.tables["published_trusts"]
        .select("file", "row", urn="urns")
        .explode("urn", empty_as_null=True)
        .drop_nulls("urn"),
    ]
    register = seen.name_of("gias_establishments")
    found = [EXCLUSIONS.empty()]
    for part in parts:
        strangers = part.join(seen.register, on="urn", how="anti").unique(["file", "urn"])
        for (file,), of_file in strangers.sort("file", "urn").group_by("file", maintain_order=True):
            all_of_file = part.filter(pl.col("file") == file)["urn"].n_unique()
            found.append(
                named(
                    of_file,
                    all_of_file,
                    "school",
                    NOT_KNOWN,
                    f"no school of {register} has this URN",
                    f"{{n}} of {{of}} URNs are of no school of {register}",
                )
            )
    return pl.concat(found)


def _schools_of(seen: Witnesses, table: str) -> pl.DataFrame:
    rows = seen.tables[table]
    known = seen.register["urn"]
    # Few are strangers, so most rows are gone before anything is sorted.
    strangers = rows.lazy().filter(~pl.col("urn").is_in(known.implode()))
    files = strangers.select("file", "row", "urn").drop_nulls("urn").collect()
    if files.is_empty():
        return files
    return (
        rows.lazy()
        .filter(pl.col("file").is_in(files["file"].unique().implode()))
        .select("file", "row", "urn")
        .collect()
    )


def links_told_by_one_school(seen: Witnesses) -> pl.DataFrame:
    """Exclusions of links of succession that only one of the two schools' records has."""
    links = seen.tables["links"].filter(~pl.col("kind").is_in(["not_lineage", "unknown"]))
    if links.is_empty():
        return EXCLUSIONS.empty()
    alone = links.filter(pl.col("told_by").n_unique().over("file", "predecessor", "successor") == 1)
    own = pl.when(pl.col("told_by") == "predecessor").then("predecessor").otherwise("successor")
    other = pl.when(pl.col("told_by") == "predecessor").then("successor").otherwise("predecessor")
    cases = alone.select(
        "file",
        "row",
        urn=own,
        detail=filled_in("{} {}: the record of {} has no link back", "link_type", other, other),
    ).sort("row")
    return named(
        cases,
        links.height,
        "link",
        ONE_SIDED,
        "",
        "{n} of {of} links stand in the record of one of the two schools only",
    )
