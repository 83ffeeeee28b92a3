"""What must be true of a criteria file beyond the types of its keys; every fault as a place and a sentence.

Where one criterion has a fault, the others are still looked through, so that all faults are said at once.
What no longer fits, such as an example that does not hold, is kept apart: it stops no screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from cst_screen.errors import did_you_mean
from cst_screen.judging.grammar import (
    MATERIAL,
    NOTHING_REQUIRED,
    CriteriaFile,
    Criterion,
    Example,
    FamilySettings,
    Reference,
    fault_of_comparisons,
    with_families,
    with_material,
)
from cst_screen.judging.messages import words_of_fault
from cst_screen.judging.plausible import Plausible, PlausibleRange, faults_of_ranges, ranges_off
from cst_screen.judging.selection_rules import FIELDS_OF_SELECTION
from cst_screen.judging.sentences import faults_of_places, filled
from cst_screen.judging.settings import FIELDS_OF_SETTINGS, Settings
from cst_screen.judging.strict_yaml import Place, Places, quoted
from cst_screen.judging.typed_numbers import faults_of_numbers
from cst_screen.judging.verdicts import COMPARISONS, FigureValue, judge
from cst_screen.vocabulary.figure import ByPhase
from cst_screen.vocabulary.figures import FAMILIES, FIGURES

At = tuple[str | int, ...]
_SENTENCES = ("description", "reason")


@dataclass
class Checked:
    """A file's records, None where they have a fault; its faults; and what no longer fits it: examples that do
    not hold, and plausible ranges without its own value."""

    content: CriteriaFile | None = None
    faults: list[tuple[Place, str]] = field(default_factory=list)
    no_longer_fits: list[tuple[Place, str]] = field(default_factory=list)


def check(data: Any, places: Places, text: str) -> Checked:
    """Every fault of what a file holds. places: of each key and item; text: of the whole file."""
    checked = Checked()
    found = _Found(data, places, text)
    material = [at for at, rule in _raw_rules(data) if rule.get("at_least") == MATERIAL]
    data = _with_material(data, found)
    data = _with_all_of_families(data)
    try:
        content = CriteriaFile.model_validate(data)
    except ValidationError as fault:
        content = None
        for at, words in _faults_of_keys(fault):
            found.say(at, words)
    rules = list(_raw_rules(data))
    if rules and all(rule.get("role") == "caveat" for _, rule in rules):
        found.say((), f"{NOTHING_REQUIRED}.")
    settings = (content.settings if content else Settings()).model_dump()
    ids: set[str] = set()
    for index, rule in rules:
        _check_figure(found, index, rule)
        _check_comparison(found, index, rule)
        _check_id(found, index, rule, ids)
        criterion = _sound(rule)
        if criterion is not None:
            _check_sentences(found, index, criterion, settings)
            for number, words in _examples_off(criterion):
                place = found.place(("criteria", index, "examples", number))
                checked.no_longer_fits.append((place, found.named(index) + words))
    _check_families(found, data)
    if content is not None:
        wrong = faults_of_ranges(content, {content.criteria[at].id for at in material})
        for key, words in wrong:
            found.say(("plausible", "ranges", key), words)
        for key, words in [] if wrong else ranges_off(content):
            checked.no_longer_fits.append((found.place(("plausible", "ranges", key)), words))
    checked.faults = list(dict.fromkeys(found.faults))
    if content is not None and not checked.faults:
        marked = with_material(_with_sentences(content, settings), material)
        checked.content = with_families(marked)
    return checked


def _faults_of_keys(fault: ValidationError) -> Iterator[tuple[At, str]]:
    """Pydantic's faults in our words; a key that is missing because it is mistyped is said once."""
    errors = fault.errors()
    mistyped = {
        (*error["loc"][:-1], did_you_mean(str(error["loc"][-1]), _known_keys(tuple(error["loc"]))))
        for error in errors
        if error["type"] == "extra_forbidden"
    }
    for error in errors:
        at = tuple(error["loc"])
        # A list whose items are all at fault is also said to be too short; once is enough.
        if error["type"] == "too_short" and error["input"]:
            continue
        if error["type"] == "missing" and (*at[:-1], f" Did you mean '{at[-1]}'?") in mistyped:
            continue
        yield at, words_of_fault(error, _known_keys(at))


