"""Which files of a service's own list are asked for."""

from pathlib import Path
from typing import Any

import pytest

from cst_screen.fetching.asking import WrongAnswer
from cst_screen.fetching.lists import from_catalogue, from_page
from cst_screen.fetching.plan import ALL_YEARS, YearSpan
from cst_screen.sources.addresses import InCatalogue, OnPage
from cst_screen.vocabulary.academic_year import AcademicYear
from tests.serving import Reply, Server, attached
from tests.unit.fetching.small import content, fetch

A, B, C, D = (f"{letter * 8}-0000-0000-0000-000000000000" for letter in "abcd")
_ABOUT = {
    "title": "Absence",
    "only": "absence",
    "service": "one",
    "kinds": ("absence",),
    "folder": "context",
    "evidence": "none",
}


def catalogue(**changed: Any) -> InCatalogue:
    own = {
        "id": "absence",
        "way": "catalogue",
        "list": "https://example.org/list?page={page}",
        "address": "https://example.org/set/{id}/csv",
        "file": "^1a_absence",
    }
    return InCatalogue.model_validate({**_ABOUT, **own, **changed})


def data_set(
    id_: str, filename: str, published: str = "2024", slug: str = "2023-24", **more: Any
) -> Any:
    release = {"slug": slug, "title": "any"}
    return {"id": id_, "filename": filename, "published": published, "release": release, **more}


def asked(file: InCatalogue, *sets: Any, years: YearSpan = ALL_YEARS) -> list[tuple[str, ...]]:
    """The addresses of each request."""
    requests = from_catalogue(file, years, lambda address: {"results": list(sets)})
    return [request.addresses for request in requests]


def test_the_newest_data_set_of_the_name_is_asked_for() -> None:
    found = asked(
        catalogue(),
        data_set(A, "1a_absence_3term_school.csv", "2024-03-21"),
        data_set(B, "1a_absence_3term_school.csv", "2025-03-20"),
        data_set(C, "2_absence_national.csv", "2026-01-01"),
    )

    assert found == [(f"https://example.org/set/{B}/csv",)]


def test_of_each_year_the_latest_release_is_asked_for() -> None:
    file = catalogue(file="tables_schools_(final|revised|provisional)", each_year=True)

    found = asked(
        file,
        data_set(A, "202324_tables_schools_final.csv", "2025-02-01"),
        data_set(B, "202324_tables_schools_provisional.csv", "2025-12-01"),
        data_set(C, "202425_tables_schools_provisional.csv", "2025-10-01"),
    )

    assert found == [(f"https://example.org/set/{C}/csv",), (f"https://example.org/set/{A}/csv",)]


def test_years_that_were_not_asked_for_are_passed_over() -> None:
    file = catalogue(file="tables_schools", each_year=True)
    only_2023 = YearSpan(AcademicYear(2024), AcademicYear(2024))

    found = asked(
        file,
        data_set(A, "202324_tables_schools_final.csv"),
        data_set(C, "202425_tables_schools_final.csv"),
        years=only_2023,
    )

    assert found == [(f"https://example.org/set/{A}/csv",)]


def test_releases_of_part_of_a_year_are_passed_over() -> None:
    file = catalogue(of_release=r"^20\d\d-\d\d$")

    found = asked(
        file,
        data_set(A, "1a_absence.csv", "2024", "2023-24"),
        data_set(B, "1a_absence.csv", "2025", "2024-25-autumn-term"),
    )

    assert found == [(f"https://example.org/set/{A}/csv",)]


def test_where_there_is_an_api_it_is_the_second_address() -> None:
    file = catalogue(api="https://example.org/api/{id}/csv")

    found = asked(file, data_set(A, "1a_absence.csv", api={"id": D, "version": "1.0"}))

    assert found == [(f"https://example.org/set/{A}/csv", f"https://example.org/api/{D}/csv")]


def test_all_pages_of_a_list_are_read() -> None:
    pages = {
        "1": {"results": [data_set(A, "other.csv")], "paging": {"totalPages": 2}},
        "2": {"results": [data_set(B, "1a_absence.csv")], "paging": {"totalPages": 2}},
    }

    (request,) = from_catalogue(catalogue(), ALL_YEARS, lambda address: pages[address[-1]])

    assert request.name == "1a_absence.csv"


@pytest.mark.parametrize("answer", [[], {"results": None}, {"results": []}, None, {"results": [7]}])
def test_a_list_of_another_form_or_without_the_file_is_a_fault(answer: Any) -> None:
    with pytest.raises(WrongAnswer):
        from_catalogue(catalogue(), ALL_YEARS, lambda address: answer)


@pytest.mark.parametrize("id_", ["../../admin", "x" * 36, "", 7])
def test_an_identifier_that_is_none_never_gets_into_an_address(id_: Any) -> None:
    with pytest.raises(WrongAnswer):
        asked(catalogue(), data_set(id_, "1a_absence.csv"))


