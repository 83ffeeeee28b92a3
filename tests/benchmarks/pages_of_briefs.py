"""How many pages the part of each brief before its annex takes, on paper, through LibreOffice.

    python -m tests.benchmarks.pages_of_briefs RUN [--pictures FOLDER]

Needs `soffice`, `pdftotext`, `pdfinfo` and `pdftoppm`, and a typeface as wide as Calibri (Carlito). Prints a
line for each Word brief of the run; exit code 1 where a brief's annex does not begin on its third page. With
--pictures the first three pages of each are put there, to be looked at.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from pathlib import Path

_ANNEX = "Annex, for whoever checks"
_MOST_PAGES = 2
_LAST_LOOKED_AT = 6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--pictures", type=Path)
    options = parser.parse_args()
    briefs = sorted((options.run / "briefs").glob("*.docx"))
    longer = 0
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder)
        subprocess.run(
            ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, *map(str, briefs)],
            check=True,
            capture_output=True,
        )
        for pdf in sorted(into.glob("*.pdf")):
            first = _page_of_annex(pdf)
            longer += first != _MOST_PAGES + 1
            print(f"{pdf.stem}: annex on page {first} of {_pages(pdf)}")
            if options.pictures:
                options.pictures.mkdir(parents=True, exist_ok=True)
                start = options.pictures / pdf.stem
                subprocess.run(
                    ["pdftoppm", "-r", "75", "-l", "3", "-png", str(pdf), str(start)], check=True
                )
    print(
        f"{len(briefs)} briefs, {longer} with more or fewer than {_MOST_PAGES} pages before the annex"
    )
    raise SystemExit(1 if longer else 0)


def _page_of_annex(pdf: Path) -> int | None:
    for page in range(1, _LAST_LOOKED_AT + 1):
        text = subprocess.run(
            ["pdftotext", "-f", str(page), "-l", str(page), str(pdf), "-"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        if any(line.startswith(_ANNEX) for line in text.splitlines()):
            return page
    return None


def _pages(pdf: Path) -> int:
    told = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pages:"))


if __name__ == "__main__":
    main()
