"""Criteria files that are broken, hostile or just mistyped: each is refused in one form, in own words.

`c.yaml:line:column what is wrong. What to do.`
"""

import re
from pathlib import Path

import pytest

from cst_screen.errors import CriteriaError
from cst_screen.judging.criteria import read_criteria
from tests.unit.judging.test_criteria import GOOD, THE_LINE

OWN_FORM = re.compile(r"^c\.yaml:\d+:\d+ .{10,}?[.?] .{4,}\.$")
LIBRARY = re.compile(
    r"pydantic|yaml\.org|Input should|should have|should be|\btuple\b|\bdict|valid (string|number|int)"
    r"|could not|found character|scalar|\btoken|mapping|sequence|constructor|validation|\bstr\b|(?<!!)\bint\b"
    r"|(?-i:None)|Traceback|Errno|<class",
    re.IGNORECASE,
)
THRESHOLD = "at_least: 3"


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def threshold(value: str) -> str:
    return changed(THRESHOLD, f"at_least: {value}")


def nested_aliases() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 11)]
    return "\n".join(lines) + "\n" + GOOD


ATTACKS: dict[str, tuple[str | bytes, str]] = {
    # What makes YAML a language.
    "ten nested lists of aliases": (nested_aliases(), "1:5"),
    "an alias": (changed("title: A test", "title: &t A test\nother: *t"), "1:8"),
    "an anchor without an alias": (changed("title: A test", "title: &t A test"), "1:8"),
    "an alias of nothing": (changed("title: A test", "title: *t"), "1:8"),
    "an alias that holds itself": ("title: &a [*a]\n", "1:8"),
    "an alias as a key": (changed("title: A test", "*t : A test"), "1:1"),
    "a whole number by tag": (threshold("!!int abc"), "8:15"),
    "a truth value by tag": (threshold("!!bool x"), "8:15"),
    "a time by tag": (threshold("!!timestamp x"), "8:15"),
    "a number by tag": (threshold("!!float nonsense"), "8:15"),
    "a set by tag": (threshold("!!set {a, b}"), "8:15"),
    "bytes by tag": (threshold("!!binary aGk="), "8:15"),
    "an object of Python": (changed("title: A test", "title: !!python/object/apply:os.system [id]"), "1:8"),
    "a name of Python": (changed("title: A test", "title: !!python/name:os.system x"), "1:8"),
    "a tag of its own": (changed("title: A test", "title: !mine A test"), "1:8"),
    "a tag as a key": (changed("title: A test", "!!str title: A test"), "1:1"),
    "a tag that says nothing": (changed("title: A test", "title: ! A test"), "1:8"),
    "a merge": (changed("    family: trajectory", "    <<: {family: trajectory}"), "4:5|6:5"),
    "a merge of a list": (changed("    family: trajectory", "    <<: [{family: trajectory}]"), "4:5|6:5"),
    "a directive of tags": ("%TAG ! tag:example.org,2000:\n---\n" + GOOD, "1:1"),
    "a directive of the version": ("%YAML 1.1\n---\n" + GOOD, "1:1"),
    "two documents": (GOOD + "---\n" + GOOD, "14:1"),
    "a list as a key": ("? [a, b]\n: c\n" + GOOD, "1:3"),
    "a group as a key": ("{a: b}: c\n" + GOOD, "1:1"),
    # Sizes.
    "a number of five thousand digits": (threshold("9" * 5_000), "8:15"),
    "a number of sixteen digits": (threshold("1234567890123456"), "8:15"),
    "a fraction of five thousand digits": (threshold("0." + "3" * 5_000), "8:15"),
    "brackets a hundred thousand deep": ("a: " + "[" * 100_000, "1:"),
    "groups a hundred thousand deep": ("a: " + "{a: " * 40_000, "1:"),
    "hyphens a thousand deep": ("- " * 1_000 + "a\n", "1:"),
    "brackets thirteen deep": (changed("title: A test", "title: " + "[" * 13 + "]" * 13), "1:"),
    "a text of six thousand letters": (changed("title: A test", "title: " + "x" * 6_000), "1:8"),
    "a file of three hundred thousand bytes": (GOOD + "#" * 300_000, "1:1"),
    "a key of six thousand letters": (changed("title: A test", "x" * 800 + ": A test"), "1:1"),
    "hundreds of faults": ("criteria:\n" + "  - {a: 1}\n" * 200, "1:1"),
    # Numbers that are none.
    "a power": (threshold("1e400"), "8:5"),
    "a power of ten": (threshold("1e3"), "8:5"),
    "not a number": (threshold(".nan"), "8:5"),
    "without end": (threshold(".inf"), "8:5"),
    "without end, below": (threshold("-.inf"), "8:5"),
    "an octal number": (threshold("012"), "8:5"),
    "a new octal number": (threshold("0o12"), "8:5"),
    "a hexadecimal number": (threshold("0x1F"), "8:5"),
    "a number to the base of sixty": (threshold("1:30"), "8:5"),
    "a number with underscores": (threshold("1_000"), "8:5"),
    "a number with a comma": (threshold("1,5"), "8:5"),
    "a percentage": (threshold("50%"), "8:5"),
    "a date": (threshold("2024-01-01"), "8:5"),
    "Norway": (threshold("no"), "8:5"),
    "a truth value": (threshold("true"), "8:5"),
    "nothing": (threshold(""), "4:5"),
    "a number in quotation marks": (threshold("'3'"), "8:5"),
    "a list for a number": (threshold("[3]"), "8:5"),
    "a group for a number": (threshold("{a: 3}"), "8:5"),
    # Keys.
    "a key twice": (changed("    at_least: 3", "    at_least: 3\n    at_least: 5"), "9:5"),
    "a key twice in brackets": (changed("{trust: Two, ", "{trust: Two, trust: Two, "), "12:22"),
    "an unknown key": (changed("at_least: 3", "at_lest: 3"), "4:5|8:5"),
    "a number as a key": (changed("title: A test", "title: A test\n1: x"), "2:1"),
    "nothing as a key": (changed("title: A test", "title: A test\n: x"), "2:1"),
    "a title that is a number": (changed("title: A test", "title: 5"), "1:1"),
    "an id with a space": (changed("id: enough_joiners", "id: enough joiners"), "4:5"),
    "an address that is none": (changed("https://example.org/protocol", "javascript:alert(1)"), "10:47"),
    "a range with one end": (changed(THRESHOLD, "between: [1]"), "8:5"),
    "a range with three ends": (changed(THRESHOLD, "between: [1, 2, 3]"), "8:5"),
    "a range the wrong way round": (changed(THRESHOLD, "between: [5, 1]"), "4:5"),
    "a range of words": (changed(THRESHOLD, "between: [a, b]"), "8:15"),
    "a choice of nothing": (changed(THRESHOLD, "one_of: []"), "4:5"),
    "settings that are a word": (changed("criteria:\n", "settings: none\ncriteria:\n"), "3:1"),
    "settings out of range": (changed("criteria:\n", "settings: {clock: {before_years: 99}}\ncriteria:\n"), "3:20"),
    "settings with half a year": (changed("criteria:\n", "settings: {clock: {before_years: 2.5}}\ncriteria:\n"), "3:20"),
    "criteria that are a word": ("title: A\ndescription: B\ncriteria: none\n", "3:1"),
    "criteria that are a group": ("title: A\ndescription: B\ncriteria: {a: b}\n", "3:1"),
    "no criteria": ("title: A\ndescription: B\ncriteria: []\n", "3:1"),
    "an empty criterion": ("title: A\ndescription: B\ncriteria:\n  -\n", "4:"),
    # Characters.
    "a NUL": (changed("A test", "A\x00test"), "1:9"),
    "a bell": (changed("A test", "A\x07test"), "1:9"),
    "an escape sequence": (changed("A test", "A\x1b[31mtest"), "1:9"),
    "a turn of direction": (changed("A test", "A\u202etest"), "1:9"),
    "a space without a width": (changed("    at_least", "    \u200bat_least"), "8:5"),
    "a byte-order mark in the middle": (changed("at_least", "\ufeffat_least"), "8:5"),
    "a line break of its own kind": (changed("A test", "A\u2028test"), "1:9"),
    "an escaped NUL": (changed("title: A test", 'title: "A\\0test"'), "1:8"),
    "a tab": (changed("    at_least", "\tat_least"), "8:1"),
    "a tab after a space": (changed("    at_least", "  \tat_least"), "8:3"),
    "UTF-16": (GOOD.encode("utf-16"), "1:1"),
    "UTF-16 without its mark": (GOOD.encode("utf-16-le"), "1:2"),
    "Windows' own letters": (changed("A test", "A château").encode("cp1252"), "1:12"),
    "no text at all": (bytes(range(256)) * 4, "2:118"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "1:1"),
    # Whole files.
    "an empty file": ("", "1:1"),
    "spaces and a comment": ("  \n# nothing\n", "1:1|3:1"),
    "a list": ("- a\n- b\n", "1:1"),
    "a word": ("just words\n", "1:1"),
    "nothing, written out": ("null\n", "1:1"),
    "a quotation mark that is not closed": (changed("title: A test", 'title: "A test'), r"5:19|10:\d+|14:1"),
    "a bracket that is not closed": ("title: A test\ncriteria: [\n", "3:1"),
    "a wrong indent": (changed("    at_least: 3", "   at_least: 3"), "8:4"),
    "a colon in a text": (changed("title: A test", "title: A: test"), "1:9"),
    "a line without a colon": (changed("    at_least: 3", "    at_least 3"), "9:11|8:5|9:5"),
    "a sign at the beginning": (changed("title: A test", "title: @test"), "1:8"),
    "a backslash": (changed("title: A test", 'title: "C:\\data"'), "1:12"),
}  # fmt: skip


