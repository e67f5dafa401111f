"""The whole life of example-hub, each exchange of it held against the contract on its way."""

import json
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest

from execsync.localhub import LOCAL_KEY
from tests.localhub.contract import Document, operations, strict
from tests.support.proxy import BASE, Asking, Passing, Proxy, proxy_of

from .life import checkout_of_example, hub_of_example, live


class Reader:
    """Reads requests and answers as they pass, the former by openapi-core, the latter by schemathesis."""

    def __init__(self, url: str) -> None:
        document = strict(url)
        self.seen: Counter[str] = Counter()
        self._url = url
        self._requests = OpenAPI.from_dict(document)
        self._answers = schemathesis.openapi.from_dict(document)
        self._operations = operations(document)
        self._lock = threading.Lock()

    def ask(self, asking: Asking) -> None:
        """A request, which must be one of the contract's. Raises what openapi-core raises."""
        origin = self._url.removesuffix(BASE)
        args: dict[str, Any] = dict(httpx.QueryParams(asking.query))
        request = MockRequest(
            origin,
            asking.method,
            f"{BASE}{asking.path}",
            args=args,
            headers=asking.headers,
            data=asking.body,
        )
        self._requests.validate_request(request)

    def answer(self, passing: Passing) -> None:
        """An answer, which must be one of the contract's. Raises AssertionError."""
        operation = self._find(passing)
        with self._lock:
            self.seen[f"{operation['operationId']} {passing.status}"] += 1
            known = self._answers[operation["path"]][operation["method"]]
            try:
                known.validate_response(self._response(passing))
            except schemathesis.errors.FailureGroup as failures:  # which is no Exception
                raise AssertionError(str(failures)) from None

    def _response(self, passing: Passing) -> httpx.Response:
        asked = httpx.Request(passing.method, f"{self._url}{passing.path}")
        headers, body = passing.headers, passing.body
        response = httpx.Response(passing.status, headers=headers, content=body, request=asked)
        response.elapsed = timedelta(0)
        return response

    def _find(self, passing: Passing) -> Document:
        for operation in self._operations.values():
            known = operation["path"].split("/")
            given = passing.path.split("/")
            is_alike = len(known) == len(given) and all(
                k.startswith("{") or k == g for k, g in zip(known, given, strict=True)
            )
            if is_alike and operation["method"] == passing.method:
                return operation
        raise AssertionError(f"{passing.method} {passing.path} is no operation of the contract")


def listen(proxy: Proxy, reader: Reader) -> None:
    proxy.ask_change, proxy.change = reader.ask, reader.answer


def test_no_request_and_no_answer_of_a_whole_life_is_refused(tmp_path: Path) -> None:
    with hub_of_example() as hub, proxy_of(hub.url) as proxy:
        reader = Reader(hub.url)
        listen(proxy, reader)
        live(checkout_of_example(tmp_path / "example", proxy.url), hub)
    print(", ".join(f"{n} {name}" for name, n in sorted(reader.seen.items())))
    assert sum(reader.seen.values()) > 100
    assert {name.split()[0] for name in reader.seen} == {
        "archiveKnowledgeHubPage",
        "createKnowledgeHubPage",
        "createKnowledgeHubSource",
        "deleteKnowledgeHubSource",
        "getKnowledgeHubPage",
        "getKnowledgeHubSource",
        "getWorkspace",
        "listKnowledgeHubFolders",
        "listKnowledgeHubPageVersions",
        "listKnowledgeHubPages",
        "listKnowledgeHubSources",
        "listSkills",
        "updateKnowledgeHubPage",
    }


@pytest.mark.parametrize("body", [{"data": [], "pagination": {}}, {"data": None}])
def test_an_answer_that_is_none_of_the_contracts_is_refused(body: object) -> None:
    headers = {"Content-Type": "application/json"}
    answer = Passing("GET", "/knowledge-hub/pages", "", 200, headers, json.dumps(body).encode())
    with pytest.raises(AssertionError):
        Reader(f"http://127.0.0.1{BASE}").answer(answer)


def test_a_request_that_is_none_of_the_contracts_is_refused() -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {LOCAL_KEY}"}
    reader = Reader(f"http://127.0.0.1{BASE}")
    reader.ask(Asking("POST", "/knowledge-hub/pages", "", headers, b'{"title": "A"}'))
    with pytest.raises(OpenAPIError):
        reader.ask(Asking("POST", "/knowledge-hub/pages", "", headers, b'{"title": 7}'))
