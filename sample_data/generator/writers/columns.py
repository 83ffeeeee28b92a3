"""Column names of the publishers' files, in the publishers' order.

They are kept apart from the writers because they are long, and because a reader who wants to know
what a file holds should not have to read the code that fills it.
"""

# GIAS: every establishment.
ESTABLISHMENTS: list[str] = (
    "URN|LA (code)|LA (name)|EstablishmentNumber|EstablishmentName|TypeOfEstablishment (code)|"
    "TypeOfEstablishment (name)|EstablishmentTypeGroup (code)|EstablishmentTypeGroup (name)|"
    "EstablishmentStatus (code)|EstablishmentStatus (name)|ReasonEstablishmentOpened (code)|"
    "ReasonEstablishmentOpened (name)|OpenDate|ReasonEstablishmentClosed (code)|"
    "ReasonEstablishmentClosed (name)|CloseDate|PhaseOfEducation (code)|"
    "PhaseOfEducation (name)|StatutoryLowAge|StatutoryHighAge|Boarders (code)|Boarders (name)|"
    "NurseryProvision (name)|OfficialSixthForm (code)|OfficialSixthForm (name)|Gender (code)|"
    "Gender (name)|ReligiousCharacter (code)|ReligiousCharacter (name)|ReligiousEthos (name)|"
    "Diocese (code)|Diocese (name)|AdmissionsPolicy (code)|AdmissionsPolicy (name)|"
    "SchoolCapacity|SpecialClasses (code)|SpecialClasses (name)|CensusDate|NumberOfPupils|"
    "NumberOfBoys|NumberOfGirls|PercentageFSM|TrustSchoolFlag (code)|TrustSchoolFlag (name)|"
    "Trusts (code)|Trusts (name)|SchoolSponsorFlag (name)|SchoolSponsors (name)|"
    "FederationFlag (name)|Federations (code)|Federations (name)|UKPRN|FEHEIdentifier|"
    "FurtherEducationType (name)|LastChangedDate|Street|Locality|Address3|Town|County (name)|"
    "Postcode|SchoolWebsite|TelephoneNum|HeadTitle (name)|HeadFirstName|HeadLastName|"
    "HeadPreferredJobTitle|BSOInspectorateName (name)|InspectorateReport|"
    "DateOfLastInspectionVisit|NextInspectionVisit|TeenMoth (name)|TeenMothPlaces|CCF (name)|"
    "SENPRU (name)|EBD (name)|PlacesPRU|FTProv (name)|EdByOther (name)|"
    "Section41Approved (name)|SEN1 (name)|SEN2 (name)|SEN3 (name)|SEN4 (name)|SEN5 (name)|"
    "SEN6 (name)|SEN7 (name)|SEN8 (name)|SEN9 (name)|SEN10 (name)|SEN11 (name)|SEN12 (name)|"
    "SEN13 (name)|TypeOfResourcedProvision (name)|ResourcedProvisionOnRoll|"
    "ResourcedProvisionCapacity|SenUnitOnRoll|SenUnitCapacity|GOR (code)|GOR (name)|"
    "DistrictAdministrative (code)|DistrictAdministrative (name)|AdministrativeWard (code)|"
    "AdministrativeWard (name)|ParliamentaryConstituency (code)|"
    "ParliamentaryConstituency (name)|UrbanRural (code)|UrbanRural (name)|GSSLACode (name)|"
    "Easting|Northing|MSOA (name)|LSOA (name)|InspectorateName (name)|SENStat|SENNoStat|"
    "BoardingEstablishment (name)|PropsName|PreviousLA (code)|PreviousLA (name)|"
    "PreviousEstablishmentNumber|Country (name)|UPRN|SiteName|QABName (code)|QABName (name)|"
    "EstablishmentAccredited (code)|EstablishmentAccredited (name)|QABReport|CHNumber|"
    "MSOA (code)|LSOA (code)|FSM|AccreditationExpiryDate"
).split("|")

# GIAS: spells of academies in trusts.
MEMBERSHIP: list[str] = (
    "Group UID|Group ID|Group Name|Companies House Number|UKPRN|Group Type|Group Status|"
    "Group Open Date|Group Closed Date|URN|Date Joined Group|Date Left Group|EstablishmentName|"
    "TypeOfEstablishment (name)|PhaseOfEducation (name)|LA (code)|LA (name)"
).split("|")

