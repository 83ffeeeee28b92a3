from pathlib import Path

import pytest

from cst_screen.errors import DataError
from cst_screen.sources.published_trusts import read_published_trusts
from tests.unit.sources.samples import write


def test_files_are_read_one_by_one_or_from_a_folder(tmp_path: Path) -> None:
    write(tmp_path, "trusts_ks4_2017")
    write(tmp_path, "ks4_wide")
    (path,) = tmp_path.glob("*mats*")

    for asked in (path, tmp_path):
        assert [i.kind for i in read_published_trusts([asked]).catalogue.inputs] == [
            "trusts_ks4_2017"
        ]


def test_a_named_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "ks4_wide")
    (path,) = tmp_path.glob("*.csv")

    with pytest.raises(DataError, match="not a file of DfE's trust measures"):
        read_published_trusts([path])
    with pytest.raises(DataError, match="there is no file of DfE's trust measures here"):
        read_published_trusts([tmp_path])
