"""What each publisher calls a type of school, and which ages a kind of school teaches."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SchoolType:
    """A type of establishment in the words of each publisher.

    `code`, `name`, `group_code` and `group` are the register's, `table` is the abbreviation in the
    performance tables, `ofsted` the inspectorate's word.
    """

    code: str
    name: str
    group_code: str
    group: str
    table: str
    ofsted: str


MAINTAINED = ("4", "Local authority maintained schools")
ACADEMY = ("10", "Academies")

TYPES: dict[str, SchoolType] = {
    name: SchoolType(code, name, *group, table, ofsted)
    for code, name, group, table, ofsted in (
        ("01", "Community school", MAINTAINED, "CY", "Community School"),
        ("02", "Voluntary aided school", MAINTAINED, "VA", "Voluntary Aided School"),
        ("03", "Voluntary controlled school", MAINTAINED, "VC", "Voluntary Controlled School"),
        ("05", "Foundation school", MAINTAINED, "FD", "Foundation School"),
        (
            "07",
            "Community special school",
            ("5", "Special schools"),
            "CYS",
            "Community Special School",
        ),
        (
            "11",
            "Other independent school",
            ("3", "Independent schools"),
            "IND",
            "Other Independent School",
        ),
        ("14", "Pupil referral unit", MAINTAINED, "PRU", "Pupil Referral Unit"),
        ("15", "Local authority nursery school", MAINTAINED, "NUR", "LA Nursery School"),
        ("28", "Academy sponsor led", ACADEMY, "AC", "Academy Sponsor Led"),
        ("34", "Academy converter", ACADEMY, "ACC", "Academy Converter"),
        ("35", "Free schools", ("11", "Free Schools"), "F", "Free School"),
        ("40", "University technical college", ACADEMY, "FUTC", "University Technical College"),
        ("44", "Academy special converter", ACADEMY, "ACCS", "Academy Special Converter"),
    )
}
CALLED_ACADEMY = frozenset(
    {"Academy sponsor led", "Academy converter", "Academy special converter"}
)
"""Free schools and university technical colleges are academies in law, but not in name."""

# kind -> (phase, phase code, lowest age, highest age)
KINDS: dict[str, tuple[str, str, int, int]] = {
    "primary": ("Primary", "2", 4, 11),
    "infant": ("Primary", "2", 4, 7),
    "junior": ("Primary", "2", 7, 11),
    "middle": ("Middle deemed secondary", "5", 9, 13),
    "secondary": ("Secondary", "4", 11, 16),
    "utc": ("Secondary", "4", 14, 19),
    "all-through": ("All-through", "7", 4, 16),
    "special": ("Not applicable", "0", 4, 16),
    "pru": ("Not applicable", "0", 11, 16),
    "nursery": ("Nursery", "1", 3, 5),
    "independent": ("Not applicable", "0", 4, 18),
}
