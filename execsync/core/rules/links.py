"""Rules for links and images in the body."""

from collections.abc import Iterator
from posixpath import dirname, relpath

from execsync.core.diagnostic import Severity
from execsync.core.documents.position import InBody
from execsync.core.rules.prose import Broken, LinkFault, Prose, stem
from execsync.core.rules.registry import Finding, rule


@rule("EX050", "link-to-no-page", Severity.WARNING)
def no_page(prose: Prose) -> Iterator[Finding]:
    """A link leads to a page that the hub does not have.

    Links are looked up from the folder of the page they stand on; those that begin with `/` from
    the content root, or from where `[links] site_roots` says. They may leave out `.md`, and name a folder
    that has an `index.md`, `README.md` or `_index.md`. A name must be written in the case that the file has:
    GitHub and Linux tell them apart. `[[wikilinks]]` name a page by its name, or by the end of its path.
    Pages that `[content] include` or `exclude` leave out count as missing.

    Wrong:

    ```markdown
    ---
    title: Refunds
    ---

    See [returns](retuns.md).
    ```

    ```markdown returns.md
    ---
    title: Returns
    ---

    Send it back in its box.
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    ---

    See [returns](returns.md).
    ```

    ```markdown returns.md
    ---
    title: Returns
    ---

    Send it back in its box.
    ```
    """
    for broken in _links(prose, LinkFault.NO_PAGE, LinkFault.EMPTY):
        if broken.fault is LinkFault.EMPTY:
            yield Finding(
                _at(broken), "the link leads nowhere", "write where it leads, or unlink it"
            )
        elif broken.target.other_case:
            summary = f"the page that `{broken.link.target}` means is written in another case"
            yield Finding(_at(broken), summary, _meant(prose, broken.target.path))
        else:
            summary = f"the hub has no page `{broken.target.path}`"
            yield Finding(_at(broken), summary, _nearest(prose, broken.target.path))


@rule("EX051", "link-to-no-heading", Severity.WARNING)
def no_anchor(prose: Prose) -> Iterator[Finding]:
    """A link names a heading that its page does not have.

    What stands after the `#` is compared with the headings, and with ids in HTML, letter by
    letter; hyphens, other signs and case are not looked at.

    Wrong:

    ```markdown
    ---
    title: Refunds
    ---

    See [below](#time-limits).

    ## Deadlines

    We refund within 30 days.
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    ---

    See [below](#deadlines).

    ## Deadlines

    We refund within 30 days.
    ```
    """
    for broken in _links(prose, LinkFault.NO_ANCHOR):
        page = f"`{broken.target.path}`" if broken.target.path else "this page"
        summary = f"{page} has no heading `#{broken.target.anchor}`"
        yield Finding(_at(broken), summary, "name one of its headings, with hyphens for spaces")


@rule("EX052", "link-out-of-hub", Severity.WARNING)
def out_of_hub(prose: Prose) -> Iterator[Finding]:
    """A link leads to a file that is no page: out of the content root, or of another kind.

    The hub takes pages only, so readers cannot follow it.

    Wrong:

    ```markdown
    ---
    title: Refunds
    ---

    Fill in [the form](../forms/refund.pdf).
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    ---

    Fill in [the form](https://www.example.com/forms/refund.pdf).
    ```
    """
    for broken in _links(prose, LinkFault.OUTSIDE, LinkFault.FILE):
        what = (
            "out of the hub" if broken.fault is LinkFault.OUTSIDE else "to a file that is no page"
        )
        hint = "put the file on the web and link to its https address"
        yield Finding(_at(broken), f"`{broken.link.target}` leads {what}", hint)


@rule("EX053", "ambiguous-wikilink")
def ambiguous(prose: Prose) -> Iterator[Finding]:
    """A wikilink names a page by a name that several pages have.

    Which one is meant is not guessed, not even where one of them lies in the same folder: tools that know
    wikilinks disagree about that. `[[guide/todo]]` names one whole, from the content root;
    `[[./todo]]` is looked up from the folder of the page it stands on, and `[[/todo]]` in the content root.

    Wrong:

    ```markdown
    ---
    title: Refunds
    ---

    See [[returns]].
    ```

    ```markdown returns.md
    ---
    title: Returns
    ---

    Send it back in its box.
    ```

    ```markdown returns.markdown
    ---
    title: Returns of gifts
    ---

    Keep the voucher.
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    ---

    See [[returns.md]].
    ```

    ```markdown returns.md
    ---
    title: Returns
    ---

    Send it back in its box.
    ```

    ```markdown returns.markdown
    ---
    title: Returns of gifts
    ---

    Keep the voucher.
    ```
    """
    for broken in prose.broken:
        if broken.fault is LinkFault.AMBIGUOUS:
            summary = f"`{broken.link.target}` may be any of {len(broken.target.candidates)} pages"
            named = [
                f"`{path if '/' in path else f'/{path}'}`" for path in broken.target.candidates
            ]
            shown = named[:_SHOWN] + [f"{len(named) - _SHOWN} more"] * (len(named) > _SHOWN)
            yield Finding(_at(broken), summary, f"name the whole path of one: {', '.join(shown)}")


_SHOWN = 5
"""Pages that are named where one of several is meant."""


@rule("EX060", "local-image", Severity.WARNING)
def local_image(prose: Prose) -> Iterator[Finding]:
    """An image is a local file, and `[assets] base_url` of execsync.toml does not say where it is on the web.

    The hub takes no uploads, so readers see an empty frame. This is said once, with the number of images.

    Wrong:

    ```markdown
    ---
    title: Refunds
    ---

    ![The form](images/form.png)
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    ---

    ![The form](https://www.example.com/images/form.png)
    ```
    """
    for broken in prose.broken:
        if broken.is_image:
            yield Finding(
                _at(broken),
                f"the image `{broken.link.target}` is a local file, and the hub takes no uploads",
                LOCAL_IMAGES,
            )


LOCAL_IMAGES = (
    "put them on the web, and set `base_url` in `[assets]`: their address with {path} in it"
)


def _links(prose: Prose, *faults: LinkFault) -> Iterator[Broken]:
    return (broken for broken in prose.broken if broken.fault in faults and not broken.is_image)


def _at(broken: Broken) -> InBody:
    return InBody(broken.link.at.start)


def _nearest(prose: Prose, path: str) -> str:
    """A hint: the page that was probably meant."""
    from difflib import get_close_matches

    for earlier, now in prose.hub.moved.items():
        if f"/{earlier}".endswith(f"/{path}"):
            return f"it is `{_from(prose, now)}` now"
    near = prose.hub.of_stem(path)
    if not near:
        beside = {stem(other): other for other in prose.hub.beside(path)}
        near = [beside[name] for name in get_close_matches(stem(path), beside, 1, 0.7)]
    if near:
        return _meant(prose, near[0])
    return "correct the link, or add the page"


def _meant(prose: Prose, path: str) -> str:
    return f"did you mean `{_from(prose, path)}`?"


def _from(prose: Prose, path: str) -> str:
    """A path as a link on the page has it."""
    return relpath(path, dirname(prose.document.path) or ".")