# GIAS: every group.
GROUPS: list[str] = (
    "Group UID|Group ID|Group Name|Companies House Number|Group Type (code)|Group Type|"
    "Closed Date|Open date|Incorporated on (open date)|Group Status (code)|Group Status|"
    "Group Street|Group Locality|Group Address 3|Group Town|Group County|Group Postcode|"
    "Head of Group Title|Head of Group First Name|Head of Group Last Name|UKPRN"
).split("|")

# GIAS: current group links; rows hold one field fewer than this header.
GROUP_LINKS: list[str] = (
    "URN|Linked UID|Group Name|Companies House Number|Group Type|Group Type (code)|Closed Date|"
    "Open date|Incorporated on (open date)|Group Status|Group Status (code)|FederationType|"
    "Joined date|EstablishmentName|TypeOfEstablishment (code)|TypeOfEstablishment (name)|"
    "PhaseOfEducation (code)|PhaseOfEducation (name)|LA (code)|LA (name)|HasSharedHT"
).split("|")

# Ofsted: the layout of 2019 to 2024, which spoke of full inspections.
OFSTED_2024: list[str] = (
    "Web Link (opens in new window)|URN|LAESTAB|School name|Ofsted phase|Type of education|"
    "School open date|Admissions policy|Sixth form|Designated religious character|"
    "Religious ethos|Faith grouping|Ofsted region|Region|Local authority|"
    "Parliamentary constituency|Multi-academy trust UID|Multi-academy trust name|Postcode|"
    "The income deprivation affecting children index (IDACI) quintile|Total number of pupils|"
    "Statutory lowest age|Statutory highest age|"
    "Latest ungraded inspection number since last full inspection|"
    "Does the ungraded inspection relate to the URN of the current school?|"
    "URN at time of the ungraded inspection|LAESTAB at time of the ungraded inspection|"
    "School name at time of the latest ungraded inspection|"
    "School type at time of the latest ungraded inspection|"
    "Number of ungraded inspections since the last full inspection|"
    "Date of latest ungraded inspection|Ungraded inspection publication date|"
    "Did the latest ungraded inspection convert to a full inspection?|"
    "Ungraded inspection overall outcome|Number of other section 8 inspections since last full "
    "inspection|Inspection number of latest full inspection|Inspection type|"
    "Inspection type grouping|Event type grouping|Inspection start date|Inspection end date|"
    "Publication date|Does the latest full inspection relate to the URN of the current school?|"
    "URN at time of latest full inspection|LAESTAB at time of latest full inspection|"
    "School name at time of latest full inspection|"
    "School type at time of latest full inspection|Overall effectiveness|Category of concern|"
    "Quality of education|Behaviour and attitudes|Personal development|"
    "Effectiveness of leadership and management|Safeguarding is effective?|"
    "Early years provision (where applicable)|Sixth form provision (where applicable)|"
    "Previous full inspection number|Previous inspection start date|"
    "Previous inspection end date|Previous publication date|"
    "Does the previous full inspection relate to the URN of the current school?|"
    "URN at time of previous full inspection|LAESTAB at time of previous full inspection|"
    "School name at time of previous full inspection|"
    "School type at time of previous full inspection|"
    "Previous full inspection overall effectiveness|Previous category of concern|"
    "Previous quality of education|Previous behaviour and attitudes|"
    "Previous personal development|Previous effectiveness of leadership and management|"
    "Previous safeguarding is effective?|Previous early years provision (where applicable)|"
    "Previous sixth form provision (where applicable)"
).split("|")

