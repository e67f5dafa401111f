"""Rules for secrets, wherever they stand."""

from collections.abc import Callable, Iterator

from execsync.core.diagnostic import Severity
from execsync.core.documents.document import Document
from execsync.core.documents.position import Position, position_in
from execsync.core.documents.secret_shapes import HUB_KEY, IN_ADDRESS
from execsync.core.documents.secrets import Secret, find_likely_secrets, find_secrets
from execsync.core.rules.registry import Finding, rule


@rule("EX070", "exec-key")
def exec_key(document: Document) -> Iterator[Finding]:
    """A key of the Exec API stands in a page or in execsync.toml.

    Whoever has it is admin of the whole workspace, and Git keeps it for ever. Take it out, make a
    new key, and give that to execsync as `EXEC_API_KEY`.
    """
    for place, secret in _secrets(document):
        if secret.kind == HUB_KEY:
            hint = "take it out, revoke it, and give a new one as EXEC_API_KEY"
            yield Finding(place, "a key of the Exec API stands here", hint)


@rule("EX071", "other-secret")
def other_secret(document: Document) -> Iterator[Finding]:
    """What looks like another key, token or password stands in a page or in execsync.toml.

    Take it out and change it. Where it is only an example, say so in the line, or in the line
    before it:

    ```markdown
    <!-- execsync: ignore EX071 -->
    ```
    """
    for place, secret in _secrets(document):
        if secret.kind != HUB_KEY:
            hint = "take it out and change it; if it is an example, suppress it on that line"
            yield Finding(place, f"this looks like {secret.kind}", hint)


@rule("EX072", "likely-secret", Severity.WARNING)
def likely_secret(document: Document) -> Iterator[Finding]:
    """A password, a key or a bearer token seems to stand in a page or in execsync.toml.

    The word before it says so, and it is long and mixed enough. Take it out and change it; an example
    is better written so that nobody takes it for one: `password = "your password"`.
    """
    for place, secret in _secrets(document, find_likely_secrets):
        if secret.kind == IN_ADDRESS and place.line < document.body_line:
            continue  # EX031 refuses such a source
        hint = "take it out and change it; if it is an example, suppress it on that line"
        yield Finding(place, f"this looks like {secret.kind}", hint)


def is_innocent(document: Document) -> bool:
    """Whether nothing in the document looks like a secret, so that neither rule need be asked."""
    front = document.block.text if document.block else ""
    texts = (document.body, front)
    return not any(find_secrets(text) or find_likely_secrets(text) for text in texts)


def _secrets(
    document: Document, find: Callable[[str], tuple[Secret, ...]] = find_secrets
) -> Iterator[tuple[Position, Secret]]:
    if document.block:
        for secret in find(document.block.text):
            yield document.block.position(secret.start), secret
    for secret in find(document.body):
        yield position_in(document.body, secret.start, first_line=document.body_line), secret
