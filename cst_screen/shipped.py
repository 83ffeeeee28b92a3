"""Where the criteria and templates that come with the tool are: in the checkout, or in the wheel."""

from __future__ import annotations

from pathlib import Path

import cst_screen

_PACKAGE = Path(cst_screen.__file__).parent


def find_shipped(name: str) -> Path:
    """`criteria/hub.yaml` and the like: next to the package in a checkout, inside it when installed."""
    in_checkout = _PACKAGE.parent / name
    return in_checkout if in_checkout.exists() else _PACKAGE / "_shipped" / name