# Ofsted: the layout of August 2025, which speaks of graded inspections.
OFSTED_2025: list[str] = (
    "Web Link (opens in new window)|URN|LAESTAB|School name|Ofsted phase|Type of education|"
    "School open date|Admissions policy|Sixth form|Designated religious character|"
    "Religious ethos|Faith grouping|Ofsted region|Region|Local authority|"
    "Parliamentary constituency|Multi-academy trust UID|Multi-academy trust name|"
    "Academy sponsor UID|Academy sponsor name|Postcode|"
    "Number of warning notices issued in 2024/25 academic year|"
    "The income deprivation affecting children index (IDACI) quintile|Total number of pupils|"
    "Statutory lowest age|Statutory highest age|"
    "Latest ungraded inspection number since last graded inspection|"
    "Does the ungraded inspection relate to the URN of the current school?|"
    "URN at time of the ungraded inspection|LAESTAB at time of the ungraded inspection|"
    "School name at time of the latest ungraded inspection|"
    "School type at time of the latest ungraded inspection|"
    "Number of ungraded inspections since the last graded inspection|"
    "Date of latest ungraded inspection|Ungraded inspection publication date|"
    "Did the latest ungraded inspection convert to a graded inspection?|"
    "Ungraded inspection overall outcome|Number of monitoring and urgent inspections since "
    "last graded inspection|Inspection number of latest graded inspection|Inspection type|"
    "Inspection type grouping|Event type grouping|Inspection start date|Publication date|"
    "Does the latest graded inspection relate to the URN of the current school?|"
    "URN at time of latest graded inspection|LAESTAB at time of latest graded inspection|"
    "School name at time of latest graded inspection|"
    "School type at time of latest graded inspection|Current school type used for chart C6|"
    "Overall effectiveness|Category of concern|Quality of education|Behaviour and attitudes|"
    "Personal development|Effectiveness of leadership and management|"
    "Safeguarding is effective?|Early years provision (where applicable)|"
    "Sixth form provision (where applicable)|Previous inspection number|"
    "Previous inspection start date|Previous publication date|"
    "Does the previous graded inspection relate to the URN of the current school?|"
    "URN at time of previous graded inspection|LAESTAB at time of previous graded inspection|"
    "School name at time of previous graded inspection|"
    "School type at time of previous graded inspection|"
    "Previous graded inspection overall effectiveness|Previous category of concern|"
    "Previous quality of education|Previous behaviour and attitudes|"
    "Previous personal development|Previous effectiveness of leadership and management|"
    "Previous safeguarding is effective?|Previous early years provision (where applicable)|"
    "Previous sixth form provision (where applicable)"
).split("|")

# Absence by school, tidy layout.
ABSENCE: list[str] = (
    "time_period|time_identifier|geographic_level|country_code|country_name|region_code|"
    "region_name|old_la_code|new_la_code|la_name|education_phase|school_name|trust|estab|"
    "school_laestab|school_urn|academy_type|academy_open_date|all_through|num_schools|"
    "enrolments|sess_possible|sess_overall|sess_authorised|sess_unauthorised|"
    "sess_overall_percent|sess_authorised_percent|sess_unauthorised_percent|"
    "enrolments_pa_10_exact|enrolments_pa_10_exact_percent|sess_possible_pa_10_exact|"
    "sess_overall_pa_10_exact|sess_authorised_pa_10_exact|sess_unauthorised_pa_10_exact|"
    "sess_overall_percent_pa_10_exact|sess_authorised_percent_pa_10_exact|"
    "sess_unauthorised_percent_pa_10_exact|enrolments_pa_50_exact|"
    "enrolments_pa_50_exact_percent|sess_auth_illness|sess_auth_appointments|"
    "sess_auth_religious|sess_auth_study|sess_auth_traveller|sess_auth_holiday|"
    "sess_auth_ext_holiday|sess_auth_excluded|sess_auth_other|sess_auth_totalreasons|"
    "sess_unauth_holiday|sess_unauth_late|sess_unauth_other|sess_unauth_noyet|"
    "sess_unauth_totalreasons|sess_overall_totalreasons|sess_x_covid|sess_y_exceptional|"
    "sess_auth_illness_rate|sess_auth_appointments_rate|sess_auth_religious_rate|"
    "sess_auth_study_rate|sess_auth_traveller_rate|sess_auth_holiday_rate|"
    "sess_auth_ext_holiday_rate|sess_auth_excluded_rate|sess_auth_other_rate|"
    "sess_auth_totalreasons_rate|sess_unauth_holiday_rate|sess_unauth_late_rate|"
    "sess_unauth_other_rate|sess_unauth_noyet_rate|sess_unauth_totalreasons_rate|"
    "sess_overall_totalreasons_rate|sess_x_covid_rate"
).split("|")

