"""The report in a browser: what axe finds on a desktop and a phone, and whether the keyboard reaches everything.

    uv run --group browser python -m tests.benchmarks.report_in_browser RUN [--browser /usr/bin/chromium]

Opens `report.html` of a run from disk, as it starts, with a filter set and with a trust opened, at both
sizes. Exit code 1 where axe finds a violation, the page is wider than the window, a script fails, or the
keyboard alone cannot filter, sort and open a trust.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

_SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_MOST_TABS = 60


def main() -> None:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--browser", default="/usr/bin/chromium")
    options = parser.parse_args()
    address = (options.run / "report.html").absolute().as_uri()
    faults = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.browser, args=["--no-sandbox"])
        for size, (width, height) in _SIZES.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            errors: list[str] = []
            page.on("pageerror", lambda fault, errors=errors: errors.append(str(fault)))
            for state in ("as it starts", "with a filter", "with a trust opened"):
                faults += _look(page, address, f"{size}, {state}", state, errors)
            faults += _by_keyboard(page, address, size)
        browser.close()
    raise SystemExit(1 if faults else 0)


def _look(page: Any, address: str, name: str, state: str, errors: list[str]) -> int:
    from axe_playwright_python.sync_playwright import Axe

    page.goto(address)
    page.reload()
    if state != "as it starts":
        page.select_option("#f-outcome", "shortlisted")
    if state == "with a trust opened":
        page.click("#trusts tbody tr:not([hidden]) a >> nth=0")
        page.wait_for_timeout(200)
    found = Axe().run(page, options={"runOnly": _RULES}).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    print(f"{name}: {len(found)} found by axe{', wider than the window' if wide else ''}")
    for violation in found:
        print(f"    {violation['id']}: {violation['nodes'][0]['html'][:120]}")
    for error in errors:
        print(f"    script: {error}")
    return len(found) + wide + len(errors)


def _by_keyboard(page: Any, address: str, size: str) -> int:
    """Tab until the filter, then choose; on to a heading that sorts; on to a trust, and open it."""
    page.goto(address)
    page.reload()
    reached = []
    if _tab_to(page, "e => e.id === 'f-outcome'"):
        page.keyboard.press("ArrowDown")
        chosen = page.evaluate("document.getElementById('f-outcome').value")
        reached += ["filter"] if chosen else []
    if _tab_to(page, "e => e.closest('th[data-sort]') !== null"):
        page.keyboard.press("Enter")
        reached += ["sort"] if page.query_selector("th[aria-sort]") else []
    if _tab_to(page, "e => e.closest('#trusts tbody') !== null && e.tagName === 'A'"):
        page.keyboard.press("Enter")
        page.wait_for_timeout(200)
        reached += ["trust"] if page.query_selector("article.open") else []
    missing = [what for what in ("filter", "sort", "trust") if what not in reached]
    print(f"{size}, keyboard alone: {', '.join(reached)}{f'; NOT {missing}' if missing else ''}")
    return len(missing)


def _tab_to(page: Any, wanted: str) -> bool:
    for _ in range(_MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(f"({wanted})(document.activeElement)"):
            return True
    return False


if __name__ == "__main__":
    main()
