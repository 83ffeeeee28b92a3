"""The grammar of a criteria file: typed records, and messages with file, line and column.

A fixed vocabulary and no expressions. YAML is read strictly: `NO` and `0123` stay the text they
look like; a repeated key, an unknown key and an unknown figure are errors.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from cst_screen.errors import did_you_mean
from cst_screen.judging.messages import words_of_fault
from cst_screen.judging.settings import FIELDS_OF_SETTINGS, Settings, Strict
from cst_screen.judging.strict_yaml import (
    Place,
    Places,
    load_strictly,
    quoted,
    read_text,
    said,
)
from cst_screen.judging.verdicts import FigureValue, Rule, judge
from cst_screen.vocabulary.figure import ByPhase
from cst_screen.vocabulary.figures import FAMILIES, FIGURES

Family = Literal["trajectory", "standard", "validation", "context", "workforce", "attendance"]


class Reference(Strict):
    """Where a threshold comes from: a title, an address, and the words relied on."""

    title: str = Field(min_length=3)
    href: str = Field(pattern=r"^https?://\S+$")
    quote: str = ""


class Example(Strict):
    """An invented trust and the verdict expected of it; the tests run every one."""

    trust: str
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    expect: Literal["met", "not_met", "cannot_tell"]


class Criterion(Strict):
    """One rule: a figure of a trust compared with a threshold, with its reason and reference."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    description: str = Field(min_length=10)
    family: Family
    figure: str
    at_least: float | None = None
    at_most: float | None = None
    between: tuple[float, float] | None = None
    one_of: tuple[float, ...] | None = None
    held: Literal["value", "lower", "upper"] = "value"
    role: Literal["required", "caveat"] = "required"
    when_missing: Literal["cannot_tell", "not_met"] = "cannot_tell"
    phases: Literal["leading", "every"] = "leading"
    reason: str = Field(min_length=10)
    reference: Reference
    examples: tuple[Example, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _lists_are_tuples(cls, data: Any) -> Any:
        if isinstance(data, dict):
            return {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
        return data

    @model_validator(mode="after")
    def _one_comparison(self) -> Criterion:
        given = [c for c in _COMPARISONS if getattr(self, c) is not None]
        if len(given) != 1:
            raise ValueError(
                f"give exactly one of {', '.join(_COMPARISONS)}; there "
                + (
                    "is none. Add the one that is meant"
                    if not given
                    else f"are {len(given)}: {', '.join(given)}. Leave one of them"
                )
            )
        if self.one_of == ():
            raise ValueError("one_of: the list is empty. Give at least one value")
        if self.between is not None and self.between[0] > self.between[1]:
            raise ValueError(
                "between: the numbers are the wrong way round; give the lower number first. Write it "
                "like this: [2, 5]"
            )
        return self

    @property
    def comparison(self) -> Literal["at_least", "at_most", "between", "one_of"]:
        return next(c for c in _COMPARISONS if getattr(self, c) is not None)

    @property
    def threshold(self) -> tuple[float, ...]:
        given = getattr(self, self.comparison)
        return given if isinstance(given, tuple) else (given,)

    @property
    def rule(self) -> Rule:
        return Rule(
            self.id,
            self.figure,
            self.comparison,
            self.threshold,
            self.held,
            self.when_missing,
            self.role == "required",
            self.phases,
            AT_THE_LINE if FIGURES[self.figure].unit == "chance" else 0.0,
        )


AT_THE_LINE = 5.0
"""Per cent: a probability this near its threshold is borderline. It has no standard error of its own; with
another number of comparison schools, an equally good choice, it moves by about as much."""

_COMPARISONS: tuple[Literal["at_least", "at_most", "between", "one_of"], ...] = (
    "at_least",
    "at_most",
    "between",
    "one_of",
)


class CriteriaFile(Strict):
    """A whole criteria file."""

    title: str
    description: str
    settings: Settings = Settings()
    criteria: tuple[Criterion, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _something_is_asked(self) -> CriteriaFile:
        if all(c.role == "caveat" for c in self.criteria):
            raise ValueError(
                "every criterion is a caveat, so every trust would be shortlisted. Give at "
                "least one criterion 'role: required'"
            )
        return self

    @model_validator(mode="before")
    @classmethod
    def _lists_are_tuples(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("criteria"), list):
            return {**data, "criteria": tuple(data["criteria"])}
        return data


@dataclass(frozen=True)
class Criteria:
    """A criteria file that has been read and has no faults."""

    path: str
    sha256: str
    content: CriteriaFile

    @property
    def rules(self) -> list[Criterion]:
        return list(self.content.criteria)

    @property
    def settings(self) -> Settings:
        return self.content.settings


def read_criteria(path: Path) -> Criteria:
    """Read and check a criteria file; every fault in it is reported at once."""
    text, raw = read_text(path)
    data, places = load_strictly(text, path)
    faults = _check(data, places)
    if faults:
        raise said(path, faults)
    content = CriteriaFile.model_validate(data)
    return Criteria(path.as_posix(), hashlib.sha256(raw).hexdigest(), content)


# --- checks -----------------------------------------------------------------------------------


def _check(data: Any, places: Places) -> list[tuple[Place, str]]:
    """Every fault of the file as a place and a sentence."""
    faults: list[tuple[Place, str]] = []

    def say(at: tuple[str | int, ...], words: str) -> None:
        place = next(places[at[:n]] for n in range(len(at), -1, -1) if at[:n] in places)
        faults.append((place, f"{_criterion(data, at)}{words}"))

    try:
        content = CriteriaFile.model_validate(data)
    except ValidationError as fault:
        content = None
        for error in fault.errors():
            # A list whose items are all at fault is also said to be too short; once is enough.
            if not (error["type"] == "too_short" and error["input"]):
                at = tuple(error["loc"])
                say(at, words_of_fault(error, _known_keys(at)))
    for index, rule in _raw_rules(data):
        figure = rule.get("figure")
        if isinstance(figure, str) and figure not in FIGURES:
            say(
                ("criteria", index, "figure"),
                f"unknown figure {quoted(figure)}.{did_you_mean(figure, FIGURES)} Run 'cst-screen "
                "figures' to list them.",
            )
        elif (
            isinstance(figure, str)
            and rule.get("held") in ("lower", "upper")
            and not FIGURES[figure].interval
        ):
            say(
                ("criteria", index, "held"),
                f"'{figure}' has no interval, so it has no {rule['held']} end. Leave 'held' out.",
            )
        elif isinstance(figure, str) and "phases" in rule and not _leads_a_phase(figure):
            say(
                ("criteria", index, "phases"),
                f"'{figure}' is not of the phase that makes a trust's case, so there is nothing to choose. "
                "Leave 'phases' out.",
            )
    ids: set[str] = set()
    for index, rule in _raw_rules(data):
        id_ = rule.get("id")
        if not isinstance(id_, str):
            continue
        if id_ in ids:
            say(
                ("criteria", index, "id"),
                f"the id '{id_}' is used twice. Give each criterion an id of its own.",
            )
        ids.add(id_)
    if content is not None and not faults:
        for index, criterion in enumerate(content.criteria):
            for number, words in enumerate(_failing_examples(criterion)):
                if words:
                    say(("criteria", index, "examples", number), words)
    return faults


def _leads_a_phase(figure: str) -> bool:
    return FIGURES[figure].by_phase is ByPhase.LEADING


def _raw_rules(data: Any) -> list[tuple[int, dict[str, Any]]]:
    """The criteria as the file has them, each with its place in the list."""
    rules = data.get("criteria") if isinstance(data, dict) else None
    if not isinstance(rules, list):
        return []
    return [(i, r) for i, r in enumerate(rules) if isinstance(r, dict)]


def _criterion(data: Any, at: tuple[str | int, ...]) -> str:
    rules = dict(_raw_rules(data))
    if len(at) > 1 and at[0] == "criteria" and at[1] in rules:
        index = int(at[1])
        return f"criterion {quoted(rules[index].get('id', index + 1))}: "
    return ""


_KEYS_AT: dict[int | str, dict[str, Any]] = {
    0: CriteriaFile.model_fields,
    "criteria": Criterion.model_fields,
    "reference": Reference.model_fields,
    "examples": Example.model_fields,
    "settings": Settings.model_fields,
    **FIELDS_OF_SETTINGS,
}


def _known_keys(at: tuple[str | int, ...]) -> dict[str, Any]:
    """The keys that may stand where an unknown one was found."""
    names = [part for part in at[:-1] if isinstance(part, str)]
    return _KEYS_AT.get(names[-1] if names else 0, {})


def _failing_examples(criterion: Criterion) -> list[str]:
    complaints = []
    for example in criterion.examples:
        figure = FigureValue(
            criterion.figure,
            example.value,
            example.lower,
            example.upper,
            missing=None if example.value is not None else "not_published",
        )
        answer = judge(criterion.rule, figure).verdict
        complaints.append(
            ""
            if answer == example.expect
            else f"the example '{example.trust}' expects {example.expect}, but with this "
            f"threshold the answer is {answer}. If the threshold is right, write 'expect: "
            f"{answer}' or change the example's numbers. Otherwise correct the threshold."
        )
    return complaints


def families() -> dict[str, str]:
    """The families a criterion may belong to, and the question each asks."""
    return FAMILIES
