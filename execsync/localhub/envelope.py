"""Errors as responses, in the contract's envelope."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask import request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from execsync.localhub.errors import HubError
from execsync.localhub.parts import parts_of

if TYPE_CHECKING:
    from flask import Flask

    from execsync.localhub.settings import Dials


def error_response(error: HubError, dials: Dials) -> Response:
    """The envelope of `error`; a 429 says `retry_after` where the settings want it."""
    body = error.envelope()
    headers = {}
    if error.retry_after is not None:
        place = dials.settings.retry_after_in
        if place == "header":
            headers["Retry-After"] = str(error.retry_after)
        else:
            (body if place == "body" else body["error"])["retry_after"] = error.retry_after
    return Response(
        json.dumps(body), status=error.status, headers=headers, mimetype="application/json"
    )


def use_envelope(app: Flask) -> None:
    """Have `app` answer every error in the envelope, its own 404, 405 and 500 too."""

    def answer_refusal(error: HubError) -> Response:
        return error_response(error, parts_of(request.environ).dials)

    def answer_http_error(error: HTTPException) -> Response:
        message = f"{error.name}: {error.description}"
        response = answer_refusal(HubError(error.code or 500, message))
        # The Allow of a 405 is in the headers that the exception brings.
        response.headers.extend(
            (name, value) for name, value in error.get_headers() if name != "Content-Type"
        )
        return response

    app.register_error_handler(HubError, answer_refusal)
    app.register_error_handler(HTTPException, answer_http_error)
