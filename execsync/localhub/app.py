"""The WSGI application: the contract's routes behind their gate, control calls and web page beside."""

from __future__ import annotations

import re
import threading
from functools import cache
from typing import TYPE_CHECKING

from flask import Flask

from execsync.localhub import control, gate
from execsync.localhub.api import api_blueprint
from execsync.localhub.control import control_blueprint
from execsync.localhub.envelope import error_response, use_envelope
from execsync.localhub.errors import HubError
from execsync.localhub.gate import Gate
from execsync.localhub.parts import give_parts
from execsync.localhub.web import build_web

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Blueprint

    from execsync.localhub.parts import Parts

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""The hosts that a local hub listens on and answers to."""


def build_app(parts: Parts) -> WSGIApplication:
    """Put the application together; it answers requests that name a loopback host only."""
    rooms = {
        gate.BASE: _Room(lambda: Gate(_call_app(api_blueprint, gate.BASE), parts)),
        control.BASE: _Room(lambda: _call_app(control_blueprint, control.BASE)),
    }
    return _HostGuard(_Rooms(rooms, _Room(lambda: build_web(parts))), parts)


@cache
def _call_app(blueprint: Callable[[], Blueprint], base: str) -> Flask:
    """Calls below `base`, whose every answer is JSON, for all hubs of this process."""
    app = Flask(__name__, static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    # A redirect is nothing that the contract knows.
    app.url_map.merge_slashes = False
    use_envelope(app)
    app.register_blueprint(blueprint(), url_prefix=base)
    return app


class _Room:
    """An application that is built at its first request: its routes take longer than the rest of a hub."""

    def __init__(self, build: Callable[[], WSGIApplication]) -> None:
        self._build = build
        self._built: WSGIApplication | None = None
        self._guard = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self._guard:
            if self._built is None:
                self._built = self._build()
        return self._built(environ, start_response)


class _Rooms:
    """Sends what begins with a base address to its room, and everything else to the web page."""

    def __init__(self, rooms: Mapping[str, WSGIApplication], web: WSGIApplication) -> None:
        self._rooms = rooms
        self._web = web

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = f"{environ['PATH_INFO']}/"
        found = (room for base, room in self._rooms.items() if path.startswith(f"{base}/"))
        return next(found, self._web)(environ, start_response)


class _HostGuard:
    """Refuses requests made for another host, before anything else reads them.

    A web page whose name was pointed at 127.0.0.1 after it loaded (DNS rebinding) still sends
    its own name as the host.
    """

    def __init__(self, app: WSGIApplication, parts: Parts) -> None:
        self._app = app
        self._parts = parts

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if _LOOPBACK_HOST.fullmatch(environ.get("HTTP_HOST", "")):
            self._parts.editors.save_due()
            give_parts(environ, self._parts)
            return self._app(environ, start_response)
        error = HubError(421, "The local hub answers to loopback hosts only.", code="wrong_host")
        return error_response(error, self._parts.dials)(environ, start_response)


_LOOPBACK_HOST = re.compile(
    r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.ASCII | re.IGNORECASE
)
"""One Host header and no more: without user info, and not two of them, which arrive with a comma between."""
