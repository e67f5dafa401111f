"""The whole life of example-hub through Prism: no request and no answer is refused."""

from collections import Counter
from pathlib import Path

import httpx
import pytest

from execsync.localhub import LOCAL_KEY
from tests.support.proxy import BASE, Passing, proxy_of

from .life import checkout_of_example, hub_of_example, live
from .prism import REFUSAL, install, is_at_hand, prism_of

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not is_at_hand(), reason="npm is not installed"),
]
KEY = {"Authorization": f"Bearer {LOCAL_KEY}"}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(tmp_path_factory.mktemp("prism"))


def test_nothing_of_a_whole_life_is_refused(program: Path, tmp_path: Path) -> None:
    statuses: Counter[str] = Counter()
    refused: list[bytes] = []

    def read(answer: Passing) -> None:
        statuses[f"{answer.method} {answer.status}"] += 1
        if REFUSAL in answer.body or "sl-violations" in answer.headers:
            refused.append(answer.body)

    with hub_of_example() as hub, prism_of(program, tmp_path, hub.url.removesuffix(BASE)) as prism:
        with proxy_of(f"{prism}{BASE}") as proxy:
            proxy.change = read
            live(checkout_of_example(tmp_path / "example", proxy.url), hub)
        print(", ".join(f"{number} {name}" for name, number in sorted(statuses.items())))
        assert refused == []
        assert sum(statuses.values()) > 100
        assert {status for name in statuses if (status := name.split()[1])} == {"200", "201"}


def test_it_would_refuse_a_request(program: Path, tmp_path: Path) -> None:
    with hub_of_example() as hub, prism_of(program, tmp_path, hub.url.removesuffix(BASE)) as prism:
        pages = f"{prism}{BASE}/knowledge-hub/pages"
        answer = httpx.post(pages, json={"title": 7}, headers=KEY)
        assert (answer.status_code, REFUSAL in answer.content) == (422, True)
        assert hub.requests() == []


def test_it_would_refuse_an_answer(program: Path, tmp_path: Path) -> None:
    """A hub that shows a version as a text."""

    def change(answer: Passing) -> None:
        answer.body = answer.body.replace(b'"version":1', b'"version":"1"')

    with hub_of_example() as hub, proxy_of(hub.url) as odd:
        odd.change = change
        with prism_of(program, tmp_path, odd.url.removesuffix(BASE)) as prism:
            hub.web.create("A", publish=True)
            answer = httpx.get(f"{prism}{BASE}/knowledge-hub/pages", headers=KEY)
            assert (answer.status_code, REFUSAL in answer.content) == (500, True)
