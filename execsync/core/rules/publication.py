"""Rules for what is to be published, and by whom."""

import re
from collections.abc import Iterator

from execsync.core.choices import Status
from execsync.core.documents.document import Document
from execsync.core.documents.foreign import Mark
from execsync.core.documents.position import InFront
from execsync.core.rules.registry import Finding, rule
from execsync.core.settings import RuleSettings


@rule("EX034", "overlooked-draft", firm=True)
def overlooked_draft(document: Document, settings: RuleSettings) -> Iterator[Finding]:
    """A key of another tool says that a page is not to be published, and here it would be.

    These keys are looked for, in any spelling: `draft`, `published`, `publish` and `unlisted`; `publishDate`
    while it is to come; `expiryDate` and `expires` once they are past. The folder `_drafts` says so as well,
    and a day to come in a name in `_posts`. `[front_matter] preset` or `map` says what they mean; without
    that, such a page must be a `draft` here, too. `[content] ignore_keys` does not quiet this.

    Wrong:

    ```markdown
    ---
    title: Refunds
    status: published
    draft: true
    ---

    We refund within 30 days.
    ```

    Right:

    ```toml execsync.toml
    [front_matter]
    preset = "hugo"
    ```

    ```markdown
    ---
    title: Refunds
    draft: true
    ---

    We refund within 30 days.
    ```
    """
    front = document.front
    if front.get("status", settings.defaults_of(document.path).status) != Status.PUBLISHED:
        return
    for mark in document.foreign.marks:
        summary = (
            f"{_name(document, mark)} says that the page is {mark.says}, and it would be published"
        )
        hint = "write `status: draft`, or say in [front_matter] of execsync.toml what it means"
        if "status" in front:
            hint = "one of the two is wrong: write `status: draft`, or change the other"
        yield Finding(mark.at, summary, hint)


def _name(document: Document, mark: Mark) -> str:
    return f"`{document.written(mark.at)}`" if isinstance(mark.at, InFront) else "its path"


@rule("EX035", "managed-without-id", firm=True)
def managed_without_id(document: Document) -> Iterator[Finding]:
    """`managed: false` and `id` belong together: a page that is linked to and never written.

    The page is made and kept on the web; its file here stands for it, so that other pages can link to it. Of
    the file, nothing is sent. A page that execsync has written until now is let go of: it stays as it is.

    Wrong:

    ```markdown
    ---
    title: Travel costs
    managed: false
    ---
    ```

    Right:

    ```markdown
    ---
    title: Travel costs
    managed: false
    id: pg_travel_costs
    ---
    ```
    """
    front, page_id = document.front, document.front.get("id")
    if "id" not in front and not document.is_managed:
        summary = "the page is not managed, and nothing says which page of the hub it is"
        yield Finding(InFront(("managed",), "key"), summary, "write `id: ` and the page's id")
    elif "id" in front and document.is_managed:
        summary = "`id` names a page that is kept on the web, and this one would be written"
        hint = (
            "write `managed: false` beside it; or delete it, and take the page over: execsync state adopt; "
            "where it is a key of Docusaurus or Obsidian: `preset` in `[front_matter]`"
        )
        yield Finding(InFront(("id",), "key"), summary, hint)
    elif isinstance(page_id, str) and not _ID.fullmatch(page_id):
        yield Finding(InFront(("id",)), f"`{page_id}` is no id of a page", "copy it from the hub")


_ID = re.compile(r"[A-Za-z0-9._~-]+")
