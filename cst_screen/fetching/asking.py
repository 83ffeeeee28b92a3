"""One address asked: with limits of time and size, tried again where that may help, and never for ever.

What arrives lies in a file and is whole, or a `Fault` says in plain words why not. What it is, is for
`arrived`. Proxies are those of the environment (HTTPS_PROXY, NO_PROXY), certificates those of the system.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import email.utils
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import httpx2
import tenacity

from cst_screen.errors import DataError
from cst_screen.sources.stored import LARGEST_ARCHIVE
from cst_screen.vocabulary.harmless import one_line, shortened

_T = TypeVar("_T")

_TRY_AGAIN = frozenset({403, 408, 425, 429, 500, 502, 503, 504})
"""Answers that may be others a moment later. 403 is among them because the performance tables' service
sends it now and then (the evidence in `addresses.yaml`)."""
_NOT_THERE = frozenset({404, 410})
_PIECE = 2**16
"""Bytes that are written at a time."""
_LARGEST_LIST = 20 * 2**20
"""Bytes of a list in JSON; Ofsted's page has some 300,000."""
_BEGINNING = 2**11
"""Bytes by which a web page is known."""


@dataclass(frozen=True)
class Patience:
    """How long a service is waited for. Times in seconds."""

    connect: float = 15.0
    silence: float = 60.0  # between two pieces
    whole: float = 1800.0  # for one file
    tries: int = 4
    first_pause: float = 2.0  # doubles each time
    longest_pause: float = 30.0
    longest_asked: float = 120.0  # that a service may ask for with Retry-After


class Fault(Exception):
    """Why an address gave no file: a phrase that a sentence may end with."""


class NotServed(Fault):
    """The service has no such file."""


class NoAnswer(Fault):
    """The service cannot be reached, refuses, or breaks off: the next address may fare the same."""


class WrongAnswer(Fault):
    """Something arrived that is not the file."""


class Stopped(Exception):
    """The user has stopped the command."""


class NotWanted(Exception):
    """The name under which the service sends the file says that it need not be taken."""


class _Again(Exception):
    def __init__(self, words: str, after: float | None = None) -> None:
        super().__init__(words)
        self.after = after


