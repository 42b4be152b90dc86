"""Questions and answers over HTTP: bounded in time and number, and silent about what is asked.

Statuses and `Retry-After` as in RFC 9110 and 6585. No redirect is followed, so that nobody else is shown the key. No
message quotes a body: a server may repeat in it what it was asked.
"""

from __future__ import annotations

import http.client
import json
import random
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from auditor.errors import ModelError
from auditor.models.served.address import Address, Key

_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
"""Statuses of a server that may answer later."""
_LARGEST = 256 << 20
"""Most bytes of an answer."""
_READ = 1 << 16
_LONG = (
    "context length", "maximum context", "context window", "max_model_len", "context size", "context_length",
    "max_seq_len", "too long", "longer than",
)  # fmt: skip
"""What servers say of a prompt that does not fit, in lower case."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When to give up."""

    timeout: float = 120.0
    """Seconds for one try."""
    patience: float = 400.0
    """Seconds for a question, with all tries and pauses."""
    tries: int = 6
    pause: float = 1.0
    """Seconds before the second try; twice as many before each one after it."""
    at_once: int = 8
    """Questions that are under way at the same time."""


class Refused(Exception):  # noqa: N818 - it says what the server did, and is caught by name
    """The server will not answer this question, whenever it is asked."""

    def __init__(self, status: int, too_long: bool) -> None:
        super().__init__(f"HTTP {status}")
        self.status, self.too_long = status, too_long


class NoAnswerError(ModelError):
    """The server gave no answer to a question within its bounds."""

    def __init__(self, message: str, status: int | None) -> None:
        super().__init__(message)
        self.status = status
        """Of the last try; None where there was none."""


class _Later(Exception):  # noqa: N818
    """The server may answer if it is asked again."""

    def __init__(self, what: str, wait: float | None = None, status: int | None = None) -> None:
        super().__init__(what)
        self.what, self.wait, self.status = what, wait, status


