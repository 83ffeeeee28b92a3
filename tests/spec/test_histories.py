"""Which earlier schools are the same school. Change a table and see what becomes of it.

The first table has every rule for one link, in the words of GIAS. The others are of several schools:
`schools`: number, ages, opening and closing date; `links`: the earlier and the later school.
`expected`: the history each school belongs to (the number of its latest school), and why a link
from an earlier school was not followed. All as at 30 April 2025.
"""

from pathlib import Path

import pytest

from cst_screen.schools.histories import Histories, link_histories
from cst_screen.sources.folder import read_folder
from tests.spec.tables import Row, rows, whole
from tests.unit.builders import AS_AT, establishment, establishments
from tests.unit.builders import links as link_frame

# --- one link ---------------------------------------------------------------------------------

RULES = """
| link type | entered | the earlier school in the register | the later school in the register | followed | why not, and the reason |
| Successor | 2015-09-01 | | | yes | a conversion: the school goes on under a new number |
| Predecessor | 2015-09-01 | | | yes | the same, from the later school's record |
| Successor | 2014-02-01 | | | yes | entered 18 months early; it opened the day after (case 43) |
| Successor | 2024-06-01 | | | yes | entered nine years late; the schools' own dates count |
| Successor | 2015-09-01 | closed 2016-08-31 | | yes | closed within a year of the opening: late paperwork |
| Successor | 2015-09-01 | closed 2016-09-01 | | merged_in_later | the later school had been open for over a year and took it in |
| Successor | 2016-08-31 | closed 2016-09-01 | | merged_in_later | counted from the opening, not from the link's date |
| Successor | 2014-01-01 | closed 2015-08-31 | opened | merged_in_later | no opening day on record: the link's date stands for it |
| Successor | 2019-01-01 | not there | | yes | an old number that the register no longer holds |
| Successor - merged | 2015-09-01 | | | merged | the pupils of several schools |
| Predecessor - merged | 2015-09-01 | | | merged | the same, from the later school's record |
| Successor - amalgamated | 2015-09-01 | | | amalgamated | the pupils of several schools |
| Result of Amalgamation | 2015-09-01 | | | amalgamated | the pupils of several schools |
| Merged - change in age range | 2015-09-01 | | | merged | other pupils, of other ages |
| Merged - expansion of school capacity | 2015-09-01 | | | merged | the pupils of several schools |
| Successor - Split School | 2015-09-01 | | | split | a part of the school's pupils |
| Expansion | 2015-09-01 | | | not_a_succession | a school that grew; no new school |
| Closure | 2015-09-01 | | | not_a_succession | where pupils went; no succession |
| Other | 2015-09-01 | | | not_a_succession | the type says nothing of succession |
| Parent | 2015-09-01 | | | not_a_succession | the old word for sites of one school |
| Sixth Form Centre Link | 2015-09-01 | | | not_a_succession | shared sixth form |
| Children's Centre Link | 2015-09-01 | | | not_a_succession | no school |
| Heir | 2015-09-01 | | | link_type_not_known | not in DfE's list, so nobody can say |
| Successor | 2015-09-01 | reason closed 1 | | closed_by_merger | the plain type hides a merger; code 1 (case 45) |
| Successor | 2015-09-01 | reason closed 01 | | closed_by_merger | the code as some extracts write it |
| Successor | 2015-09-01 | reason closed Result of Amalgamation/Merger | | closed_by_merger | by its name |
| Successor | 2015-09-01 | reason closed 10 | | yes | code 10: Academy Converter |
| Successor | 2015-09-01 | reason closed Closure | | yes | a school that closed and reopened as an academy |
| Successor | 2015-09-01 | | reason opened Result of Amalgamation | opened_by_merger_or_split | it was formed of several schools |
| Successor | 2015-09-01 | | reason opened Split school | opened_by_merger_or_split | it was formed of a part |
| Successor | 2015-09-01 | | reason opened Academy Converter | yes | what converters have |
| Successor | 2015-09-01 | status Open | | both_schools_open | the earlier school lives on |
| Successor | 2015-09-01 | | status Proposed to open | proposed_school | it has no pupils yet |
| Successor | 2025-09-01 | closed | opened 2025-09-01 | after_the_as_at_date | not yet on the day |
| Successor | 2025-01-01 | closed 2025-08-31 | opened 2025-09-01 | after_the_as_at_date | entered before the day, but still open on it |
| Successor | 2015-09-01 | ages 4-7 | | change_of_age_range | infant to primary |
| Successor | 2015-09-01 | ages 4-9 | | change_of_age_range | first or lower to primary |
| Successor | 2015-09-01 | ages 7-11 | | change_of_age_range | junior to primary |
| Successor | 2015-09-01 | ages 9-13, phase Middle deemed secondary | | change_of_age_range | middle to primary (case 64) |
| Successor | 2015-09-01 | ages 8-12, phase Middle deemed primary | | change_of_age_range | middle to primary |
| Successor | 2015-09-01 | ages 9-13 | ages 11-16, phase Secondary | change_of_age_range | middle to secondary |
| Successor | 2015-09-01 | | ages 7-11 | change_of_age_range | primary to junior |
| Successor | 2015-09-01 | | ages 4-9 | change_of_age_range | primary to first |
| Successor | 2015-09-01 | | ages 11-16, phase Secondary | change_of_age_range | primary to secondary |
| Successor | 2015-09-01 | ages 11-16, phase Secondary | | change_of_age_range | secondary to primary |
| Successor | 2015-09-01 | ages 9-13 | ages 8-13 | yes | still a middle school |
| Successor | 2015-09-01 | ages 11-16 | ages 11-18 | yes | a sixth form is added |
| Successor | 2015-09-01 | ages 11-16 | ages 4-16 | yes | a secondary school that grew a primary phase |
| Successor | 2015-09-01 | | ages 2-11 | yes | a nursery class is added |
| Successor | 2015-09-01 | ages 4-10 | | yes | 10 is written for some primary schools too |
| Successor | 2015-09-01 | ages 4-11, name Holm First School | | yes | ages count before the name |
| Successor | 2015-09-01 | ages -, name Holm Infant School | | change_of_age_range | no ages on record: by name |
| Successor | 2015-09-01 | ages -, name Holm CofE First School | | change_of_age_range | by name |
| Successor | 2015-09-01 | ages -, name Holm Lower School | name Holm Academy | change_of_age_range | by name, and the later one's ages |
| Successor | 2015-09-01 | ages -, name Holm Junior School | | change_of_age_range | by name |
| Successor | 2015-09-01 | ages -, name Holm VA Middle School | | change_of_age_range | by name |
| Successor | 2015-09-01 | ages -, name Holm School, phase Middle deemed primary | | change_of_age_range | by phase |
| Successor | 2015-09-01 | ages -, name Holm Junior and Infant School | | yes | a primary school by another name |
| Successor | 2015-09-01 | ages -, name Lower Holm Primary School | | yes | Lower is the place |
| Successor | 2015-09-01 | ages -, name Lower Holm School | | yes | Lower is the place |
| Successor | 2015-09-01 | ages -, name Holm Infant School | ages 4-7, name Holm Academy | yes | an infant school before and after |
| Successor | 2015-09-01 | ages -, name Holm Infant School | ages -, name Holm Primary Academy | change_of_age_range | neither has ages: both by name |
| Successor | 2015-09-01 | ages -, name Holm School | | yes | nothing says that the ages changed |
| Predecessor | 2015-09-01 | not there, name Holm Infant School | | change_of_age_range | not in the register: by the name in the link |
"""

