"""No text of a repository or a hub is a command for the runner in whose log it is printed."""

import json
import re
from itertools import product
from xml.etree import ElementTree

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout, Ended

WORDS = ("##[set-env name=X]", "##[command]rm", "##vso[task.setvariable variable=X]", "##VSO[x]y")
ACTS = re.compile(r"##\[|##vso\[", re.IGNORECASE)


def assert_harmless(ended: Ended, *, ours: bool = False) -> None:
    for line in (ended.out + ended.err).splitlines():
        assert not ACTS.search(line), line
        if not ours:
            assert not re.match(r"\s*::", line), line


@pytest.fixture(params=[*WORDS, "::set-output name=x::y"])
def word(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def hostile(word: str, checkout: Checkout) -> Checkout:
    """Pages whose paths, titles, texts, addresses and mistakes are such words."""
    checkout.configure("[limits]\nper_minute = 0\nper_day = 0\n")
    name = word.replace("/", "-").replace(":", "-")
    checkout.page(f"{name}.md", title=word, body=f"Before.\n\n{word}\n", folder_ids=[word])
    checkout.page("b.md", title=f"B {word}", sources=["https://e.example/a"])
    checkout.page("bad.md", title="Bad", status=word, **{word: word})
    return checkout


@pytest.mark.parametrize("format", ["text", "json", "sarif", "junit", "github"])
def test_validate(hostile: Checkout, format: str) -> None:
    ended = hostile.call("validate", "--format", format)
    assert_harmless(ended, ours=format == "github")


@pytest.mark.parametrize("format", ["text", "json", "markdown", "github"])
def test_plan(hostile: Checkout, format: str) -> None:
    hostile.remove("bad.md")
    assert_harmless(hostile.call("plan", "--format", format), ours=format == "github")
    assert_harmless(hostile.call("plan", "--format", format, "--full"), ours=format == "github")
    hostile.call("plan", "--out", "x.plan")
    assert_harmless(hostile.call("show", "x.plan"))


@pytest.mark.parametrize("options", [(), ("--format", "json"), ("-v",)], ids=" ".join)
def test_apply_and_what_the_hub_says(
    hostile: Checkout, options: tuple[str, ...], word: str, hub: LocalHub
) -> None:
    hostile.remove("bad.md")
    hub.web.create(word, word, publish=True)
    assert_harmless(hostile.call("apply", "--yes", *options))
    for page in hub.pages():
        hub.web.edit(page.id, content=f"{word}\n", title=f"{word} again", publish=True)
    assert_harmless(hostile.call("apply", "--yes", *options))
    assert_harmless(hostile.call("state", "list"))
    assert_harmless(hostile.call("state", "doubles"))


@pytest.mark.parametrize("word", WORDS, indirect=True)
def test_values_of_json_stay(hostile: Checkout, word: str) -> None:
    hostile.remove("bad.md")
    out = hostile.call("plan", "--format", "json").out
    titles = [c["change"]["after"]["title"] for c in json.loads(out)["resource_changes"]]
    assert word in titles


@pytest.mark.parametrize("word", WORDS, indirect=True)
def test_values_of_xml_stay(hostile: Checkout, word: str) -> None:
    out = hostile.call("validate", "--format", "junit").out
    assert word in "".join(str(e.attrib) + str(e.text) for e in ElementTree.fromstring(out).iter())  # noqa: S314


def test_a_person_at_a_terminal_sees_the_text_as_it_is() -> None:
    import io

    from execsync.output.console import guarded

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for stream, word in product((Terminal(), io.StringIO()), WORDS):
        guarded(stream, {}).write(word)
        assert (word in stream.getvalue()) == stream.isatty()