class _Found:
    """The faults found so far, each with its place."""

    def __init__(self, data: Any, places: Places, text: str) -> None:
        self._rules, self._places, self._lines = dict(_raw_rules(data)), places, text.splitlines()
        self.faults: list[tuple[Place, str]] = []

    def place(self, at: At) -> Place:
        """Of a key or item, or of the nearest around it that stands in the file."""
        return next(self._places[at[:n]] for n in range(len(at), -1, -1) if at[:n] in self._places)

    def named(self, index: int | str) -> str:
        if index not in self._rules:
            return ""
        rule = self._rules[int(index)]
        return f"criterion {quoted(rule.get('id', int(index) + 1))}: "

    def say(self, at: At, words: str, part: str = "") -> None:
        """part: words of the text at that place that are at fault, so that their own line is said."""
        name = self.named(at[1]) if len(at) > 1 and at[0] == "criteria" else ""
        # A text that the file takes over from another has no line of its own here.
        place = self._place_of_part(at, part) if part and at in self._places else self.place(at)
        self.faults.append((place, f"{name}{words}"))

    def _place_of_part(self, at: At, part: str) -> Place:
        line, column = self.place(at)
        rest = "\n".join([self._lines[line - 1][column - 1 :], *self._lines[line:]])
        found = re.search(r"\s+".join(map(re.escape, part.split())), rest)
        if not found:  # written with an escape
            return line, column
        before = rest[: found.start()]
        breaks = before.count("\n")
        if breaks:
            return line + breaks, found.start() - before.rfind("\n")
        return line, column + found.start()


# --- one criterion ----------------------------------------------------------------------------


def _check_figure(found: _Found, index: int, rule: Mapping[str, Any]) -> None:
    figure = rule.get("figure")
    if not isinstance(figure, str):
        return
    if figure not in FIGURES:
        found.say(
            ("criteria", index, "figure"),
            f"unknown figure {quoted(figure)}.{did_you_mean(figure, FIGURES)} Run 'cst-screen "
            "figures' to list them.",
        )
        return
    if rule.get("held") in ("lower", "upper") and not FIGURES[figure].interval:
        found.say(
            ("criteria", index, "held"),
            f"'{figure}' has no interval, so it has no {rule['held']} end. Leave 'held' out.",
        )
    if "phases" in rule and FIGURES[figure].by_phase is not ByPhase.LEADING:
        found.say(
            ("criteria", index, "phases"),
            f"'{figure}' is not of the phase that makes a trust's case, so there is nothing to choose. "
            "Leave 'phases' out.",
        )


def _check_comparison(found: _Found, index: int, rule: Mapping[str, Any]) -> None:
    """Not where a key is one of them, mistyped: that is said already."""
    fault = fault_of_comparisons(rule)
    meant = [
        key
        for key in rule
        if key not in Criterion.model_fields
        and any(f"'{name}'" in did_you_mean(key, Criterion.model_fields) for name in COMPARISONS)
    ]
    if fault and not meant:
        found.say(("criteria", index), f"{fault}.")


def _check_id(found: _Found, index: int, rule: Mapping[str, Any], ids: set[str]) -> None:
    id_ = rule.get("id")
    if not isinstance(id_, str):
        return
    if id_ in ids:
        found.say(
            ("criteria", index, "id"),
            f"the id '{id_}' is used twice. Give each criterion an id of its own.",
        )
    ids.add(id_)


def _check_sentences(
    found: _Found, index: int, criterion: Criterion, settings: Mapping[str, Any]
) -> None:
    for key in _SENTENCES:
        text = getattr(criterion, key)
        for part, words in faults_of_places(text, criterion.asked, settings):
            found.say(("criteria", index, key), words, part)
    for part, words in faults_of_numbers(criterion.description, criterion.asked):
        found.say(("criteria", index, "description"), words, part)


def _examples_off(criterion: Criterion) -> Iterator[tuple[int, str]]:
    """The examples that do not hold: their place in the list, and what they now give."""
    for number, example in enumerate(criterion.examples):
        figure = FigureValue(
            criterion.figure,
            example.value,
            example.lower,
            example.upper,
            missing=None if example.value is not None else "not_published",
        )
        answer = judge(criterion.rule, figure).verdict
        if answer != example.expect:
            yield (
                number,
                (
                    f"the example '{example.trust}' expects {example.expect}, but with this "
                    f"threshold the answer is {answer}. If the threshold is right, write 'expect: "
                    f"{answer}' or change the example's numbers. Otherwise correct the threshold."
                ),
            )


def _sound(rule: Mapping[str, Any]) -> Criterion | None:
    """The criterion, where its own keys have no fault."""
    try:
        criterion = Criterion.model_validate(rule)
    except ValidationError:
        return None
    return criterion if criterion.figure in FIGURES else None