_ALL = Path("edubasealldata20250430.csv")
_LINKS = Path("links_edubasealldata20250430.csv")
_HEADER = (
    "URN,LA (code),LA (name),EstablishmentNumber,EstablishmentName,TypeOfEstablishment (name),"
    "EstablishmentStatus (name),ReasonEstablishmentOpened (name),OpenDate,"
    "ReasonEstablishmentClosed (code),ReasonEstablishmentClosed (name),CloseDate,"
    "PhaseOfEducation (name),StatutoryLowAge,StatutoryHighAge"
)
_WORDS = ("status", "opened", "closed", "ages", "name", "phase", "reason closed", "reason opened")


def facts_of(cell: str | None) -> dict[str, str]:
    """`ages 4-7, name Holm School` as the facts of a school; a word alone is a blank cell."""
    facts = {}
    for part in (cell or "").split(", "):
        for word in _WORDS:
            if part == word or part.startswith(f"{word} "):
                facts[word] = part.removeprefix(word).strip()
    return facts


def gias_day(day: str) -> str:
    return "-".join(reversed(day.split("-"))) if day else ""


def register_row(urn: int, facts: dict[str, str]) -> str:
    """A row of the register: a primary school, 4 to 11, unless `facts` say otherwise."""
    low, _, high = facts.get("ages", "4-11").partition("-")
    reason = facts.get("reason closed", "")
    code, name = (reason, "") if reason.isdigit() else ("", reason)
    cells = [
        str(urn),
        "950",
        "Wenmouth",
        "2000",
        facts.get("name", "Holm Primary School"),
        "Community school",
        facts["status"],
        facts.get("reason opened", ""),
        gias_day(facts.get("opened", "")),
        code,
        name,
        gias_day(facts.get("closed", "")),
        facts.get("phase", "Primary"),
        low,
        high,
    ]
    return ",".join(cells)


