"""DfE's own trust-level measures, key stages 2 and 4: one row for each trust or sponsor.

Three layouts were published: 2016/17 (names with hyphens), 2017/18 and 2018/19 (`..._WGTAVG`,
sponsors and trusts together) and 2021/22 on (`TRUST_UID`, trusts only, `SUPPMAT`). Each row lists the
URNs that were counted, parted by `;` or `, `. Where DfE prints adjusted and unadjusted progress, the
adjusted one is read: it is the headline from 2017/18.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from cst_screen.errors import DataError
from cst_screen.sources.catalogue import CatalogueEntry
from cst_screen.sources.cells import (
    PERFORMANCE_TABLE_CODES,
    folded,
    integer,
    number,
    numbers,
    reasons,
    refuse_unknown_codes,
    text,
)
from cst_screen.sources.files import ROW, TextFile
from cst_screen.sources.kinds import Block, FileKind, MeasureColumn, Tables
from cst_screen.sources.rows import year_of_rows
from cst_screen.vocabulary.tables import (
    MEASURE,
    PUBLISHED_TRUST_MEASURES,
    PUBLISHED_TRUSTS,
    exclude,
)

CODES = {
    **PERFORMANCE_TABLE_CODES,
    # None of these stands in the abbreviations of any year; the words are those of their pattern.
    "SUPPMAT": "suppressed",
    "SUPPM": "suppressed",
    "NELIG": "not_applicable",
    "NEM": "no_entries",
}

_KINDS_OF_GROUP = {
    "multi-academy trust": "trust",
    "multi-academy trusts": "trust",  # key stage 4 of 2022/23
    "school sponsor": "sponsor",
}


@dataclass(frozen=True)
class _Layout:
    """Which column of a layout holds what; `years` are the counts of 3, 4 and 5 years or more.

    Where the layout stops at "four or more", the third is None and the second means that.
    """

    key_stage: str
    uid: str
    group_id: str
    name: str
    group_kind: str
    urns: str
    schools: str
    pupils: str
    years: tuple[str, str, str | None]
    measures: tuple[MeasureColumn, ...]
    dated_by_rows: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        years = tuple(c for c in self.years if c)
        return (
            self.uid,
            self.group_id,
            self.name,
            self.group_kind,
            self.urns,
            self.schools,
            self.pupils,
            *years,
        )


def _layout_2016(key_stage: str, measures: tuple[MeasureColumn, ...]) -> _Layout:
    years = (
        "num-schls-prog-open-3-yrs",
        "num-schls-prog-open-4-yrs",
        "num-schls-prog-open-5plus-yrs",
    )
    return _Layout(
        key_stage=key_stage,
        uid="uid",
        group_id="group-id",
        name="group-name",
        group_kind="group-type",
        urns="school-urns",
        schools="num-schls-prog-total",
        pupils="num-pups",
        years=years,
        measures=measures,
    )


def _layout_2017(
    key_stage: str,
    pupils: str,
    years: tuple[str, str, str | None],
    measures: tuple[MeasureColumn, ...],
) -> _Layout:
    return _Layout(
        key_stage=key_stage,
        uid="uid",
        group_id="chainid",
        name="chainname",
        group_kind="group-type",
        urns="school-urns",
        schools="schools",
        pupils=pupils,
        years=years,
        measures=measures,
    )


def _layout_2021(
    key_stage: str,
    pupils: str,
    years: tuple[str, str, str | None],
    measures: tuple[MeasureColumn, ...],
) -> _Layout:
    return _Layout(
        key_stage=key_stage,
        uid="trust_uid",
        group_id="trust_id",
        name="trust_name",
        group_kind="trust_group_type",
        urns="institutions_matptinc",
        schools="numinst_matptinc",
        pupils=pupils,
        years=years,
        measures=measures,
        dated_by_rows=True,
    )


def _progress(
    value: str, lower: str, upper: str, words: tuple[str, ...]
) -> tuple[MeasureColumn, ...]:
    """Reading, writing and maths progress: `{}` of each pattern is the file's word for the subject."""
    return tuple(
        MeasureColumn(f"ks2_{subject}_progress", value.format(w), lower.format(w), upper.format(w))
        for subject, w in zip(("reading", "writing", "maths"), words, strict=True)
    )


