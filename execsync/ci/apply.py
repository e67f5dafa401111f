"""`apply`: bring the hub in step on a push, and tell those who merged what became of it."""

import os
import sys
from dataclasses import replace
from pathlib import Path

from execsync.ci.carried import Carried, carry_out
from execsync.ci.check import planned
from execsync.ci.context import Context
from execsync.ci.events import ApplyEvents
from execsync.ci.failures import Failures
from execsync.ci.forge import ForgeError
from execsync.ci.marker import find_fingerprint, with_fingerprint
from execsync.ci.outcome import end_outputs, plan_outputs
from execsync.ci.record import recorded_over
from execsync.ci.report import another_plan_text, applied_text, left_text
from execsync.commands.apply import ApplyOptions, apply
from execsync.errors import (
    EXIT_ERROR,
    EXIT_INCOMPLETE,
    EXIT_INTERRUPTED,
    EXIT_OK,
)
from execsync.output.console import guarded
from execsync.state.folder import UNSAVED, StateFolder


def apply_job(context: Context) -> int:
    """Apply, and report. A run that has to go on later ends with 0, and a notice that says when.

    1. With `require-reviewed`, the plan must be the one that a comment of ours on the merged request shows.
    2. Apply: that very plan, or whatever there is to do.
    3. Outputs and the summary; after a cancel no more than that, for seconds are left.
    4. A failure goes to the merged request and into an issue, which a later success closes.
    """
    request = _merged(context)
    options = ApplyOptions(
        yes=True,
        json=True,
        lock_timeout=context.settings.lock_timeout,
        max_requests=context.settings.max_requests,
    )
    if context.settings.require_reviewed:
        ended, text, outputs = planned(context)
        has_changes = outputs.get("changes") != "0"  # nothing to do needs nobody's review
        if has_changes and (refused := _refusal(context, request, text)):
            return _refuse(context, request, refused, ended, outputs)
        options = replace(options, plan_file=Path(outputs["plan-file"]))
    events = ApplyEvents(guarded(sys.stdout))
    ended = carry_out(lambda console: apply(context.hub, options, console=console), events)
    return _end(context, request, ended, events)


def _merged(context: Context) -> int | None:
    """The request whose merge is applied, where the forge says it; commits of State alone are passed over."""
    forge, commit = context.forge, context.event.commit
    if forge is None or not commit:
        return None
    try:
        found = forge.merged_request(commit)
        below = recorded_over(context.hub, commit) if found is None else None
        return forge.merged_request(below) if below else found
    except ForgeError as error:
        context.runner.annotate("warning", f"which request was merged is not known: {error}")
        return None


def _refusal(context: Context, request: int | None, text: str) -> str:
    """Why the plan in `text` is not the one that was reviewed, as Markdown; empty where it is."""
    forge, ours = context.forge, find_fingerprint(text)
    if ours is None:
        return text
    if forge is None or request is None:
        return another_plan_text("No merged request is known for this commit.", "", text)
    try:
        notes = [*forge.notes(request)]
    except ForgeError as error:
        return another_plan_text(f"The reviewed plan could not be read: {error}.", "", text)
    reviewed, left = (context.marker(kind).newest(notes, forge.author) for kind in ("plan", "left"))
    if any(note and find_fingerprint(note.body) == ours for note in (reviewed, left)):
        return ""
    if reviewed is None:
        return another_plan_text(f"#{request} has no plan of ours.", "", text)
    return another_plan_text("This is another plan than the reviewed one.", reviewed.body, text)


def _refuse(
    context: Context, request: int | None, text: str, ended: Carried, outputs: dict[str, str]
) -> int:
    """Say that nothing was applied."""
    reason = ended.reason or "the plan is not the one that was reviewed; nothing was applied"
    context.runner.annotate("error", reason)
    context.runner.summarise(text)
    context.runner.output({**outputs, **end_outputs(ended, EXIT_ERROR, reason)})
    Failures(context).tell(request, text)
    return EXIT_ERROR


def _end(context: Context, request: int | None, ended: Carried, events: ApplyEvents) -> int:
    reason = _reason(ended, events)
    text = applied_text(events, ended.code, reason)
    outputs = plan_outputs(events.plan) if events.plan else {}
    outputs |= {"requests": str(events.summary["requests"])} if events.summary else {}
    context.runner.summarise(text)
    context.runner.output(
        {**outputs, **end_outputs(ended, ended.code, reason), "state-file": _unsaved(context)}
    )
    if ended.code == EXIT_INTERRUPTED:
        return ended.code
    if ended.code == EXIT_INCOMPLETE:
        context.runner.annotate("notice", f"not all is done, the next run goes on: {reason}")
        _approve_rest(context, request)
        return EXIT_OK
    if ended.code == EXIT_OK:
        Failures(context).settle()
        return EXIT_OK
    context.runner.annotate("error", reason)
    Failures(context).tell(request, text)
    return ended.code


def _reason(ended: Carried, events: ApplyEvents) -> str:
    """Why the code is not 0, in one line."""
    if ended.code == EXIT_INTERRUPTED:
        return "cancelled"
    if ended.error is not None and ended.code == EXIT_INCOMPLETE:
        return "; ".join(filter(None, (ended.error.message, ended.error.hint)))
    if events.failures:
        first = events.failures[0]
        return f"{len(events.failures)} failed, first {first['address']}: {first['message']}"
    if events.obstacles:
        return f"{len(events.obstacles)} blocked or in conflict"
    errors = [f["summary"] for f in events.findings if f["severity"] == "error"]
    return events.halt or ended.reason or str(next(iter(errors), ""))


def _unsaved(context: Context) -> str:
    """The file with State that could not be written to its place; empty where there is none."""
    path = StateFolder.of(context.hub).path(UNSAVED)
    return path if os.path.isfile(path) else ""


def _approve_rest(context: Context, request: int | None) -> None:
    """Note the plan that is left of a reviewed one, so that the run which goes on may apply it."""
    if not context.settings.require_reviewed or request is None:
        return
    _, text, outputs = planned(context)
    if fingerprint := find_fingerprint(text):
        told = with_fingerprint(left_text(outputs["changes"]), fingerprint)
        context.keep_note(request, context.marker("left"), told)