def linked(folder: Path, rule: Row) -> Histories:
    """What becomes of one link, read from files as GIAS writes them."""
    earlier = rule["the earlier school in the register"] or ""
    before = {"status": "Closed", "closed": "2015-08-31"} | facts_of(earlier)
    after = {"status": "Open", "opened": "2015-09-01"} | facts_of(
        rule["the later school in the register"]
    )
    if before["status"] == "Open":
        before["closed"] = ""
    register = [] if earlier.startswith("not there") else [register_row(101, before)]
    link_type, entered = rule["link type"] or "", gias_day(rule["entered"] or "")
    name = before.get("name", "Holm Primary School")
    row = (
        f'201,101,"{name}",{link_type},{entered}'
        if link_type.startswith("Predecessor")
        else f'101,201,"Holm",{link_type},{entered}'
    )
    (folder / _ALL).write_text("\n".join([_HEADER, *register, register_row(201, after)]) + "\n")
    (folder / _LINKS).write_text(
        f"URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n{row}\n", encoding="cp1252"
    )
    files = read_folder(folder)
    return link_histories(files.table("links"), files.table("establishments"), AS_AT)


@pytest.mark.parametrize(
    "rule", rows(RULES), ids=lambda r: f"{r['link type']}, {r['why not, and the reason']}"
)
def test_rule_for_one_link(rule: Row, tmp_path: Path) -> None:
    found = linked(tmp_path, rule)
    outcome = found.exclusions["reason"].to_list() or ["yes"]

    assert outcome == [rule["followed"]]
    assert found.followed.height == (rule["followed"] == "yes")


# --- several schools --------------------------------------------------------------------------


def check(schools: str, links: str, expected: str) -> None:
    made = []
    for row in rows(schools):
        low, high = (row["ages"] or "4-11").split("-")
        made.append(
            establishment(
                whole(row["school"]),
                low_age=int(low),
                high_age=int(high),
                opened_on=row["opened"],
                closed_on=row["closed"],
                status="closed" if row["closed"] else "open",
            )
        )
    pairs = [
        (whole(r["earlier"]), whole(r["later"]), r["kind"] or "plain", r["on"]) for r in rows(links)
    ]
    found = link_histories(link_frame(*pairs), establishments(*made), AS_AT).schools
    told = {
        urn: (history, why)
        for urn, history, why in found.select("urn", "history", "unfollowed").iter_rows()
    }
    wanted = {whole(r["school"]): (whole(r["history"]), r["not followed"]) for r in rows(expected)}

    assert told == wanted


