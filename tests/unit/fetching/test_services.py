"""What services do, well and badly: only whole files that are recognised are kept, and all else is said."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

import cst_screen
from cst_screen.errors import DataError
from cst_screen.fetching.asking import Asker, Patience
from tests.serving import Reply, Server, attached, moved, web_page
from tests.unit.fetching.small import (
    KS2,
    NAME,
    PAGE,
    PLACE,
    QUICK,
    content,
    fetch,
    fetch_one,
    files_in,
    yearly,
    zipped,
)

WHOLE = attached("2018-2019/england_ks2final.csv", content())


def test_the_name_of_the_header_is_taken_with_its_folder(tmp_path: Path, server: Server) -> None:
    """The performance tables keep the year in a folder before the name."""
    server.reply(KS2, WHOLE)

    outcome = fetch_one(tmp_path, server)

    assert outcome.status == "fetched"
    assert outcome.paths == (PLACE,)
    assert files_in(tmp_path) == {PLACE: content()}


def test_a_file_without_a_name_gets_that_of_the_addresses(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, Reply(content()))

    fetch_one(tmp_path, server)

    assert list(files_in(tmp_path)) == ["performance/2018-2019_england_ks2.csv"]


def test_a_name_with_its_letters_in_utf_8_is_read(tmp_path: Path, server: Server) -> None:
    name = "attachment; filename*=UTF-8''2018-2019%20england_ks2final.csv"
    server.reply(KS2, Reply(content(), headers={"Content-Disposition": name}))

    fetch_one(tmp_path, server)

    assert list(files_in(tmp_path)) == ["performance/2018-2019 england_ks2final.csv"]


@pytest.mark.parametrize(
    "name",
    ["../../england_ks2final.csv", "..\\..\\england_ks2final.csv", "/etc/england_ks2final.csv"],
)
def test_a_name_that_leads_out_of_the_folder_stays_in_it(
    tmp_path: Path, server: Server, name: str
) -> None:
    server.reply(KS2, attached(name, content()))

    fetch_one(tmp_path, server)

    (path,) = files_in(tmp_path)
    assert path.startswith("performance/2018-2019_") and path.count("/") == 1
    assert {path.name for path in tmp_path.iterdir()} == {"addresses.yaml", "data"}


def test_redirects_are_followed(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, moved(f"{server.base}/first"))
    server.reply("/first", moved("/second"))
    server.reply("/second", WHOLE)

    assert fetch_one(tmp_path, server).status == "fetched"


def test_redirects_in_a_circle_come_to_an_end(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, moved(f"{server.base}/first"))
    server.reply("/first", moved(KS2))

    outcome = fetch_one(tmp_path, server)

    assert (outcome.status, outcome.page) == ("failed", PAGE)
    assert "circle" in outcome.why


def test_an_error_page_with_the_status_of_success_is_no_file(
    tmp_path: Path, server: Server
) -> None:
    server.reply(KS2, web_page("Sorry, there is a problem with the service"))

    outcome = fetch_one(tmp_path, server)

    assert outcome.status == "failed"
    assert "web page ('Sorry, there is a problem with the service')" in outcome.why
    assert not (tmp_path / "data").exists()


def test_an_error_page_that_claims_to_be_text_is_no_file(tmp_path: Path, server: Server) -> None:
    page = web_page("Gone").body
    server.reply(KS2, attached(NAME, b"\xef\xbb\xbf \n" + page))

    assert "web page" in fetch_one(tmp_path, server).why


def test_text_that_no_reader_knows_is_no_file(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, attached("2018-2019_answer.csv", b"code,message\n7,try later\n"))

    outcome = fetch_one(tmp_path, server)

    assert outcome.status == "failed"
    assert "its columns are unknown" in outcome.why


RENAMED = content().replace(b"PTRWM_EXP", b"PT_RWM_EXPECTED")


def test_a_renamed_column_is_said_with_the_line_that_maps_it(
    tmp_path: Path, server: Server
) -> None:
    """It is not kept: a folder that could be screened stays one that can."""
    server.reply(KS2, attached(NAME, RENAMED))

    why = fetch_one(tmp_path, server).why

    assert "PTRWM_EXP. Is it now called PT_RWM_EXPECTED?" in why
    assert "\n    ks2_wide:\n      PT_RWM_EXPECTED: ptrwm_exp\n" in why


def test_a_renamed_column_that_the_folder_maps_is_kept(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, attached(NAME, RENAMED))
    (tmp_path / "data").mkdir()
    mapped = "ks2_wide:\n  PT_RWM_EXPECTED: ptrwm_exp\n"
    (tmp_path / "data" / "columns.yaml").write_text(mapped, encoding="utf-8")

    assert fetch_one(tmp_path, server).status == "fetched"
    assert files_in(tmp_path)[PLACE] == RENAMED


def test_another_file_than_was_asked_for_is_refused(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, attached("2018-2019_england_census.csv", content("census")))

    assert "another file: pupils" in fetch_one(tmp_path, server).why


def test_headings_without_a_row_are_no_file(tmp_path: Path, server: Server) -> None:
    headings = content().split(b"\n")[0]
    server.reply(KS2, attached(NAME, headings + b"\n,,,\n\n"))

    assert "headings and no row" in fetch_one(tmp_path, server).why
    assert PLACE not in files_in(tmp_path)


def test_a_service_that_is_asked_too_often_is_asked_when_it_says(
    tmp_path: Path, server: Server
) -> None:
    server.reply(KS2, Reply(status=429, headers={"Retry-After": "0"}), WHOLE)

    assert fetch_one(tmp_path, server).status == "fetched"
    assert server.paths() == [KS2, KS2]


class _Clock(threading.Event):
    """Waits for no time, and keeps how long it was to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout)
        return self.is_set()


