"""A small England in one folder: a cut of `sample_data`, and files of every further kind about its schools.

`silent_errors.py` and `fuzz_readers.py` change these files one at a time. As in a real folder each
stands among its neighbours: other years, the register, who was in which trust, DfE's trust measures.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from cst_screen.sources.folder import read_folder
from cst_screen.sources.recognise import KIND_BY_ID
from tests.benchmarks.grids import URN_HEADINGS, Grid, canonical, column, read_grid, records
from tests.benchmarks.kinds_of_england import further_files

SAMPLE = Path(__file__).parents[2] / "sample_data"
TRUSTS = 4
"""So many trusts of each key stage, of those that DfE's trust measures list."""
OTHER_SCHOOLS = 30
"""Schools outside the chosen trusts, so that the nation is not the trusts alone."""
LINES = 70
"""At most so many schools of a file; longer ones make nothing more visible and take longer to read."""
FILES_OF_A_KIND = 3


@dataclass(frozen=True)
class Room:
    """One kind's files within the small England. files: path below `folder` -> what it holds."""

    kind: str
    folder: Path
    files: dict[str, Grid]

    @property
    def read_columns(self) -> frozenset[str]:
        """The canonical headings that the kind's reader knows."""
        kind = KIND_BY_ID[self.kind]
        columns = {*kind.distinctive, *kind.optional}
        columns |= {c for block in kind.blocks for c in block.columns}
        for m in kind.measures:
            columns |= {c for c in (m.value, m.lower, m.upper, m.pupils) if c}
        return frozenset(columns)


def build_world(folder: Path) -> list[Room]:
    """Write the small England to `folder/england`; the files of each kind that are to be changed."""
    shutil.rmtree(folder, ignore_errors=True)
    grids = _cut_of_sample()
    kinds = {entry.path: entry.kind for entry in read_folder(SAMPLE).catalogue.inputs}
    by_kind: dict[str, dict[str, Grid]] = {}
    for path, grid in grids.items():
        by_kind.setdefault(kinds[path], {})[path] = grid
    for kind, files in further_files(grids, set(by_kind)).items():
        by_kind.setdefault(kind, {}).update(files)
    england = folder / "england"
    rooms = []
    for kind, files in sorted(by_kind.items()):
        for path, grid in files.items():
            _write(england / path, grid)
        rooms.append(Room(kind, england, dict(sorted(files.items())[-FILES_OF_A_KIND:])))
    return rooms


def _write(path: Path, grid: Grid) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(grid.as_bytes())


def _cut_of_sample() -> dict[str, Grid]:
    """Every file of the sample, with the rows of a few trusts, their schools and some others."""
    grids = {
        entry.path: read_grid(SAMPLE / entry.path) for entry in read_folder(SAMPLE).catalogue.inputs
    }
    members = records(next(g for p, g in grids.items() if "academiesmatmembership" in p))
    uids = [u for stage in ("ks2", "ks4") for u in _listed_trusts(stage, grids)[:TRUSTS]]
    urns = {r["urn"] for r in members if r["group uid"] in uids}
    links = next(g for p, g in grids.items() if "/links_" in p).rows[1:]
    urns |= {r[1] for r in links if r[0] in urns} | {r[0] for r in links if r[1] in urns}
    register = column(next(g for p, g in grids.items() if "edubasealldata" in p), "urn")
    others = [urn for urn in register if urn not in urns]
    urns |= set(others[:: max(1, len(others) // OTHER_SCHOOLS)])
    all_uids = {r["group uid"] for r in members if r["urn"] in urns}
    return {path: _rows_of(grid, urns, all_uids) for path, grid in grids.items()}


def _listed_trusts(stage: str, grids: dict[str, Grid]) -> list[str]:
    return column(next(g for p, g in grids.items() if f"2019_england_{stage}-mats" in p), "uid")


def _rows_of(grid: Grid, urns: set[str], uids: set[str]) -> Grid:
    """The rows that concern the schools or trusts, and rows of no school; the longest files have
    fewer of the schools."""
    head = [canonical(h) for h in grid.rows[0]]
    by_urn = [i for i, h in enumerate(head) if h in URN_HEADINGS]
    by_uid = [i for i, h in enumerate(head) if h in ("group uid", "uid", "trust_uid", "linked uid")]
    where, wanted = (by_urn, urns) if by_urn else (by_uid, uids)
    chosen = [r for r in grid.rows[1:] if any(i < len(r) and r[i] in wanted for i in where)]
    of_none = [r for r in grid.rows[1:] if not any(i < len(r) and r[i].isdigit() for i in where)]
    if "time_period" in head:  # all years of fewer schools
        kept = sorted({r[where[0]] for r in chosen})
        kept = kept[:: -(-len(chosen) // (3 * LINES))] if chosen else kept
        chosen = [r for r in chosen if r[where[0]] in kept]
    return Grid((grid.rows[0], *chosen, *of_none[:3]), grid.encoding)
