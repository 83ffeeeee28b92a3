"""DfE's trust measures beside ours, as a record and as tables in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import polars as pl

from cst_screen.dfe.closeness import ClosenessLimits
from cst_screen.dfe.figure_reasons import FIGURE_REASONS
from cst_screen.dfe.list_reasons import LIST_REASONS
from cst_screen.dfe.reconcile import PUBLISHED_KEY, of_published
from cst_screen.outputs.comparison_files import plain_table
from cst_screen.outputs.terminal.fitting import Column, numbers, whole
from cst_screen.outputs.terminal.tables import new_console, show_table
from cst_screen.outputs.wording.numbers import measure_text
from cst_screen.outputs.wording.phrases import typographic
from cst_screen.outputs.wording.trust_names import trust_name
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.measures import MEASURES

if TYPE_CHECKING:
    from rich.console import Console

    from cst_screen.run import Reconciliation

_NATIONAL_SHOWN = (
    "ks2_rwm_expected",
    "ks2_reading_progress",
    "ks2_writing_progress",
    "ks2_maths_progress",
    "ks4_attainment8",
    "ks4_progress8",
    "ks4_english_maths_4",
    "ks4_english_maths_5",
)
_MOST_ELSEWHERE = 0.1
"""Share of the nation's pupils beyond which the folder does not hold England's schools."""

_ELSEWHERE = "a table of --out"
_WORST = 6
"""Differences that the terminal shows for each file; the CSV tables have all."""


def reconcile_record(reconciliation: Reconciliation) -> list[dict[str, Any]]:
    """One entry for each published file and measure; shares run from 0 to 1.

    file, year, measure, trusts (multi-academy trusts compared), same_schools, within_rounding,
    within_small, within_large, largest, and the same for trusts all of whose schools have a figure
    (complete_...), over our own lists (own_...) and for sponsors (sponsors_...).
    """
    return plain_table(reconciliation, reconciliation.summary).to_dicts()


def show_reconciliation(reconciliation: Reconciliation) -> None:
    """The agreement, the lists, the figures that differ, the weights and the national figures."""
    console = new_console()
    if reconciliation.caution:
        console.print(reconciliation.caution)
    for row in reconciliation.left_out.iter_rows(named=True):
        name = PurePath(reconciliation.files[row["file"]]).name
        console.print(
            f"{name}, row {row['row']}: not compared, its trust is not known ({row['detail']})."
        )
    _show_agreement(console, reconciliation)
    _show_lists(console, reconciliation)
    _show_differences(console, reconciliation)
    _show_weights(console, reconciliation)
    _show_national(console, reconciliation)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f}%"


def _shares(row: dict[str, Any], prefix: str) -> str:
    """`97%, 98% of 126`: close, fairly close, and of how many."""
    if not row[prefix]:
        return "none"
    small, large = (_percent(row[f"{prefix}_within_{end}"]) for end in ("small", "large"))
    return f"{small}, {large} of {row[prefix]}"


def _stage_year(row: dict[str, Any]) -> str:
    return f"{row['key_stage'].upper()} {AcademicYear(row['academic_year'])}"


def _label(measure: str) -> str:
    return MEASURES[measure].label.replace(", key stage 1 to 2", "")


# --- agreement --------------------------------------------------------------------------------


def _show_agreement(console: Console, reconciliation: Reconciliation) -> None:
    title = "Figures for DfE's own lists of schools: share of trusts where ours agree with DfE's"
    columns = (
        whole("Published\nfile"),
        Column("Measure"),
        numbers("Trusts", moves=True),
        numbers("Rounding", moves=True),
        Column("Close", right=True, moves=True),
        Column("Fairly\nclose", right=True, moves=True),
        numbers("Largest\ngap", moves=True),
        Column("All figures\nprinted", right=True, moves=True),
        Column("Our list", right=True, moves=True),
        Column("Sponsors", right=True, moves=True),
    )
    rows: list[Sequence[str]] = []
    without_results: list[str] = []
    for row in reconciliation.summary.iter_rows(named=True):
        if row["trusts"]:
            rows.append(_agreement_cells(row, reconciliation.compared.limits))
        else:
            without_results.append(f"{_stage_year(row)}: {_label(row['measure'])}")
    show_table(console, columns, rows, title, _ELSEWHERE)
    console.print(
        "Trusts: multi-academy trusts compared. Rounding: at most one apart in the last digit that DfE "
        "prints, so that rounding alone can explain it (half from DfE's rounding, half from rounding of "
        "the schools' figures). Close, fairly close: rounded as printed, no further apart than the "
        "limit in brackets. The last three columns give the shares that are close and fairly close, and "
        "of how many. All figures printed: only trusts where no school's figure is withheld. Our list: "
        "for the schools that count in our record by DfE's rule. Sponsors: for sponsors, over DfE's "
        "lists."
    )
    if without_results:
        console.print(
            "Not compared, because the folder holds no school results for that year: "
            f"{'; '.join(without_results)}."
        )
    console.print()


def _agreement_cells(row: dict[str, Any], limits: ClosenessLimits) -> list[str]:
    """The row of one published file and measure."""
    near = limits.of(row["measure"])
    return [
        _stage_year(row),
        _label(row["measure"]),
        str(row["trusts"]),
        _percent(row["within_rounding"]),
        f"{_percent(row['within_small'])} ({near.small:g})",
        f"{_percent(row['within_large'])} ({near.large:g})",
        f"{row['largest']:.{MEASURES[row['measure']].decimals}f}",
        *(_shares(row, prefix) for prefix in ("complete", "own", "sponsors")),
    ]


# --- lists ------------------------------------------------------------------------------------


def _show_lists(console: Console, reconciliation: Reconciliation) -> None:
    title = "Lists of schools: DfE's list, and our list by DfE's rule"
    columns = (
        whole("Published\nfile"),
        numbers("Trusts"),
        numbers("Same\nschools"),
        numbers("Only on\nDfE's"),
        numbers("Only on\nours"),
        numbers("Sponsors,\nnot compared"),
    )
    rows: list[Sequence[str]] = []
    for key, lists in reconciliation.compared.lists.group_by(PUBLISHED_KEY, maintain_order=True):
        row = lists.row(0, named=True)
        different = of_published(reconciliation.lists, key)
        share = _percent(lists["same"].mean())  # type: ignore[arg-type]
        same = f"{lists['same'].sum()} ({share})" if row["covered"] else "record ends before"
        rows.append(
            (
                _stage_year(row),
                str(lists["same"].count()),
                same,
                str(different.filter(pl.col("side") == "dfe").height),
                str(different.filter(pl.col("side") == "ours").height),
                str(lists.filter(pl.col("kind") == "sponsor").height),
            )
        )
    show_table(console, columns, rows, title, _ELSEWHERE)
    if reconciliation.lists.height:
        _show_list_reasons(console, reconciliation.lists)
    console.print(
        "Lists of sponsors are not compared: a sponsor's row covers several trusts, and the membership "
        "record does not link them. To get every school with its reason, use --out FOLDER.\n"
    )


def _show_list_reasons(console: Console, differences: pl.DataFrame) -> None:
    """How many schools one list has and the other has not, by reason, most first."""
    title = "Schools that are on one list only"
    columns = (
        whole("Published\nfile"),
        whole("Only on"),
        numbers("Schools"),
        Column("Why"),
    )
    rows: list[Sequence[str]] = []
    for row in _counted(differences, [*PUBLISHED_KEY, "side"]).iter_rows(named=True):
        rows.append(
            (
                _stage_year(row),
                {"dfe": "DfE's list", "ours": "our list"}[row["side"]],
                str(row["len"]),
                LIST_REASONS[row["reason"]],
            )
        )
    show_table(console, columns, rows, title, _ELSEWHERE)


def _counted(differences: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Rows of each reason within each key (column `len`), the most frequent first."""
    return (
        differences.group_by(*key, "reason")
        .len()
        .sort(*key, "len", "reason", descending=[*(False for _ in key), True, False])
    )


