"""What a template may say: a small part of Jinja, given plain data and a limit of work.

Templates are passed round by e-mail, so one may come from anybody. They are words, not programs:

- A template may place values (`{{ row.label }}`), repeat (`for`), choose (`if`), compare, and use the
  filters and tests listed here. Anything else in Jinja's grammar is refused before the template runs,
  by an allow-list: what nobody thought to forbid is forbidden. So there are no calls, no arithmetic,
  no variables or macros of its own, no other files, and nothing that switches escaping off.
- It is given text, numbers, lists and rows, and none of Python's objects. A dot looks a key up in a
  row and does nothing else, so no method and no attribute can be reached. Jinja's own sandbox lies
  underneath, as a second fence.
- Work is counted, not timed, so that the same template stops at the same place on every machine.
  Each turn of a loop costs as much as its body is long; each value costs its length. Only loops can
  multiply, and values cannot be put together into longer ones, so the count bounds time and memory.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cst_screen.errors import did_you_mean

MOST_WORK = 10_000_000
"""Characters written, with `_PART` for each part of a tag and `_TURN` for each turn of a loop: a second
or two. England's largest document takes less than a hundredth of it."""
_PART, _TURN = 5, 20
LONGEST_TEMPLATE = 2_000_000
"""Characters of a Markdown or HTML template, or of one part of a Word template."""
LONGEST_CONSTANT = 1_000
"""Characters or digits of a word or number inside a tag; the words of a document are outside tags."""
LONGEST_LIST = 100
"""Items of a list that is written inside a tag, such as `['met', 'not met']`."""
DEEPEST_LOOPS = 5
"""Loops within loops; the shipped templates have none."""

_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If),
    *(nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Const, nodes.List, nodes.Tuple),
    *(nodes.Filter, nodes.Keyword, nodes.Test, nodes.CondExpr, nodes.Compare, nodes.Operand),
    *(nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Scope),
)
_REFUSED: dict[type[nodes.Node], str] = {
    nodes.Call: "call anything: no name may be followed by round brackets. To write a large number "
    "with commas, use the filter 'thousands'",
    nodes.BinExpr: "do arithmetic or join words with ~. Write the two tags next to each other",
    nodes.Assign: "use 'set'. Use the values that it is given",
    nodes.AssignBlock: "use 'set'. Use the values that it is given",
    nodes.With: "use 'with'. Use the values that it is given",
    nodes.Include: "use 'include'. Copy the words into this template",
    nodes.Import: "use 'import'. Copy the words into this template",
    nodes.FromImport: "use 'import'. Copy the words into this template",
    nodes.Extends: "use 'extends'. Copy the words into this template",
    nodes.Block: "use 'block'. Leave the block's two tags out",
    nodes.Macro: "use 'macro'. Write the words out where they are needed",
    nodes.CallBlock: "use 'call'. Write the words out where they are needed",
    nodes.FilterBlock: "use 'filter' as a tag. Put the filter into each tag, such as {{ trust|upper }}",
    nodes.ScopedEvalContextModifier: "use 'autoescape'. Leave its two tags out",
    nodes.Dict: "write rows of its own in curly brackets. Use the values that it is given",
}
_LOOP = ("index", "index0", "revindex", "revindex0", "first", "last", "length")
"""What a template may ask of `loop`, besides the row itself."""
_OWN_NAMES = ("self", "caller", "varargs", "kwargs")
"""Names that Jinja fills with objects of its own."""
_MANY_DIGITS = re.compile(rf"\d{{{LONGEST_CONSTANT}}}")
_COUNTED = " counted"
"""The filter that counts the turns of a loop. The space keeps it out of a template's reach."""


_COMPILED: dict[tuple[str, bool, bool], Any] = {}
"""Templates of this run as code, by their text and how they are read."""


class TooMuchWork(jinja2.TemplateRuntimeError):
    """A template asked for more than any document needs."""