# Pupil to teacher ratios by school.
PUPIL_TEACHER: list[str] = (
    "time_period|time_identifier|geographic_level|country_code|country_name|region_code|"
    "region_name|old_la_code|new_la_code|la_name|school_laestab|school_urn|school_name|"
    "school_type|number_schools|pupils_fte|qualified_teachers_fte|teachers_fte|adults_fte|"
    "pupil_to_qual_teacher_ratio|pupil_to_qual_unqual_teacher_ratio|pupil_to_adult_ratio"
).split("|")

# Key stage 4: intake of each school.
KS4_INFORMATION: list[str] = (
    "time_period|time_identifier|geographic_level|country_code|country_name|school_laestab|"
    "school_urn|school_name|old_la_code|new_la_code|la_name|version|establishment_type_group|"
    "full_address|telnum|pcon_code|pcon_name|contflag|iclose|reldenom|admpol_pt|egender|feeder|"
    "agerange|t_allks_pupils|t_allks_boys|t_allks_girls|t_pupils|t_boys|pt_boys|t_girls|"
    "pt_girls|avg_ks2_scaledscore|t_prior_lo|pt_prior_lo|t_prior_av|pt_prior_av|t_prior_hi|"
    "pt_prior_hi|t_disadvantaged|pt_disadvantaged|t_not_disadvantaged|pt_not_disadvantaged|"
    "t_language_not_english|pt_language_not_english|t_language_english|pt_language_english|"
    "t_language_unknown|pt_language_unknown|t_not_mobile|pt_not_mobile|t_sen_with_ehcp|"
    "pt_sen_with_ehcp|t_sen|pt_sen|t_sen_no_ehcp|pt_sen_no_ehcp|diffn_att8|diffn_p8mea|"
    "p8_banding"
).split("|")

# Teacher turnover by school; two names hold hyphens.
TURNOVER: list[str] = (
    "time_period|time_identifier|geographic_level|country_code|country_name|school_urn|"
    "school_laestab|school_name|school_type|teacher_fte_in_census_year|"
    "remained_in_the_same_school|left_the_state-funded_system|"
    "left_to_another_state-funded_school"
).split("|")

# School workforce 2015-2016.
WORKFORCE_2015: list[str] = (
    "LA Number|Establishment Number|URN|Total Number of Teachers (Headcount)|"
    "Total Number of Teaching Assistants (Headcount)|"
    "Total Number of Non Classroom-based School Support Staff, Exclud|"
    "Total Number of Teachers (Full-Time Equivalent)|"
    "Total Number of Teaching Assistants (Full-time Equivalent)|"
    "Total Number of Non Classroom-based School Support Staff, Exclu1|Pupil:     Teacher Ratio|"
    "Mean Gross FTE Salary of All Teachers"
).split("|")

# School workforce 2016-2017.
WORKFORCE_2016: list[str] = (
    "LA Number|Establishment Number|URN|Total Number of Teachers (Headcount)|"
    "Total Number of Teaching Assistants (Headcount)|"
    "Total Number of Non Classroom-based School Support Staff, Excluding Auxiliary Staff "
    "(Headcount)|Total Number of Teachers (Full-Time Equivalent)|"
    "Total Number of Teaching Assistants (Full-time Equivalent)|"
    "Total Number of Non Classroom-based School Support Staff, Excluding Auxiliary Staff "
    "(Full-Time Equivalent)|Pupil:     Teacher Ratio|Mean Gross FTE Salary of All Teachers"
).split("|")

# School information workbooks.
SCHOOL_INFORMATION: list[str] = (
    "URN|LANAME|LA|ESTAB|LAESTAB|SCHNAME|STREET|LOCALITY|ADDRESS3|TOWN|POSTCODE|SCHSTATUS|"
    "OPENDATE|CLOSEDATE|MINORGROUP|SCHOOLTYPE|ISPRIMARY|ISSECONDARY|ISPOST16|AGELOW|AGEHIGH|"
    "GENDER|RELCHAR|ADMPOL|OFSTEDRATING|OFSTEDLASTINSP"
).split("|")

