"""A drawing as the pixels that Word needs; the type comes with the tool, so that every machine gives the same."""

from __future__ import annotations

import functools

_PIXELS_A_UNIT = 1.5
"""A page's width of 680 units becomes 1,020 pixels, 150 an inch: clear on paper, and twice as fast to make
as 250 an inch."""


def to_png(svg: str) -> bytes:
    """The drawing on white."""
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=_PIXELS_A_UNIT,
            background="white",
            skip_system_fonts=True,
            font_files=list(_fonts()),
            font_family="Source Sans Pro",
        )
    )


@functools.cache
def _fonts() -> tuple[str, ...]:
    import font_source_sans_pro as font

    return (font.SourceSansPro, font.SourceSansProBold)
