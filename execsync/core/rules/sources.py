"""Rules for the sources that pages name."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from execsync.core.diagnostic import Severity
from execsync.core.documents.document import Document
from execsync.core.documents.fields import SOURCE_FIELDS, source_tables, source_urls
from execsync.core.documents.position import InFront
from execsync.core.rules.keys import meant
from execsync.core.rules.registry import Finding, rule


@rule("EX030", "bad-source-address", firm=True)
def bad_address(document: Document) -> Iterator[Finding]:
    """A source's address is missing, or no absolute http or https address.

    The hub fetches sources itself, so they must be on the web.

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
        if (parts := split_url(url)) is None:
            hint = "write it whole, as https://… and without spaces"
            if "://" not in url and "." in url.split("/", 1)[0]:
                hint = f"did you mean https://{url}?"
            yield Finding(InFront(keys), f"`{url}` is no web address", hint)
        elif parts.scheme not in ("http", "https"):
            yield Finding(
                InFront(keys),
                f"a source's address must be http or https, not {parts.scheme}",
                "name an address that the hub can fetch from the web",
            )


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
        parts = split_url(url)
        if parts and "@" in parts.netloc:
            yield Finding(
                InFront(keys),
                "the address holds a user name or a password",
                "remove what stands before the @, and change the password",
            )


@rule("EX032", "repeated-source", Severity.WARNING)
def repeated_source(document: Document) -> Iterator[Finding]:
    """A page names the same source twice. It is sent once.

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
    seen: set[str] = set()
    for keys, url in source_urls(document.front):
        if url in seen:
            yield Finding(InFront(keys), f"`{url}` is listed twice", "delete one of the two")
        seen.add(url)


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
        for keys, table in source_tables(document.front):
            url, title = table.get("url"), table.get("title")
            if not (isinstance(url, str) and isinstance(title, str) and title):
                continue
            given, path = first.setdefault(url, (title, document.path))
            if given != title:
                place = InFront((*keys, "title"))
                summary = f"this source is called “{given}” in {path}"
                hint = "give it the same title, or none, here"
                yield document, Finding(place, summary, hint, path)


@lru_cache(maxsize=4096)
def is_address(url: str) -> bool:
    """Whether no rule has anything against the address of a source."""
    parts = split_url(url)
    return parts is not None and parts.scheme in ("http", "https") and "@" not in parts.netloc


@lru_cache(maxsize=4096)
def split_url(url: str) -> SplitResult | None:
    """The parts of an absolute address; None if it is none."""
    if not url.isprintable() or any(sign in url for sign in ' <>"\\'):
        return None
    try:
        parts = urlsplit(url)
        usable = bool(parts.scheme and (parts.hostname or parts.scheme not in ("http", "https")))
        return parts if usable and (parts.port is None or parts.port > 0) else None
    except ValueError:
        return None
