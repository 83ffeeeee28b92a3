"""`data get` against a server that has the invented England, as the four services would give it out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.functional.commands import ROOT, SAMPLE, run
from tests.serving import Reply, Server, own_addresses, served, shaped_like_services

RECORD = ".fetched.json"


@dataclass(frozen=True)
class Fetched:
    """What one call gave: its folder, exit code and record, and the server that it asked."""

    folder: Path
    addresses: Path
    server: Server
    code: int
    record: dict[str, Any]


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fetched]:
    """The years of which the sample has results, from every service."""
    space = tmp_path_factory.mktemp("get")
    with served() as server:
        shaped_like_services(server, SAMPLE)
        own = own_addresses(space / "own.yaml", server.base)
        folder = space / "data"
        code, out, _ = run(
            "data", "get", folder, "--addresses", own, "--years", "2018/19-2023/24", "--json"
        )
        yield Fetched(folder, own, server, code, json.loads(out))


def test_every_file_that_arrives_is_as_it_was_published(fetched: Fetched) -> None:
    arrived = [p for p in fetched.folder.rglob("*") if p.is_file() and p.name != RECORD]

    assert len(arrived) > 20
    for path in arrived:
        assert path.read_bytes() == (SAMPLE / path.relative_to(fetched.folder)).read_bytes()


def test_every_service_gave_something(fetched: Fetched) -> None:
    assert {p.name for p in fetched.folder.iterdir()} == {
        RECORD,
        "context",
        "gias",
        "ofsted",
        "performance",
        "published",
    }


def test_years_that_were_not_asked_for_are_not_fetched(fetched: Fetched) -> None:
    years = {one["year"] for one in fetched.record["files"] if one["only"] == "ks2"}

    assert years == {"2018/19", "2019/20", "2020/21", "2021/22", "2022/23", "2023/24"}


def test_what_is_not_to_be_had_is_told_with_its_page_and_the_code(fetched: Fetched) -> None:
    failed = {one["id"]: one for one in fetched.record["files"] if one["status"] == "failed"}

    assert fetched.code == 8
    assert failed["suspensions"]["page"].startswith("https://explore-education-statistics")
    never = {one["year"] for one in fetched.record["files"] if one["status"] == "never"}
    assert {"2019/20", "2020/21"} <= never


def test_a_second_call_fetches_nothing_anew_and_says_so(fetched: Fetched) -> None:
    before = len(fetched.server.asked)

    code, out, err = run(
        *("data", "get", fetched.folder, "--addresses", fetched.addresses),
        *("--years", "2018/19", "--only", "ks2", "--only", "gias"),
    )

    assert code == 0
    assert out.startswith(f"0 files fetched into {fetched.folder}")
    assert "Fetching files" in err
    assert len(fetched.server.asked) == before


def test_what_failed_is_shown_with_the_page_to_visit(fetched: Fetched) -> None:
    code, out, _ = run(
        *("data", "get", fetched.folder, "--addresses", fetched.addresses, "--only", "suspensions")
    )

    assert code == 8
    assert "Get by hand: Suspensions by school, all years" in out
    assert "from https://explore-education-statistics.service.gov.uk/data-catalogue" in out


def test_the_folder_that_was_fetched_is_recognised_whole(fetched: Fetched) -> None:
    code, out, _ = run("data", "list", fetched.folder, "--json")

    listed = json.loads(out)
    assert code == 0
    assert len(listed["files"]) > 20 and listed["left_alone"] == []


def test_a_dry_run_shows_the_tools_own_addresses_without_asking() -> None:
    code, out, _ = run("data", "get", "nowhere", "--dry-run", "--only", "ks4", "--years", "2022/23")

    assert code == 0
    assert "filters=KS4&fileformat=csv&year=2022-2023" in "".join(out.split())
    assert not Path("nowhere").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--only", "schools"), "'schools' is no kind of file that can be fetched."),
        (("--years", "2019"), "'2019' is not an academic year."),
        (("--years", "2020/21-2018/19"), "holds no year"),
        (("--years", "-"), "holds no year"),
    ],
)
def test_a_wrong_word_or_year_is_a_wrong_command_line(
    arguments: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    code, _, err = run("data", "get", tmp_path, "--dry-run", *arguments)

    assert code == 2
    assert words in " ".join(err.replace("│", " ").split())


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")

    code, _, err = run("data", "get", file)

    assert code == 3
    assert "this is a file" in err


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")

    code, _, err = run("data", "get", tmp_path / "file" / "data", "--only", "gias")

    assert code == 6
    assert "a part of this path is a file" in err


def test_init_makes_a_folder_and_says_what_is_in_it(tmp_path: Path) -> None:
    code, out, _ = run("init", tmp_path / "spring")
    _, again, _ = run("init", tmp_path / "spring", "--json")

    assert code == 0
    assert f"files made in {tmp_path / 'spring'}" in out and "criteria/hub.yaml" in out
    assert json.loads(again)["made"] == []


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signal")
def test_a_call_that_is_stopped_ends_at_once_and_leaves_whole_files_alone(tmp_path: Path) -> None:
    """One service has given a file; another is silent when Ctrl-C comes."""
    with served() as server:
        shaped_like_services(server, SAMPLE)
        own = own_addresses(tmp_path / "own.yaml", server.base)
        given, silent = server.else_, threading.Event()

        def answer(asked: str) -> Reply | None:
            if asked.startswith("/download-data"):
                silent.wait(20)
            return given(asked)

        server.else_ = answer
        command = [sys.executable, "-m", "cst_screen", "data", "get", "data", "--addresses", own]
        # Where the tests were started in the background, Ctrl-C is ignored, and a command begun here heeds it no more.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        call = subprocess.Popen(
            [*command, "--only", "gias", "--only", "ks2"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.PIPE,
            text=True,
        )
        signal.signal(signal.SIGINT, before)
        register = tmp_path / "data" / "gias"
        while call.poll() is None and len(list(register.glob("*.csv"))) < 5:
            time.sleep(0.05)
        call.send_signal(signal.SIGINT)
        _, err = call.communicate(timeout=20)
        silent.set()

    assert call.returncode == 130
    assert "Nothing is left half-written" in err
    assert {p.name for p in (tmp_path / "data").iterdir()} == {RECORD, "gias"}
    for path in register.iterdir():
        assert path.read_bytes() == (SAMPLE / "gias" / path.name).read_bytes()
