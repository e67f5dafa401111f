"""What a shell is told when a person presses the tabulator."""

import subprocess

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("execsync pl", {"plan"}),
        ("execsync state un", {"unlock"}),
        ("execsync plan --on", {"--on-drift"}),
        ("execsync plan --on-drift ", {"keep", "overwrite", "fail"}),
    ],
)
def test_bash_is_told_what_may_follow(
    checkout: Checkout, typed: str, expected: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_EXECSYNC_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split(" ")) - 1))
    told = checkout.run().out.splitlines()
    assert {line.removeprefix("plain,") for line in told} == expected


def test_bash_takes_the_script(checkout: Checkout, hub: LocalHub) -> None:
    script = checkout.call("completion", "bash").out
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)
    assert "complete" in script


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_others_have_a_script_of_their_own(checkout: Checkout, shell: str) -> None:
    assert f"{shell}_complete" in checkout.call("completion", shell).out
