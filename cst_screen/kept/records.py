"""A record of tables as JSON and data frames, and back: whatever its fields, by their types alone.

A frozen dataclass of frames, numbers, words, bytes, dates, tuples, lists, mappings and other such dataclasses.
What is read back can only be one of these: a class is taken from the annotations of the record that
was asked for, never from what the file names.
"""

from __future__ import annotations

import datetime as dt
import functools
import typing
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path, PurePath
from typing import Any, TypeVar

import polars as pl

Record = TypeVar("Record")

Skeleton = Any
"""A record in JSON, with the number of a frame where each frame was."""


class NotARecord(ValueError):
    """What was read is no record of the kind that was asked for."""


def taken_apart(value: Any) -> tuple[Skeleton, list[pl.DataFrame]]:
    """The record in JSON, and its frames in the order of their numbers. TypeError for what is neither."""
    frames: list[pl.DataFrame] = []
    return _apart(value, frames), frames


def put_together(kind: type[Record], skeleton: Skeleton, frames: Sequence[pl.DataFrame]) -> Record:
    """The record that `taken_apart` was given. NotARecord where it is none of this kind."""
    try:
        record = _together(skeleton, frames, _classes_of(kind))  # type: ignore[arg-type]
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError) as fault:
        raise NotARecord(str(fault)) from fault
    if not isinstance(record, kind):
        raise NotARecord(f"not a {kind.__name__}")
    return record


# --- to JSON ----------------------------------------------------------------------------------


def _apart(value: Any, frames: list[pl.DataFrame]) -> Skeleton:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, bytes):
        frames.append(pl.DataFrame({"bytes": [value]}, schema={"bytes": pl.Binary}))
        return {"bytes": len(frames) - 1}
    if isinstance(value, pl.DataFrame):
        frames.append(value)
        return {"frame": len(frames) - 1}
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return {"date": value.isoformat()}
    if isinstance(value, PurePath):
        return {"path": str(value)}
    if isinstance(value, tuple | list):
        return {type(value).__name__: [_apart(part, frames) for part in value]}
    if isinstance(value, dict):
        return {"dict": [[_apart(k, frames), _apart(v, frames)] for k, v in value.items()]}
    if is_dataclass(value) and not isinstance(value, type):
        parts = {part.name: _apart(getattr(value, part.name), frames) for part in fields(value)}
        return {"record": _name_of(type(value)), "parts": parts}
    raise TypeError(f"a {type(value).__name__} cannot be kept")


# --- and back ---------------------------------------------------------------------------------


def _together(skeleton: Skeleton, frames: Sequence[pl.DataFrame], classes: dict[str, type]) -> Any:
    if skeleton is None or isinstance(skeleton, bool | int | float | str):
        return skeleton

    def together(part: Skeleton) -> Any:
        return _together(part, frames, classes)

    match skeleton:
        case {"frame": int(number), **rest} if not rest and number >= 0:
            return frames[number]
        case {"bytes": int(number), **rest} if not rest and number >= 0:
            content = frames[number].item()
            if not isinstance(content, bytes):
                raise NotARecord("no bytes")
            return content
        case {"date": str(day), **rest} if not rest:
            return dt.date.fromisoformat(day)
        case {"path": str(path), **rest} if not rest:
            return Path(path)
        case {"tuple": list(parts), **rest} if not rest:
            return tuple(together(part) for part in parts)
        case {"list": list(parts), **rest} if not rest:
            return [together(part) for part in parts]
        case {"dict": list(pairs), **rest} if not rest:
            return {together(key): together(part) for key, part in pairs}
        case {"record": str(name), "parts": dict(parts), **rest} if not rest:
            kind = classes[name]
            if set(parts) != {part.name for part in fields(kind)}:
                raise NotARecord(f"other fields than those of {name}")
            return kind(**{field: together(part) for field, part in parts.items()})
        case _:
            raise NotARecord("neither a value nor a record")


@functools.cache
def _classes_of(kind: type) -> dict[str, type]:
    """The dataclasses that a record of this kind may hold, by name: all that its annotations name."""
    found: dict[str, type] = {}
    waiting = [kind]
    while waiting:
        current = waiting.pop()
        if is_dataclass(current) and _name_of(current) not in found:
            found[_name_of(current)] = current
            for hint in typing.get_type_hints(current).values():
                waiting.extend(_types_in(hint))
    return found


def _name_of(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _types_in(hint: Any) -> Iterator[type]:
    if isinstance(hint, type):
        yield hint
    for inner in typing.get_args(hint):
        yield from _types_in(inner)
