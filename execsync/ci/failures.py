"""Where a failed apply is told: on the request that was merged, and in one issue until it is mended."""

from execsync.ci.context import Context, forge_text
from execsync.ci.forge import Forge, ForgeError, Note

TITLE = "execsync: the knowledge hub is not in step"
SETTLED = "An apply has brought the hub in step again."


class Failures:
    """Those of one hub. What the forge refuses is told in the log, and fails nothing more."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def tell(self, request: int | None, text: str) -> None:
        """Report a failure."""
        context = self._context
        if request is not None:
            context.keep_note(request, context.marker("applied"), text)
        if context.forge is not None:
            self._try(lambda forge, known: _write(forge, known, self._body(text)))

    def settle(self) -> None:
        """Close the issue, if there is one."""
        if self._context.forge is not None:
            self._try(lambda forge, known: _close(forge, known, self._body(SETTLED)))

    def _body(self, text: str) -> str:
        run = self._context.settings.run
        address = f"[The run]({run})\n\n" if run else ""
        return f"{self._context.marker('failure')}\n{address}{text}"

    def _try(self, write) -> None:  # type: ignore[no-untyped-def]
        context, forge = self._context, self._context.forge
        if forge is None:
            return
        try:
            write(forge, context.marker("failure").newest(forge.open_issues(), forge.author))
        except ForgeError as error:
            context.runner.annotate("warning", f"the issue was not written: {error}")


def _write(forge: Forge, known: Note | None, body: str) -> None:
    if known is None:
        forge.add_issue(TITLE, forge_text(forge, body))
    else:
        forge.edit_issue(known.id, forge_text(forge, body), close=False)


def _close(forge: Forge, known: Note | None, body: str) -> None:
    if known is not None:
        forge.edit_issue(known.id, body, close=True)
