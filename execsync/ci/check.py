"""`check`: what a pull request would change, told on it. Needs no key."""

import sys
from pathlib import Path

from execsync.ci.carried import Carried, carry_out
from execsync.ci.context import Context
from execsync.ci.marker import with_fingerprint
from execsync.ci.outcome import end_outputs, plan_outputs, read_plan
from execsync.commands.plan import plan
from execsync.commands.plan_request import PlanRequest
from execsync.commands.validate import ValidateOptions, validate
from execsync.errors import EXIT_OK, RefusedError
from execsync.render.markdown_escape import clip, code_block, escape

LONGEST_QUOTE = 20_000
"""Characters of a command's own words in a comment."""


def check_job(context: Context) -> int:
    """Validate and plan; annotate, summarise, comment.

    1. Findings go to the files, as annotations.
    2. With an error, that is all there is to tell.
    3. Else the plan: annotations, the job's summary, one comment.
    """
    found = validated(context, context.runner.format)
    sys.stdout.write(found.out)
    if found.code != EXIT_OK:
        text = refused_text("validate", validated(context, "text"))
        return _end(context, found, text, {}, reason=found.reason or "the content has errors")
    ended, text, outputs = planned(context)
    if isinstance(ended.error, RefusedError):
        # State or a name's id is not known here. What can be told is told, as without `--out`.
        ended, text, outputs = planned(context, saves=False)
    if "plan-file" in outputs:
        annotated = carry_out(lambda c: plan(context.hub, _request(context), console=c))
        sys.stdout.write(annotated.out)
    stands = "something stands in the way of the plan" if ended.code else ""
    return _end(context, ended, text, outputs, reason=ended.reason or stands)


def validated(context: Context, format: str) -> Carried:
    """The whole hub, checked."""
    options = ValidateOptions(format=format, hub=context.settings.hub)  # type: ignore[arg-type] # a runner's
    config = Path(context.hub.file)
    return carry_out(lambda console: validate((), options, config=config, console=console))


def planned(context: Context, *, saves: bool = True) -> tuple[Carried, str, dict[str, str]]:
    """The plan as Markdown with its fingerprint, and the outputs that tell of it.

    One that `saves` the plan is refused where no plan can be kept.
    """
    kept, table = context.temporary("execsync.plan"), context.temporary("execsync-plan.json")
    request = PlanRequest(format="markdown", out=kept if saves else None, json_into=table)
    ended = carry_out(lambda console: plan(context.hub, request, console=console))
    if not table.exists():
        return ended, refused_text("plan", ended), {}
    told = read_plan(table.read_bytes())
    outputs = {**plan_outputs(told), "plan-file": str(kept) if kept.exists() else str(table)}
    return ended, with_fingerprint(ended.out, told["fingerprint"]), outputs


def refused_text(name: str, ended: Carried) -> str:
    """What a command said that came to no result, as a comment has it."""
    said = clip(ended.out, LONGEST_QUOTE)
    words = escape(ended.error.message) if ended.error else f"`execsync {name}` found errors."
    block = f"\n\n{code_block('text', said.splitlines())}" if said.strip() else ""
    return f"### execsync {name}\n\n{words}{block}\n"


def _request(context: Context) -> PlanRequest:
    return PlanRequest(format="github" if context.runner.format == "github" else "text")


def _end(
    context: Context, ended: Carried, text: str, outputs: dict[str, str], *, reason: str
) -> int:
    context.runner.summarise(text)
    written = context.temporary("execsync-comment.md")
    written.write_text(text, encoding="utf-8")
    context.runner.output(
        {**outputs, **end_outputs(ended, ended.code, reason), "comment-file": str(written)}
    )
    if context.event.request is not None:
        changes = outputs.get("changes", "1") != "0" or ended.code != EXIT_OK
        context.keep_note(context.event.request, context.marker("plan"), text, changes=changes)
    return ended.code