def _with_sentences(content: CriteriaFile, settings: Mapping[str, Any]) -> CriteriaFile:
    criteria = tuple(
        criterion.model_copy(
            update={
                key: filled(getattr(criterion, key), criterion.asked, settings)
                for key in _SENTENCES
            }
        )
        for criterion in content.criteria
    )
    return content.model_copy(update={"criteria": criteria})


def _with_material(data: Any, found: _Found) -> Any:
    """The data with the setting in place of the word, so that what is material is said once in a file."""
    rules = list(_raw_rules(data))
    if not any(rule.get("at_least") == MATERIAL for _, rule in rules):
        return data
    settings = data.get("settings")
    given = settings.get("effect_threshold") if isinstance(settings, dict) else None
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    threshold = given if is_number else Settings().effect_threshold
    filled_in = list(data["criteria"])
    for index, rule in rules:
        if rule.get("at_least") != MATERIAL:
            continue
        figure = FIGURES.get(str(rule.get("figure")))
        if figure is not None and figure.unit != "sd":
            found.say(
                ("criteria", index, "at_least"),
                f"'{MATERIAL}' is a size in standard deviations, and '{figure.name}' is not. Write a number.",
            )
        filled_in[index] = {**rule, "at_least": threshold}
    return {**data, "criteria": filled_in}


ALL = "all"
"""As `at_least: all` of a family: each of its required criteria."""


def _with_all_of_families(data: Any) -> Any:
    families = data.get("families") if isinstance(data, dict) else None
    if not isinstance(families, dict):
        return data
    numbered = {
        family: {**rule, "at_least": max(_required_in(data, family), 1)}
        if isinstance(rule, dict) and rule.get("at_least") == ALL
        else rule
        for family, rule in families.items()
    }
    return {**data, "families": numbered}


def _check_families(found: _Found, data: Any) -> None:
    """A rule that is met with every figure missing asks nothing; one for more than there are can never be."""
    families = data.get("families") if isinstance(data, dict) else None
    for family, rule in (families if isinstance(families, dict) else {}).items():
        number = rule.get("at_least") if isinstance(rule, dict) else None
        if family not in FAMILIES or not isinstance(number, int) or isinstance(number, bool):
            continue
        at, of = ("families", family, "at_least"), _required_in(data, family)
        if not of:
            found.say(
                ("families", family),
                f"the family {quoted(family)} has no required criterion, so the rule would be met with every "
                "figure missing. Give it a criterion with 'role: required', or leave the rule out.",
            )
        elif number < 1:
            found.say(
                at,
                f"'at_least' of the family {quoted(family)} is {number}, which is met with every figure "
                f"missing. Write a number from 1 to {of}, or all.",
            )
        elif number > of:
            found.say(
                at,
                f"'at_least' of the family {quoted(family)} is {number}, and it has {of} required. Write a "
                f"number from 1 to {of}, or all.",
            )


def _required_in(data: Any, family: Any) -> int:
    return sum(
        rule.get("family") == family and rule.get("role", "required") == "required"
        for _, rule in _raw_rules(data)
    )


# --- the file as it is written ----------------------------------------------------------------


def _raw_rules(data: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """The criteria as the file has them, each with its place in the list."""
    rules = data.get("criteria") if isinstance(data, dict) else None
    if isinstance(rules, list | tuple):
        yield from ((i, r) for i, r in enumerate(rules) if isinstance(r, dict))


_KEYS_AT: dict[int | str, dict[str, Any]] = {
    0: CriteriaFile.model_fields,
    "criteria": Criterion.model_fields,
    "reference": Reference.model_fields,
    "examples": Example.model_fields,
    "settings": Settings.model_fields,
    "families": dict.fromkeys(FAMILIES),
    "plausible": Plausible.model_fields,
    **{family: FamilySettings.model_fields for family in FAMILIES},
    **FIELDS_OF_SETTINGS,
    **FIELDS_OF_SELECTION,
}


def _known_keys(at: At) -> dict[str, Any]:
    """The keys that may stand where an unknown one was found."""
    if at[-1:] == ("[key]",):  # of a group whose keys are names, the key itself
        at = at[:-1]
    if at[:2] == ("plausible", "ranges") and len(at) > 3:
        return PlausibleRange.model_fields
    names = [part for part in at[:-1] if isinstance(part, str)]
    return _KEYS_AT.get(names[-1] if names else 0, {})
