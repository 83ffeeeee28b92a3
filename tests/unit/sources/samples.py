"""One small file of each kind, with the columns that its reader needs and two ordinary schools.

The value of `FILES[kind]` is a name as the publisher gives it, the header line and the rows.
"""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import polars as pl

from cst_screen.sources.folder import DataFolder, read_folder
from tests.unit.builders import write_csv

_KS2_MEASURES = (
    "TELIG,PTRWM_EXP,PTRWM_HIGH,PTREAD_EXP,PTWRITTA_EXP,PTMAT_EXP,READ_AVERAGE,MAT_AVERAGE"
)
_KS2_PROGRESS = "READPROG,READPROG_LOWER,READPROG_UPPER,WRITPROG,MATPROG"
_TIDY = "time_period,geographic_level,school_urn,breakdown_topic,breakdown,version"

_TRUST_2016 = (
    "GROUP-ID,UID,GROUP-TYPE,GROUP-NAME,NUM-SCHLS-PROG-TOTAL,NUM-PUPS,NUM-SCHLS-PROG-OPEN-3-YRS,"
    "NUM-SCHLS-PROG-OPEN-4-YRS,NUM-SCHLS-PROG-OPEN-5PLUS-YRS"
)
_TRUST_2017 = "CHAINID,UID,GROUP-TYPE,CHAINNAME,SCHOOLS"
_TRUST_2021 = (
    "TIME_PERIOD,TRUST_GROUP_TYPE,TRUST_NAME,TRUST_UID,TRUST_ID,INSTITUTIONS_MATPTINC,"
    "NUMINST_MATPTINC,NUMINST_3_MATPTINC"
)

