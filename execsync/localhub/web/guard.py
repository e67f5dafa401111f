"""Who may ask: this web page's own forms and scripts, and a person who follows a link."""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING

from flask import request

from execsync.localhub.errors import HubError

if TYPE_CHECKING:
    from flask import Response

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
"""The Content-Security-Policy of every answer: nothing inline, nothing from another origin."""

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_OURS = ("same-origin", "none")


class Guard:
    """Keeps web pages elsewhere from writing here, and from using what is here.

    Every form carries `token`, which no other origin can read. What the browser itself says of a
    request's origin is looked at as well, where it says something.
    """

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(32)

    def check(self) -> None:
        """Raise HubError 403 for a request that another web page made."""
        is_read = request.method in ("GET", "HEAD", "OPTIONS")
        is_visit = is_read and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        if not is_visit and request.headers.get("Sec-Fetch-Site", "none") not in _OURS:
            raise _foreign()
        if is_read:
            return
        # Without a referrer, browsers send `null` as the origin of our own forms too.
        own = request.host_url.removesuffix("/")
        if request.headers.get("Origin", "null") not in (own, "null"):
            raise _foreign()
        if not hmac.compare_digest(request.form.get("token", "").encode(), self.token.encode()):
            raise HubError(403, "The form is out of date: load it again. Nothing was changed.")

    def harden(self, response: Response) -> Response:
        """Add the headers that keep a browser from doing more than it has to."""
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def _foreign() -> HubError:
    return HubError(403, "The request came from another web page. Nothing was changed.")
