"""One file to fetch, from a server of this machine that is asked with little patience."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import yaml

from cst_screen.fetching.asking import Patience
from cst_screen.fetching.get_data import Wish, get_data
from cst_screen.fetching.outcomes import FetchReport, Outcome
from tests.serving import Server
from tests.unit.sources.samples import FILES

TODAY = dt.date(2026, 11, 28)
QUICK = Patience(tries=2, first_pause=0.01, longest_pause=0.02)
"""Short pauses. A machine that is busy with other things is waited for as long as a service is."""
KS2 = "/download-data?filters=KS2&year=2018-2019"
NAME = "2018-2019_england_ks2final.csv"
PLACE = f"performance/{NAME}"
PAGE = "https://example.org/page"


def content(kind: str = "ks2_wide", *rows: str) -> bytes:
    """A small file of the kind, as published."""
    _, header, own_rows = FILES[kind]
    return ("\n".join([header, *(rows or own_rows)]) + "\n").encode()


def zipped(**members: bytes) -> bytes:
    """A ZIP of files; `__` in a name stands for a slash and `_dot_` for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), body)
    return out.getvalue()


def yearly(base: str, **changed: Any) -> dict[str, Any]:
    """Key stage 2 of 2018/19, as `addresses.yaml` writes it."""
    return {
        "id": "ks2",
        "title": "Key stage 2 results",
        "only": "ks2",
        "service": "one",
        "kinds": ["ks2"],
        "folder": "performance",
        "way": "yearly",
        "address": f"{base}/download-data?filters=KS2&year={{year}}",
        "name": "{year}_england_ks2.csv",
        "from": "2018/19",
        "to": "2018/19",
        "release": "ks2",
        "settled_after": 20,
        "evidence": "none",
        **changed,
    }


def addresses(path: Path, *files: dict[str, Any]) -> Path:
    """A file of addresses with these files, all of one service."""
    service = {
        "title": "One service",
        "publisher": "DfE",
        "page": PAGE,
        "licence": "OGL",
        "evidence": "none",
    }
    whole = {
        "checked": "2026-11-28",
        "user_agent": "cst-screen/{version} test",
        "services": {"one": service},
        "files": list(files),
    }
    path.write_text(yaml.safe_dump(whole), encoding="utf-8")
    return path


def fetch(tmp_path: Path, server: Server, *files: dict[str, Any], **wish: Any) -> FetchReport:
    """Fetch into `tmp_path/data`; by default key stage 2 of one year."""
    own = addresses(tmp_path / "addresses.yaml", *(files or (yearly(server.base),)))
    wishes = Wish(**{"today": TODAY, "patience": QUICK, "addresses": own, **wish})
    return get_data(tmp_path / "data", wishes)


def fetch_one(tmp_path: Path, server: Server, *files: dict[str, Any], **wish: Any) -> Outcome:
    """The outcome of the one file that is asked for."""
    (outcome,) = fetch(tmp_path, server, *files, **wish).outcomes
    return outcome


def files_in(tmp_path: Path) -> dict[str, bytes]:
    """Every file that is not hidden, by its path below the data folder."""
    data = tmp_path / "data"
    return {
        path.relative_to(data).as_posix(): path.read_bytes()
        for path in sorted(data.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