# Key stage 2, the parts of the wide layout that are written here.
KS2: list[str] = (
    "RECTYPE|LEA|ESTAB|URN|SCHNAME|URN_AC|SCHNAME_AC|OPEN_AC|NFTYPE|ICLOSE|AGERANGE|TOTPUPS|"
    "TELIG|TKS1AVERAGE|PTFSM6CLA1A|PTEALGRP2|PTMOBN|PTRWM_EXP|PTRWM_HIGH|READPROG|"
    "READPROG_LOWER|READPROG_UPPER|READCOV|WRITPROG|WRITPROG_LOWER|WRITPROG_UPPER|WRITCOV|"
    "MATPROG|MATPROG_LOWER|MATPROG_UPPER|MATCOV|PTREAD_EXP|PTREAD_AT|READ_AVERAGE|PTGPS_EXP|"
    "GPS_AVERAGE|PTMAT_EXP|PTMAT_AT|MAT_AVERAGE|PTWRITTA_EXP"
).split("|")

# School workforce 2017-2018: the pound sign moved into the header.
WORKFORCE_2017: list[str] = [*WORKFORCE_2016[:-1], WORKFORCE_2016[-1] + " (£s)"]

# School workforce 2018-2019 and 2020-2021: a column for the phase was added.
WORKFORCE_2018: list[str] = [*WORKFORCE_2017[:3], "School Phase", *WORKFORCE_2017[3:]]

# Trust measures of key stage 2, 2017-2018 and 2018-2019: the headline columns, and those of
# disadvantaged pupils in which figures are withheld.
TRUSTS_KS2_2018: list[str] = (
    "CHAINID|UID|GROUP-TYPE|CHAINNAME|LEADRSC|SCHOOLS|TELIG|SCHOOLS3|SCHOOLS4P|"
    "READPROGSCORE_P_ADJUSTED_WGTAVG|READPROG_LOWER_ADJ|READPROG_UPPER_ADJ|"
    "READPROGSCORE_P_ADJUSTED_DIS_WGTAVG|WRITPROGSCORE_P_ADJUSTED_WGTAVG|WRITPROG_LOWER_ADJ|"
    "WRITPROG_UPPER_ADJ|WRITPROGSCORE_P_ADJUSTED_DIS_WGTAVG|MATPROGSCORE_P_ADJUSTED_WGTAVG|"
    "MATPROG_LOWER_ADJ|MATPROG_UPPER_ADJ|MATPROGSCORE_P_ADJUSTED_DIS_WGTAVG|RWMEXP_WGTAVG|"
    "SCHOOL-URNS"
).split("|")

# Trust measures of key stage 4, the same years.
TRUSTS_KS4_2018: list[str] = (
    "CHAINID|UID|GROUP-TYPE|CHAINNAME|LEADRSC|SCHOOLS|TPUP|YEARS3|YEARS4|YEARS5|"
    "P8SCORE_ADJ_WGTAVG|P8SCORE_ADJ_LOWER|P8SCORE_ADJ_UPPER|SCHOOL-URNS"
).split("|")

# Trust measures of key stage 2, 2022-2023.
TRUSTS_KS2_2022: list[str] = (
    "TIME_PERIOD|TIME_IDENTIFIER|TRUST_GROUP_TYPE|TRUST_NAME|TRUST_UID|TRUST_ID|"
    "TRUST_COMPANIES_HOUSE_NUMBER|TRUST_UKPRN|TRUST_LEADREGION|INSTITUTIONS_MATPTINC|"
    "NUMINST_MATPTINC|NUMINST_3_MATPTINC|NUMINST_4PLUS_MATPTINC|TELIG_MATPTINC|"
    "READ_PROGSCORE_EM_ADJ_WGTAVG|READ_PROGSCORE_ADJ_UPPER|READ_PROGSCORE_ADJ_LOWER|"
    "WRIT_PROGSCORE_EM_ADJ_WGTAVG|WRIT_PROGSCORE_ADJ_UPPER|WRIT_PROGSCORE_ADJ_LOWER|"
    "MAT_PROGSCORE_EM_ADJ_WGTAVG|MAT_PROGSCORE_ADJ_UPPER|MAT_PROGSCORE_ADJ_LOWER|"
    "PRWM_EXP_WGTAVG|PRWM_EXP_WGTAVG_FSM6CLA1A"
).split("|")
