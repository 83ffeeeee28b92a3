"""Drawings made into pixels by a process of its own, while Python fills templates.

The library holds Python up while it draws, so that a thread would gain nothing. The process is told one
drawing after another, each as its length and its text, and answers with the length and the bytes of each;
it ends when nobody can tell it more. Whatever goes wrong with it, the drawing is made here.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import IO, Self

from cst_screen.outputs.charts.png import to_png

_LENGTH = 8
"""Bytes of a length."""
_NOTHING = b""
"""The answer to what is no drawing: its fault is then said here."""
_START = (
    "import sys; sys.path[:] = sys.argv[1:]; "
    "from cst_screen.outputs.charts.png_process import serve; serve()"
)
"""With the places where this process finds its modules, and no other: a folder of the user's may hold anything."""


class Rasteriser:
    """Makes drawings into pixels, as `to_png`, in the background. For use in a `with`."""

    def __init__(self) -> None:
        self._asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pixels")
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with contextlib.suppress(OSError):
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _START, *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._asking.shutdown(wait=True, cancel_futures=True)
        self._end()

    def to_png(self, svg: str) -> Future[bytes]:
        """The drawing on white, as soon as it is made."""
        return self._asking.submit(self._made, svg)

    def _made(self, svg: str) -> bytes:
        return self._made_apart(svg) or to_png(svg)

    def _made_apart(self, svg: str) -> bytes:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return _NOTHING
        try:
            _tell(process.stdin, svg.encode("utf-8"))
            return _told(process.stdout)
        except (OSError, EOFError):
            self._end()
            return _NOTHING

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()  # it has nothing that could be lost
            with contextlib.suppress(OSError):
                process.communicate()


def serve() -> None:
    """The process's own work: answer drawings until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it decides when it ends
    told, answers = sys.stdin.buffer, sys.stdout.buffer
    with contextlib.suppress(EOFError, OSError):
        while True:
            svg = _told(told).decode("utf-8")
            try:
                png = to_png(svg)
            except ValueError:
                png = _NOTHING
            _tell(answers, png)


def _tell(stream: IO[bytes], content: bytes) -> None:
    stream.write(len(content).to_bytes(_LENGTH, "big") + content)
    stream.flush()


def _told(stream: IO[bytes]) -> bytes:
    """The next content; EOFError where the stream ends before it does."""
    length = stream.read(_LENGTH)
    content = stream.read(int.from_bytes(length, "big"))
    if len(length) < _LENGTH or len(content) < int.from_bytes(length, "big"):
        raise EOFError
    return content
