"""Templates that try to run, read, reach or wear out something: each is refused with file and line."""

from pathlib import Path
from typing import Any

import pytest

from cst_screen.errors import RunFolderError
from cst_screen.outputs.templates.fill import render_text
from cst_screen.outputs.templates.language import FILTERS, TESTS

GIVEN: dict[str, Any] = {
    "trust": "Harbour Trust",
    "number": 1234567,
    "rows": [{"label": f"Row {n}", "names": ["a", "b"]} for n in range(60)],
}

REACHES_CODE = {
    "the chain from cycler": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "the chain from joiner": "{{ joiner.__init__.__globals__['os'].system('id') }}",
    "the chain from lipsum": "{{ lipsum.__globals__.os.environ }}",
    "the chain from namespace": "{{ namespace.__init__.__globals__ }}",
    "the chain from self": "{{ self.__init__.__globals__ }}",
    "self alone": "{{ self }}",
    "a text's class": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "a value's class": "{{ trust.__class__ }}",
    "a value's class in square brackets": "{{ trust['__class__'] }}",
    "a value's class through attr": "{{ trust|attr('__class__') }}",
    "a value's class through map": "{{ [trust]|map(attribute='__class__')|list }}",
    "a value's class through sort": "{{ rows|sort(attribute='__class__')|length }}",
    "a method of a text": "{{ trust.upper }}",
    "a call of a method": "{{ trust.upper() }}",
    "a method of a list": "{{ rows.append(1) }}",
    "a method of a row": "{{ rows[0].update }}",
    "a format of a text": "{{ '{0.__class__}'.format(trust) }}",
    "a format that is wide": "{{ '{:>1000000000}'.format(1) }}",
    "a format through a filter": "{{ '%s'|format(trust) }}",
    "a part of loop": "{% for r in rows %}{{ loop.__init__ }}{% endfor %}",
    "a secret part of loop": "{% for r in rows %}{{ loop._iterable }}{% endfor %}",
    "a method of loop": "{% for r in rows %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "a global by name": "{{ range }}",
    "a call of range": "{% for i in range(10) %}{% endfor %}",
    "a call of dict": "{{ dict(a=1) }}",
    "a call of what another filter gives": "{{ (rows|first)() }}",
    "the context": "{{ context }}",
    "the environment": "{{ environment }}",
    "caller": "{{ caller() }}",
    "varargs": "{{ varargs }}",
    "a name with an underscore": "{{ __import__ }}",
    "an escape written as code": "{{ trust['\\x5f\\x5fclass\\x5f\\x5f'] }}",
}
REACHES_FILES = {
    "include": "{% include '/etc/passwd' %}",
    "include of a name beside it": "{% include 'other.md.j2' %}",
    "import": "{% import 'other.md.j2' as o %}",
    "from import": "{% from 'other.md.j2' import o %}",
    "extends": "{% extends 'other.md.j2' %}",
    "a block": "{% block a %}{% endblock %}",
}
IS_A_PROGRAM = {
    "set": "{% set x = 1 %}",
    "set as a block": "{% set x %}a{% endset %}",
    "with": "{% with x = 1 %}{% endwith %}",
    "a macro": "{% macro m() %}{{ m() }}{% endmacro %}",
    "a macro that is called": "{% macro m() %}{% endmacro %}{% call m() %}{% endcall %}",
    "a filter as a tag": "{% filter upper %}a{% endfilter %}",
    "escaping switched off": "{% autoescape false %}{{ trust }}{% endautoescape %}",
    "marked as safe": "{{ trust|safe }}",
    "a recursive loop": "{% for r in rows recursive %}{{ loop(rows) }}{% endfor %}",
    "do": "{% do rows.append(1) %}",
    "debug": "{% debug %}",
    "a row of its own": "{{ {'a': 1}.a }}",
    "a list of values": "{% for r in [trust, trust] %}{% endfor %}",
    "arithmetic": "{{ number + 1 }}",
    "an unknown filter": "{{ trust|pprint }}",
    "an unknown test": "{{ trust is callable }}",
    "a value between joined ones": "{{ rows|join(trust) }}",
}
RUNS_AWAY = {
    "a power": "{{ 9 ** 9 ** 9 }}",
    "a text many times": "{{ 'a' * 10000000000 }}",
    "a text put together": "{{ trust ~ trust }}",
    "a list many times": "{% for i in [1] * 1000000000 %}{% endfor %}",
    "loops within loops": "{% for a in rows %}{% for b in rows %}{% for c in rows %}{% for d in rows %}"
    "{% for e in rows %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
    "loops within loops that write": "{% for a in rows %}{% for b in rows %}{% for c in rows %}"
    "{{ trust }} and so on, and so on, and so on, and so on, and so on{% endfor %}{% endfor %}"
    "{% endfor %}" * 5,
    "loops within loops over letters": "{% for a in trust %}" * 6 + "x" + "{% endfor %}" * 6,
    "six loops within each other": "{% for a in rows %}" * 6 + "{% endfor %}" * 6,
    "twenty-five loops within each other": "{% for a in [1] %}" * 25 + "{% endfor %}" * 25,
    "a filter over and over": "{% for a in rows %}{% for b in rows %}{% for c in rows %}"
    + "{% if '" + "x" * 900 + "'|upper|lower|title|trim == '' %}{% endif %}" * 3
    + "{% endfor %}{% endfor %}{% endfor %}",
    "a long word in a tag": "{{ '" + "x" * 1_001 + "' }}",
    "a number of five thousand digits": "{{ " + "9" * 5_000 + " }}",
    "a number of two thousand digits": "{{ " + "9" * 2_000 + " }}",
    "a list of a thousand": "{% for a in [" + "1," * 1_000 + "] %}{% endfor %}",
    "brackets a hundred thousand deep": "{{ " + "(" * 100_000 + "1" + ")" * 100_000 + " }}",
    "brackets five hundred deep": "{{ " + "(" * 500 + "1" + ")" * 500 + " }}",
    "not, a hundred thousand times": "{{ " + "not " * 100_000 + "trust }}",
    "filters, ten thousand times": "{{ trust" + "|upper" * 10_000 + " }}",
    "dots, ten thousand times": "{{ trust" + ".a" * 10_000 + " }}",
    "if, five thousand deep": "{% if 1 %}" * 5_000 + "{% endif %}" * 5_000,
    "elif, ten thousand times": "{% if 0 %}" + "{% elif 0 %}" * 10_000 + "{% endif %}",
    "three million letters": "x" * 3_000_000,
}  # fmt: skip
IS_BROKEN = {
    "a tag left open": "{{ trust",
    "a loop left open": "{% for r in rows %}",
    "an end without a beginning": "{% endfor %}",
    "a name that is not given": "{{ trsut }}",
    "a part that is not there": "{% for r in rows %}{{ r.lable }}{% endfor %}",
    "an item that is not there": "{{ rows[1000].label }}",
    "a whole list": "{{ rows }}",
    "a whole row": "{{ rows[0] }}",
    "a loop over a number": "{% for r in number %}{% endfor %}",
    "a filter of numbers on a word": "{{ trust|thousands }}",
    "a filter of words on a list": "{{ rows|upper }}",
    "rows in the order of nothing": "{{ rows|sort(attribute='nothing')|length }}",
    "rows in an order of their own": "{{ rows|sort|length }}",
    "a slice of a row": "{{ rows[0][1:2] }}",
    "a comparison of unlike things": "{% if rows < trust %}{% endif %}",
}
ATTACKS = {**REACHES_CODE, **REACHES_FILES, **IS_A_PROGRAM, **RUNS_AWAY, **IS_BROKEN}