def test_conversion_is_one_school() -> None:
    check(
        """
        | school | ages | opened     | closed     |
        | 101    | 4-11 | 1975-09-01 | 2015-08-31 |
        | 201    | 4-11 | 2015-09-01 |            |
        """,
        """
        | earlier | later | kind  | on         |
        | 101     | 201   | plain | 2015-09-01 |
        """,
        """
        | school | history | not followed |
        | 101    | 201     |              |
        | 201    | 201     |              |
        """,
    )


def test_two_schools_that_became_one_are_not_it() -> None:
    """Neither school's results are those of the school that came of both."""
    check(
        """
        | school | ages | opened     | closed     |
        | 101    | 4-11 | 1975-09-01 | 2015-08-31 |
        | 102    | 4-11 | 1975-09-01 | 2015-08-31 |
        | 201    | 4-11 | 2015-09-01 |            |
        """,
        """
        | earlier | later | kind  | on         |
        | 101     | 201   | plain | 2015-09-01 |
        | 102     | 201   | plain | 2015-09-01 |
        """,
        """
        | school | history | not followed         |
        | 101    | 101     |                      |
        | 102    | 102     |                      |
        | 201    | 201     | several_predecessors |
        """,
    )


def test_one_school_that_became_two_is_neither() -> None:
    check(
        """
        | school | ages | opened     | closed     |
        | 101    | 4-11 | 1975-09-01 | 2015-08-31 |
        | 201    | 4-11 | 2015-09-01 |            |
        | 202    | 4-11 | 2015-09-01 |            |
        """,
        """
        | earlier | later | kind  | on         |
        | 101     | 201   | plain | 2015-09-01 |
        | 101     | 202   | plain | 2015-09-01 |
        """,
        """
        | school | history | not followed       |
        | 101    | 101     |                    |
        | 201    | 201     | several_successors |
        | 202    | 202     | several_successors |
        """,
    )


def test_infant_and_junior_school_are_not_the_primary_they_became() -> None:
    check(
        """
        | school | ages | opened     | closed     |
        | 101    | 4-7  | 1975-09-01 | 2015-08-31 |
        | 102    | 7-11 | 1975-09-01 | 2015-08-31 |
        | 201    | 4-11 | 2015-09-01 |            |
        """,
        """
        | earlier | later | kind  | on         |
        | 101     | 201   | plain | 2015-09-01 |
        | 102     | 201   | plain | 2015-09-01 |
        """,
        """
        | school | history | not followed        |
        | 101    | 101     |                     |
        | 102    | 102     |                     |
        | 201    | 201     | several_predecessors |
        """,
    )


def test_lower_and_middle_school_are_a_merger_though_only_one_changed_its_ages() -> None:
    """Case 63: counted before a link is dropped for its ages, so that none looks like one to one."""
    check(
        """
        | school | ages | opened     | closed     |
        | 101    | 4-11 | 1975-09-01 | 2015-08-31 |
        | 102    | 9-13 | 1975-09-01 | 2015-08-31 |
        | 201    | 4-11 | 2015-09-01 |            |
        """,
        """
        | earlier | later | kind  | on         |
        | 101     | 201   | plain | 2015-09-01 |
        | 102     | 201   | plain | 2015-09-01 |
        """,
        """
        | school | history | not followed         |
        | 101    | 101     |                      |
        | 102    | 102     |                      |
        | 201    | 201     | several_predecessors |
        """,
    )


