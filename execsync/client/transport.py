"""One sending through httpx: an answer or a failure, both as values.

No exception of httpx leaves this module: its frames hold the headers, and so the key.
"""

import json
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from execsync.client.answer import Answer
from execsync.client.clock import Clock
from execsync.client.coding import CodingError, unpacker_of
from execsync.client.deadline import Asking, Deadline, unseen
from execsync.client.httpx_client import build_client
from execsync.client.key import Key
from execsync.client.lean import httpx
from execsync.client.network import keep, proxy_of
from execsync.client.retry import Call, FailureKind
from execsync.client.settings import ClientSettings
from execsync.errors import RequestRefused

# What httpx raises before the first byte of a request is written. Everything else, also what a later
# version may invent, counts as lost: that is never wrong, only slower.
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One call of the hub. `path` begins with a slash and is percent-encoded."""

    call: Call
    method: str
    path: str
    params: tuple[tuple[str, str], ...] = ()
    fields: Mapping[str, object] | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one sending: an answer, or a failure with a detail (foreign text)."""

    answer: Answer | None = None
    failure: FailureKind | None = None
    detail: str = field(default="", repr=False)
    seconds: float = 0.0
    """How long it took."""


class Transport:
    """Sends requests to one hub with one key. Safe across threads."""

    def __init__(
        self,
        settings: ClientSettings,
        key: Key,
        clock: Clock,
        stop: threading.Event,
        asking: Asking = unseen,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._deadline = Deadline(clock, stop, grace=settings.stop_timeout, asking=asking)
        self._client = build_client(settings, key)
        keep(self._client, self._deadline)

    @property
    def address(self) -> str:
        """Where the hub is."""
        return self._settings.address

    @property
    def proxy(self) -> str:
        """Host and port of the proxy in between; empty without one."""
        return proxy_of(self._client)

    def send(self, request: HttpRequest, *, within: float) -> Attempt:
        """Send once, and read the answer, all within so many seconds.

        Raises RequestRefused where the fields cannot be written as JSON.
        """
        content = _encode(request)
        headers = {} if content is None else {"Content-Type": "application/json"}
        built = self._client.build_request(
            request.method,
            request.path,
            params=list(request.params) or None,
            content=content,
            headers=headers,
        )
        began = self._clock.monotonic()
        with self._deadline.within(within):
            sending = self._exchange(built)
            if sending.failure in (FailureKind.LOST, FailureKind.NOT_SENT):
                sending = replace(sending, detail=self._deadline.told or sending.detail)
        return replace(sending, seconds=self._clock.monotonic() - began)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _exchange(self, request: httpx.Request) -> Attempt:
        try:
            response = self._client.send(request, stream=True)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            return _explain(error)
        try:
            return self._read(response)
        finally:
            response.close()

    def _read(self, response: httpx.Response) -> Attempt:
        try:
            sending = self._collect(response)
        except CodingError as error:
            sending = Attempt(failure=FailureKind.UNREADABLE, detail=str(error))
        except (httpx.HTTPError, httpx.StreamError) as error:
            sending = _explain(error)
        if sending.failure is not None and not response.is_success:
            # A refusal stands by its status; only its words are missing. A 2xx needs its body.
            return Attempt(_answer(response, b""))
        return sending

    def _collect(self, response: httpx.Response) -> Attempt:
        body, packed = bytearray(), 0
        unpacker = unpacker_of(response.headers.get("content-encoding", ""))
        for data in response.iter_raw():
            packed += len(data)
            for piece in unpacker.feed(data):
                body += piece
                if len(body) > self._settings.max_answer:
                    break
            # What is packed counts too: it may unpack to nothing, for ever.
            if max(len(body), packed) > self._settings.max_answer:
                limit = f"{self._settings.max_answer:,} bytes"
                return Attempt(failure=FailureKind.UNREADABLE, detail=f"longer than {limit}")
        unpacker.finish()
        return Attempt(_answer(response, bytes(body)))


def _encode(request: HttpRequest) -> bytes | None:
    if request.fields is None:
        return None
    try:
        return json.dumps(
            dict(request.fields), ensure_ascii=False, allow_nan=False, separators=(",", ":")
        ).encode()
    except (ValueError, TypeError) as error:
        # UnicodeEncodeError is a ValueError: half a surrogate pair, which a YAML escape can write.
        raise RequestRefused(
            f"{request}: the fields cannot be written as JSON ({type(error).__name__})",
            hint="look for characters that are not valid Unicode in the document",
        ) from None


def _answer(response: httpx.Response, body: bytes) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, headers, body)


def _explain(error: Exception) -> Attempt:
    untrusted = _find_certificate_error(error)
    if untrusted is not None:
        return Attempt(failure=FailureKind.UNTRUSTED, detail=untrusted.verify_message)
    detail = str(error) or type(error).__name__
    if isinstance(error, httpx.TimeoutException):
        detail = f"time-out ({type(error).__name__})"
    unsent = isinstance(error, _NOT_SENT)
    return Attempt(failure=FailureKind.NOT_SENT if unsent else FailureKind.LOST, detail=detail)


def _find_certificate_error(error: BaseException) -> ssl.SSLCertVerificationError | None:
    """The certificate error under `error`: httpcore hides it in the context and the arguments."""
    pending: list[object] = [error]
    seen: set[int] = set()
    while pending:
        found = pending.pop()
        if isinstance(found, ssl.SSLCertVerificationError):
            return found
        if isinstance(found, BaseException) and id(found) not in seen:
            seen.add(id(found))
            pending += [found.__cause__, found.__context__, *found.args]
    return None
