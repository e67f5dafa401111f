"""What every request of the contract passes: acts of a test, latency, faults, limits, the key, the log."""

from __future__ import annotations

import hmac
import io
import json
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from execsync.localhub.connection import CutError, cut, torn
from execsync.localhub.envelope import error_response
from execsync.localhub.errors import HubError
from execsync.localhub.exchanges import Exchange
from execsync.localhub.limits import limit_error

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from execsync.localhub.faults import Fault
    from execsync.localhub.parts import Parts
    from execsync.localhub.settings import LocalHubSettings

BASE = "/rest/v1"

LOCAL_KEY = "exec_live_" + "0" * 40
"""A well-formed key, which a local hub lets in unless it was told to take another one only."""

_KEY = re.compile(r"Bearer (exec_live_[A-Za-z0-9]{40})", flags=re.ASCII)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request: the hub's own work, and what the client gets of it.

    An `answer` of None is a cut connection; a torn one breaks off in its middle.
    """

    work: Response | None
    answer: Response | None
    torn: bool = False


class Gate:
    """WSGI in front of `app`, which answers the contract's paths."""

    def __init__(self, app: WSGIApplication, parts: Parts) -> None:
        self._app = app
        self._parts = parts

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request; CutError where its connection was cut."""
        began = time.perf_counter()
        arrival = self._parts.clock.now()
        seq = self._parts.exchanges.next_seq()
        request = Request(environ)
        # Read here once, for the log; what comes after reads the copy.
        raw = request.get_data()
        environ["wsgi.input"] = io.BytesIO(raw)
        path = request.path.removeprefix(BASE)
        self._parts.hooks.run("before", request.method, path)
        fault = self._parts.faults.pick(request.method, path)
        outcome = self._meet(environ, fault)
        self._parts.exchanges.add(
            Exchange(
                seq=seq,
                time=arrival,
                method=request.method,
                path=path,
                query=request.query_string.decode("latin-1"),
                body=_readable(raw),
                status=_status(outcome.answer),
                work_status=_status(outcome.work),
                fault=None if fault is None else fault.kind,
                duration=(time.perf_counter() - began) * 1000,
            )
        )
        return self._send(outcome, environ, start_response)

    def _send(
        self, outcome: Outcome, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        if outcome.answer is None:
            cut(environ)
            raise CutError
        outcome.answer.headers["Date"] = self._parts.clock.http_date()
        if not outcome.torn:
            return outcome.answer(environ, start_response)
        body = outcome.answer.get_data()
        outcome.answer.content_length = len(body)
        start_response(
            outcome.answer.status, outcome.answer.get_wsgi_headers(environ).to_wsgi_list()
        )
        return torn(environ, body)

    def _meet(self, environ: WSGIEnvironment, fault: Fault | None) -> Outcome:
        latency = self._parts.dials.settings.latency
        if latency and self._parts.stopping.wait(latency):
            raise CutError
        if fault is None:
            work = self._work(environ)
            return Outcome(work, work)
        if fault.kind in ("cut", "error", "limit"):
            return Outcome(None, self._refusal(fault))
        if fault.kind == "late":
            cut(environ)
        if fault.kind in ("late", "delay"):
            self._parts.faults.hold(fault.seconds)
            if self._parts.stopping.is_set():
                raise CutError
        work = self._work(environ)
        answers = {"delay": work, "truncate": work, "error_after": self._broken(fault)}
        return Outcome(work, answers.get(fault.kind), torn=fault.kind == "truncate")

    def _refusal(self, fault: Fault) -> Response | None:
        """What a fault answers that lets no work be done; None cuts the connection."""
        if fault.kind == "cut":
            return None
        try:
            if fault.kind == "limit":
                raise limit_error(fault.retry_after)
            self._parts.limits.take()
        except HubError as error:
            return error_response(error, self._parts.dials)
        return self._broken(fault)

    def _broken(self, fault: Fault) -> Response:
        error = HubError(fault.status, "Something went wrong on our side.", code="internal_error")
        return error_response(error, self._parts.dials)

    def _work(self, environ: WSGIEnvironment) -> Response:
        try:
            self._parts.limits.take()
            check_key(environ.get("HTTP_AUTHORIZATION", ""), self._parts.dials.settings)
        except HubError as error:
            return error_response(error, self._parts.dials)
        work = Response.from_app(self._app, environ, buffered=True)
        path = Request(environ).path.removeprefix(BASE)
        self._parts.hooks.run("after", environ["REQUEST_METHOD"], path)
        return work


def check_key(header: str, settings: LocalHubSettings) -> None:
    """Let an `Authorization` header in, or raise HubError 401 or 403. The key goes nowhere else."""
    found = _KEY.fullmatch(header)
    wanted = settings.accepted_key
    if not found or (wanted is not None and not hmac.compare_digest(found[1], wanted)):
        raise HubError(401, "The API key is missing or invalid.", code="invalid_api_key")
    if not settings.workspace_active:
        raise HubError(403, "The workspace is not active.", code="workspace_inactive")


def _status(response: Response | None) -> int | None:
    return None if response is None else response.status_code


def _readable(raw: bytes) -> Any:
    """The body for the log: as JSON where it is JSON, else as text; None where there is none."""
    if not raw:
        return None
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return raw.decode("utf-8", errors="replace")