class _Stay(urllib.request.HTTPRedirectHandler):
    """Goes nowhere else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


@dataclass(slots=True, eq=False)
class Client:
    """Asks one server. May be used by several threads."""

    address: Address
    key: Key
    limits: Limits
    _open: set[socket.socket] = field(default_factory=set, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _stopped: threading.Event = field(default_factory=threading.Event, init=False)

    def ask(self, path: str, body: Mapping[str, object] | None = None, limits: Limits | None = None) -> dict[str, Any]:
        """The JSON object that the server answers to a POST of `body`, or to a GET where there is none.

        Raises:
            Refused: it will not answer this question.
            NoAnswerError: it does not answer in time, or nothing that can be read.
        """
        bounds = limits or self.limits
        ends = time.monotonic() + bounds.patience
        last: _Later | None = None
        for attempt in range(bounds.tries):
            left = ends - time.monotonic()
            if left <= 0 or self._stopped.is_set():
                break
            try:
                return self._once(path, body, min(bounds.timeout, left))
            except _Later as later:
                last = later
                pause = bounds.pause * 2**attempt * random.uniform(0.75, 1.25)
                wait = later.wait if later.wait is not None else pause
                if attempt + 1 == bounds.tries or time.monotonic() + wait >= ends:
                    break
                self._stopped.wait(wait)
        what = last.what if last is not None else "stopped"
        raise NoAnswerError(
            f"{self.address.url}: the server gave no answer to {path} ({what}; tries: {attempt + 1});"
            " see that it runs and what its log says, and start again: what was answered is kept",
            last.status if last is not None else None,
        )

    def stop(self) -> None:
        """Ends what is under way."""
        self._stopped.set()
        with self._lock:
            _end_all(self._open)

    def resume(self) -> None:
        """Asks again after `stop`."""
        self._stopped.clear()

    def _once(self, path: str, body: Mapping[str, object] | None, timeout: float) -> dict[str, Any]:
        headers = {"Accept": "application/json", "User-Agent": "finetune-auditor"}
        if self.key.value is not None:
            headers["Authorization"] = f"Bearer {self.key.value}"
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        request = urllib.request.Request(f"{self.address.url}/{path}", data, headers)
        ends = time.monotonic() + timeout
        try:
            with self._watched(timeout) as watch, self._opener(watch).open(request, timeout=timeout) as answer:
                return _object(_body(answer, ends))
        except urllib.error.HTTPError as error:
            raise self._error(error) from None
        except _Later:
            if time.monotonic() < ends:
                raise
            raise _Later(f"nothing within {timeout:.2g} s") from None  # it was ended, and looks as if it were short
        except TimeoutError:
            raise _Later(f"nothing within {timeout:.2g} s") from None
        except urllib.error.URLError as error:
            if isinstance(error.reason, ssl.SSLCertVerificationError):
                raise NoAnswerError(
                    f"{self.address.url}: nobody whom this machine trusts vouches for the certificate of the server;"
                    " name the file of who does in the environment variable SSL_CERT_FILE",
                    None,
                ) from None
            slow = isinstance(error.reason, TimeoutError) or time.monotonic() >= ends
            raise _Later(f"nothing within {timeout:.2g} s" if slow else _reason(error.reason)) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            slow = time.monotonic() >= ends
            raise _Later(f"nothing within {timeout:.2g} s" if slow else _reason(error)) from None

    def _error(self, error: urllib.error.HTTPError) -> Exception:
        with error:
            if error.code in _AGAIN:
                wait = _retry_after(error.headers.get("Retry-After"))
                return _Later(f"HTTP {error.code}", wait, error.code)
            try:
                said = error.read(_READ).decode("utf-8", "replace").lower()
            except (OSError, http.client.HTTPException, ValueError):
                said = ""
        return Refused(error.code, error.code in (400, 413, 422) and any(words in said for words in _LONG))

    def _opener(self, watch: Callable[[socket.socket], None]) -> urllib.request.OpenerDirector:
        plain, secure = _handlers(watch)
        ways = [urllib.request.ProxyHandler({})] if self.address.loopback else []
        return urllib.request.build_opener(_Stay(), plain, secure, *ways)

    @contextmanager
    def _watched(self, timeout: float) -> Iterator[Callable[[socket.socket], None]]:
        """Ends the connection when its time is over: a server that sends a byte now and then would never time out."""
        mine: list[socket.socket] = []

        def watch(one: socket.socket) -> None:
            mine.append(one)
            with self._lock:
                self._open.add(one)
            if self._stopped.is_set():
                _end_all(mine)

        timer = threading.Timer(timeout, _end_all, (mine,))
        timer.daemon = True
        timer.start()
        try:
            yield watch
        finally:
            timer.cancel()
            with self._lock:
                self._open.difference_update(mine)


def _handlers(watch: Callable[[socket.socket], None]) -> tuple[urllib.request.BaseHandler, ...]:
    class Plain(http.client.HTTPConnection):
        def connect(self) -> None:
            super().connect()
            watch(self.sock)

    class Secure(http.client.HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            watch(self.sock)

    class OverPlain(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Plain, req)

    class OverSecure(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Secure, req)

    return OverPlain(), OverSecure()


def _end_all(sockets: Iterable[socket.socket]) -> None:
    """Wakes whoever reads from them. Also under TLS, whose own farewell could block."""
    for one in sockets:
        with suppress(OSError):  # it has ended
            socket.socket.shutdown(one, socket.SHUT_RDWR)


def _body(answer: http.client.HTTPResponse, ends: float) -> bytes:
    parts, size = [], 0
    while part := answer.read(_READ):
        parts.append(part)
        size += len(part)
        if size > _LARGEST:
            raise _Later("an answer without end")
        if time.monotonic() > ends:
            raise TimeoutError
    if answer.length:  # sized reads do not complain of an end that came too early
        raise _Later("an answer that breaks off")
    return b"".join(parts)


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _Later("an answer that is no JSON object")
    return found


def _reason(error: object) -> str:
    """What went wrong on the way, in words that hold nothing of the question."""
    if isinstance(error, ConnectionRefusedError):
        return "nobody listens there"
    if isinstance(error, socket.gaierror):
        return "there is no host of that name"
    return type(error).__name__


def _retry_after(value: str | None) -> float | None:
    """Seconds to wait, from a number or a date."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    when = when if when.tzinfo is not None else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