@pytest.mark.parametrize(
    ("headers", "waits"), [({"Retry-After": "7"}, [7.0, 7.0]), ({}, [2.0, 4.0])]
)
def test_the_wait_that_a_service_asks_for_is_kept_else_pauses_grow(
    tmp_path: Path, server: Server, headers: dict[str, str], waits: list[float]
) -> None:
    address = server.reply(KS2, *[Reply(status=503, headers=headers)] * 2, WHOLE)
    clock = _Clock()
    asker = Asker("test", Patience(tries=3), clock)

    answer = asker.file(address, tmp_path / "arriving")

    asker.close()
    assert answer is not None and answer.name == "2018-2019/england_ks2final.csv"
    assert clock.waits == waits


def test_a_wait_of_hours_is_said_and_not_kept(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, Reply(status=429, headers={"Retry-After": "Tue, 01 Dec 2099 12:00:00 GMT"}))

    outcome = fetch_one(tmp_path, server)

    assert "asks to wait" in outcome.why
    assert server.paths() == [KS2]


def test_a_service_that_refuses_for_a_moment_is_asked_again(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, web_page("Forbidden", 403), WHOLE)

    assert fetch_one(tmp_path, server).status == "fetched"


def test_a_connection_that_breaks_off_is_tried_again(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, attached(NAME, content(), cut=200), WHOLE)

    assert fetch_one(tmp_path, server).status == "fetched"
    assert files_in(tmp_path) == {PLACE: content()}


def test_a_file_that_never_comes_whole_is_not_kept(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, attached(NAME, content(), declared=len(content()) + 100))

    outcome = fetch_one(tmp_path, server)

    assert outcome.why == "the connection broke off before the file was whole (2 tries)"
    assert not (tmp_path / "data").exists()


def test_a_file_that_claims_to_be_shorter_than_it_is_is_not_kept(
    tmp_path: Path, server: Server
) -> None:
    """Nothing in the answer says that bytes are missing, but its last row ends in the middle."""
    row_begins = content().rstrip().rfind(b"\n") + 1
    server.reply(KS2, attached(NAME, content(), declared=row_begins + 8))

    assert "the last row stops in the middle" in fetch_one(tmp_path, server).why


def test_proxies_of_the_environment_are_used(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.base)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    server.else_ = lambda asked: WHOLE if asked.startswith("http://service.example/") else None

    outcome = fetch_one(tmp_path, server, yearly("http://service.example"))

    assert outcome.status == "fetched"


def test_a_proxy_that_is_none_is_said(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "nonsense://x")

    with pytest.raises(DataError, match="HTTPS_PROXY"):
        fetch_one(tmp_path, server)


def test_a_list_is_asked_once_for_all_that_is_in_it(tmp_path: Path, server: Server) -> None:
    address = server.reply("/list", Reply(b'{"results": []}'))
    asker = Asker("test", QUICK, threading.Event())

    assert asker.json(address) == asker.json(address)
    asker.close()
    assert server.paths() == ["/list"]


