"""What differs on the hub, shown in the format that was asked for."""

from collections.abc import Sequence

from execsync.core.diagnostic import Diagnostic
from execsync.core.planning.differences import Differences
from execsync.core.state import State
from execsync.output.console import Console
from execsync.render.counted import counted
from execsync.render.detail import Detail
from execsync.render.web_sides import WebSides


def show_differences(
    found: Differences,
    state: State,
    sides: WebSides,
    *,
    console: Console,
    format: str,
    detail: Detail,
    recorded: bool,
    requests: int,
    notes: Sequence[Diagnostic] = (),
) -> None:
    """Print it. `recorded` says that State was written with something new."""
    if format == "json":
        from execsync.render.differences_json import differences_json

        document = differences_json(
            found, state, sides, recorded=recorded, requests=requests, notes=notes
        )
        console.show(document, format)
        return
    from execsync.render.differences_text import DifferencesText
    from execsync.render.text_lines import TextLines

    written = f"Recorded as serial {state.serial}" if recorded else "Nothing was written"
    ending = f"{written}; {counted(requests, 'request')}."
    lines = TextLines(console.style(console.out), detail)
    console.show(DifferencesText(sides, lines).render(found, ending), format)