def refused(tmp_path: Path, content: str | bytes) -> list[str]:
    path = tmp_path / "c.yaml"
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    with pytest.raises(CriteriaError) as fault:
        read_criteria(path)
    lines = str(fault.value).replace(str(tmp_path) + "/", "").splitlines()
    return [line for line in lines if not THE_LINE.match(line)]


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_is_refused_in_one_form(tmp_path: Path, attack: str) -> None:
    content, place = ATTACKS[attack]
    lines = refused(tmp_path, content)

    assert [line for line in lines if not OWN_FORM.match(line)] == []
    assert [line for line in lines if LIBRARY.search(line)] == []
    assert re.match(rf"c\.yaml:({place})", lines[0]), lines[0]
    assert len(lines) <= 41
    assert max(len(line) for line in lines) < 500


def test_there_are_more_than_sixty() -> None:
    assert len(ATTACKS) > 60


def test_faults_are_said_together(tmp_path: Path) -> None:
    text = threshold("!!int 3").replace("A test", "&a A test").replace("expect: met", "expect: *a")

    assert [line.split(" ")[0] for line in refused(tmp_path, text)] == [
        "c.yaml:1:8",
        "c.yaml:8:15",
        "c.yaml:13:42",
    ]


def test_many_faults_end_with_their_number(tmp_path: Path) -> None:
    lines = refused(tmp_path, "criteria:\n" + "  - {a: 1}\n" * 200)

    assert len(lines) == 41
    assert re.search(r" [\d,]+ more faults begin here", lines[-1])


@pytest.mark.parametrize("name", ["folder", "nowhere.yaml", "a\x00b.yaml"])
def test_file_that_cannot_be_opened_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(CriteriaError, match="the criteria file cannot be read") as fault:
        read_criteria(tmp_path / name)

    assert "\x00" not in str(fault.value)


@pytest.mark.parametrize(
    "text",
    ["# a comment\n---\n" + GOOD, GOOD + "...\n", GOOD.replace("\n", "\r\n"), "\ufeff" + GOOD],
)
def test_harmless_forms_are_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "c.yaml"
    path.write_bytes(text.encode("utf-8"))

    assert [rule.id for rule in read_criteria(path).rules] == ["enough_joiners"]