_LAYOUTS: dict[str, _Layout] = {
    "trusts_ks2_2016": _layout_2016(
        "ks2",
        _progress(
            "mat-prog-{}-score",
            "mat-prog-{}-ci-lower",
            "mat-prog-{}-ci-upper",
            ("read", "write", "math"),
        ),
    ),
    "trusts_ks4_2016": _layout_2016(
        "ks4",
        (
            MeasureColumn(
                "ks4_progress8", "mat-prog8-score", "mat-prog8-ci-lower", "mat-prog8-ci-upper"
            ),
        ),
    ),
    "trusts_ks2_2017": _layout_2017(
        "ks2",
        "telig",
        ("schools3", "schools4p", None),
        (
            *_progress(
                "{}progscore_p_adjusted_wgtavg",
                "{}prog_lower_adj",
                "{}prog_upper_adj",
                ("read", "writ", "mat"),
            ),
            MeasureColumn("ks2_rwm_expected", "rwmexp_wgtavg"),
        ),
    ),
    "trusts_ks4_2017": _layout_2017(
        "ks4",
        "tpup",
        ("years3", "years4", "years5"),
        (
            MeasureColumn(
                "ks4_progress8", "p8score_adj_wgtavg", "p8score_adj_lower", "p8score_adj_upper"
            ),
        ),
    ),
    "trusts_ks4_2021": _layout_2021(
        "ks4",
        "tpup_matptinc",
        ("numinst_3_matptinc", "numinst_4_matptinc", "numinst_5plus_matptinc"),
        (
            MeasureColumn("ks4_progress8", "p8mea_wgtavg", "p8cilow", "p8ciupp"),
            MeasureColumn("ks4_attainment8", "att8scr_wgtavg"),
            MeasureColumn("ks4_english_maths_5", "ptl2basics_95_wgtavg"),
        ),
    ),
    "trusts_ks2_2022": _layout_2021(
        "ks2",
        "telig_matptinc",
        ("numinst_3_matptinc", "numinst_4plus_matptinc", None),
        (
            MeasureColumn("ks2_rwm_expected", "prwm_exp_wgtavg"),
            *_progress(
                "{}_progscore_em_adj_wgtavg",
                "{}_progscore_adj_lower",
                "{}_progscore_adj_upper",
                ("read", "writ", "mat"),
            ),
        ),
    ),
}


def _reader(layout: _Layout) -> Callable[[TextFile, CatalogueEntry], Tables]:
    def read(file: TextFile, entry: CatalogueEntry) -> Tables:
        cells = [c for m in layout.measures for c in (m.value, m.lower, m.upper) if c]
        # "Mercers Company, The" stands without quotation marks in key stage 4 of 2016/17.
        frame = file.read_folding(layout.name, [*layout.key, *cells, "time_period"])
        year = year_of_rows(file, frame) if layout.dated_by_rows else _year_of(entry)
        rows = frame.with_columns(
            academic_year=year,
            key_stage=pl.lit(layout.key_stage),
            kind=folded(layout.group_kind).replace_strict(_KINDS_OF_GROUP, default=None),
            whose=integer(layout.uid),
        )
        rows, unnamed = _without_unnamed(file, rows, entry, layout)
        three, four, five = layout.years
        trusts = rows.select(
            "academic_year",
            "key_stage",
            uid=pl.col("whose"),
            group_id=text(layout.group_id),
            trust=text(layout.name),
            kind="kind",
            schools=number(layout.schools),
            pupils=number(layout.pupils),
            years_3=number(three),
            years_4=number(four),
            years_5=number(five) if five else pl.lit(None),
            urns=pl.col(layout.urns).fill_null("").str.extract_all(r"\d+").cast(pl.List(pl.Int32)),
            file=pl.lit(entry.number),
            row=ROW,
        )
        return {
            "published_trusts": PUBLISHED_TRUSTS.conform(trusts),
            "published_trust_measures": _measures(file, rows, entry, layout),
            "exclusions": unnamed,
        }

    return read


def _year_of(entry: CatalogueEntry) -> pl.Expr:
    assert entry.year is not None
    return pl.lit(entry.year.ends)


