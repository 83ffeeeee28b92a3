"""Where each published file is to be had: `addresses.yaml`, or a user's own copy of it.

Knows the form of that file. What is asked of a service, and what arrives, is for `fetching`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from cst_screen.errors import DataError
from cst_screen.sources.recognise import KINDS
from cst_screen.vocabulary.academic_year import AcademicYear
from cst_screen.vocabulary.harmless import one_line
from cst_screen.vocabulary.releases import releases

SHIPPED = Path(__file__).with_name("addresses.yaml")
LARGEST = 200_000
"""Bytes of such a file; the tool's own has 20,000."""


def _year(text: str) -> str:
    found = AcademicYear.find(text)
    if found is None or str(found) != text:
        raise ValueError(f"'{text}' is not an academic year. Write it as 2017/18.")
    return text


def _web(address: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+/\S*", address):
        raise ValueError(f"'{address}' is not an address of the web. Begin it with https://")
    return address


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as fault:
        raise ValueError(f"'{text}' is not a pattern ({fault}).") from fault
    return text


def _plain_name(text: str) -> str:
    if not re.fullmatch(r"[\w.{}-]+", text) or text.startswith("."):
        raise ValueError(f"'{text}' is not a plain name of a file or folder.")
    return text


Year = Annotated[str, AfterValidator(_year)]
Address = Annotated[str, AfterValidator(_web)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Name = Annotated[str, AfterValidator(_plain_name)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Service(_Part):
    """A service of a publisher. page: where a person goes. evidence: how its addresses were checked."""

    title: str
    publisher: str
    page: Address
    licence: str
    evidence: str


class _File(_Part):
    id: str
    title: str
    only: str
    service: str
    kinds: tuple[str, ...] = Field(min_length=1)
    folder: Name
    evidence: str

    @field_validator("kinds")
    @classmethod
    def _are_known(cls, kinds: tuple[str, ...]) -> tuple[str, ...]:
        for beginning in kinds:
            if not any(kind.id.startswith(beginning) for kind in KINDS):
                raise ValueError(f"'{beginning}' is no kind of file that 'data list' shows.")
        return kinds


class Dated(_File):
    """The newest file that is served of the last days; its name holds the day, so it never changes."""

    way: Literal["dated"]
    address: Address
    days_back: int = Field(default=14, ge=0, le=60)


class Yearly(_File):
    """A file of each academic year, at an address of its own.

    name: what a file is called that arrives without a name. release: of `vocabulary.releases`.
    """

    way: Literal["yearly"]
    address: Address
    name: Name
    from_year: Year = Field(alias="from")
    to_year: Year | None = Field(default=None, alias="to")
    never: Mapping[Year, str] = {}
    release: str
    settled_after: int = Field(ge=0)

    @field_validator("release")
    @classmethod
    def _is_known(cls, release: str) -> str:
        if release not in releases():
            raise ValueError(f"'{release}' is not in releases.yaml: {', '.join(releases())}.")
        return release


class InCatalogue(_File):
    """Data sets of a list, by their file name: of each year, or the newest.

    of_release: what the release's name in addresses must fit. known: data sets to take where the list
    cannot be had.
    """

    way: Literal["catalogue"]
    list: Address
    address: Address
    api: Address | None = None
    file: Pattern
    of_release: Pattern = ""
    each_year: bool = False
    known: Mapping[Year, str] = {}


class OnPage(_File):
    """Files attached to a page of GOV.UK, by their titles: the newest, and the last of each year."""

    way: Literal["page"]
    list: Address
    titles: tuple[Pattern, ...] = Field(min_length=1)


PublishedFile = Annotated[Dated | Yearly | InCatalogue | OnPage, Field(discriminator="way")]

_PLACES = {"dated": ("{day}",), "yearly": ("{year}",), "catalogue": ("{id}",)}


class Addresses(_Part):
    """All of it. checked: the day on which the evidence was last looked at."""

    checked: str
    user_agent: str
    services: Mapping[str, Service]
    files: tuple[PublishedFile, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits_together(self) -> Addresses:
        faults = []
        for number, file in enumerate(self.files):
            if file.service not in self.services:
                faults.append(f"{file.id}: there is no service '{file.service}'")
            if file.id in [earlier.id for earlier in self.files[:number]]:
                faults.append(f"{file.id}: this id is given twice")
            for place in _PLACES.get(file.way, ()):
                if place not in getattr(file, "address", place):
                    faults.append(f"{file.id}: its address has no {place}")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @property
    def words(self) -> tuple[str, ...]:
        """What `--only` takes, in order."""
        return tuple(dict.fromkeys(file.only for file in self.files))

    def page_of(self, file: PublishedFile) -> str:
        """Where a person finds the file."""
        return self.services[file.service].page


def read_addresses(path: Path | None = None) -> Addresses:
    """The tool's own addresses, or those of a file; a DataError that lists all its faults."""
    path = path or SHIPPED
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise DataError(
                f"{path}: more than {LARGEST:,} bytes, so this is no file of addresses."
            )
        return Addresses.model_validate(yaml.safe_load(raw.decode("utf-8-sig")))
    except OSError as fault:
        raise DataError(
            f"{path}: the file of addresses cannot be read ({fault.strerror}). Give its path with "
            "--addresses, or leave the option out to use the tool's own."
        ) from fault
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as fault:
        raise DataError(
            f"{path}: this is not valid YAML ({one_line(str(fault))}). Copy {SHIPPED} again and change "
            "the copy."
        ) from fault
    except ValidationError as fault:
        lines = [f"  {_where(one['loc'])}: {_words(one)}" for one in fault.errors()]
        raise DataError(
            f"{path}: this file of addresses cannot be used as it is. {SHIPPED} says what each key "
            "means.\n" + "\n".join(lines)
        ) from fault


def _where(place: tuple[str | int, ...]) -> str:
    return one_line(".".join(str(part) for part in place)) or "the file"


def _words(fault: Any) -> str:
    return one_line(str(fault["msg"]).removeprefix("Value error, "))
