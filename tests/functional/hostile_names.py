"""Two hundred names that should do no harm, by kind; and sample data whose schools and trusts bear them."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable
from pathlib import Path

KINDS: dict[str, list[str]] = {
    "control": [f"Oak{chr(c)}Ash" for c in (*range(1, 9), 11, 12, *range(14, 32), 127, 0x80, 0x85, 0x9B)],
    "direction": [f"Oak{c}hsA" for c in "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"],
    "unseen": [f"Oak{c}Ash" for c in "\u00ad\u200b\u2060\u2063\ufeff\u3164\U000e0041\U000e0020\u180e\ufff9"],
    "breaks": ["Oak\nAsh", "Oak\r\nAsh", "Oak\tAsh", "Oak\u2028Ash", "Oak\u2029Ash", "\tOak", "Oak\n\n\n# Ash"],
    "nothing": ["", " ", "   ", "\u00a0", "\u200b", "-", ".", "''"],
    "long": ["Oak" * 3_334, "Ash " * 2_500, "Ö" * 300, "x" * 256, "W" * 10_000],
    "formula": [
        *("=1+1", "+1+1", "-1+1", "@SUM(1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://example.org","x")'),
        *("＝1+1", "＋1", "－1", "＠SUM(1)", "'=1+1", "''=1+1", "=", "+", "@", "-2+3+cmd|' /C calc'!A0"),
        *("=DDE(\"cmd\";\"/C calc\";\"x\")", "=IMPORTXML(\"http://example.org\",\"//a\")", "%0A=1", "-Oak"),
    ],
    "number": ["-0.5", "+3", "-15 15", "1e5", "0123", "2024-01-01", "TRUE", "1/2"],
    "escape": ["\x1b[31mOak\x1b[0m", "\x1b]0;Oak\x07", "\x1b[2J", "\x9b31m", "Oak\x08\x08\x08Ash", "\x1bP+q\x1b\\"],
    "html": [
        *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</w:t></w:r>", "<b>Oak", "&lt;b&gt;"),
        *("&#x3c;b&#x3e;", "<!-- Oak", "<![CDATA[Oak]]>", "]]>", "<?xml?>", "<a href='javascript:x'>Oak</a>"),
        *("\"><svg/onload=x>", "' onmouseover='x", "<w:p/>", "&", "&amp;", "<details open>"),
    ],
    "markdown": [
        *("[Oak](http://example.org)", "![Oak](http://example.org/x.png)", "[Oak][1]", "[1]: http://example.org"),
        *("# Oak", "> Oak", "- Oak", "1. Oak", "* Oak", "**Oak**", "__Oak__", "_Oak_", "~~Oak~~", "`Oak`"),
        *("```", "Oak | Ash", "| Oak |", "---", "===", "Oak  \\", "\\|", "\\`", "<http://example.org>", "[ ] Oak"),
    ],
    "template": [
        *("{{ 7*7 }}", "{% for x in y %}", "{# Oak #}", "{{ cycler.__init__ }}", "{%p if x %}", "{{r x }}", "}}"),
        *("${7*7}", "#{7*7}", "%s%s%n", "{0.__class__}", "{_{ x }_}", "{%tr endfor %}", "%(x)s"),
    ],
    "emoji": ["Oak 🌳 Ash", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 Oak", "❤️", "🇬🇧", ":smile:", "\U0001f9d1\u200d\U0001f3eb"],
    "accents": ["Zoë", "Zoe\u0308", "O" + "\u0301" * 50 + "ak", "ﬁne", "Ｏａｋ", "école", "ÉCOLE", "Ysgol y Fôr", "ｱ"],
    "private": ["\ue0000\ue001", "\ue0001,2\ue001", "\uf8ff", "\U000f0000", "\ufffe", "\uffff", "\ufdd0", "\ufffd"],
    "reserved": ["CON", "NUL", "con", "Con.", "aux.txt", "COM1", "LPT1", "PRN ", "Oak.", "Oak ", "...", "..", "~"],
    "paths": ["../../etc/passwd", "C:\\Windows", "/etc/passwd", "a/b", "a\\b", "file:///x", "\\\\server\\share", "a:b"],
    "shell": ["Oak; rm -rf ~", "$(id)", "`id`", "Oak && id", "%PATH%", '"; id; "', "!!", "--help", "-h", "Oak'--"],
    "alike": ["Oak Trust", "OAK TRUST", "oak trust", "Oak-Trust", "Oak  Trust", "Óak Trust", "Oak_Trust", "Oak trust."],
    "lists": ["Oak; Ash", "Oak + Ash", "a; b; c", ",", '"', '""', "Oak, Ash", 'Oak "Ash"', "[S3]", "S3", "None", "null", "nan"],
}  # fmt: skip
"""Kind -> names. A lone half of a character cannot be in a file; one can be in a file's name."""

NAMES = [name for names in KINDS.values() for name in names]


def bear_hostile_names(data: Path) -> tuple[dict[int, str], dict[int, str]]:
    """Rename schools and trusts in the registers of `data`; the names by URN and by UID."""
    turn = itertools.cycle(NAMES)
    schools: dict[int, str] = {}
    trusts: dict[int, str] = {}

    def named(given: dict[int, str], key: str) -> str:
        if not key:
            return "Oak"
        if int(key) not in given:
            given[int(key)] = next(turn)
        return given[int(key)]

    for file in sorted((data / "gias").glob("*.csv")):
        changes: list[tuple[str, Callable[[dict[str, str]], str]]] = [
            ("EstablishmentName", lambda row: named(schools, row["URN"])),
            ("Group Name", lambda row: named(trusts, row.get("Group UID") or row["Linked UID"])),
            ("LinkName", lambda row: named(schools, row["LinkURN"])),
        ]
        _rewrite(file, changes)
    return schools, trusts


def _rewrite(file: Path, changes: list[tuple[str, Callable[[dict[str, str]], str]]]) -> None:
    text = file.read_bytes().decode("cp1252")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), quoting=csv.QUOTE_ALL)
    writer.writeheader()
    for row in rows:
        for column, name in changes:
            if column in row:
                row[column] = name(row)
        writer.writerow(row)
    file.write_bytes(out.getvalue().encode("utf-8-sig"))
