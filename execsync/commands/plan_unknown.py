"""A plan where State cannot be read and never was here, as in the check of a fork's pull request."""

from functools import partial

from execsync.commands.plan_request import PlanRequest
from execsync.config import Config
from execsync.connection import limits_now
from execsync.content import reader
from execsync.content.commit_changes import changed_files
from execsync.content.options import skips_invalid
from execsync.content.tree import Tree
from execsync.core.planning.cost import Cost
from execsync.core.planning.plan import Plan
from execsync.errors import EXIT_OK, RefusedError, StateUnknown
from execsync.output.console import Console
from execsync.output.presenting import Presentation
from execsync.output.reporting import UNPLANNED, refuse_errors, tell_content, ways_around
from execsync.render.plain import visible
from execsync.render.unknown_plan import (
    unknown_github,
    unknown_json,
    unknown_markdown,
    unknown_text,
)
from execsync.system.real_folder import write_private_file
from execsync.workspace import Workspace


def plan_unknown(
    config: Config, request: PlanRequest, tree: Tree, error: StateUnknown, *, console: Console
) -> int:
    """Say that State is not known, which pages the commit changes, and what is wrong in the files.

    Ends with 0 unless a file has an error: a page that State may know is never called new. Raises
    ContentError, and RefusedError where a plan is to be kept.
    """
    if request.out is not None:
        raise RefusedError(
            f"{error.message}; without State no plan can be kept", hint=error.hint
        ) from error
    changed = changed_files(config, tree)
    # What Git or a store has said ends up in comments and annotations: the first line is enough.
    why = visible(error.message.splitlines()[0])

    def as_json() -> str:
        return unknown_json(_nothing(config), why, changed)

    match request.format:
        case "json":
            text = as_json()
        case "markdown":
            text = unknown_markdown(why, changed)
        case "github":
            text = unknown_github(why, changed)
        case "text":
            text = unknown_text(why, changed)
    console.show(text, request.format)
    console.out.flush()
    if request.json_into is not None:
        write_private_file(request.json_into, as_json().encode())
    targets, skip = request.options.targets, skips_invalid(request.options, config)
    found = reader.load(config, targets=targets, skip=skip)
    tell = partial(tell_content, console=console)
    refuse_errors(found, tell, way_around=ways_around(targets), outcome=UNPLANNED)
    return EXIT_OK


def _nothing(config: Config) -> str:
    """The document of a plan that says nothing."""
    plan, cost = Plan(lineage="", serial=0, changes=()), Cost(checks=0, writes=0, extractions=0)
    return Presentation(plan, cost, limits_now(config), config, Workspace(config).history).json()
