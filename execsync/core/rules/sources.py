"""Rules for the sources that pages name."""

from collections.abc import Iterator, Sequence

from execsync.core.diagnostic import Severity
from execsync.core.documents.document import Document
from execsync.core.documents.fields import (
    SOURCE_FIELDS,
    source_tables,
    source_urls,
    titled_sources,
)
from execsync.core.documents.position import InFront
from execsync.core.rules.keys import meant
from execsync.core.rules.registry import Finding, rule
from execsync.core.web_address import BadAddress, has_user, sent_form, sent_or_same


@rule("EX030", "bad-source-address", firm=True)
def bad_address(document: Document) -> Iterator[Finding]:
    """A source's address is missing, or no absolute http or https address.

    The hub fetches sources itself, so they must be on the web. An address is sent as a browser would send
    it: `https://www.example.com/Übersicht der Preise` is fine, and the same as
    `https://www.example.com/%C3%9Cbersicht%20der%20Preise`.

    Wrong:

    ```markdown
    ---
    title: Refunds
    sources:
      - www.example.com/terms
      - files/terms.pdf
    ---

    We refund within 30 days.
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    sources:
      - https://www.example.com/terms
      - url: https://www.example.com/terms.pdf
        title: Terms
    ---

    We refund within 30 days.
    ```
    """
    for keys, table in source_tables(document.front):
        if not any(isinstance(key, str) and meant(key, SOURCE_FIELDS) == "url" for key in table):
            yield Finding(InFront(keys), "the source has no address", "write `url: https://…`")
    for keys, url in source_urls(document.front):
        try:
            sent_form(url)
        except BadAddress as bad:
            yield Finding(InFront(keys), bad.summary, bad.hint)


@rule("EX031", "credentials-in-address", firm=True)
def credentials(document: Document) -> Iterator[Finding]:
    """A source's address holds a user name or a password.

    Everybody who reads the page, the repository or the state file would have them.

    Wrong:

    ```markdown
    ---
    title: Refunds
    sources:
      - https://anna:hunter2@www.example.com/terms
    ---

    We refund within 30 days.
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    sources:
      - https://www.example.com/terms
    ---

    We refund within 30 days.
    ```
    """
    for keys, url in source_urls(document.front):
        if has_user(url):
            yield Finding(
                InFront(keys),
                "the address holds a user name or a password",
                "remove what stands before the @, and change the password",
            )


@rule("EX032", "repeated-source", Severity.WARNING)
def repeated_source(document: Document) -> Iterator[Finding]:
    """A page names the same source twice, perhaps in two spellings. It is sent once.

    Wrong:

    ```markdown
    ---
    title: Refunds
    sources:
      - https://www.example.com/terms
      - https://www.example.com/terms
    ---

    We refund within 30 days.
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    sources:
      - https://www.example.com/terms
    ---

    We refund within 30 days.
    ```
    """
    seen: dict[str, str] = {}
    for keys, url in source_urls(document.front):
        first = seen.get(sent := sent_or_same(url))
        if first is not None:
            what = "listed twice" if first == url else f"the same source as `{first}`"
            yield Finding(InFront(keys), f"`{url}` is {what}", "delete one of the two")
        seen.setdefault(sent, url)


@rule("EX033", "source-with-two-titles", Severity.WARNING)
def two_titles(
    documents: Sequence[Document], _paths: Sequence[str]
) -> Iterator[tuple[Document, Finding]]:
    """Two pages, or two lines of one, give the same address different titles.

    An address is one source, with one title: that of the first file in alphabetical order.

    Wrong:

    ```markdown
    ---
    title: Refunds
    sources:
      - url: https://www.example.com/terms
        title: Terms of sale
    ---

    We refund within 30 days.
    ```

    ```markdown
    ---
    title: Returns
    sources:
      - url: https://www.example.com/terms
        title: General terms
    ---

    Send it back in its box.
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    sources:
      - url: https://www.example.com/terms
        title: Terms of sale
    ---

    We refund within 30 days.
    ```

    ```markdown
    ---
    title: Returns
    sources:
      - https://www.example.com/terms
    ---

    Send it back in its box.
    ```
    """
    first: dict[str, tuple[str, str]] = {}
    for document in documents:
        for keys, url, title in titled_sources(document.front):
            given, path = first.setdefault(url, (title, document.path))
            if given != title:
                place = InFront((*keys, "title"))
                summary = f"this source is called “{given}” in {path}"
                hint = "give it the same title, or none, here"
                yield document, Finding(place, summary, hint, path)
