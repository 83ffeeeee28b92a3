"""What `data check` may find: each code once, with its severity, what it means and what to do.

The page `criteria/checks.md` is made from these. Readers and comparisons of files give most codes as reasons
of exclusions. Reasons for which a row is set aside by rule, such as that of a local authority, are no findings.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding asks of its reader; the first alone gives exit code 3."""

    MEND = "mend"
    LOOK = "look"
    NOTE = "note"


SEVERITIES = {
    Severity.MEND: "must be mended: a figure is missing or may be wrong, and `data check` ends with exit code 3",
    Severity.LOOK: "worth a look: it may be true, and files as published have some",
    Severity.NOTE: "to be known: nothing is wrong",
}


@dataclass(frozen=True)
class FindingKind:
    """A kind of finding. code: the reason of its exclusions, where it comes from these."""

    code: str
    severity: Severity
    title: str
    meaning: str
    mend: str


_AGAIN = "Download the file again."
_TRUE_GAP = "Look at a few in the file. If they are true, do nothing."
_MEND, _LOOK, _NOTE = Severity.MEND, Severity.LOOK, Severity.NOTE

FINDINGS: dict[str, FindingKind] = {
    one.code: one
    for one in (
        # --- must be mended
        FindingKind(
            "file_refused",
            _MEND,
            "a file cannot be used",
            "The file is of a known kind, or named so, and cannot be read as it is: a column is missing or "
            "renamed, it was cut off, cells cannot be read. No command reads the folder until it is mended.",
            "Do what the message says.",
        ),
        FindingKind(
            "needed_file_not_there",
            _MEND,
            "a file without which nothing can be screened is not there",
            "Without a register, and a file that says which school is in which trust, no trust can be judged.",
            "`cst-screen data wanted` says where it is to be had.",
        ),
        FindingKind(
            "unreadable_cell",
            _MEND,
            "a cell that cannot be read, or a value out of range",
            "A cell holds something other than its column may hold: text for a number, 650%, a date that is "
            "none. The whole row is left out, since other cells of it may have moved too.",
            f"{_AGAIN} If the publisher prints it so, correct the cell in a copy, or leave the row out.",
        ),
        FindingKind(
            "row_not_under_header",
            _MEND,
            "a row that does not stand under its header",
            "The row has a comma too many or too few, so its cells are not in their columns. It is left out.",
            _AGAIN,
        ),
        FindingKind(
            "contradicting_rows",
            _MEND,
            "rows with one key that contradict each other",
            "Two rows have the same school and year and other cells, and nothing says which is right. Neither "
            "is used.",
            f"{_AGAIN} If the publisher prints both, take out the one that is wrong.",
        ),
        FindingKind(
            "no_key",
            _MEND,
            "a row without its key",
            "The URN, group or trust of the row is blank, so nobody knows whose it is. It is left out.",
            _AGAIN,
        ),
        FindingKind(
            "no_urn",
            _MEND,
            "a row of a school without a URN",
            "The row is a school's and its URN is blank. It is left out.",
            _AGAIN,
        ),
        FindingKind(
            "far_fewer_rows",
            _MEND,
            "far fewer rows than in other years",
            "The file has less than half of the rows that files of its kind have in other years.",
            f"It may be cut off. {_AGAIN}",
        ),
        FindingKind(
            "year_not_of_the_name",
            _MEND,
            "rows of another year than the name says",
            "The name of the file gives a year of which it has no row. The years of the rows count.",
            "Download the file of the year that is wanted, or give the file its own name.",
        ),
        FindingKind(
            "release_not_of_the_name",
            _MEND,
            "another release than the name says",
            "The name says final, revised or provisional, and the rows say another. The name decides which of "
            "two files of one year counts.",
            "Download the file again, or give it its name.",
        ),
        FindingKind(
            "figures_moved_together",
            _MEND,
            "all figures of a measure moved",
            "Between two years the middle school moved by more than three standard deviations among schools. "
            "In England's files of 2015/16 to 2024/25 it never moved by more than 0.8. "
            "Shares printed for percentages, or another column under the name, look like this.",
            "Compare the column with the publisher's national figures of both years.",
        ),
        FindingKind(
            "figures_of_other_schools",
            _MEND,
            "figures that seem to be other schools'",
            "The figures of two years of the same schools do not go together at all. Rows whose keys have "
            "slipped, or a column sorted alone, look like this.",
            f"{_AGAIN} Do not sort it in Excel.",
        ),
        FindingKind(
            "number_not_readable",
            _MEND,
            "an inspection number that cannot be read",
            "The number of an inspection is in no form that is known, so the inspection may count twice.",
            _AGAIN,
        ),
        # --- worth a look
        FindingKind(
            "left_alone",
            _LOOK,
            "a file that may be data and is not used",
            "Nobody knows its columns, it is in a form that is not read, or it cannot be opened.",
            "If a criterion should rest on it, save it as the finding says; otherwise leave it, or take it out.",
        ),
        FindingKind(
            "meaning_not_known",
            _LOOK,
            "a column that says something is not there",
            "Without the column something is not known of the schools of this file: it is a gap, never an "
            "answer.",
            "Download the whole file, or go without.",
        ),
        FindingKind(
            "columns_not_there",
            _LOOK,
            "columns that are read and not there",
            "Publishers print fewer columns in some years, and files that others cut down have fewer still. "
            "What cannot be worked out without them is a gap.",
            "Download the whole file if the publisher has the column in that year.",
        ),
        FindingKind(
            "short_row",
            _LOOK,
            "a row that is shorter than the header",
            "Publishers leave out blank cells at the end of a row. A row that was cut looks the same.",
            "Look at the row: if its last cell is cut short, download the file again.",
        ),
        FindingKind(
            "comma_in_a_name",
            _LOOK,
            "a comma in a name without quotation marks",
            "The name is taken for the whole of it, as DfE's trust files of 2016/17 print it.",
            "Nothing, if the name is right.",
        ),
        FindingKind(
            "unclosed_quotation_mark",
            _LOOK,
            "a quotation mark within a cell that is never closed",
            "The row is used as it stands.",
            "Look at the row.",
        ),
        FindingKind(
            "uneven_limits",
            _LOOK,
            "limits that do not lie evenly around their figure",
            "In all files as published the 95% limits lie as far below a figure as above it.",
            "Look at the row: a cell may have been typed anew.",
        ),
        FindingKind(
            "second_row_for_one_key",
            _LOOK,
            "two rows for one key",
            "The same school, link or spell stands in the file twice. Which counts is a written rule of its "
            "reader.",
            _TRUE_GAP,
        ),
        FindingKind(
            "repeated",
            _LOOK,
            "a second row that says the same, or an earlier release",
            "Of two rows of one school and year the later release counts, or the first where they are alike.",
            "Nothing.",
        ),
        FindingKind(
            "school_figure_moved",
            _LOOK,
            "a school's figure moved by more than figures do",
            "Between two years it moved by more than eight standard deviations of all schools' changes, its "
            "number of pupils considered. Files as published have some: 0% where tests were annulled or "
            "qualifications do not count in the tables, a school that filled up or merged.",
            "If the school is a joiner or a comparison school of a trust on the list, read its inspection "
            "report for that year before relying on the figure.",
        ),
        FindingKind(
            "school_without_a_row",
            _LOOK,
            "schools without a row",
            "Other years or files have the school and this one has not: it may have had no pupils of that age "
            "in that year, or the file may be cut down to a part of the schools.",
            _TRUE_GAP,
        ),
        FindingKind(
            "not_in_the_register",
            _LOOK,
            "schools that no register knows",
            "The register does not have the URN. Registers leave out schools that closed long ago, and one "
            "that is older than the file does not know its new schools.",
            "Take a register from the same week as the newest file.",
        ),
        FindingKind(
            "trust_not_among_the_groups",
            _LOOK,
            "trusts that the groups file does not know",
            "The UID is in no row of the file of groups: an older extract, or one of open groups only.",
            "Put in the file of all groups, open and closed.",
        ),
        FindingKind(
            "academy_in_no_trust",
            _LOOK,
            "academies in no trust",
            "The register has an academy open, and the membership file names no trust of it.",
            "Take both files from the same day.",
        ),
        FindingKind(
            "member_not_in_the_membership_file",
            _LOOK,
            "members that only the group links name",
            "The two files are of one day and differ.",
            "Correct the membership with `overrides.csv` if the trust is judged by it.",
        ),
        FindingKind(
            "member_not_in_the_group_links",
            _LOOK,
            "members that only the membership file names",
            "The two files are of one day and differ.",
            "Correct the membership with `overrides.csv` if the trust is judged by it.",
        ),
        FindingKind(
            "listed_school_is_no_member",
            _LOOK,
            "schools that DfE lists and the membership file does not have",
            "DfE's trust measures list the school in a trust in which the membership file never has it: spells "
            "from before that file begins, and sponsors that became trusts.",
            _TRUE_GAP,
        ),
        FindingKind(
            "told_by_one_school_only",
            _LOOK,
            "links that one school's record has and the other's has not",
            "GIAS writes a link of succession twice; one in twenty stands once, mostly of schools that closed "
            "before GIAS began. Such links are followed by a written rule.",
            "Nothing, unless a joiner's earlier results are missing.",
        ),
        FindingKind(
            "one_end_only",
            _LOOK,
            "links without a second school",
            "One end of the link is blank, so there is nothing to follow.",
            "Nothing.",
        ),
        FindingKind(
            "link_type_not_known",
            _LOOK,
            "links of an unknown type",
            "GIAS has brought in a word that nobody here knows; the link is not followed.",
            "Report the word.",
        ),
        FindingKind(
            "trust_not_known",
            _LOOK,
            "rows of trusts without a UID",
            "The row names a trust by something that no file of groups has.",
            _TRUE_GAP,
        ),
        FindingKind(
            "counts_do_not_add_up",
            _LOOK,
            "counts of a trust file that do not add up",
            "The number of schools is not the number of URNs listed, or of schools by years in the trust.",
            "Nothing: the list of URNs counts.",
        ),
        FindingKind(
            "pupils_do_not_add_up",
            _LOOK,
            "trusts with other pupils than their schools",
            "DfE's number of pupils is not the sum over the schools that it lists: their results may be of another "
            "release.",
            _TRUE_GAP,
        ),
        FindingKind(
            "trust_without_a_row",
            _LOOK,
            "trusts without a row in DfE's file",
            "DfE lists trusts with three schools or more that had been in them for three years.",
            _TRUE_GAP,
        ),
        FindingKind(
            "school_not_listed",
            _LOOK,
            "schools that a list of inspections has not",
            "The register has the school open, and other files have an inspection of it.",
            _TRUE_GAP,
        ),
        FindingKind(
            "inspection_not_listed",
            _LOOK,
            "inspections that the file of their year has not",
            "Another file has a graded inspection of that time.",
            _TRUE_GAP,
        ),
        FindingKind(
            "inspection_told_otherwise",
            _LOOK,
            "one inspection in two ways",
            "Its day, school or grade is another in another row or file.",
            "Look the inspection up on Ofsted's site.",
        ),
        # --- to be known
        FindingKind(
            "superseded",
            _NOTE,
            "a file of which a later release or extract counts",
            "Provisional gives way to revised, revised to final, an older extract to a newer one.",
            "Nothing.",
        ),
        FindingKind(
            "new_heading",
            _NOTE,
            "headings that no published layout has",
            "The publisher, or somebody who worked on the file, added a column. It is not read.",
            "Nothing, unless it is a renamed one: see above.",
        ),
        FindingKind(
            "column_mapped",
            _NOTE,
            "a heading that `columns.yaml` maps",
            "The column is read under the name that the line gives.",
            "Nothing.",
        ),
        FindingKind(
            "mapping_not_needed",
            _NOTE,
            "a line of `columns.yaml` that does nothing",
            "No file has the heading.",
            "Take the line out, or correct it.",
        ),
        FindingKind(
            "no_urn_in_it",
            _NOTE,
            "a file that names schools by number",
            "Key stage 4 of 2009/10 has no URN; later schools share the numbers, so it is not used.",
            "Nothing.",
        ),
        FindingKind(
            "no_measure_in_it",
            _NOTE,
            "a file without a measure",
            "It holds counts of schools alone, which nothing rests on.",
            "Nothing.",
        ),
    )
}
"""Code -> what it means, in the order in which findings are shown."""
