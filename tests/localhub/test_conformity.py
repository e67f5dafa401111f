"""The local hub against the contract, checked by openapi-core and schemathesis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, seed
from openapi_core import OpenAPI
from openapi_core.testing import MockRequest, MockResponse
from schemathesis.specs.openapi.checks import (
    ignored_auth,
    negative_data_rejection,
    positive_data_acceptance,
)

from execsync.localhub import LOCAL_KEY, LocalHub, LocalHubSettings
from tests.support.examples import examples

from .conftest import UNLIMITED, MakeHub
from .contract import narrowed, operations, published, strict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

SEED = 20270115
KEY = {"Authorization": f"Bearer {LOCAL_KEY}"}
NOBODY = "no-such-id"


@pytest.fixture(scope="module")
def hub() -> Iterator[LocalHub]:
    with LocalHub(LocalHubSettings(**UNLIMITED, invent_ids=True)) as hub:
        yield hub


class Tour:
    """Asks by operation, has each answer checked, and keeps which operation answered what."""

    def __init__(self, client: httpx.Client, document: dict[str, Any]) -> None:
        self._client = client
        self._contract = OpenAPI.from_dict(document)
        self.operations = operations(document)
        self.seen: set[tuple[str, int]] = set()

    @property
    def promised(self) -> set[tuple[str, int]]:
        return {
            (operation_id, int(status))
            for operation_id, operation in self.operations.items()
            for status in operation["responses"]
        }

    def ask(self, operation_id: str, status: int, **options: Any) -> Any:
        """Send one request, with `ids` for the path; return the JSON of a documented answer."""
        operation = self.operations[operation_id]
        path = operation["path"].format(**options.pop("ids", {}))
        answer = self._client.request(operation["method"], path, **options)
        assert answer.status_code == status, answer.text
        if str(status) not in operation["responses"]:
            return None
        request, response = _mocks(answer)
        if status < 400:
            self._contract.validate_request(request)
        self._contract.validate_response(request, response)
        self.seen.add((operation_id, status))
        return answer.json()


def _mocks(answer: httpx.Response) -> tuple[MockRequest, MockResponse]:
    url = answer.request.url
    request = MockRequest(
        f"{url.scheme}://{url.netloc.decode()}",
        answer.request.method,
        url.path,
        args=dict(url.params),
        headers=dict(answer.request.headers),
        data=answer.request.content,
    )
    content_type = answer.headers["Content-Type"]
    headers = dict(answer.headers)
    return request, MockResponse(answer.content, answer.status_code, headers, content_type)


def read_everything(tour: Tour, hub: LocalHub) -> None:
    parent = hub.catalogue.add_folder("Sales", emoji="💼")
    folder = hub.catalogue.add_folder("Discounts", parent=parent)
    skill = hub.catalogue.add_skill("Negotiation")
    tour.ask("getWorkspace", 200)
    tour.ask("listSkills", 200, params={"include": "proficiency_summary"})
    tour.ask("listSkills", 200)
    tour.ask("listKnowledgeHubFolders", 200, params={"parent_id": parent, "query": "disc"})
    tour.ask("getKnowledgeHubFolder", 200, ids={"folder_id": folder})
    filters = {"folder_id": folder, "skill_id": skill, "sort": "title", "query": "a"}
    tour.ask("listKnowledgeHubPages", 200, params=filters)


def write_sources(tour: Tour, hub: LocalHub) -> str:
    body = {"type": "url", "title": "A", "url": "https://example.com/a", "folder_ids": ["f"]}
    made: str = tour.ask("createKnowledgeHubSource", 201, json=body)["id"]
    tour.ask("createKnowledgeHubSource", 200, json=body)
    read = {"ids": {"source_id": made}, "params": {"include": "content"}}
    tour.ask("getKnowledgeHubSource", 200, **read)
    hub.advance(60)
    tour.ask("getKnowledgeHubSource", 200, **read)
    tour.ask("listKnowledgeHubSources", 200, params={"type": "url", "status": "ready"})
    return made


def write_pages(tour: Tour, source_id: str) -> None:
    links = {"source_ids": [source_id], "skill_ids": ["s"], "folder_ids": ["f"]}
    made = tour.ask("createKnowledgeHubPage", 201, json={"title": "A", "content": "a", **links})
    ids = {"page_id": made["id"]}
    tour.ask("getKnowledgeHubPage", 200, ids=ids, params={"include": "draft"})
    tour.ask("updateKnowledgeHubPage", 200, ids=ids, json={"status": "published"})
    tour.ask("getKnowledgeHubPage", 200, ids=ids, params={"include": "draft"})
    tour.ask("replaceKnowledgeHubPage", 200, ids=ids, json={"title": "B", **links})
    tour.ask("listKnowledgeHubPages", 200)
    tour.ask("listKnowledgeHubPageVersions", 200, ids=ids)
    tour.ask("archiveKnowledgeHubPage", 200, ids=ids)
    tour.ask("listKnowledgeHubPages", 200, params={"status": "archived"})
    tour.ask("deleteKnowledgeHubSource", 200, ids={"source_id": source_id})


def be_refused(tour: Tour, hub: LocalHub, operation_id: str) -> None:
    operation = tour.operations[operation_id]
    ids = dict.fromkeys(("folder_id", "page_id", "source_id"), NOBODY)
    body: dict[str, Any] = {"json": {}} if "requestBody" in operation else {}
    tour.ask(operation_id, 401, ids=ids, headers={"Authorization": "Bearer nonsense"})
    tour.ask(operation_id, 400, ids=ids, params={"colour": "red"})
    if "{" in operation["path"]:
        tour.ask(operation_id, 404, ids=ids, **body)
    hub.faults.add("limit", retry_after=7)
    tour.ask(operation_id, 429, ids=ids)
    hub.change(workspace_active=False)
    tour.ask(operation_id, 403, ids=ids)
    hub.change(workspace_active=True)


@pytest.mark.parametrize("read", [published, strict])
def test_every_operation_gives_every_status_by_the_contract(
    make_hub: MakeHub, read: Callable[[str], dict[str, Any]]
) -> None:
    hub, client = make_hub(invent_ids=True)
    tour = Tour(client, read(hub.url))
    read_everything(tour, hub)
    write_pages(tour, write_sources(tour, hub))
    for operation_id in tour.operations:
        be_refused(tour, hub, operation_id)
    assert tour.seen == tour.promised


# The server is named when a request is sent; the documents are needed when tests are collected.
as_published = schemathesis.openapi.from_dict(published("http://127.0.0.1/rest/v1"))
as_narrowed = schemathesis.openapi.from_dict(narrowed("http://127.0.0.1/rest/v1"))
as_strict = schemathesis.openapi.from_dict(strict("http://127.0.0.1/rest/v1"))

fuzz = examples(24, suppress_health_check=list(HealthCheck))


@as_narrowed.parametrize()
@seed(SEED)
@fuzz
def test_strict_contract_holds_for_what_exists(case: schemathesis.Case[Any], hub: LocalHub) -> None:
    """Over HTTP, with ids of things made for each request; all checks but the one below."""
    make_what_is_named(case, hub)
    # What lies outside of the narrowed bodies is no reason for the hub to refuse it.
    case.call_and_validate(base_url=hub.url, headers=KEY, excluded_checks=[negative_data_rejection])


@as_strict.parametrize()
@seed(SEED)
@fuzz
def test_what_breaks_the_strict_contract_is_refused(
    case: schemathesis.Case[Any], hub: LocalHub
) -> None:
    """Over HTTP, with ids of things made for each request."""
    make_what_is_named(case, hub)
    case.call_and_validate(base_url=hub.url, headers=KEY, checks=[negative_data_rejection])


def make_what_is_named(case: schemathesis.Case[Any], hub: LocalHub) -> None:
    """Make the things that the ids in the path name."""
    made = {
        "page_id": lambda: hub.web.create("A page", "text").id,
        "source_id": lambda: hub.web.add_source(f"https://example.com/{case.id}", "A source"),
        "folder_id": lambda: hub.catalogue.add_folder("A folder"),
    }
    for name in set(made) & set(case.path_parameters or {}):
        case.path_parameters[name] = made[name]()


@as_published.parametrize()
@seed(SEED)
@fuzz
def test_published_contract_holds_for_any_request(
    case: schemathesis.Case[Any], hub: LocalHub
) -> None:
    """In-process, with ids that nothing has."""
    response = case.call(app=hub.app, headers=KEY)
    documented = {int(status) for status in case.operation.definition.raw["responses"]}
    # The published document leaves 400 out where a request could not be wrong by its schema, and
    # takes titles, addresses and ids that no hub would.
    assert response.status_code in documented | {400, 404, 405}
    if response.status_code in documented:
        case.validate_response(response, excluded_checks=[positive_data_acceptance, ignored_auth])