class TemplateLanguage(ImmutableSandboxedEnvironment):
    """Jinja cut down to what a template may say. Made anew for each document, as it counts its work.

    shown: how a value is written in this kind of document. last_source: the text compiled last.
    """

    def __init__(self, shown: Callable[[str], str], autoescape: bool) -> None:
        super().__init__(
            undefined=jinja2.StrictUndefined,
            autoescape=autoescape,
            # With the context, so that a constant is not worked out before the filling begins.
            finalize=jinja2.pass_context(lambda _, value: self._written(value)),
        )
        self._shown, self._work = shown, 0
        self.last_source = ""
        self.globals = {}
        self.filters = {
            name: self._bounded(run) for name, run in {**FILTERS, "join": self._joined}.items()
        }
        self.filters[_COUNTED] = self._turns
        self.tests = {name: self.tests[name] for name in TESTS}

    def compile(self, source: Any, *args: Any, **kwargs: Any) -> Any:
        """Python code of a template that says only what it may; a syntax error otherwise.

        Kept for the next document: a national run fills the same template for each trust.
        """
        if not isinstance(source, str):
            raise TypeError("a template is compiled from its text, which is checked first")
        self.last_source = source
        key = (source, bool(self.autoescape), self.trim_blocks)
        if key not in _COMPILED:
            _COMPILED[key] = super().compile(self._checked(source))
        return _COMPILED[key]

    def _checked(self, source: str) -> nodes.Template:
        if len(source) > LONGEST_TEMPLATE:
            _refuse_at(1, f"have more than {LONGEST_TEMPLATE:,} characters")
        digits = _MANY_DIGITS.search(source)
        if digits:  # Python would not read them, and would not say where
            _refuse_at(source.count("\n", 0, digits.start()) + 1, "hold a number of so many digits")
        tree = self.parse(source)
        _refuse_programs(tree)
        _count_loops(tree)
        return tree

    # --- what a tag may reach ---

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """A key of a row, an item of a list by number, or a fact of `loop`; nothing else."""
        if isinstance(obj, dict):
            if isinstance(argument, str) and argument in obj:
                return obj[argument]
            near = did_you_mean(str(argument), [key for key in obj if isinstance(key, str)])
            return self.undefined(f"there is no '{argument}' here.{near}")
        if isinstance(obj, list | tuple) and isinstance(argument, int):
            return (
                obj[argument]
                if -len(obj) <= argument < len(obj)
                else self.undefined(f"there is no item {argument} in a list of {len(obj)}")
            )
        if isinstance(obj, LoopContext) and argument in _LOOP:
            return getattr(obj, argument)
        if isinstance(obj, jinja2.Undefined):
            return obj
        return self.undefined(f"'{argument}' is not a part of this value, which has none")

    # --- counting ---

    def _spend(self, work: int) -> None:
        self._work += work
        if self._work > MOST_WORK:
            raise TooMuchWork(
                "it writes more than any document needs: look for a loop inside a loop"
            )

    def _turns(self, rows: Iterable[Any], cost: int) -> Iterator[Any]:
        for row in rows:
            self._spend(cost)
            yield row

    def _bounded(self, run: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*values: Any, **options: Any) -> Any:
            self._spend(sum(len(v) for v in values if isinstance(v, str | list | tuple)))
            result = run(*values, **options)
            self._spend(len(result) if isinstance(result, str) else 1)
            return result

        return counted

    def _joined(self, values: Iterable[Any], between: str = "") -> str:
        """Values with the template's own words between them, which may be signs of Markdown."""
        return _Written(between.join(self._shown(_text(value)) for value in values))

    def _written(self, value: Any) -> Any:
        """A value as the document shows it; only text and numbers can be shown."""
        if isinstance(value, jinja2.Undefined):
            return str(value)  # raises, and says which name
        if not isinstance(value, _ONE_VALUE):
            raise jinja2.TemplateRuntimeError(
                "a list or a row cannot be written as it is: put it in a loop, name a part of it, or "
                "use the filter 'join'"
            )
        self._spend(1 + len(str(value)))
        return value if isinstance(value, _Written) else self._shown(str(value))


_ONE_VALUE = (str, int, float, type(None))


class _Written(str):
    """A text whose values are already as the document shows them."""

    __slots__ = ()


# --- filters and tests ------------------------------------------------------------------------


def _text(value: Any) -> str:
    if isinstance(value, list | tuple | dict):
        raise jinja2.TemplateRuntimeError(
            "this filter takes one text or number, not a list or a row"
        )
    return str(value)


def _sort(rows: Iterable[Any], attribute: str | None = None) -> list[Any]:
    """Rows in ascending order of one of their parts; small and capital letters alike."""

    def key(row: Any) -> Any:
        value = row if attribute is None else row[attribute]
        return value.lower() if isinstance(value, str) else value

    return sorted(rows, key=key)


def _default(value: Any, instead: Any = "") -> Any:
    return instead if isinstance(value, jinja2.Undefined) or value in ("", None) else value


