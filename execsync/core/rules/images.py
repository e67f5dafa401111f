"""Rules for the images that pages show."""

from collections.abc import Iterator

from execsync.core.documents.document import Document
from execsync.core.documents.images import ImageFiles, LocalImage, local_images
from execsync.core.documents.position import InBody
from execsync.core.rules.registry import Finding, rule
from execsync.core.settings import RuleSettings

_SHOWN = 5
"""Images that are named where one of several is meant."""


@rule("EX061", "image-not-found")
def image_not_found(
    document: Document, settings: RuleSettings, files: ImageFiles
) -> Iterator[Finding]:
    """A page shows an image whose file is not there, though `[assets] base_url` says where images are.

    Images are looked up from the folder of the page they stand on; those that begin with `/` from
    the content root. An embed, `![[form.png]]`, names a file by its name, or by the end of its path. What
    is hidden or lies out of the content root is not found.

    Wrong:

    ```toml execsync.toml
    [assets]
    base_url = "https://files.example.com/{path}"
    ```

    ```markdown
    ---
    title: Refunds
    ---

    ![The form](images/form.png)
    ```

    Right:

    ```toml execsync.toml
    [assets]
    base_url = "https://files.example.com/{path}"
    ```

    ```markdown
    ---
    title: Refunds
    ---

    ![The form](https://www.example.com/images/form.png)
    ```
    """
    if settings.assets.base_url:
        for image in local_images(document, files):
            if not image.path:
                yield Finding(InBody(image.link.at.start), *_said(image))


def _said(image: LocalImage) -> tuple[str, str]:
    shown = f"the image `{image.link.target}`"
    if image.outside:
        return f"{shown} lies out of the content root", "put it beside the pages"
    if image.candidates:
        named = [f"`{path if '/' in path else f'/{path}'}`" for path in image.candidates[:_SHOWN]]
        more = len(image.candidates) - _SHOWN
        named += [f"{more} more"] * (more > 0)
        summary = f"{shown} may be any of {len(image.candidates)} files"
        return summary, f"name the whole path of one: {', '.join(named)}"
    return f"{shown} is not there", "correct the path, or add the file"
