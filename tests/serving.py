"""A web server of this machine that answers as the publishers' services do, well or badly.

`Server` gives out `Reply`s by address. `shaped_like_services` makes those of a folder of published files, so
that the tool's own addresses, with another host, find each of them.
"""

from __future__ import annotations

import http.server
import json
import re
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cst_screen.sources.addresses import SHIPPED
from cst_screen.vocabulary.academic_year import AcademicYear


@dataclass(frozen=True)
class Reply:
    """What the server answers. declared: the length that it claims. cut: bytes after which it hangs up.
    wait: seconds before it answers. unchanged: answered 304 to a request that knows this ETag."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    declared: int | None = None
    cut: int | None = None
    wait: float = 0.0
    etag: str = ""


def attached(name: str, body: bytes, **more: Any) -> Reply:
    """A file as a download: its name stands in the header."""
    return Reply(body, headers={"Content-Disposition": f'attachment; filename="{name}"'}, **more)


def web_page(title: str, status: int = 200) -> Reply:
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body></body></html>"
    return Reply(page.encode(), status, {"Content-Type": "text/html; charset=utf-8"})


def moved(address: str) -> Reply:
    return Reply(status=302, headers={"Location": address})


class _Quiet(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what some tests are about."""


class Server:
    """Answers by path and query; of several replies each is given once, and the last ever after.

    asked: the addresses in the order in which they came, with the headers of each.
    """

    def __init__(self) -> None:
        self.replies: dict[str, list[Reply]] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        self.else_: Any = None
        """Takes an address and gives its reply, where no reply is laid down."""
        self._lock = threading.Lock()
        own = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                own._answer(self)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._http = _Quiet(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self._http.server_address[1]}"

    def reply(self, address: str, *replies: Reply) -> str:
        """Lay down what an address answers; the address with the host."""
        self.replies[address] = list(replies)
        return f"{self.base}{address}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def serve(self) -> None:
        self._http.serve_forever(poll_interval=0.01)

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _answer(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        with self._lock:
            self.asked.append((handler.path, dict(handler.headers)))
            waiting = self.replies.get(handler.path, [])
            reply = waiting.pop(0) if len(waiting) > 1 else waiting[0] if waiting else None
        if reply is None:
            reply = self.else_(handler.path) if self.else_ else None
        reply = reply or web_page("Page not found", 404)
        time.sleep(reply.wait)
        if reply.etag and handler.headers.get("If-None-Match") == reply.etag:
            reply = Reply(status=304, etag=reply.etag)
        handler.close_connection = True
        handler.send_response(reply.status)
        if reply.etag:
            handler.send_header("ETag", reply.etag)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        length = len(reply.body) if reply.declared is None else reply.declared
        handler.send_header("Content-Length", str(length))
        handler.send_header("Connection", "close")
        handler.end_headers()
        if reply.status != 304:
            handler.wfile.write(reply.body[: reply.cut])


@contextmanager
def served() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()


def own_addresses(path: Path, base: str) -> Path:
    """The tool's addresses in a file of their own, with another host."""
    text = SHIPPED.read_text(encoding="utf-8")
    moved_ = re.sub(
        r"^(\s+(?:address|list|api): )https://[^/\s]+", rf"\g<1>{base}", text, flags=re.MULTILINE
    )
    path.write_text(moved_, encoding="utf-8", newline="\n")
    return path


# --- a folder of published files --------------------------------------------------------------

_FILTERS = {
    "KS2": r"_ks2(final|revised|provisional)?\.",
    "KS4": r"_ks4(final|revised|provisional)?\.",
    "CENSUS": r"_census",
    "PUPILABSENCE": r"_abs\.",
    "WORKFORCE": r"_swf\.",
    "GIAS": r"-\d{4}_england_school_information",
    "KS2MATS": r"_ks2-mats-performance",
    "KS4MATS": r"_ks4-mats-performance",
}
"""Word of the performance tables' address -> the names of its files."""
_STATISTICS = (
    r"performance_tables_schools_|ks4_institution_level|1a_absence_3term|exc_school"
    r"|workforce_ptrs|teacher_turnover"
)


def shaped_like_services(server: Server, folder: Path) -> None:
    """Let the server give out the files of a folder, each as the service does that publishes it.

    The register lists its newest file for any day. The performance tables give the year as a folder before
    the name. Explore Education Statistics leads to another address. Ofsted's files are listed on a page.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    attachments = []
    data_sets = []
    for path in files:
        if folder_of(path) == "ofsted":
            address = f"/media/{uuid.uuid5(uuid.NAMESPACE_URL, path.name).hex[:24]}/{path.name}"
            server.reply(address, Reply(path.read_bytes()))
            title = path.stem.replace("_", " ")
            if "state-funded" not in title:
                title = f"State-funded schools, latest inspections as at {title}"
            attachments.append({"title": title, "url": f"{server.base}{address}"})
        elif re.search(_STATISTICS, path.name):
            id_ = str(uuid.uuid5(uuid.NAMESPACE_URL, path.name))
            server.reply(
                f"/data-catalogue/data-set/{id_}/csv",
                moved(f"{server.base}/api/data-set-files/{id_}/download"),
            )
            server.reply(
                f"/api/data-set-files/{id_}/download", attached(path.name, path.read_bytes())
            )
            data_sets.append(
                {
                    "id": id_,
                    "filename": path.name,
                    "release": {"title": "Academic year 2023/24", "slug": "2023-24"},
                    "published": "2025-03-20T09:30:00Z",
                    "api": None,
                }
            )
    page = {"details": {"attachments": attachments}}
    listed = {"results": data_sets, "paging": {"page": 1, "totalPages": 1}}

    def otherwise(asked: str) -> Reply | None:
        parts = urlsplit(asked)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if parts.path.startswith("/edubase/"):
            stem = re.sub(r"\d{8}\.csv$", "", parts.path.rpartition("/")[2])
            named = [p for p in files if re.fullmatch(rf"{stem}\d{{8}}\.csv", p.name)]
            return attached(named[-1].name, named[-1].read_bytes()) if named else None
        if parts.path == "/download-data":
            return _of_year(files, query["filters"], query["year"])
        if parts.path == "/api/data-set-files":
            return Reply(json.dumps(listed).encode())
        if parts.path.startswith("/api/content/"):
            return Reply(json.dumps(page).encode())
        return None

    server.else_ = otherwise


def folder_of(path: Path) -> str:
    return path.parent.name


def _of_year(files: list[Path], word: str, year: str) -> Reply:
    for path in files:
        if re.search(_FILTERS[word], path.name) and AcademicYear.find(
            path.name
        ) == AcademicYear.find(year):
            name = path.name.replace(f"{year}_", f"{year}/")
            return attached(name, path.read_bytes())
    return web_page("Sorry, there is a problem with the service")
