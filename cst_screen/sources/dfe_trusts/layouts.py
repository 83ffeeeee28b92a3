"""Which column holds what in each layout of DfE's trust measures, by the id of its kind of file.

Three were published: 2016/17 (names with hyphens), 2017/18 and 2018/19 (`..._WGTAVG`, sponsors and
trusts together) and 2021/22 on (`TRUST_UID`, trusts only, `SUPPMAT`). In Explore Education Statistics
the last of them is parted into a file of measures, a row for each part of the pupils, and one that
counts each trust's schools (`trusts_ks2_counts`). Where DfE prints adjusted and
unadjusted progress, the adjusted one is read: it is the headline from 2017/18.
"""

from __future__ import annotations

from dataclasses import dataclass

from cst_screen.sources.kinds import MeasureColumn


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Which column of a layout holds what; `years` are the counts of 3, 4 and 5 years or more.

    Where the layout stops at "four or more", the third is None and the second means that. None where the
    layout has no such column: a file without group_kind holds trusts alone, and schools are then as
    many as it lists. part_of: the column that says of which pupils a row is; only all pupils are read.
    """

    key_stage: str
    uid: str
    group_id: str
    name: str
    group_kind: str | None
    urns: str
    schools: str | None
    pupils: str
    years: tuple[str | None, str | None, str | None]
    measures: tuple[MeasureColumn, ...]
    dated_by_rows: bool = False
    part_of: str | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that every file of the layout has."""
        named = (
            self.uid,
            self.group_id,
            self.name,
            self.group_kind,
            self.urns,
            self.schools,
            self.pupils,
            *self.years,
            self.part_of,
        )
        return tuple(c for c in named if c)

    @property
    def cells(self) -> tuple[str, ...]:
        """The columns of measures: value and limits of each."""
        return tuple(c for m in self.measures for c in (m.value, m.lower, m.upper) if c)


def _layout_2016(key_stage: str, measures: tuple[MeasureColumn, ...]) -> Layout:
    return Layout(
        key_stage=key_stage,
        uid="uid",
        group_id="group-id",
        name="group-name",
        group_kind="group-type",
        urns="school-urns",
        schools="num-schls-prog-total",
        pupils="num-pups",
        years=(
            "num-schls-prog-open-3-yrs",
            "num-schls-prog-open-4-yrs",
            "num-schls-prog-open-5plus-yrs",
        ),
        measures=measures,
    )


def _layout_2017(
    key_stage: str,
    pupils: str,
    years: tuple[str, str, str | None],
    measures: tuple[MeasureColumn, ...],
) -> Layout:
    return Layout(
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
) -> Layout:
    return Layout(
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


LAYOUTS: dict[str, Layout] = {
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
    "trusts_ks2_tidy": Layout(
        key_stage="ks2",
        uid="trust_uid",
        group_id="trust_id",
        name="trust_name",
        group_kind=None,
        urns="institutions_matptinc",
        schools=None,
        pupils="eligible_pupil_count",
        years=(None, None, None),
        measures=(MeasureColumn("ks2_rwm_expected", "rwm_exp_wgtavg_percent"),),
        dated_by_rows=True,
        part_of="disadvantage_status",
    ),
}