FILES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "gias_establishments": (
        "edubasealldata20250430.csv",
        (
            "URN,LA (code),LA (name),EstablishmentNumber,EstablishmentName,"
            "TypeOfEstablishment (name),EstablishmentStatus (name),PhaseOfEducation (name),OpenDate,"
            "CloseDate,StatutoryLowAge,StatutoryHighAge"
        ),
        (
            "101,950,Wenmouth,2000,Ash Primary School,Academy converter,Open,Primary,01-09-2015,,4,11",
            "102,950,Wenmouth,4000,Oak High School,Community school,Open,Secondary,,,11,16",
        ),
    ),
    "gias_links": (
        "links_edubasealldata20250430.csv",
        "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate",
        ("101,51,Ash Infants,Predecessor,01-09-2015",),
    ),
    "gias_memberships": (
        "academiesmatmembership20250430.csv",
        (
            "Group UID,Group ID,Group Name,Companies House Number,Group Type,URN,Date Joined Group,"
            "Date Left Group"
        ),
        ('900,TR00900,Ash Trust,0123456,Multi-academy trust,101,2015-09-01,""',),
    ),
    "gias_group_links": (
        "grouplinks_edubaseallacademiesandfree20250430.csv",
        "URN,Linked UID,Group Name,Companies House Number,Group Type,Joined Date",
        ("101,900,Ash Trust,0123456,Multi-academy trust,01-09-2015",),
    ),
    "gias_groups": (
        "allgroupsdata20250430.csv",
        (
            "Group UID,Group ID,Group Name,Companies House Number,Group Type,Closed Date,Open Date,"
            "Group Status,Head of Group Title"
        ),
        ("900,TR00900,Ash Trust,0123456,Multi-academy trust,,01/09/2015,Open,",),
    ),
    "ks2_wide": (
        "2018-2019_england_ks2final.csv",
        f"RECTYPE,URN,{_KS2_MEASURES},{_KS2_PROGRESS}",
        (
            "1,101,30,65%,10%,70%,75%,72%,105,106,0.5,-1.5,2.5,0.1,-0.2",
            "5,,600000,65%,11%,73%,78%,79%,104,105,0.0,,,0.0,0.0",
        ),
    ),
    "ks2_tidy": (
        "key_stage_2_schools_202425.csv",
        f"time_identifier,{_TIDY},subject,expected_standard_pupil_percent,average_scaled_score",
        (
            'Academic year,202425,School,101,All pupils,Total,Final,"Reading, writing and maths",66,z',
            "Academic year,202425,School,101,All pupils,Total,Final,Reading,75,106",
        ),
    ),
    "ks4_wide": (
        "2018-2019_england_ks4final.csv",
        "RECTYPE,URN,TPUP,ATT8SCR,P8PUP,P8MEA,P8CILOW,P8CIUPP,PTL2BASICS_94,PTL2BASICS_95",
        ("1,102,150,46.2,140,0.10,-0.10,0.30,64%,45%", "7,,500000,46.7,,-0.03,,,65%,43%"),
    ),
    "ks4_tidy_2023": (
        "202324_performance_tables_schools_final.csv",
        (
            f"{_TIDY},t_pupils,avg_att8,t_inp8calc,avg_p8score,p8score_ci_low,p8score_ci_upp,"
            "pt_l2basics_94,pt_l2basics_95,pt_entbasics"
        ),
        (
            "202324,School,102,Total,Total,Final,150,45.8,140,-0.03,-0.21,0.16,66.0,49.0,96.3",
            "202324,School,102,Sex,Boys,Final,75,44.8,70,-0.11,-0.38,0.15,64.3,47.3,96.3",
        ),
    ),
    "ks4_tidy_2024": (
        "202425_performance_tables_schools_revised.csv",
        (
            f"{_TIDY},pupil_count,attainment8_average,progress8_pupil_count,progress8_average,"
            "progress8_lower_95_ci,progress8_upper_95_ci,engmath_94_percent,engmath_95_percent,"
            "engmath_entering_percent"
        ),
        ("202425,School,102,Total,Total,Revised,162,45.6,z,z,z,z,63.0,41.0,96.5",),
    ),
    "ks4_information": (
        "202324_ks4_institution_level_school_information.csv",
        (
            "time_period,geographic_level,school_urn,t_allks_pupils,t_pupils,avg_ks2_scaledscore,"
            "pt_disadvantaged"
        ),
        ("202324,School,102,900,176,104.3,25.1",),
    ),
    "census": (
        "2018-2019_england_census.csv",
        "URN,LA,Estab,SCHOOLTYPE,NOR,PSENELSE,PSENELK,NUMEAL,PNUMEAL,NUMFSMEVER,PNUMFSMEVER",
        ("101,950,2000,State-funded primary,210,2.5,9.5,31,14.8,40,19.0",),
    ),
    "absence_wide": (
        "2018-2019_england_abs.csv",
        "LA,ESTAB,URN,PERCTOT,PPERSABS10",
        ("950,2000,101,4.2,10.1", "NAT,,,4.7,10.9"),
    ),
    "absence_tidy": (
        "1a_absence_3term_school.csv",
        (
            "time_period,geographic_level,school_urn,enrolments,sess_overall_percent,"
            "enrolments_pa_10_exact_percent,enrolments_pa_50_exact_percent"
        ),
        ("202122,School,101,200,6.38,20.54,1.11", "202122,National,,8000000,7.6,22.5,1.7"),
    ),
    "suspensions": (
        "exc_school.csv",
        ("time_period,geographic_level,school_urn,headcount,perm_excl_rate,suspension,susp_rate"),
        (
            "202223,School,101,200,0.0,9,4.5",
            "202223,School,102,50,z,z,z",
            "202223,National,,8000000,0.1,700000,9.3",
        ),
    ),
    "workforce_wide": (
        "2018-2019_england_swf.csv",
        "LA Number,URN,Pupil:     Teacher Ratio",
        ("950,101,21.5",),
    ),
    "workforce_wide_2014": ("2014-2015_swf_england.csv", "LA,URN,RATPUPTEA", ("950,101,20.5",)),
    "workforce_ratios": (
        "workforce_ptrs_2010_2024_sch.csv",
        "time_period,geographic_level,school_urn,pupil_to_qual_unqual_teacher_ratio",
        ("202122,School,101,21.5",),
    ),
    "workforce_turnover": (
        "teacher_turnover_2010_2024_sch.csv",
        (
            "time_period,geographic_level,school_urn,teacher_fte_in_census_year,"
            "remained_in_the_same_school"
        ),
        ("202122,School,101,25.0,20.0",),
    ),
    "workforce_sickness": (
        "sickness_absence_teachers_2010_2024_sch.csv",
        (
            "time_period,geographic_level,school_urn,average_number_of_days_all_teachers,"
            "percentage_taking_absence"
        ),
        ("202122,School,101,5.7,60.0",),
    ),
    "workforce_vacancies": (
        "vacancies_number_rate_sch_2010_2024.csv",
        "time_period,geographic_level,school_urn,vacancy,rate,tempfilled,temprate",
        ("202122,School,101,1,4.0,2,7.7",),
    ),
    "ofsted_latest": (
        "Management_information_-_state-funded_schools_-_latest_inspections_as_at_31_Aug_2024.csv",
        (
            "URN,Inspection number of latest full inspection,Inspection start date,Publication date,"
            "URN at time of latest full inspection,Overall effectiveness,"
            "Previous full inspection number,Previous inspection start date,"
            "Previous publication date,URN at time of previous full inspection,"
            "Previous full inspection overall effectiveness"
        ),
        ("101,10125950,28/09/2022,28/10/2022,101,2,ITS313830,22/10/2014,07/12/2014,51,3",),
    ),
    "ofsted_latest_2015": (
        "Management_information_-_schools_-_31_August_2017.csv",
        (
            "URN,Ofsted phase,Inspection number,Inspection date,Publication date,"
            "Overall effectiveness,Outcomes for children and learners,"
            '"Quality of teaching, learning and assessment",'
            '"Personal development, behaviour and welfare",'
            "Effectiveness of leadership and management,16 to 19 study programmes,"
            "Previous full inspection overall effectiveness,Previous full inspection date,"
            "Date of latest short inspection,Short inspection overall outcome"
        ),
        ("101,Secondary,10020001,14/03/2017,20/04/2017,3,3,2,3,2,9,4,21/05/2014,NULL,NULL",),
    ),
    "ofsted_year_to_date": (
        "Management_information_-_inspections_1_Sept_2022_to_31_Aug_2023.csv",
        (
            "URN,Inspection number,Inspection type,Event type grouping,Inspection start date,"
            "Publication date,Outcomes for ungraded and monitoring inspections,Overall effectiveness,"
            "Category of concern,Quality of education,Safeguarding is effective,"
            "Previous inspection number,Previous inspection start date,"
            "URN at time of previous inspection,Previous overall effectiveness"
        ),
        (
            (
                "101,10250001,S5 Inspection,Schools - S5,11/10/2022,21/11/2022,NULL,4,SM,4,No,"
                "10020001,14/03/2017,51,3"
            ),
            (
                "102,10250002,S8 Inspection,Schools - S8,12/10/2022,22/11/2022,School remains Good,9,"
                "NULL,9,9,10020002,15/03/2017,102,2"
            ),
        ),
    ),
    "ofsted_report_cards_year": (
        "Management_information_-_in-year_-_31_Jan_2026.csv",
        (
            "URN,Inspection number,Inspection start date,Publication date,Category of concern,"
            "Safeguarding standards,Curriculum and teaching,Leadership and governance,"
            "Outcomes for legacy monitoring inspections"
        ),
        (
            "101,10400001,02/12/2025,12/01/2026,NULL,Met,Expected standard,Strong standard,NULL",
            "102,10400002,03/12/2025,13/01/2026,NULL,NULL,NULL,NULL,Effective action",
        ),
    ),
    "ofsted_report_cards": (
        "Management_information_-_state-funded_schools_-_latest_inspections_as_at_31_Jan_2026.csv",
        (
            "URN,Inspection start date,Publication date,Achievement,"
            "Inspection number of latest OEIF graded inspection,"
            "Inspection start date of latest OEIF graded inspection,"
            "Publication date of latest OEIF graded inspection,"
            "URN at time of latest OEIF graded inspection,Latest OEIF overall effectiveness"
        ),
        ("101,02/12/2025,12/01/2026,Strong standard,10125950,28/09/2022,28/10/2022,51,2",),
    ),
    "trusts_ks2_2016": (
        "2016-2017_england_ks2-mats-performance.csv",
        (
            f"{_TRUST_2016},MAT-PROG-READ-SCORE,MAT-PROG-READ-CI-LOWER,MAT-PROG-READ-CI-UPPER,"
            "MAT-PROG-WRITE-SCORE,MAT-PROG-MATH-SCORE,SCHOOL-URNS"
        ),
        ("TR00900,900,Multi-academy trust,Ash Trust,3,90,1,1,1,-0.6,-1,-0.3,0.9,1,101;102;103",),
    ),
    "trusts_ks4_2016": (
        "2016-2017_england_ks4-mats-performance.csv",
        (f"{_TRUST_2016},MAT-PROG8-SCORE,MAT-PROG8-CI-LOWER,MAT-PROG8-CI-UPPER,SCHOOL-URNS"),
        (
            "TR00900,900,Multi-academy trust,Ash Trust,3,450,0,1,2,-0.06,-0.16,0.04,101;102;103",
            "SP00350,3895,School sponsor,Oak Company, The,2,300,0,0,2,0.10,0.02,0.18,104;105",
        ),
    ),
    "trusts_ks2_2017": (
        "2017-2018_england_ks2-mats-performance.csv",
        (
            f"{_TRUST_2017},TELIG,SCHOOLS3,SCHOOLS4P,READPROGSCORE_P_ADJUSTED_WGTAVG,"
            "READPROG_LOWER_ADJ,READPROG_UPPER_ADJ,WRITPROGSCORE_P_ADJUSTED_WGTAVG,"
            "MATPROGSCORE_P_ADJUSTED_WGTAVG,SCHOOL-URNS"
        ),
        (
            'TR00900,900,Multi-academy trust,ASH TRUST,3,90,1,2,-0.6,-1.1,-0.1,0.4,SUPPM,"101, 102, 103"',
        ),
    ),
    "trusts_ks4_2017": (
        "2017-2018_england_ks4-mats-performance.csv",
        (
            f"{_TRUST_2017},TPUP,YEARS3,YEARS4,YEARS5,P8SCORE_ADJ_WGTAVG,P8SCORE_ADJ_LOWER,"
            "P8SCORE_ADJ_UPPER,SCHOOL-URNS"
        ),
        (
            'TR00900,900,Multi-academy trust,ASH TRUST,3,450,0,1,2,-0.32,-0.36,-0.28,"101, 102, 103"',
        ),
    ),
    "trusts_ks4_2021": (
        "2021-2022_england_ks4-mats-performance.csv",
        (
            f"{_TRUST_2021},NUMINST_4_MATPTINC,NUMINST_5PLUS_MATPTINC,TPUP_MATPTINC,ATT8SCR_WGTAVG,"
            "P8MEA_WGTAVG,P8CILOW,P8CIUPP,PTL2BASICS_95_WGTAVG"
        ),
        (
            "202122,Multi-academy trust,ASH,900,TR00900,101;102;103,3,0,1,2,617,43.9,-0.54,-0.65,-0.42,41%",
            "202122,Multi-academy trust,ELM,901,TR00901,104;105;106,3,3,0,0,90,SUPPMAT,NELIG,NEM,NEM,SUPPMAT",
        ),
    ),
    "ks2_earlier": (
        "2014-2015_england_ks2.csv",
        "RECTYPE,LEA,ESTAB,URN,SCHNAME,TOTPUPS,TAPS,OVAMEAS",
        ("1,950,2000,101,Ash,240,29.4,100.3", "3,950,,,,,,", "1,950,2001,103,Elm,90,,LOWCOV"),
    ),
    "ks4_2013": (
        "2013-2014_england_ks4.csv",
        "RECTYPE,LEA,URN,TPUP,KS2APS,PTAC5EM_PTQ,B8VAMEA_PTQ,TTAPSPEPP_PTQ",
        ("1,950,102,176,28.4,57.0,986.7,38.8",),
    ),
    "ks4_2014": (
        "2014-2015_england_ks4.csv",
        "RECTYPE,LEA,ESTAB,URN,TPUP,KS2APS,PTAC5EM_PTQ_EE,TTAPSCP_PTQ_EE,B8VAMEA_PTQ_EE",
        ("1,950,4000,102,176,28.4,57,320.1,1002.5", "2,950,7000,104,,NP,,NE,LOWCOV"),
    ),
    "ks4_2009": (
        "2009-2010_england_ks4.csv",
        "RecType,LACode,EstabCode,SchoolName,KS4TotPup,P5ACinclEM,CVAMea",
        ("1,950,4000,Oak,127,51%,1003.2", "1,950,7000,Yew,9,LT11,NP"),
    ),
    "absence_earlier": (
        "2012-2013_england_abs.csv",
        "LA,ESTAB,URN,PERCTOT,PPERSABS15",
        ("950,2000,101,4.2,SUPP", "NAT,,,5.2,4.6"),
    ),
    "census_earlier": (
        "2012-2013_england_census.csv",
        "URN,LA,ESTAB,TOTPUPSENDN,PSENSAP,PSENA,PNUMEAL,PNUMFSMEVER",
        ("101,950,2000,233,9.4,9.9,72.3,33.3", "NAT,,,4309582,7.7,9.1,15,26"),
    ),
    "trusts_ks2_tidy": (
        "key_stage_2_trusts_202425.csv",
        (
            "time_period,time_identifier,geographic_level,version,trust_name,trust_uid,trust_id,"
            "institutions_matptinc,disadvantage_status,eligible_pupil_count,rwm_exp_wgtavg_percent"
        ),
        (
            "202425,Academic year,MAT,Final,ASH,900,TR00900,101;102;103,Total,90,61",
            "202425,Academic year,MAT,Final,ASH,900,TR00900,101;102;103,Disadvantaged,30,41",
        ),
    ),
    "trusts_ks2_counts": (
        "key_stage_2_trusts_information_202425.csv",
        (
            "time_period,trust_uid,trust_name,numinst_matptinc,numinst_3_matptinc,"
            "numinst_4plus_matptinc,numinst_inmat"
        ),
        ("202425,900,ASH,3,1,2,4",),
    ),
    "trusts_ks2_2022": (
        "2022-2023_england_ks2-mats-performance.csv",
        (
            f"{_TRUST_2021},NUMINST_4PLUS_MATPTINC,TELIG_MATPTINC,READ_PROGSCORE_EM_ADJ_WGTAVG,"
            "READ_PROGSCORE_ADJ_LOWER,READ_PROGSCORE_ADJ_UPPER,PRWM_EXP_WGTAVG"
        ),
        ("202223,Multi-academy trust,ASH TRUST,900,TR00900,101;102;103,3,1,2,90,0.4,-0.5,1.3,61%",),
    ),
}


