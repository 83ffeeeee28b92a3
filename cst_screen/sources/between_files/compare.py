"""All the checks of files against one another, and what a run says of their findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from cst_screen.sources.between_files import (
    inspections,
    members,
    register,
    repeats,
    schools,
    trust_measures,
)
from cst_screen.sources.between_files.witnesses import Witnesses
from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.kinds import Tables
from cst_screen.vocabulary.tables import EXCLUSIONS

_CHECKS: tuple[Callable[[Witnesses], pl.DataFrame], ...] = (
    schools.schools_without_rows,
    register.schools_not_in_the_register,
    register.links_told_by_one_school,
    members.academies_in_no_trust,
    members.academies_without_their_first_trust,
    members.members_of_one_file_only,
    members.trusts_not_among_the_groups,
    members.listed_schools_that_are_no_members,
    repeats.second_rows,
    trust_measures.counts_of_trusts,
    trust_measures.pupils_of_trusts,
    trust_measures.trusts_without_rows,
    inspections.schools_not_listed,
    inspections.inspections_not_listed,
    inspections.inspections_told_otherwise,
)

_SAID = {
    schools.REASON: "Files of results lack schools that other years or files have",
    register.NOT_KNOWN: "Files name schools that are not in the register",
    register.ONE_SIDED: "Links stand in the record of one of the two schools only",
    members.NO_TRUST: "Academies of the register are in no trust of the membership file",
    members.NOT_IN_MEMBERSHIPS: "Members in the group links of the day are not in the membership file",
    members.NOT_IN_LINKS: "Members in the membership file are not in the group links of the day",
    members.NO_GROUP: "Files name trusts that are not in the file of groups",
    members.NOT_A_MEMBER: "DfE's trust measures list schools that are never in their trust",
    repeats.REASON: "Several rows have the same key",
    trust_measures.COUNTS: "Rows of DfE's trust measures have counts that do not add up",
    trust_measures.PUPILS: "Rows of DfE's trust measures have other pupils than their schools",
    trust_measures.NO_ROW: "DfE's trust measures lack trusts that other years have",
    inspections.NOT_LISTED: "Files of latest inspections lack schools that other such files have",
    inspections.NO_INSPECTION: "Files of inspections lack ones that other files have",
    inspections.TOLD_OTHERWISE: "Rows of one inspection have different days, schools or grades",
}
"""Reason of an exclusion -> how the run's note of it begins."""

_FILES_NAMED = 3


def compare_files(entries: Sequence[CatalogueEntry], tables: Tables) -> pl.DataFrame:
    """What the files, of which `tables` are filled, know better of one another, as exclusions."""
    seen = Witnesses(entries, tables)
    return pl.concat([EXCLUSIONS.empty(), *(check(seen) for check in _CHECKS)])


def findings_in_words(found: pl.DataFrame, entries: Sequence[CatalogueEntry]) -> tuple[str, ...]:
    """A sentence for each reason, which names the files with most findings."""
    paths = {e.number: e.path for e in entries}
    words = []
    by_reason = found.partition_by("reason", as_dict=True)
    for reason, begins in _SAID.items():
        of_reason = by_reason.get((reason,))
        if of_reason is None:
            continue
        cases = pl.col("urn").is_not_null() | pl.col("uid").is_not_null()
        files = (
            of_reason.group_by("file")
            .agg(count=cases.sum(), whole=pl.col("detail").filter(~cases).first())
            .sort(pl.col("whole").is_null(), -pl.col("count").cast(pl.Int64), "file")
        )
        named = [
            f"{paths[file]} ({whole or count})"
            for file, count, whole in files.head(_FILES_NAMED).iter_rows()
        ]
        more = files.height - _FILES_NAMED
        rest = f" and {more} more {'file' if more == 1 else 'files'}" if more > 0 else ""
        words.append(
            f"{begins}: {', '.join(named)}{rest}. They may be true; no verdict rests on this. "
            f"exclusions.csv names them ({reason})."
        )
    return tuple(words)