def test_a_slow_service_is_not_waited_for_without_end(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, attached(NAME, content(), wait=0.5))
    hasty = replace(QUICK, silence=0.1)

    outcome = fetch_one(tmp_path, server, patience=hasty)

    assert outcome.why == "the service did not answer in time (2 tries)"


def test_a_file_that_comes_drop_by_drop_is_broken_off(tmp_path: Path, server: Server) -> None:
    """No silence is ever long enough to notice."""
    server.reply(KS2, WHOLE)

    outcome = fetch_one(tmp_path, server, patience=replace(QUICK, whole=-1.0))

    assert outcome.why.startswith("it had not come after")


def test_a_service_that_is_not_there_is_said(tmp_path: Path, server: Server) -> None:
    nowhere = yearly("http://127.0.0.1:9")

    assert "cannot be reached" in fetch_one(tmp_path, server, nowhere).why


def test_a_file_that_is_not_there_is_said_with_the_page(tmp_path: Path, server: Server) -> None:
    outcome = fetch_one(tmp_path, server)

    assert outcome.why == "the service has no such file (status 404)"
    assert outcome.page == PAGE
    assert server.paths() == [KS2]


def test_an_empty_file_is_none(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, attached(NAME, b""))

    assert fetch_one(tmp_path, server).why == "the service sent an empty file"


def test_the_tables_of_a_zip_are_kept_and_the_rest_left(tmp_path: Path, server: Server) -> None:
    body = zipped(
        **{
            "2018-2019__england_ks2final_dot_csv": content(),
            "2018-2019__england_census_dot_csv": content("census"),
            "2018-2019__ks2_meta_dot_csv": b"field,meaning\nURN,number\n",
            "readme_dot_txt": b"about",
        }
    )
    server.reply(KS2, attached("Performancetables.zip", body))

    outcome = fetch_one(tmp_path, server)

    assert outcome.paths == (PLACE,)
    assert files_in(tmp_path) == {PLACE: content()}


def test_a_zip_of_several_tables_gives_them_all(tmp_path: Path, server: Server) -> None:
    body = zipped(england_ks2final_dot_csv=content(), england_census_dot_csv=content("census"))
    server.reply(KS2, Reply(body))

    fetch_one(tmp_path, server, yearly(server.base, kinds=["ks2", "census"]))

    assert list(files_in(tmp_path)) == ["performance/2018-2019_england_census.csv", PLACE]


@pytest.mark.parametrize(
    ("member", "words"),
    [
        ("..__england_ks2final_dot_csv", "leads to a place outside"),
        ("notes_dot_txt", "none of the 1"),
    ],
)
def test_a_zip_without_a_table_or_with_one_that_leads_out_is_refused(
    tmp_path: Path, server: Server, member: str, words: str
) -> None:
    server.reply(KS2, attached("Performancetables.zip", zipped(**{member: content()})))

    assert words in fetch_one(tmp_path, server).why
    assert not (tmp_path / "data").exists()


def test_a_zip_that_unpacks_without_measure_is_refused(tmp_path: Path, server: Server) -> None:
    bomb = zipped(england_ks2final_dot_csv=b"0" * (21 * 2**20))
    server.reply(KS2, attached("Performancetables.zip", bomb))

    assert "200 times" in fetch_one(tmp_path, server).why


def test_a_damaged_zip_is_refused(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, attached("Performancetables.zip", zipped(a_dot_csv=content())[:-30]))

    assert "ZIP" in fetch_one(tmp_path, server).why


def test_the_tool_says_who_it_is(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, WHOLE)

    fetch_one(tmp_path, server)

    (_, headers) = server.asked[0]
    assert headers["User-Agent"] == f"cst-screen/{cst_screen.__version__} test"


def test_a_service_that_is_silent_three_times_is_not_asked_on(
    tmp_path: Path, server: Server
) -> None:
    six_years = yearly(server.base, **{"from": "2013/14"})
    server.else_ = lambda path: Reply(status=500)

    report = fetch(tmp_path, server, six_years)

    assert [one.status for one in report.outcomes] == ["failed"] * 6
    assert len(set(server.paths())) == 3
    assert [one.why.startswith("not asked") for one in report.outcomes] == [False] * 3 + [True] * 3
