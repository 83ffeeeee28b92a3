"""A second call fetches what is new, and writes over nothing that is the user's."""

import json
from pathlib import Path

from cst_screen.fetching.record import NAME as RECORD
from cst_screen.sources.folder import read_folder
from tests.serving import Reply, Server, attached
from tests.unit.fetching.small import (
    KS2,
    NAME,
    PLACE,
    content,
    fetch,
    fetch_one,
    files_in,
    yearly,
)

OTHER = content("ks2_wide").replace(b"65", b"66")


def test_a_file_that_has_not_changed_is_not_sent_again(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, attached(NAME, content(), etag='"one"'))
    fetch_one(tmp_path, server)

    outcome = fetch_one(tmp_path, server)

    assert (outcome.status, outcome.paths) == ("unchanged", (PLACE,))
    assert server.asked[1][1]["If-None-Match"] == '"one"'


def test_the_same_file_from_a_service_without_tags_counts_as_unchanged(
    tmp_path: Path, server: Server
) -> None:
    server.reply(KS2, attached(NAME, content()))
    fetch_one(tmp_path, server)
    before = (tmp_path / "data" / PLACE).stat()

    assert fetch_one(tmp_path, server).status == "unchanged"
    assert (tmp_path / "data" / PLACE).stat().st_mtime_ns == before.st_mtime_ns


def test_a_newer_file_takes_the_place_of_the_one_that_was_fetched(
    tmp_path: Path, server: Server
) -> None:
    server.reply(KS2, attached(NAME, content()), attached(NAME, OTHER))
    fetch_one(tmp_path, server)

    assert fetch_one(tmp_path, server).status == "updated"
    assert files_in(tmp_path) == {PLACE: OTHER}


def test_a_settled_year_is_not_asked_for_again(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, attached(NAME, content()))
    settled = yearly(server.base, settled_after=2)
    fetch_one(tmp_path, server, settled)

    assert fetch_one(tmp_path, server, settled).status == "have"
    assert server.paths() == [KS2]
    assert fetch_one(tmp_path, server, settled, again=True).status == "unchanged"
    assert server.paths() == [KS2, KS2]


def test_a_file_that_was_removed_is_fetched_again(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, attached(NAME, content(), etag='"one"'))
    fetch_one(tmp_path, server)
    (tmp_path / "data" / PLACE).unlink()

    assert fetch_one(tmp_path, server).status == "fetched"


def test_a_file_that_the_user_changed_stays(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, attached(NAME, content()), attached(NAME, OTHER))
    fetch_one(tmp_path, server)
    (tmp_path / "data" / PLACE).write_bytes(b"mine\n")

    outcome = fetch_one(tmp_path, server)

    assert (outcome.status, outcome.paths) == ("yours", (PLACE,))
    assert files_in(tmp_path) == {PLACE: b"mine\n"}
    assert server.paths() == [KS2]


def test_a_file_that_the_user_put_there_stays(tmp_path: Path, server: Server) -> None:
    """Also in another folder below: two files of one table would stand against each other."""
    server.reply(KS2, attached(NAME, content()))
    own = tmp_path / "data" / "by hand" / NAME
    own.parent.mkdir(parents=True)
    own.write_bytes(b"mine\n")

    outcome = fetch_one(tmp_path, server)

    assert (outcome.status, outcome.paths) == ("yours", (f"by hand/{NAME}",))
    assert files_in(tmp_path) == {f"by hand/{NAME}": b"mine\n"}


def test_without_the_record_everything_is_the_users(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, attached(NAME, content()), attached(NAME, OTHER))
    fetch_one(tmp_path, server)
    (tmp_path / "data" / RECORD).write_text("no JSON", encoding="utf-8")

    assert fetch_one(tmp_path, server).status == "yours"
    assert files_in(tmp_path) == {PLACE: content()}


def test_a_record_cannot_name_files_outside_the_folder(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, attached(NAME, content()))
    (tmp_path / "data").mkdir()
    outside = tmp_path / "outside.csv"
    outside.write_text("mine", encoding="utf-8")
    entry = {"address": f"{server.base}{KS2}", "sha256": "0", "bytes": 4, "kind": "x", "day": ""}
    record = {"files": {"../outside.csv": entry, "performance": "no entry"}}
    (tmp_path / "data" / RECORD).write_text(json.dumps(record), encoding="utf-8")

    assert fetch_one(tmp_path, server).status == "fetched"
    assert outside.read_text(encoding="utf-8") == "mine"


def test_the_rest_is_kept_when_one_fails(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, attached(NAME, content()))
    two_years = yearly(server.base, **{"from": "2017/18"})

    report = fetch(tmp_path, server, two_years)

    assert [one.status for one in report.outcomes] == ["fetched", "failed"]
    assert not report.is_complete
    assert files_in(tmp_path) == {PLACE: content()}


def test_the_record_is_no_file_of_data(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, attached(NAME, content()))
    fetch_one(tmp_path, server)

    catalogue = read_folder(tmp_path / "data").catalogue

    assert [entry.path for entry in catalogue.inputs] == [PLACE]
    assert catalogue.left_alone == ()


def test_nothing_is_left_of_the_work(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, attached(NAME, content()))
    fetch_one(tmp_path, server)

    assert sorted(p.name for p in (tmp_path / "data").iterdir()) == [RECORD, "performance"]


def test_a_dry_run_asks_nothing_and_writes_nothing(tmp_path: Path, server: Server) -> None:
    server.reply(KS2, Reply(content()))

    outcome = fetch_one(tmp_path, server, dry_run=True)

    assert (outcome.status, outcome.address) == ("would_ask", f"{server.base}{KS2}")
    assert server.paths() == []
    assert not (tmp_path / "data").exists()
