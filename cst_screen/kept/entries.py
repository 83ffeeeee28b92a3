"""How one entry lies in a file: JSON, then tables in Arrow's format, under a SHA-256 of all of it.

    cst-screen kept 1
    <SHA-256 of the rest>
    <bytes of the JSON>
    {"key": ..., "record": ..., "frames": [bytes of each, ...]}
    <frame><frame>...

Nothing in it can run: what is read are words, numbers and tables. A file that is cut off, was changed or
is something else is not taken.
"""

from __future__ import annotations

import io
import json
from hashlib import sha256
from typing import Any

import polars as pl

from cst_screen.kept.records import NotARecord, Record, put_together, taken_apart

_FIRST_LINE = b"cst-screen kept 1\n"


Buffer = bytes | memoryview


class Unusable(ValueError):
    """A file that is no entry, or not the one that was asked for."""


def packed(key: str, record: Any) -> list[Buffer]:
    """The content of the file that keeps a record, in parts: as one, large tables would be copied thrice."""
    skeleton, frames = taken_apart(record)
    tables = [_as_arrow(frame) for frame in frames]
    head = {"key": key, "record": skeleton, "frames": [len(table) for table in tables]}
    text = json.dumps(head, ensure_ascii=False).encode("utf-8")
    body: list[Buffer] = [b"%d\n" % len(text), text, *tables]
    digest = sha256()
    for part in body:
        digest.update(part)
    return [_FIRST_LINE, digest.hexdigest().encode("ascii"), b"\n", *body]


def unpacked(content: bytes, key: str, kind: type[Record]) -> Record:
    """The record that a file keeps. Unusable where it is not whole, not ours, or of another key."""
    start = len(_FIRST_LINE) + 65
    body = memoryview(content)[start:]
    seal = b"%s%s\n" % (_FIRST_LINE, sha256(body).hexdigest().encode("ascii"))
    if content[:start] != seal:
        raise Unusable("not an entry, or not whole")
    try:
        length = bytes(body[:20]).partition(b"\n")[0]
        begin = len(length) + 1
        head = json.loads(bytes(body[begin : begin + int(length)]))
        if head["key"] != key:
            raise Unusable("an entry of another key")
        at = begin + int(length)
        frames = []
        for size in head["frames"]:
            frames.append(_from_arrow(body[at : at + size]))
            at += size
        return put_together(kind, head["record"], frames)
    except (NotARecord, KeyError, TypeError, ValueError, RecursionError, MemoryError) as fault:
        raise Unusable(str(fault)) from fault
    except pl.exceptions.PolarsError as fault:
        raise Unusable(str(fault)) from fault
    except BaseException as fault:
        # A damaged table can make Polars panic, which Python is given as an exception of its own.
        if type(fault).__name__ == "PanicException":
            raise Unusable("a table in it is damaged") from None
        raise


def _as_arrow(frame: pl.DataFrame) -> memoryview:
    buffer = io.BytesIO()
    frame.write_ipc(buffer, compression="zstd")
    return buffer.getbuffer()


def _from_arrow(content: memoryview) -> pl.DataFrame:
    # From memory, not mapped: a file that is cut off while it is mapped ends the process.
    return pl.read_ipc(io.BytesIO(content))
