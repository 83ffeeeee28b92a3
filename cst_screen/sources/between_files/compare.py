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
    schools.REASON: "schools without a row",
    register.NOT_KNOWN: "schools not in the register",
    register.ONE_SIDED: "links that one school tells alone",
    members.NO_TRUST: "academies in no trust",
    members.NOT_IN_MEMBERSHIPS: "members not in the membership file",
    members.NOT_IN_LINKS: "members not in the group links",
    members.NO_GROUP: "trusts not among the groups",
    members.NOT_A_MEMBER: "listed schools that are no members",
    repeats.REASON: "second rows for one key",
    trust_measures.COUNTS: "counts that do not add up",
    trust_measures.PUPILS: "trusts with other pupils than their schools",
    trust_measures.NO_ROW: "trusts without a row",
    inspections.NOT_LISTED: "schools not in a list of inspections",
    inspections.NO_INSPECTION: "inspections not in the file of their year",
    inspections.TOLD_OTHERWISE: "inspections told in two ways",
}
"""Reason of an exclusion -> what the run's note calls its cases."""


def compare_files(entries: Sequence[CatalogueEntry], tables: Tables) -> pl.DataFrame:
    """What the files, of which `tables` are filled, know better of one another, as exclusions."""
    seen = Witnesses(entries, tables)
    return pl.concat([EXCLUSIONS.empty(), *(check(seen) for check in _CHECKS)])


def findings_in_words(found: pl.DataFrame) -> tuple[str, ...]:
    """One sentence: how many findings of each kind there are, and in how many files."""
    counts = found.group_by("reason").agg(pl.len(), pl.col("file").n_unique())
    by_reason = {reason: (cases, files) for reason, cases, files in counts.iter_rows()}
    said = [
        f"{words}: {by_reason[reason][0]:,} in {by_reason[reason][1]} "
        f"{'file' if by_reason[reason][1] == 1 else 'files'}"
        for reason, words in _SAID.items()
        if reason in by_reason
    ]
    if not said:
        return ()
    whole = "; ".join(said)
    return (
        f"The files were compared: {whole}. They may be true, and no verdict rests on them. See exclusions.csv.",
    )