FILTERS: dict[str, Callable[..., Any]] = {
    "capitalize": lambda text: _text(text).capitalize(),
    "cell": _text,  # every value fits a cell; templates made earlier say so
    "default": _default,
    "first": lambda rows: next(iter(rows)),
    "join": lambda values, between="": between.join(map(_text, values)),  # see `_joined`
    "last": lambda rows: list(rows)[-1],
    "length": len,
    "lower": lambda text: _text(text).lower(),
    "sort": _sort,
    "thousands": lambda number: f"{number:,}",
    "title": lambda text: _text(text).title(),
    "trim": lambda text: _text(text).strip(),
    "upper": lambda text: _text(text).upper(),
}
"""Every filter that a template may use. None reaches code, and none makes text much longer."""

TESTS = ("defined", "undefined", "none", "even", "odd", "in")
"""Every test that a template may use after `is`."""


# --- before a template runs -------------------------------------------------------------------


def _refuse_programs(tree: nodes.Node, loops: int = 0) -> None:
    """A syntax error at the first thing that is not words, values, choices or repeats."""
    if not isinstance(tree, _ALLOWED):
        # Jinja leaves out the line of a few inner nodes.
        _refuse(next((_REFUSED[k] for k in type(tree).__mro__ if k in _REFUSED), ""), tree)
    if isinstance(tree, nodes.Name) and (tree.name.startswith("_") or tree.name in _OWN_NAMES):
        _refuse(f"use the name '{tree.name}'", tree)
    if isinstance(tree, nodes.Getattr) and tree.attr.startswith("_"):
        _refuse(f"use the name '{tree.attr}'", tree)
    if isinstance(tree, nodes.Const) and len(str(tree.value)) > LONGEST_CONSTANT:
        _refuse(f"hold more than {LONGEST_CONSTANT:,} characters of words inside a tag", tree)
    if isinstance(tree, nodes.List) or (isinstance(tree, nodes.Tuple) and tree.ctx == "load"):
        if not all(isinstance(item, nodes.Const) for item in tree.items):
            _refuse("make lists, other than of words and numbers", tree)
        if len(tree.items) > LONGEST_LIST:
            _refuse(f"hold a list of more than {LONGEST_LIST} items inside a tag", tree)
    if isinstance(tree, nodes.Filter) and tree.name == "join":
        given = (*tree.args, *(named.value for named in tree.kwargs))
        if not all(
            isinstance(words, nodes.Const) and isinstance(words.value, str) for words in given
        ):
            _refuse("put anything but words of its own between what it joins", tree)
    if isinstance(tree, nodes.For):
        loops += 1
        if tree.recursive:
            _refuse("use 'recursive'. Write the loops out", tree)
        if loops > DEEPEST_LOOPS:
            _refuse(f"have more than {DEEPEST_LOOPS} loops within each other", tree)
    for child in tree.iter_child_nodes():
        _refuse_programs(child, loops)


def _refuse(what: str, node: nodes.Node) -> None:
    _refuse_at(getattr(node, "lineno", 1) or 1, what or f"use '{type(node).__name__.lower()}'")


def _refuse_at(line: int, what: str) -> None:
    raise jinja2.TemplateAssertionError(f"a template may not {what}", line)


def _count_loops(tree: nodes.Node) -> None:
    """Let each loop count its turns: a turn costs as much as the body has parts and letters."""
    for loop in list(tree.find_all(nodes.For)):
        cost = _TURN + sum(
            len(node.data) if isinstance(node, nodes.TemplateData) else _PART
            for part in (*loop.body, *([loop.test] if loop.test else []))
            for node in (part, *part.find_all(nodes.Node))
        )
        cost_node = nodes.Const(cost, lineno=loop.lineno)
        loop.iter = nodes.Filter(
            loop.iter, _COUNTED, [cost_node], [], None, None, lineno=loop.lineno
        )


class PlainContext(dict[str, Any]):
    """What `plain` made of a context, so that it is not gone through again for the next template."""


def plain(value: Any) -> Any:
    """A record as text, numbers, lists and rows: what a template may be given.

    A dataclass becomes a row of its fields and its properties.
    """
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, PlainContext):
        return value
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    assert is_dataclass(value) and not isinstance(value, type), type(value)
    return {name: plain(getattr(value, name)) for name in _names_in(type(value))}


_PLAIN = (str, int, float, bool)


@functools.cache
def _names_in(record: type) -> tuple[str, ...]:
    """The fields and the properties of a dataclass."""
    properties = (name for name, part in vars(record).items() if isinstance(part, property))
    return (*(part.name for part in fields(record)), *properties)
