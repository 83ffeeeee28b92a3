import polars as pl

from cst_screen.run_folder.cells import file_names, years_text


def test_each_list_is_written_out_where_it_stands() -> None:
    lists = [[2016, 2017], None, [], [2016, 2017], [2024]]
    frame = pl.DataFrame({"years": lists}, schema={"years": pl.List(pl.Int16)})

    written = years_text(frame, "years")

    assert written.to_list() == ["2015/16; 2016/17", None, "", "2015/16; 2016/17", "2023/24"]
    assert years_text(frame.clear(), "years").to_list() == []


def test_files_are_named_by_their_paths() -> None:
    frame = pl.DataFrame({"files": [[2, 1], [1], None]}, schema={"files": pl.List(pl.Int16)})

    assert file_names(frame, {1: "a.csv", 2: "b.csv"}).to_list() == ["b.csv; a.csv", "a.csv", None]
