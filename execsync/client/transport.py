"""One sending through httpx: an answer or a failure, both as values.

No exception of httpx leaves this module: its frames hold the headers, and so the key.
"""

import json
import ssl
from collections.abc import Generator, Mapping
from dataclasses import dataclass

import httpx

from execsync import __version__
from execsync.client.answer import Answer
from execsync.client.clock import Clock
from execsync.client.endpoint import is_loopback
from execsync.client.key import Key
from execsync.client.retry import Call, Failure
from execsync.client.settings import MEBIBYTE, ClientSettings
from execsync.errors import ConfigError, RequestRefused

_KEEP_ALIVE = 5.0
"""Seconds. Short, so that a connection is rarely reused in the moment in which the hub closes it."""

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
class Request:
    """One call of the hub. `path` begins with a slash and is percent-encoded."""

    call: Call
    method: str
    path: str
    params: tuple[tuple[str, str], ...] = ()
    fields: Mapping[str, object] | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Sending:
    """What came of one sending: an answer, or a failure with a detail (foreign text)."""

    answer: Answer | None = None
    failure: Failure | None = None
    detail: str = ""


class Transport:
    """Sends requests to one hub with one key. Safe across threads."""

    def __init__(self, settings: ClientSettings, key: Key, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._client = build_client(settings, key)

    def send(self, request: Request) -> Sending:
        """Send once. Raises RequestRefused where the fields cannot be written as JSON."""
        content = _encode(request)
        headers = {} if content is None else {"Content-Type": "application/json"}
        built = self._client.build_request(
            request.method,
            request.path,
            params=list(request.params) or None,
            content=content,
            headers=headers,
        )
        try:
            response = self._client.send(built, stream=True)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            return _explain(error)
        try:
            return self._read(response)
        finally:
            response.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _read(self, response: httpx.Response) -> Sending:
        body = bytearray()
        problem: Sending | None = None
        deadline = self._clock.monotonic() + self._settings.answer_timeout
        try:
            for chunk in response.iter_bytes(MEBIBYTE):
                body += chunk
                if len(body) > self._settings.max_answer:
                    limit = self._settings.max_answer / MEBIBYTE
                    problem = Sending(
                        failure=Failure.UNREADABLE, detail=f"longer than {limit:,.0f} MiB"
                    )
                    break
                if self._clock.monotonic() > deadline:
                    problem = Sending(
                        failure=Failure.LOST,
                        detail=f"not complete after {self._settings.answer_timeout:,.0f} seconds",
                    )
                    break
        except httpx.DecodingError as error:
            problem = Sending(failure=Failure.UNREADABLE, detail=str(error))
        except (httpx.HTTPError, httpx.StreamError) as error:
            problem = _explain(error)
        if problem is None:
            return Sending(_answer(response, bytes(body)))
        # A refusal stands by its status; only its words are missing. A 2xx needs its body.
        return problem if response.is_success else Sending(_answer(response, b""))


def build_client(settings: ClientSettings, key: Key) -> httpx.Client:
    """The httpx client. Raises ConfigError where the environment's proxy or certificates are unusable."""
    limits = httpx.Limits(
        max_connections=settings.parallelism,
        max_keepalive_connections=settings.parallelism,
        keepalive_expiry=_KEEP_ALIVE,
    )
    problem = ""
    try:
        # A proxy must not see what goes to this machine: over plain http it would see the key.
        # httpx reads no proxy from the environment where it is given a transport.
        local = httpx.HTTPTransport(limits=limits) if is_loopback(settings.address) else None
        return httpx.Client(
            base_url=settings.address,
            auth=_Bearer(key),
            headers={"User-Agent": f"execsync/{__version__}", "Accept": "application/json"},
            timeout=httpx.Timeout(
                connect=settings.connect_timeout,
                read=settings.read_timeout,
                write=settings.write_timeout,
                pool=settings.read_timeout,
            ),
            limits=limits,
            follow_redirects=False,
            transport=local,
        )
    except (ssl.SSLError, OSError):
        problem = "the certificates named by SSL_CERT_FILE or SSL_CERT_DIR cannot be read"
    except (ValueError, httpx.InvalidURL, ImportError):
        # Not quoted: a proxy's address may hold a password.
        problem = "the proxy that the environment names cannot be used"
    raise ConfigError(
        problem, hint="look at HTTPS_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR"
    )


class _Bearer(httpx.Auth):
    """Sets our Authorization header at the last moment, over anything else.

    Given to the client, it also keeps httpx from taking credentials from anywhere else.
    """

    def __init__(self, key: Key) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._key.reveal()}"
        yield request


def _encode(request: Request) -> bytes | None:
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


def _explain(error: Exception) -> Sending:
    untrusted = _find_certificate_error(error)
    if untrusted is not None:
        return Sending(failure=Failure.UNTRUSTED, detail=untrusted.verify_message)
    detail = str(error) or type(error).__name__
    if isinstance(error, httpx.TimeoutException):
        detail = f"time-out ({type(error).__name__})"
    unsent = isinstance(error, _NOT_SENT)
    return Sending(failure=Failure.NOT_SENT if unsent else Failure.LOST, detail=detail)


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