def write(folder: Path, kind: str, name: str = "", *rows: str, header: str = "") -> Path:
    """The small file of `kind` in `folder`; its name, rows or header may be others."""
    own_name, own_header, own_rows = FILES[kind]
    return write_csv(folder / (name or own_name), header or own_header, *(rows or own_rows))


def left_out(folder: DataFolder) -> pl.DataFrame:
    """The exclusions of a folder without the columns that a small file has no need of."""
    return folder.table("exclusions").filter(pl.col("reason") != "columns_not_there")


def cells(*texts: str | None, kind: str = "ks2_wide") -> list[tuple[float | None, str | None]]:
    """What the reader of a results file makes of cells of one column: value and reason of each.

    `ks2_wide` has the codes of the performance tables, `ks4_tidy_2023` those of the tidy files.
    A cell that is neither a number nor a known code is a DataError.
    """
    column, measure, key = {
        "ks2_wide": ("PTRWM_EXP", "ks2_rwm_expected", "URN"),
        "ks4_tidy_2023": ("avg_att8", "ks4_attainment8", "school_urn"),
    }[kind]
    name, header, rows = FILES[kind]
    columns = header.split(",")
    ordinary = dict(zip(columns, rows[0].split(","), strict=True))
    with tempfile.TemporaryDirectory() as folder:
        with open(Path(folder) / name, "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, quoting=csv.QUOTE_ALL)
            writer.writerow(columns)
            for urn, text in enumerate(texts, 100_001):
                writer.writerow((ordinary | {key: urn, column: text or ""}).values())
        results = read_folder(Path(folder)).table("results")
    found = results.filter(measure=measure).sort("urn")
    return found.select("value", pl.col("missing").cast(pl.String)).rows()
