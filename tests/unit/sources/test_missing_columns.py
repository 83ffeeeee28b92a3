from pathlib import Path

import pytest

from cst_screen.errors import DataError
from cst_screen.sources.folder import read_folder
from tests.unit.sources.samples import FILES, write


@pytest.mark.parametrize(
    ("kind", "column", "renamed"),
    [
        ("ks2_wide", "PTRWM_EXP", "PTRWM_EXP_2019"),
        ("ks2_wide", "READPROG", "READPROGRESS"),
        ("ks4_wide", "P8MEA", "P8MEA_FINAL"),
        ("ks4_wide", "PTL2BASICS_94", "PTL2BASICS94"),
        ("census", "PNUMFSMEVER", "PNUM_FSMEVER"),
        ("absence_wide", "PPERSABS10", "PPERSABS_10"),
        ("ks4_tidy_2024", "progress8_average", "progress_8_average"),
        ("gias_memberships", "Date Left Group", "Date Left The Group"),
        ("gias_establishments", "StatutoryLowAge", "Statutory Low Age"),
        ("ofsted_latest", "Overall effectiveness", "Overall effectiveness grade"),
        ("workforce_turnover", "remained_in_the_same_school", "remained_in_same_school"),
    ],
)
def test_renamed_column_is_named_with_the_likely_new_name(
    tmp_path: Path, kind: str, column: str, renamed: str
) -> None:
    header = ",".join(renamed if c == column else c for c in FILES[kind][1].split(","))
    path = write(tmp_path, kind, header=header)

    with pytest.raises(DataError) as fault:
        read_folder(tmp_path)

    said = str(fault.value)
    assert said.startswith(f"{path.name}: this looks like")
    asked = next(
        r for r in said.splitlines() if r.strip().casefold().startswith(f"{column}.".casefold())
    )
    assert "Is it now called" in asked
    assert renamed in asked
