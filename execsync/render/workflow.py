"""Workflow commands of GitHub Actions, with hostile text kept inside of them."""

from execsync.render.plain import visible
from execsync.render.runner_words import break_inner_words


def workflow_command(level: str, message: str, **properties: str) -> str:
    """One command, without a line end.

    The syntax and its escapes are GitHub's:
    https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
    """
    shown = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {shown}::{_data(message)}"


def _data(text: str) -> str:
    return break_inner_words(visible(text)).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