# --- figures ----------------------------------------------------------------------------------


def _show_differences(console: Console, reconciliation: Reconciliation) -> None:
    differences = reconciliation.figures.filter(pl.col("difference").is_not_null())
    of_trusts = differences.filter(pl.col("kind") == "trust")
    if of_trusts.is_empty():
        return
    _show_figure_reasons(console, of_trusts)
    _show_largest_differences(console, differences, reconciliation.compared.limits)


def _show_figure_reasons(console: Console, differences: pl.DataFrame) -> None:
    """How many figures are not close, by measure and by what may account for it."""
    title = "Trust figures that are not close to DfE's, by reason"
    columns = (
        whole("Published\nfile"),
        Column("Measure"),
        numbers("Differences"),
        Column("What may explain it"),
    )
    rows: list[Sequence[str]] = []
    for row in _counted(differences, [*PUBLISHED_KEY, "measure"]).iter_rows(named=True):
        rows.append(
            (
                _stage_year(row),
                _label(row["measure"]),
                str(row["len"]),
                FIGURE_REASONS[row["reason"]],
            )
        )
    show_table(console, columns, rows, title, _ELSEWHERE)


def _show_largest_differences(
    console: Console, differences: pl.DataFrame, limits: ClosenessLimits
) -> None:
    """The figures of each file that are furthest from DfE's, in limits of closeness."""
    title = f"The largest differences in each file, at most {_WORST}, trusts and sponsors"
    columns = (
        whole("Published\nfile"),
        Column("Trust"),
        Column("Measure"),
        numbers("DfE"),
        numbers("Ours"),
        Column("Reason"),
    )
    rows: list[Sequence[str]] = []
    smaller = {m: limits.of(m).small for m in MEASURES}
    in_limits = pl.col("difference").abs() / pl.col("measure").cast(pl.String).replace_strict(
        smaller, return_dtype=pl.Float64
    )
    for _, of_file in differences.with_columns(in_limits=in_limits).group_by(
        "file", maintain_order=True
    ):
        largest = of_file.sort("in_limits", "trust", descending=[True, False]).head(_WORST)
        for row in largest.iter_rows(named=True):
            rows.append(
                (
                    _stage_year(row),
                    trust_name(row["trust"]),
                    _label(row["measure"]),
                    typographic(measure_text(row["measure"], row["published"])),
                    typographic(measure_text(row["measure"], row["fixed"])),
                    typographic(_reason(row)),
                )
            )
    show_table(console, columns, rows, title, _ELSEWHERE)