def test_without_a_list_the_data_sets_that_are_known_are_fetched(
    tmp_path: Path, server: Server
) -> None:
    """And the lack of the list is told, since a newer file may be missed."""
    server.reply(f"/set/{A}/csv", attached("1a_absence_3term_school.csv", content("absence_tidy")))
    file = {
        **catalogue().model_dump(),
        "kinds": ["absence"],
        "list": f"{server.base}/list",
        "address": f"{server.base}/set/{{id}}/csv",
        "known": {"2023/24": A},
    }

    report = fetch(tmp_path, server, file)

    assert [one.status for one in report.outcomes] == ["failed", "fetched"]
    assert "known until now" in report.outcomes[0].why


def test_the_api_is_asked_where_the_catalogue_has_no_file(tmp_path: Path, server: Server) -> None:
    listed = (
        f'{{"results": [{{"id": "{A}", "filename": "1a_absence.csv", "api": {{"id": "{B}"}}}}]}}'
    )
    server.reply("/list", Reply(listed.encode()))
    server.reply(f"/api/{B}/csv", Reply(content("absence_tidy")))
    file = {
        **catalogue().model_dump(),
        "kinds": ["absence"],
        "list": f"{server.base}/list",
        "address": f"{server.base}/set/{{id}}/csv",
        "api": f"{server.base}/api/{{id}}/csv",
    }

    (outcome,) = fetch(tmp_path, server, file).outcomes

    assert (outcome.status, outcome.address) == ("fetched", f"{server.base}/api/{B}/csv")


# --- a page of GOV.UK -------------------------------------------------------------------------

PAGE = OnPage.model_validate(
    {
        **_ABOUT,
        "id": "inspections",
        "kinds": ("ofsted",),
        "way": "page",
        "list": "https://example.org/content",
        "titles": ("latest inspections", "year to date", "1 September 2015 to 31 August 2019"),
    }
)


def names_on_page(*titles: str, years: YearSpan = ALL_YEARS) -> list[str]:
    attachments = [
        {"title": title, "url": f"https://example.org/media/{n}/{title.replace(' ', '_')}.csv"}
        for n, title in enumerate(titles)
    ]
    page = {"details": {"attachments": attachments}}
    return [request.name for request in from_page(PAGE, years, lambda address: page)]


def test_the_newest_file_and_the_last_of_each_year_are_asked_for() -> None:
    found = names_on_page(
        "latest inspections as at 31 October 2026",
        "latest inspections as at 30 September 2026",
        "latest inspections as at 31 Aug 2026",
        "latest inspections as at 31 July 2026",
        "latest inspections as at 31 Aug 2025",
        "year to date published by 31 August 2026",
        "something else 31 August 2026",
    )

    assert found == [
        "latest_inspections_as_at_31_October_2026.csv",
        "year_to_date_published_by_31_August_2026.csv",
        "latest_inspections_as_at_31_Aug_2026.csv",
        "latest_inspections_as_at_31_Aug_2025.csv",
    ]


def test_a_file_of_several_years_is_taken_whatever_years_are_asked_for() -> None:
    range_ = "schools 1 September 2015 to 31 August 2019"
    from_2024 = YearSpan(AcademicYear(2025), None)

    assert names_on_page(range_, years=from_2024) == [range_.replace(" ", "_") + ".csv"]


def test_documents_on_the_page_are_no_tables() -> None:
    page = {"details": {"attachments": [{"title": "latest inspections", "url": "https://a/b.pdf"}]}}

    with pytest.raises(WrongAnswer):
        from_page(PAGE, ALL_YEARS, lambda address: page)


# --- dated files ------------------------------------------------------------------------------

REGISTER = {
    **_ABOUT,
    "id": "establishments",
    "title": "Establishments",
    "kinds": ["gias_establishments"],
    "folder": "gias",
    "way": "dated",
    "days_back": 3,
}


def test_the_newest_day_that_is_served_is_fetched_once(tmp_path: Path, server: Server) -> None:
    server.reply("/edubasealldata20261126.csv", Reply(content("gias_establishments")))
    file = {**REGISTER, "address": f"{server.base}/edubasealldata{{day}}.csv"}

    first = fetch(tmp_path, server, file).outcomes[0]
    second = fetch(tmp_path, server, file).outcomes[0]

    assert first.paths == ("gias/edubasealldata20261126.csv",)
    assert (first.status, second.status) == ("fetched", "have")
    asked_days = [path[-12:-4] for path in server.paths()]
    assert asked_days == ["20261128", "20261127", "20261126", "20261128", "20261127"]


def test_a_register_of_no_day_is_said(tmp_path: Path, server: Server) -> None:
    file = {**REGISTER, "address": f"{server.base}/edubasealldata{{day}}.csv"}

    (outcome,) = fetch(tmp_path, server, file).outcomes

    assert outcome.status == "failed"
    assert "none of the last 4 days is served" in outcome.why
