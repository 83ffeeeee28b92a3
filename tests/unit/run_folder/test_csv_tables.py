import tempfile
from pathlib import Path

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from cst_screen.run_folder.csv_tables import read_back, write_csv
from cst_screen.run_folder.read import RunFolder
from cst_screen.run_folder.schema import TABLES
from tests.unit.run_folder.records import write_record


def test_a_zero_has_no_sign_and_a_gap_stays_a_gap(tmp_path: Path) -> None:
    """The sign of a sum that cancels out depends on the order in which it was taken."""
    write_csv(pl.DataFrame({"value": [-0.0, -4e-9, 0.5, None]}), tmp_path / "table.csv")

    assert (tmp_path / "table.csv").read_text(encoding="utf-8-sig").split("\n") == [
        "value",
        "0.0",
        "0.0",
        "0.5",
        "",
        "",
    ]


_TEXTS = st.none() | st.text(st.characters(codec="utf-8"), max_size=6) | st.sampled_from("='\n,\"")
_NUMBERS = st.none() | st.floats(-1e9, 1e9)


@given(st.lists(st.tuples(_TEXTS, _NUMBERS, st.none() | st.integers(0, 9)), max_size=6))
def test_documents_are_made_from_what_a_reader_of_the_file_has(
    rows: list[tuple[str | None, float | None, int | None]],
) -> None:
    """Whatever the texts hold: a run that stands gives the same documents as one that is being written."""
    table = TABLES["caveats"]
    texts, numbers, counts = ([row[n] for row in rows] for n in range(3))
    given_for = {pl.String: texts, pl.Float64: numbers, pl.Int64: counts}
    frame = pl.DataFrame(
        {name: pl.Series(given_for[kind], dtype=kind) for name, kind in table.types.items()}  # type: ignore[index]
    )
    with tempfile.TemporaryDirectory() as place:
        write_record(Path(place))
        write_csv(frame, Path(place) / "caveats.csv")

        assert read_back(frame).equals(RunFolder(Path(place)).table("caveats"))
