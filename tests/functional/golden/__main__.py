"""Write the texts anew: `python -m tests.functional.golden`."""

import tempfile
from pathlib import Path

from cst_screen.judging.criteria import read_criteria
from cst_screen.run_folder.write import write_run
from cst_screen.screen.screening import run_screen
from tests.functional.commands import ROOT, SAMPLE
from tests.functional.golden import FOLDER, WIDTHS, shows, text_of

with tempfile.TemporaryDirectory() as temporary:
    run = Path(temporary) / "run"
    write_run(run_screen(SAMPLE, read_criteria(ROOT / "criteria" / "hub.yaml")), run, [])
    for command, show in shows(run).items():
        for width in WIDTHS:
            text = text_of(show, width, run)
            (FOLDER / f"{command}-{width}.txt").write_text(text, encoding="utf-8", newline="\n")