def test_merger_of_which_one_link_alone_says_so_is_a_merger() -> None:
    check(
        """
        | school | ages | opened     | closed     |
        | 101    | 4-11 | 1975-09-01 | 2015-08-31 |
        | 102    | 4-11 | 1975-09-01 | 2015-08-31 |
        | 201    | 4-11 | 2015-09-01 |            |
        """,
        """
        | earlier | later | kind   | on         |
        | 101     | 201   | plain  | 2015-09-01 |
        | 102     | 201   | merged | 2015-09-01 |
        """,
        """
        | school | history | not followed                 |
        | 101    | 101     |                              |
        | 102    | 102     |                              |
        | 201    | 201     | several_predecessors, merged |
        """,
    )


def test_school_that_took_another_in_years_later_is_still_the_one_that_converted() -> None:
    """The second school came in 2019; `merged_in` says so, and a joiner is flagged."""
    check(
        """
        | school | ages | opened     | closed     |
        | 101    | 4-11 | 1975-09-01 | 2015-08-31 |
        | 102    | 4-11 | 1975-09-01 | 2019-08-31 |
        | 201    | 4-11 | 2015-09-01 |            |
        """,
        """
        | earlier | later | kind   | on         |
        | 101     | 201   | plain  | 2015-09-01 |
        | 102     | 201   | merged | 2019-09-01 |
        """,
        """
        | school | history | not followed |
        | 101    | 201     |              |
        | 102    | 102     |              |
        | 201    | 201     |              |
        """,
    )


def test_school_whose_pupils_went_to_two_is_split_though_one_was_there_already() -> None:
    check(
        """
        | school | ages | opened     | closed     |
        | 101    | 4-11 | 1975-09-01 | 2015-08-31 |
        | 201    | 4-11 | 2015-09-01 |            |
        | 202    | 4-11 | 1990-09-01 |            |
        """,
        """
        | earlier | later | kind   | on         |
        | 101     | 201   | plain  | 2015-09-01 |
        | 101     | 202   | merged | 2015-09-01 |
        """,
        """
        | school | history | not followed       |
        | 101    | 101     |                    |
        | 201    | 201     | several_successors |
        | 202    | 202     |                    |
        """,
    )


def test_amalgamation_cuts_a_chain_where_it_stands() -> None:
    check(
        """
        | school | ages | opened     | closed     |
        | 101    | 4-11 | 1975-09-01 | 2008-08-31 |
        | 201    | 4-11 | 2008-09-01 | 2015-08-31 |
        | 301    | 4-11 | 2015-09-01 |            |
        """,
        """
        | earlier | later | kind        | on         |
        | 101     | 201   | amalgamated | 2008-09-01 |
        | 201     | 301   | plain       | 2015-09-01 |
        """,
        """
        | school | history | not followed |
        | 101    | 101     |              |
        | 201    | 301     | amalgamated  |
        | 301    | 301     |              |
        """,
    )


def test_link_of_next_september_is_not_yet_one() -> None:
    check(
        """
        | school | ages | opened     | closed |
        | 101    | 4-11 | 1975-09-01 |        |
        | 201    | 4-11 |            |        |
        """,
        """
        | earlier | later | kind  | on         |
        | 101     | 201   | plain | 2025-09-01 |
        """,
        """
        | school | history | not followed |
        | 101    | 101     |              |
        | 201    | 201     |              |
        """,
    )


def test_children_s_centre_is_no_earlier_school() -> None:
    check(
        """
        | school | ages | opened     | closed     |
        | 101    | 4-11 | 1975-09-01 | 2015-08-31 |
        | 201    | 4-11 | 2015-09-01 |            |
        """,
        """
        | earlier | later | kind        | on         |
        | 101     | 201   | not_lineage | 2015-09-01 |
        """,
        """
        | school | history | not followed |
        | 101    | 101     |              |
        | 201    | 201     |              |
        """,
    )
