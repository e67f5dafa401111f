"""What the hub refuses, in the envelope of its contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    405: "invalid_request_error",
    421: "invalid_request_error",
    429: "rate_limit_error",
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
        error = {"type": _TYPES.get(self.status, "api_error"), "message": self.message}
        if self.code is not None:
            error["code"] = self.code
        return {"error": error}


def invalid(message: str) -> HubError:
    """A 400; `message` starts with the name of the field or parameter it is about."""
    return HubError(400, message, code="invalid_request")


def not_found(what: str) -> HubError:
    """A 404 for `what`, say "page"."""
    return HubError(404, f"There is no such {what}.", code="not_found")