def fill(tmp_path: Path, text: str, name: str = "t.md.j2") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return render_text(path, GIVEN)


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_is_refused_with_its_line(tmp_path: Path, attack: str) -> None:
    with pytest.raises(RunFolderError) as fault:
        fill(tmp_path, "words\nwords\n" + ATTACKS[attack])

    message = str(fault.value)
    # Python itself stops at nesting that it cannot read, and knows no line.
    lineless = "too many or too deep within each other" in message or "characters" in message
    assert ", line 3: " in message or lineless, message
    assert "Correct the tag; templates/README.md lists" in message
    assert len(message) < 700


@pytest.mark.parametrize("attack", [*REACHES_CODE, *REACHES_FILES])
def test_page_of_html_refuses_the_same(tmp_path: Path, attack: str) -> None:
    with pytest.raises(RunFolderError):
        fill(tmp_path, ATTACKS[attack], "t.html.j2")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ trsut }}", "'trsut' is undefined"),
        ("{% for r in rows %}{{ r.lable }}{% endfor %}", "there is no 'lable' here. Did you mean 'label'?"),
        ("{{ trust.upper() }}", "a template may not call anything"),
        ("{{ number + 1 }}", "a template may not do arithmetic"),
        ("{{ rows }}", "put it in a loop"),
        ("{% for a in trust %}" * 5 + "x" * 99 + "{% endfor %}" * 5, "look for a loop inside a loop"),
    ],
)  # fmt: skip
def test_message_says_what_to_do(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(RunFolderError) as fault:
        fill(tmp_path, text)

    assert said in str(fault.value)


# --- what a template may do -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("{{ trust }}, {{ number|thousands }}", "Harbour Trust, 1,234,567"),
        ("{% for r in rows[:2] %}{{ loop.index }} {{ r.label }};{% endfor %}", "1 Row 0;2 Row 1;"),
        (
            "{% for r in rows if r.label == 'Row 7' %}{{ r['label'] }}{% else %}-{% endfor %}",
            "Row 7",
        ),
        ("{{ rows[0].names|join('`, `') }}", "a`, `b"),
        ("{% if trust in ['Harbour Trust', 'B'] and not false %}yes{% else %}no{% endif %}", "yes"),
        ("{{ 'yes' if number > 5 else 'no' }}", "yes"),
        ("{{ nothing|default('none') }}", "none"),
        ("{% if nothing is defined %}a{% else %}b{% endif %}", "b"),
        ("{{ (rows|sort(attribute='label')|last).label }}", "Row 9"),
        ("{{ rows|length }} {{ rows[-1].label }} {{ trust|upper }}", "60 Row 59 HARBOUR TRUST"),
        ("{% for r in rows %}{% if loop.last %}{{ loop.length }}{% endif %}{% endfor %}", "60"),
        ("{# a note #}{% raw %}{{ kept }}{% endraw %}", "{{ kept }}"),
    ],
)
def test_words_of_a_template_are_filled(tmp_path: Path, text: str, becomes: str) -> None:
    assert fill(tmp_path, text) == becomes


def test_ordinary_loops_are_far_from_the_limit(tmp_path: Path) -> None:
    """Sixty schools with sixty lines each: more than any brief holds."""
    text = fill(
        tmp_path, "{% for a in rows %}{% for b in rows %}{{ b.label }}\n{% endfor %}{% endfor %}"
    )

    assert len(text.splitlines()) == 60 * 60


def test_every_filter_and_test_is_described() -> None:
    described = (Path(__file__).parents[4] / "templates" / "README.md").read_text(encoding="utf-8")

    assert [name for name in (*FILTERS, *TESTS) if f"`{name}`" not in described] == []
