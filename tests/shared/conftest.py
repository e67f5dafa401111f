"""Teams whose State is in a new place on loopback."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.shared.clones import CLOUDS, IN_CLOUD, IN_FILE, ON_GIT, SERVERS, Make, Team
from tests.support.wire import wire_to

if TYPE_CHECKING:
    from tests.support.clouds import Cloud

PAGES = 12


@pytest.fixture
def make(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Make]:
    """Makes a team whose State lives in a new place of a kind."""
    with ExitStack() as stack:

        def team(kind: str, url: str, *, pages: int = PAGES, **more: Any) -> Team:
            folder = tmp_path / f"team-{len(list(tmp_path.iterdir()))}"
            folder.mkdir()
            if kind == "file":
                return Team(folder, url, IN_FILE, pages=pages, **more)
            if kind in SERVERS:
                server = stack.enter_context(SERVERS[kind](folder))
                more["address"] = f"{server}/origin.git"
            if kind not in CLOUDS:
                return Team(folder, url, ON_GIT, pages=pages, **more)
            cloud: Cloud = request.getfixturevalue(f"{kind}_cloud")
            wire = stack.enter_context(wire_to(cloud.port))
            for name, value in cloud.variables(wire.port).items():
                monkeypatch.setenv(name, value)
            toml = IN_CLOUD.format(kind, cloud.make(f"b{uuid.uuid4().hex}"))
            return Team(folder, url, toml, pages=pages, wire=wire, **more)

        yield team
