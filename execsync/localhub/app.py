"""The WSGI application: the contract's routes behind their gate, control calls and web page beside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Flask

from execsync.localhub import control, gate
from execsync.localhub.api import api_blueprint
from execsync.localhub.control import control_blueprint
from execsync.localhub.envelope import error_response, use_envelope
from execsync.localhub.errors import HubError
from execsync.localhub.gate import Gate
from execsync.localhub.web import build_web

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from execsync.localhub.parts import Parts

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""The hosts that a local hub listens on and answers to."""


def build_app(parts: Parts) -> Flask:
    """Put the application together; it answers requests that name a loopback host only."""
    app = Flask(__name__, static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    # A redirect is nothing that the contract knows.
    app.url_map.merge_slashes = False
    use_envelope(app, parts.dials)
    app.register_blueprint(api_blueprint(parts), url_prefix=gate.BASE)
    app.register_blueprint(control_blueprint(parts), url_prefix=control.BASE)
    rooms = _Rooms(Gate(app.wsgi_app, parts), build_web(parts))
    app.wsgi_app = _HostGuard(rooms, parts)  # type: ignore[method-assign]
    return app


class _Rooms:
    """Sends the API's and the control calls to `api`, and everything else to the web page."""

    def __init__(self, api: WSGIApplication, web: WSGIApplication) -> None:
        self._api = api
        self._web = web

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = f"{environ['PATH_INFO']}/"
        is_call = path.startswith((f"{gate.BASE}/", f"{control.BASE}/"))
        return (self._api if is_call else self._web)(environ, start_response)


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
            return self._app(environ, start_response)
        error = HubError(421, "The local hub answers to loopback hosts only.", code="wrong_host")
        return error_response(error, self._parts.dials)(environ, start_response)


_LOOPBACK_HOST = re.compile(
    r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.ASCII | re.IGNORECASE
)
"""One Host header and no more: without user info, and not two of them, which arrive with a comma between."""