def _without_unnamed(
    file: TextFile, rows: pl.DataFrame, entry: CatalogueEntry, layout: _Layout
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows whose trust or sponsor is known, and the others as exclusions.

    Figures without an owner cannot be used. A single odd row costs that row; where no row at all can
    be read, or one UID has two rows, the file is a DataError.
    """
    known = pl.col("kind").is_not_null() & pl.col("whose").is_not_null()
    bad = rows.filter(~known).with_columns(
        said=pl.format(
            f"{file.spelled[layout.group_kind]} holds '{{}}', {file.spelled[layout.uid]} '{{}}'",
            pl.col(layout.group_kind).fill_null(""),
            pl.col(layout.uid).fill_null(""),
        )
    )
    if bad.height and bad.height == rows.height:
        raise DataError(
            f"{file.name}: no row says which trust or sponsor it is about; in row {bad[ROW][0]} "
            f"{bad['said'][0]}. Known kinds: {', '.join(_KINDS_OF_GROUP)}. Download the file again."
        )
    kept = rows.filter(known)
    twice = kept.filter(kept.select("academic_year", "whose").is_duplicated())
    if twice.height:
        raise DataError(
            f"{file.name}: UID {twice['whose'][0]} stands in {twice.height} rows, the first in row "
            f"{twice[ROW][0]}, so its figures cannot be told apart. Take the wrong row out."
        )
    dropped = bad.select(
        "said", uid="whose", file=pl.lit(entry.number, dtype=pl.Int16), row=pl.col(ROW)
    )
    return kept, exclude(dropped, "files", "row", "trust_not_known", pl.col("said"))


def _measures(
    file: TextFile, rows: pl.DataFrame, entry: CatalogueEntry, layout: _Layout
) -> pl.DataFrame:
    present = [m for m in layout.measures if m.value in rows.columns]
    cells = [c for m in present for c in (m.value, m.lower, m.upper) if c and c in rows.columns]
    parsed = numbers(rows, cells)
    why = reasons(rows, parsed.select(m.value for m in present), CODES, "not_published")
    refuse_unknown_codes(file, rows, parsed, why, CODES)
    parts = [
        rows.select(
            "academic_year",
            "key_stage",
            pl.lit(m.measure, dtype=MEASURE).alias("measure"),
            pl.lit(parsed[m.value]).alias("value"),
            *(
                pl.lit(parsed[c]).alias(end) if c in parsed.columns else pl.lit(None).alias(end)
                for c, end in ((m.lower, "lower"), (m.upper, "upper"))
            ),
            pl.lit(why[m.value]).alias("missing"),
            uid=pl.col("whose"),
            file=pl.lit(entry.number),
            row=ROW,
        )
        for m in present
    ]
    return pl.concat([PUBLISHED_TRUST_MEASURES.conform(p) for p in parts])


def _kind(id_: str, title: str, hint: str) -> FileKind:
    layout = _LAYOUTS[id_]
    cells = tuple(c for m in layout.measures for c in (m.value, m.lower, m.upper) if c)
    distinctive = (layout.uid, layout.urns, layout.years[0], layout.measures[0].value)
    return FileKind(
        id=id_,
        publisher="DfE, performance tables",
        title=title,
        distinctive=distinctive,
        read=_reader(layout),
        blocks=(Block(layout.key, always=True),),
        name_hint=hint,
        dated_by="rows" if layout.dated_by_rows else "year",
        family=f"trusts_{layout.key_stage}",
        keep="all",
        optional=(*cells, *(("time_period",) if layout.dated_by_rows else ())),
        measures=layout.measures,
    )


KINDS = (
    _kind("trusts_ks2_2016", "trust measures of key stage 2, layout of 2016/17", r"_ks2-mats"),
    _kind("trusts_ks4_2016", "trust measures of key stage 4, layout of 2016/17", r"_ks4-mats"),
    _kind("trusts_ks2_2017", "trust measures of key stage 2, layout of 2017/18", r"_ks2-mats"),
    _kind("trusts_ks4_2017", "trust measures of key stage 4, layout of 2017/18", r"_ks4-mats"),
    _kind("trusts_ks4_2021", "trust measures of key stage 4, layout of 2021/22", r"_ks4-mats"),
    _kind("trusts_ks2_2022", "trust measures of key stage 2, layout of 2022/23", r"_ks2-mats"),
)
