"""JSON over HTTP with a token, which goes to one address only and into no error."""

from collections.abc import Iterator, Mapping
from typing import Any

from execsync.ci.forge import ForgeError
from execsync.client.endpoint import check_address
from execsync.client.lean import httpx
from execsync.errors import ConfigError
from execsync.render.plain import visible

TIMEOUT = 20.0
"""Seconds for one request."""
PAGE = 100
MOST_PAGES = 30
"""Lists beyond it are cut: 3,000 comments."""


class Rest:
    """The API at `address`, which is https or on this machine. Raises ForgeError."""

    def __init__(self, address: str, headers: Mapping[str, str]) -> None:
        try:
            checked = check_address(address)
        except ConfigError:
            raise ForgeError("the forge's address is neither https nor on this machine") from None
        self._http = httpx.Client(base_url=f"{checked}/", headers=dict(headers), timeout=TIMEOUT)

    def ask(self, method: str, path: str, **given: Any) -> Any:
        """The answer's JSON; None for an empty one. Redirects are not followed."""
        try:
            answer = self._http.request(method, path, **given)
            if answer.is_success:
                return answer.json() if answer.content else None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise ForgeError(f"{method} {path}: {type(error).__name__}") from None
        raise ForgeError(
            f"{method} {path}: {answer.status_code} {_said(answer)}", answer.status_code
        )

    def each(self, path: str, **params: str | int) -> Iterator[Mapping[str, Any]]:
        """The rows of a list, page by page."""
        for page in range(1, MOST_PAGES + 1):
            rows = self.ask("GET", path, params={**params, "per_page": PAGE, "page": page})
            yield from rows
            if len(rows) < PAGE:
                return


def _said(answer: httpx.Response) -> str:
    try:
        told = answer.json()
    except ValueError:
        return ""
    return visible(str(told.get("message", "")))[:300] if isinstance(told, dict) else ""