def _reason(row: dict[str, Any]) -> str:
    """The detail where it says all, else the reason, with the detail behind it."""
    if row["reason"] in ("withheld", "withheld_too_far", "years", "years_differ"):
        possible = "" if row["shown"] else "possible: "
        return possible + str(row["detail"])
    detail = f" ({row['detail']})" if row["detail"] else ""
    return FIGURE_REASONS[row["reason"]] + detail


# --- weights and national figures -------------------------------------------------------------


def _show_weights(console: Console, reconciliation: Reconciliation) -> None:
    if reconciliation.weights.is_empty():
        return
    title = "Which weights give DfE's figures (only trusts where every school has a figure)"
    columns = (
        Column("Published\nfile", least=20),
        Column("Weights tried"),
        numbers("Trusts"),
        numbers("Same as\nprinted"),
        numbers("Close"),
        numbers("Fairly\nclose"),
    )
    rows: list[Sequence[str]] = []
    leading = reconciliation.weights.filter(
        pl.col("measure").cast(pl.String).is_in(["ks2_reading_progress", "ks4_progress8"])
    )
    for row in leading.iter_rows(named=True):
        rows.append(
            (
                f"{_stage_year(row)}, {_label(row['measure'])}",
                row["weights"],
                str(row["trusts"]),
                _percent(row["same"]),
                _percent(row["within_small"]),
                _percent(row["within_large"]),
            )
        )
    show_table(console, columns, rows, title, _ELSEWHERE)
    console.print(
        "Same as printed: no difference, rounded as DfE prints. DfE's rule: a school counts by its "
        "pupils at the end of the key stage times its full years in the trust, at most 4 years at key "
        "stage 2 and 5 at key stage 4.\n"
    )


def _show_national(console: Console, reconciliation: Reconciliation) -> None:
    if reconciliation.national.is_empty():
        console.print("No file in the folder has a national row to compare with our figures.")
        return
    title = "National figures: DfE's row for state-funded schools, and ours"
    columns = (
        whole("Year"),
        Column("Measure", least=22),
        numbers("DfE\nprints"),
        numbers("We use"),
        numbers("With special\nschools"),
        Column("Pupils\nelsewhere", right=True, moves=True),
        Column("They would\naverage", right=True, moves=True),
    )
    rows: list[Sequence[str]] = []
    leading = reconciliation.national.filter(
        pl.col("measure").cast(pl.String).is_in(_NATIONAL_SHOWN)
    )
    for row in leading.iter_rows(named=True):
        rows.append(_national_cells(row))
    show_table(console, columns, rows, title, _ELSEWHERE)
    if not leading["measure"].cast(pl.String).str.starts_with("ks2").any():
        console.print("The key stage 2 files in the folder have no national row.")
    console.print(
        "We use: the average of mainstream schools, weighted by pupils. With special schools: the average "
        "of every state-funded school with a figure in the file. Pupils elsewhere: pupils who count in "
        "DfE's row but are in no school with a figure. They would average: what those pupils would need "
        "to average to give DfE's figure."
    )


def _national_cells(row: dict[str, Any]) -> list[str]:
    """The row of one year and measure; of the pupils elsewhere nothing is said where they are many."""
    name, elsewhere = row["measure"], row["unlisted_pupils"]
    printed, comparator, all_listed, unlisted_mean = (
        "" if row[c] is None else typographic(measure_text(name, row[c]))
        for c in ("printed", "comparator", "all_listed", "unlisted_mean")
    )
    share = ""
    if elsewhere is not None:
        share = f"{elsewhere:,.0f} ({100 * elsewhere / row['printed_pupils']:.1f}%)"
        if elsewhere > _MOST_ELSEWHERE * row["printed_pupils"]:
            unlisted_mean = "too many"
    return [
        str(AcademicYear(row["academic_year"])),
        _label(name),
        printed,
        comparator,
        all_listed,
        share,
        unlisted_mean,
    ]
