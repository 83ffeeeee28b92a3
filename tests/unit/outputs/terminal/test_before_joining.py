"""What joiners did before they joined, as rows of a table."""

from cst_screen.outputs.terminal.before_joining import adjusted_rows, offset_rows


def test_offset_is_shown_with_its_route_and_its_error() -> None:
    offset = {"phase": "ks2", "route": "sponsored", "joiners": 1294, "trusts": 211}

    assert offset_rows([offset | {"offset": -0.429, "se": 0.059}]) == [
        ("key stage 2", "sponsored", "1,294", "211", "-0.43 (0.06)")
    ]
    assert offset_rows([offset | {"route": "all", "offset": 0.0, "se": 0.1}])[0][1] == "all routes"


def test_what_is_left_stands_beside_what_was_there() -> None:
    adjusted = {"phase": "ks4", "by": "other_trusts", "joiners": 330}
    figures = {"mean": -0.102, "se": 0.03, "adjusted": 0.004, "adjusted_se": 0.03}

    assert adjusted_rows([adjusted | figures]) == [
        ("key stage 4", "all, by joiners of other trusts", "330", "-0.10 (0.03)", "+0.00 (0.03)")
    ]
