"""Whatever a published file holds, it is read or refused in words of ours: never a traceback.

Each kind of file is given each kind of content that once stopped the whole screen. The fuzzer
(`tests/benchmarks/fuzz_readers.py`) looks for more.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cst_screen.errors import DataError
from cst_screen.sources.by_hand import caution_in, read_overrides
from cst_screen.sources.kinds import RecognisedFile
from cst_screen.sources.missing_columns import columns_not_there
from cst_screen.sources.reading import read_file
from cst_screen.sources.recognise import recognise
from cst_screen.sources.stored import StoredFile
from tests.unit.sources.samples import FILES

Rows = list[list[str]]


@dataclass(frozen=True)
class Held(StoredFile):
    """A file that is in memory."""

    raw: bytes = b""

    def content(self) -> bytes:
        return self.raw


def outcome(name: str, raw: bytes) -> str:
    """What a user is told: `read`, `left alone`, or the refusal, which names the file."""
    try:
        one = recognise(Held(name, Path(name), "", raw), 0)
        if not isinstance(one, RecognisedFile):
            return "left alone"
        read_file(one)
        columns_not_there([one])
    except DataError as fault:
        assert str(fault).startswith(f"{name}: ")
        return str(fault)
    return "read"


def _rows(kind: str) -> Rows:
    _, header, rows = FILES[kind]
    return list(csv.reader([header, *rows]))


def _text(rows: Rows) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _with_heading(rows: Rows, heading: str) -> str:
    return _text([[*rows[0], heading], *rows[1:]])


def _with_cell(rows: Rows, cell: str) -> str:
    return _text([rows[0], [*rows[1][:-1], cell], *rows[2:]])


CONTENTS: dict[str, Callable[[Rows], str]] = {
    "blank headings": lambda rows: _text([[*rows[0], "", "", ""], *rows[1:]]),
    "a heading with an apostrophe": lambda rows: _text([[f"{h}'s" for h in rows[0]], *rows[1:]]),
    "a heading of braces": lambda rows: _with_heading(rows, "{} {0} {urn}"),
    "a heading over 131,072 characters": lambda rows: _with_heading(rows, "x" * 140_000),
    "a quoted heading over 131,072 characters": lambda rows: _with_heading(rows, '"' * 140_000),
    "a cell over 131,072 characters": lambda rows: _with_cell(rows, "y" * 140_000),
    "form feeds above the header": lambda rows: "\f\n\f\f\nTitle\f\n" + _text(rows),
    "odd line ends above the header": lambda rows: "\v\n\x85\n\u2028\n" + _text(rows),
    "a lone carriage return": lambda rows: _text(rows) + "\r9,\r",
    "no rows": lambda rows: _text(rows[:1]),
    "blank rows alone": lambda rows: _text([rows[0], [""] * len(rows[0]), [""] * len(rows[0])]),
    "the header again and again": lambda rows: _text([rows[0]] * 4),
}


@pytest.mark.parametrize("content", CONTENTS)
def test_every_kind_is_read_or_refused_whatever_surrounds_it(content: str) -> None:
    for kind in FILES:
        assert outcome(FILES[kind][0], CONTENTS[content](_rows(kind)).encode())


ODD = ("", "99999", "9" * 30, "-5", "1e300", "NaN", "{}", "%", "\x00", "tbc")
"""The second is no local authority's code; the third fits into no whole number."""


@pytest.mark.parametrize("kind", FILES)
def test_every_column_may_be_missing_or_hold_anything(kind: str) -> None:
    """No reader takes a column or a cell for granted; which column holds what changes by kind."""
    rows = _rows(kind)
    for at in range(len(rows[0])):
        odd = ODD[(at + len(kind)) % len(ODD)]
        without = [[*row[:at], *row[at + 1 :]] for row in rows]
        filled = [rows[0], *([*row[:at], odd, *row[at + 1 :]] for row in rows[1:])]
        for changed in (without, filled):
            assert outcome(FILES[kind][0], _text(changed).encode())


@pytest.mark.parametrize(
    ("kind", "pupils", "cohort"),
    [
        ("ks4_wide", "P8PUP", "TPUP"),
        ("ks4_tidy_2023", "t_inp8calc", "t_pupils"),
        ("ks4_tidy_2024", "progress8_pupil_count", "pupil_count"),
    ],
)
def test_unknown_code_among_pupils_is_named_where_progress_has_no_pupils(
    kind: str, pupils: str, cohort: str
) -> None:
    """Files of most years lack the pupils of Progress 8; the message once looked for that column."""
    rows = _rows(kind)
    at = rows[0].index(pupils)
    rows = [[*row[:at], *row[at + 1 :]] for row in rows]
    odd = rows[0].index(cohort)

    said = outcome(
        FILES[kind][0],
        _text([rows[0], *([*row[:odd], "XYZ", *row[odd + 1 :]] for row in rows[1:])]).encode(),
    )

    assert f"column {cohort}: 'XYZ'" in said


def test_trust_file_without_a_measure_says_which_are_needed() -> None:
    rows = _rows("trusts_ks4_2017")
    at = [i for i, h in enumerate(rows[0]) if not h.startswith("P8SCORE")]

    said = outcome(
        FILES["trusts_ks4_2017"][0], _text([[row[i] for i in at] for row in rows]).encode()
    )

    assert "needs at least one of these columns: P8SCORE_ADJ_WGTAVG" in said


def test_trust_file_whose_name_has_no_year_says_how_to_name_it() -> None:
    said = outcome("trusts.csv", _text(_rows("trusts_ks4_2017")).encode())

    assert "gives the academic year. Put the year into the name" in said


def test_list_of_schools_that_holds_no_urn_costs_its_row() -> None:
    rows = _rows("trusts_ks4_2017")
    uid, urns = rows[0].index("UID"), rows[0].index("SCHOOL-URNS")
    odd = [*rows[1][:urns], "101;99999999999999999999", *rows[1][urns + 1 :]]
    fine = [[*rows[1][:uid], str(901 + i), *rows[1][uid + 1 :]] for i in range(3)]
    name = FILES["trusts_ks4_2017"][0]
    one = recognise(Held(name, Path(name), "", _text([rows[0], odd, *fine]).encode()), 0)
    assert isinstance(one, RecognisedFile)

    _, tables = read_file(one)

    assert tables["published_trusts"]["uid"].to_list() == [901, 902, 903]
    assert "holds '101;99999999999999999999'" in str(tables["exclusions"]["detail"].to_list())


@pytest.mark.parametrize("read", [caution_in, read_overrides])
def test_side_file_that_the_system_does_not_give_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Callable[[Path], object]
) -> None:
    """Permissions do not stop an administrator, so the system's answer is put in its place."""
    for name in ("caution.txt", "overrides.csv"):
        (tmp_path / name).write_text("urn,group_uid\n")

    def refuse(*_: object, **__: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    monkeypatch.setattr(Path, "read_text", refuse)
    monkeypatch.setattr(Path, "open", refuse)

    with pytest.raises(DataError, match=r"(caution|overrides)\.\w+: .*(Permission denied)"):
        read(tmp_path)
