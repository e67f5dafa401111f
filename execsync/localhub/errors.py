"""What the hub refuses, in the envelope of its contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_TYPES = {
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    429: "rate_limited",
}


@dataclass(eq=False)
class HubError(Exception):
    """A request that is answered with `status` and the error envelope.

    `retry_after` is in seconds, and only a 429 has it.
    """

    status: int
    message: str
    code: str | None = None
    retry_after: int | None = None

    def envelope(self) -> dict[str, Any]:
        """`{"error": {"type", "code"?, "message"}}`."""
        usual = "invalid_request" if self.status < 500 else "api_error"
        error = {"type": _TYPES.get(self.status, usual), "message": self.message}
        if self.code is not None:
            error["code"] = self.code
        return {"error": error}


def invalid(message: str, *, code: str | None = None) -> HubError:
    """A 400; `message` starts with the name of the field or parameter it is about."""
    return HubError(400, message, code=code)


def not_found(what: str) -> HubError:
    """A 404 for `what`, say "page"."""
    return HubError(404, f"There is no such {what}.")
