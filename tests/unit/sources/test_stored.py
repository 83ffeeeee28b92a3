"""What a ZIP may hold, and what is said of one that holds anything else."""

import stat
import warnings
import zipfile
from pathlib import Path

import pytest

from cst_screen.errors import DataError
from cst_screen.sources import stored
from cst_screen.sources.folder import read_folder
from tests.unit.sources.containers import declared, rows_of, text, zipped
from tests.unit.sources.samples import FILES, write


def _entry(name: str, **settings: object) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    for setting, value in settings.items():
        setattr(info, setting, value)
    return info


ODD_ENTRIES: dict[str, tuple[zipfile.ZipInfo, str]] = {
    "link": (_entry("a.csv", external_attr=(stat.S_IFLNK | 0o777) << 16), "is a link to another"),
    "no name": (_entry("a.csv", filename=""), "leads to a place outside"),
    "bzip2": (_entry("a.csv", compress_type=zipfile.ZIP_BZIP2), "is packed in a way that is not"),
    "lzma": (_entry("a.csv", compress_type=zipfile.ZIP_LZMA), "is packed in a way that is not"),
}


@pytest.mark.parametrize("case", ODD_ENTRIES)
def test_zip_with_an_odd_entry_is_refused_by_name(tmp_path: Path, case: str) -> None:
    entry, said = ODD_ENTRIES[case]
    write(tmp_path, "census")
    with zipfile.ZipFile(tmp_path / "download.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")

    with pytest.raises(DataError, match=rf"download\.zip: '(a\.csv|\.)' in this ZIP {said}"):
        read_folder(tmp_path)


def test_zip_that_is_locked_is_refused_by_name(tmp_path: Path) -> None:
    raw = bytearray(zipped({"a.csv": b"URN,A\n1,2\n"}))
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "download.zip").write_bytes(raw)

    with pytest.raises(DataError, match=r"'a\.csv' in this ZIP is locked with a password"):
        read_folder(tmp_path)


@pytest.mark.parametrize("second", ["data/a.csv", "data\\a.csv", "data//a.csv"])
def test_zip_that_holds_a_file_twice_is_refused(tmp_path: Path, second: str) -> None:
    with (
        warnings.catch_warnings(action="ignore"),
        zipfile.ZipFile(tmp_path / "download.zip", "w") as archive,
    ):
        archive.writestr("data/a.csv", b"URN,A\n1,2\n")
        archive.writestr(second, b"URN,A\n1,3\n")

    with pytest.raises(DataError, match=r"download\.zip: 'data/a\.csv' is in this ZIP twice"):
        read_folder(tmp_path)


def test_zip_in_a_zip_is_said_not_to_be_opened(tmp_path: Path) -> None:
    write(tmp_path, "census")
    (tmp_path / "all.zip").write_bytes(zipped({"inner.zip": zipped({"a.csv": b"URN,A\n1,2\n"})}))

    (left,) = read_folder(tmp_path).catalogue.left_alone

    assert (left.path, left.may_be_data) == ("all.zip/inner.zip", True)
    assert left.why == "a ZIP inside a ZIP is not opened; unpack the outer one"


def test_zip_in_a_zip_that_is_named_like_a_published_file_is_refused(tmp_path: Path) -> None:
    inner = zipped({"a.csv": b"URN,A\n1,2\n"})
    (tmp_path / "all.zip").write_bytes(zipped({"2018-2019_england_ks2final.zip": inner}))

    with pytest.raises(DataError, match=r"ks2final\.zip: this is named like .* is not read"):
        read_folder(tmp_path)


def test_empty_entry_is_left_alone_or_refused_under_a_published_name(tmp_path: Path) -> None:
    write(tmp_path, "census")
    path = tmp_path / "all.zip"
    path.write_bytes(zipped({"notes.csv": b""}))
    assert [one.path for one in read_folder(tmp_path).catalogue.left_alone] == ["all.zip/notes.csv"]

    path.write_bytes(zipped({"2018-2019_england_ks2final.csv": b""}))
    with pytest.raises(DataError, match=r"ks2final\.csv: this is named like"):
        read_folder(tmp_path)


def test_member_that_unpacks_to_more_than_it_declares_is_refused(tmp_path: Path) -> None:
    name, header, rows = FILES["census"]
    whole = zipped({name: text(rows_of(header, list(rows) * 50))})
    (tmp_path / "a.zip").write_bytes(declared(whole, name, 10))

    with pytest.raises(DataError, match=rf"a\.zip/{name}: cannot be unpacked"):
        read_folder(tmp_path)


def test_zip_whose_directory_points_elsewhere_is_refused(tmp_path: Path) -> None:
    name, header, rows = FILES["census"]
    raw = bytearray(zipped({name: text(rows_of(header, rows))}))
    at = raw.index(b"PK\x01\x02") + 42
    raw[at : at + 4] = (7).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(raw)

    with pytest.raises(DataError, match=rf"a\.zip/{name}: cannot be unpacked"):
        read_folder(tmp_path)


def test_name_in_a_zip_is_shown_without_control_characters(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"../\x1b[31mred\u202e.csv": b"x"}))

    with pytest.raises(DataError, match=r"'\.\./�\[31mred�\.csv' in this ZIP leads"):
        read_folder(tmp_path)


def test_file_that_is_larger_than_any_table_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "census")
    monkeypatch.setattr(stored, "LARGEST_MEMBER", path.stat().st_size - 1)

    with pytest.raises(DataError, match=r"census\.csv: this file has 0 MB; at most 0 MB are read"):
        read_folder(tmp_path)
