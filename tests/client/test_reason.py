"""What a refusal says, wherever in its answer it stands."""

from typing import Any

import pytest

from execsync.client.answer import Answer
from execsync.errors import RequestRefused

from .conftest import SECRET, Connect
from .stage import Stage, raw, reply

WHY = "title is too long"

SHAPES: dict[str, tuple[Any, str]] = {
    "the contract's": ({"error": {"type": "t", "code": "c", "message": WHY}}, f"c, {WHY}"),
    "without a code": ({"error": {"type": "t", "message": WHY}}, f"t, {WHY}"),
    "error as text": ({"error": WHY}, WHY),
    "error and its description": ({"error": "c", "error_description": WHY}, f"c; {WHY}"),
    "message at the top": ({"message": WHY, "code": "c"}, f"c, {WHY}"),
    "a number as code": ({"message": WHY, "code": 1204}, f"1204, {WHY}"),
    "detail": ({"detail": WHY}, WHY),
    "detail inside of error": ({"error": {"detail": WHY}}, WHY),
    "problem+json": (
        {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": WHY},
        f"Bad Request; {WHY}",
    ),
    "problem+json, its type an address": (
        {"type": "https://hub.example/problems/long", "title": WHY, "instance": "/x"},
        WHY,
    ),
    "problem+json with errors": (
        {"title": "Invalid", "errors": [{"pointer": "#/title", "detail": WHY}]},
        f"Invalid; #/title: {WHY}",
    ),
    "errors as texts": ({"errors": [WHY, "and more"]}, f"{WHY}; and more"),
    "errors as objects": (
        {"errors": [{"field": "title", "message": WHY}, {"message": "and more"}]},
        f"title: {WHY}; and more",
    ),
    "errors as a map": ({"errors": {"title": WHY}}, f"title: {WHY}"),
    "errors as a map of lists": (
        {"errors": {"title": [WHY, "again"], "status": ["is odd"]}},
        f"title: {WHY}; title: again; status: is odd",
    ),
    "errors of JSON:API": (
        {"errors": [{"source": {"pointer": "/data/title"}, "title": "Invalid", "detail": WHY}]},
        f"/data/title: Invalid, {WHY}",
    ),
    "errors inside of error": (
        {"error": {"message": "Invalid", "errors": {"title": WHY}}},
        f"Invalid; title: {WHY}",
    ),
    "details inside of error": (
        {"error": {"code": "c", "message": "Invalid", "details": [{"msg": WHY}]}},
        f"c, Invalid; {WHY}",
    ),
    "detail as a list": (
        {"detail": [{"loc": ["body", "title"], "msg": WHY, "type": "string_too_long"}]},
        f"body.title: {WHY}",
    ),
    "parameters of RFC 7807": (
        {"title": "Invalid", "invalid-params": [{"name": "title", "reason": "is too long"}]},
        "Invalid; title: is too long",
    ),
    "a validating gateway's": (
        {"detail": "Invalid", "validation": [{"location": ["body", "title"], "message": WHY}]},
        f"Invalid; body.title: {WHY}",
    ),
    "violations": ({"violations": [{"propertyPath": "title", "message": WHY}]}, f"title: {WHY}"),
    "message as a list": (
        {"statusCode": 400, "message": [WHY, "and more"], "error": "Bad Request"},
        f"Bad Request; {WHY}; and more",
    ),
    "message as a map": ({"message": {"title": [WHY]}}, f"title: {WHY}"),
    "error as a map of lists": ({"error": {"title": [WHY]}}, f"title: {WHY}"),
    "fields at the top": ({"title": [WHY], "status": ["is odd"]}, f"title: {WHY}; status: is odd"),
    "one text of a field at the top": ({"non_field_errors": [WHY]}, f"non_field_errors: {WHY}"),
    "a list at the top": ([{"message": WHY}], WHY),
    "a text at the top": (WHY, WHY),
    "the same twice": ({"error": {"message": WHY}, "message": WHY}, WHY),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_reason_is_told_from_wherever_it_stands(name: str, connected: Connect) -> None:
    body, told = SHAPES[name]
    with Stage(reply(400, body)) as stage, pytest.raises(RequestRefused) as caught:
        connected(stage.url).create_page({"title": "T"})
    assert caught.value.message == f"POST /knowledge-hub/pages: the hub refuses it: 400 {told}"


def test_plain_text_is_a_reason_and_markup_is_none() -> None:
    def told(kind: str, body: bytes) -> tuple[str, str]:
        return Answer(400, {"content-type": kind}, body).error

    assert told("text/plain; charset=utf-8", WHY.encode()) == ("", WHY)
    assert told("Text/Plain", b'{"detail": "x"}') == ("", "x")
    assert told("text/html", b"<html><h1>Bad</h1></html>") == ("", "")
    assert told("text/plain", b"\xff\xfe") == ("", "")
    assert told("", b"") == ("", "")


@pytest.mark.parametrize(
    "body",
    [
        {"detail": f"no such key: {SECRET}"},
        {"errors": {SECRET: ["is no key"]}},
        {"errors": [{"field": SECRET, "message": "\x1b[2J" + "x" * 5000}]},
        {"error": SECRET},
        {"title": "\x1b[2J\r\n::error::", "detail": ["x" * 5000] * 50},
    ],
)
def test_a_reason_is_short_printable_and_without_the_key(body: Any, connected: Connect) -> None:
    with Stage(reply(400, body)) as stage, pytest.raises(RequestRefused) as caught:
        connected(stage.url).workspace()
    assert SECRET not in caught.value.message
    assert "Zq9" not in caught.value.message
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 500


def test_a_text_in_no_language_of_ours_is_left_out(connected: Connect) -> None:
    deep: Any = WHY
    for _ in range(200):
        deep = {"errors": [deep]}
    many = {"errors": [{"a": {"b": {"c": WHY}}}, 7, None, True, [], {}]}
    bodies: list[Any] = [deep, many, {"error": {"message": {}}}, {"error": 7}, {"errors": 7}]
    for body in bodies:
        with Stage(reply(400, body)) as stage, pytest.raises(RequestRefused, match=": 400"):
            connected(stage.url).workspace()


def test_a_refusal_in_plain_text_is_told(connected: Connect) -> None:
    headers = {"Content-Type": "text/plain", "Content-Length": "17"}
    with (
        Stage(raw(400, headers, WHY.encode())) as stage,
        pytest.raises(RequestRefused, match=f": 400 {WHY}$"),
    ):
        connected(stage.url).workspace()
