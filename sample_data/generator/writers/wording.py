"""Words and codes for a school that several of the publishers' files share."""

from generator.model import School

ESTABLISHMENT_GROUPS = {
    "AC": "Sponsored academies",
    "ACC": "Converter academies",
    "F": "Free schools",
    "FUTC": "University technical colleges (UTCs)",
    "CY": "Community school",
    "VA": "Voluntary aided school",
    "VC": "Voluntary controlled school",
    "FD": "Foundation school",
    "CYS": "Community special school",
    "IND": "Independent schools",
    "ACCS": "Converter academies - special school",
}
"""The tidy files of key stage 4 spell out the abbreviations of the wide ones."""
SCHOOL_TYPES = {
    "special": "State-funded special school",
    "pru": "Pupil referral unit",
    "nursery": "State-funded nursery",
    "independent": "Independent school",
}


def admissions(school: School) -> tuple[str, str]:
    """Return code and name of the admissions policy, which primaries do not have."""
    if school.selective:
        return "2", "Selective"
    if school.kind in {"secondary", "all-through", "utc"}:
        return "4", "Non-selective"
    return "0", "Not applicable"


def is_secondary(school: School) -> bool:
    """Return whether the tables count the school as secondary."""
    return school.kind in {"secondary", "all-through", "utc", "middle"}


def school_type(school: School) -> str:
    """Return the wording of the census."""
    mainstream = "State-funded secondary" if is_secondary(school) else "State-funded primary"
    return SCHOOL_TYPES.get(school.kind, mainstream)


def ages(school: School) -> str:
    """Return the age range as the performance tables have it."""
    return f"{school.low}-{school.high}"


def closed_flag(school: School, year: int) -> int:
    """Return 1 for a school that had closed by the time a year's tables came out."""
    return int(bool(school.closed and school.closed.year <= year))
