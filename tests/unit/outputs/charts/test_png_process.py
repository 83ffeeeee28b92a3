"""A process of its own draws what is drawn here, and is not needed for it."""

import sys

import pytest

from cst_screen.outputs.charts.png import to_png
from cst_screen.outputs.charts.png_process import Rasteriser

DRAWINGS = [
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 20"><text y="15">{words}</text></svg>'
    for words in ("Öst", "3 of 5", "")
]


def test_the_pixels_are_the_same_in_the_order_asked() -> None:
    with Rasteriser() as rasteriser:
        asked = [rasteriser.to_png(svg) for svg in DRAWINGS]

        assert [one.result() for one in asked] == [to_png(svg) for svg in DRAWINGS]
        assert rasteriser._process is not None and rasteriser._process.poll() is None


def test_where_the_process_ends_the_drawing_is_made_here() -> None:
    with Rasteriser() as rasteriser:
        assert rasteriser._process is not None
        rasteriser._process.kill()
        rasteriser._process.wait()

        assert rasteriser.to_png(DRAWINGS[0]).result() == to_png(DRAWINGS[0])


def test_where_no_process_can_be_started_the_drawing_is_made_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/there/is/none")
    with Rasteriser() as rasteriser:
        assert rasteriser.to_png(DRAWINGS[0]).result() == to_png(DRAWINGS[0])


def test_what_is_no_drawing_is_refused_as_it_is_here() -> None:
    with Rasteriser() as rasteriser:
        with pytest.raises(ValueError):
            rasteriser.to_png("<p>no drawing").result()
        assert rasteriser.to_png(DRAWINGS[1]).result() == to_png(DRAWINGS[1])