@dataclass(frozen=True)
class Tag:
    """What a service says of one state of a file, by which it tells later whether it has changed."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True)
class Answer:
    """What arrived. name: as the service calls it, or empty. beginning: its first bytes."""

    path: Path
    name: str
    media_type: str
    beginning: bytes
    sha256: str
    bytes: int
    tag: Tag


class Asker:
    """Asks addresses; one may be shared by several threads. `stop` set, every ask ends soon."""

    def __init__(self, user_agent: str, patience: Patience, stop: threading.Event) -> None:
        self._patience, self._stop = patience, stop
        self._lists: dict[str, Any] = {}
        timeout = httpx2.Timeout(patience.silence, connect=patience.connect)
        try:
            self._client = httpx2.Client(
                headers={"User-Agent": user_agent}, timeout=timeout, follow_redirects=True
            )
        except (ImportError, ValueError) as fault:
            raise DataError(
                f"The proxy of this machine cannot be used ({one_line(str(fault))}). Check the "
                "environment variables HTTPS_PROXY, HTTP_PROXY and ALL_PROXY."
            ) from fault

    def close(self) -> None:
        self._client.close()

    def json(self, address: str) -> Any:
        """A list in JSON, asked once however many files are looked for in it. Fault where there is none."""
        if address in self._lists:
            return self._lists[address]

        def once() -> Any:
            with self._asked(address, {}) as response:
                content = bytearray()
                for piece in self._pieces(response, _LARGEST_LIST):
                    content += piece
            refuse_web_page(bytes(content[:_BEGINNING]), response.headers.get("content-type", ""))
            try:
                return json.loads(content)
            except (ValueError, RecursionError) as fault:
                raise WrongAnswer("the service sent no list that can be read") from fault

        self._lists[address] = self._tried(once)
        return self._lists[address]

    def file(
        self,
        address: str,
        into: Path,
        known: Tag | None = None,
        is_wanted: Callable[[str], bool] = lambda name: True,
        so_far: Callable[[int, int | None], None] = lambda done, of: None,
    ) -> Answer | None:
        """The file at `address`, written to `into`; None where it is as `known` says.

        is_wanted: told the name before anything is taken; NotWanted where it says no. Fault where no
        whole file came.
        """

        def once() -> Answer | None:
            with self._asked(address, known.headers() if known else {}) as response:
                if response.status_code == 304:
                    return None
                name = _name_of(response)
                if not is_wanted(name):
                    raise NotWanted(name)
                return self._written(response, name, into, so_far)

        return self._tried(once)

    def _written(
        self,
        response: httpx2.Response,
        name: str,
        into: Path,
        so_far: Callable[[int, int | None], None],
    ) -> Answer:
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        length = response.headers.get("content-length", "")
        of = int(length) if length.isdigit() else None
        beginning, digest, count = b"", sha256(), 0
        with into.open("wb") as out:
            for piece in self._pieces(response, LARGEST_ARCHIVE):
                if len(beginning) < _BEGINNING:
                    beginning += piece[:_BEGINNING]
                    refuse_web_page(beginning, media_type)
                out.write(piece)
                digest.update(piece)
                count += len(piece)
                so_far(count, of)
        if not count:
            raise WrongAnswer("the service sent an empty file")
        tag = Tag(response.headers.get("etag", ""), response.headers.get("last-modified", ""))
        return Answer(into, name, media_type, beginning, digest.hexdigest(), count, tag)

    @contextlib.contextmanager
    def _asked(self, address: str, headers: dict[str, str]) -> Iterator[httpx2.Response]:
        """A response whose status is good."""
        if self._stop.is_set():
            raise Stopped
        with self._client.stream("GET", address, headers=headers) as response:
            _refuse_status(address, response, self._patience.longest_asked)
            yield response

    def _pieces(self, response: httpx2.Response, most: int) -> Iterator[bytes]:
        ends, count = time.monotonic() + self._patience.whole, 0
        for piece in response.iter_bytes(_PIECE):
            count += len(piece)
            if self._stop.is_set():
                raise Stopped
            if count > most:
                raise WrongAnswer(
                    f"the service sends more than {most / 2**20:,.0f} MB, as no published file has"
                )
            if time.monotonic() > ends:
                raise NoAnswer(f"it had not come after {self._patience.whole:,.0f} seconds")
            yield piece

    def _tried(self, once: Callable[[], _T]) -> _T:
        tries = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self._patience.tries),
            wait=self._pause,
            retry=tenacity.retry_if_exception_type(_Again),
            sleep=tenacity.sleep_using_event(self._stop),
            reraise=True,
        )
        try:
            answer: _T = tries(_with_words, once)
        except _Again as fault:
            times = f" ({self._patience.tries} tries)" if self._patience.tries > 1 else ""
            raise NoAnswer(f"{fault}{times}") from fault
        return answer

    def _pause(self, state: tenacity.RetryCallState) -> float:
        fault = state.outcome.exception() if state.outcome else None
        after = getattr(fault, "after", None)
        if after is not None:
            return float(after)
        wait = tenacity.wait_exponential(
            multiplier=self._patience.first_pause, max=self._patience.longest_pause
        )
        return float(wait(state))


def _refuse_status(address: str, response: httpx2.Response, longest_asked: float) -> None:
    """`_Again` or a Fault where the status is not one with which a file comes."""
    if address.startswith("https:") and response.url.scheme != "https":
        raise WrongAnswer("the service leads to an address that is not encrypted")
    status = response.status_code
    if status in _NOT_THERE:
        raise NotServed(f"the service has no such file (status {status})")
    if status in _TRY_AGAIN:
        after = _retry_after(response.headers.get("retry-after", ""))
        if after is not None and after > longest_asked:
            raise NoAnswer(
                f"the service asks to wait {after / 60:,.0f} minutes (status {status}); run the "
                "command again then"
            )
        raise _Again(f"the service {_STATUS.get(status, _BUSY)} (status {status})", after)
    if status not in (200, 304):
        raise NoAnswer(f"the service answered with status {status}")


_BUSY = "could not answer"
_STATUS = {
    403: "refuses the tool",
    429: "is asked too often",
    503: "is not available",
}


def _with_words(once: Callable[[], _T]) -> _T:
    """What happened on the way, as a Fault, or as a reason to try again."""
    try:
        return once()
    except httpx2.TimeoutException as fault:
        raise _Again("the service did not answer in time") from fault
    except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.DecodingError) as fault:
        raise _Again("the connection broke off before the file was whole") from fault
    except httpx2.ProxyError as fault:
        raise NoAnswer(
            f"the proxy of this machine refuses ({_said(fault)}); HTTPS_PROXY says which it is"
        ) from fault
    except httpx2.TooManyRedirects as fault:
        raise WrongAnswer("the service leads from address to address in a circle") from fault
    except httpx2.TransportError as fault:
        raise _Again(
            f"the service cannot be reached ({_said(fault)}); check the network, and HTTPS_PROXY "
            "where a proxy is needed"
        ) from fault
    except (httpx2.InvalidURL, httpx2.HTTPError) as fault:
        raise WrongAnswer(f"the address cannot be asked ({_said(fault)})") from fault


def _said(fault: Exception) -> str:
    return shortened(one_line(str(fault) or type(fault).__name__), 120)


def _retry_after(text: str) -> float | None:
    """Seconds, which a service gives as a number or as a moment."""
    if text.strip().isdigit():
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - dt.datetime.now(dt.UTC)).total_seconds())


def refuse_web_page(beginning: bytes, media_type: str) -> None:
    """WrongAnswer for a page of HTML: services send their errors so, with the status of success."""
    start = beginning.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not (start.startswith((b"<!doctype html", b"<html")) or "text/html" in media_type):
        return
    title = re.search(rb"<title[^>]*>(.{0,200}?)</title", beginning, re.DOTALL | re.IGNORECASE)
    named = f" ('{_text(title[1])}')" if title else ""
    raise WrongAnswer(f"the service sent a web page{named}, not a file")


def _text(raw: bytes) -> str:
    return shortened(one_line(raw.decode("utf-8", errors="replace").strip()), 80)


def _name_of(response: httpx2.Response) -> str:
    """From the header, else from an address that ends in the name of a file; else empty."""
    disposition = response.headers.get("content-disposition", "")
    if disposition:
        message = Message()
        message["content-disposition"] = disposition
        named = message.get_filename()
        if named:
            return named
    last = unquote(urlsplit(str(response.url)).path.rpartition("/")[2])
    return last if re.search(r"\.(csv|tsv|xlsx|xlsm|ods|zip)$", last, re.IGNORECASE) else ""
