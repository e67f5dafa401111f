"""What is allowed and meant, once execsync.toml and the files are known."""

from dataclasses import replace

from execsync.config import Config
from execsync.content.lost_targets import refuse_unmatched
from execsync.content.reader import Content
from execsync.core.planning.options import PlanOptions
from execsync.core.planning.policies import Policies
from execsync.core.planning.targets import below
from execsync.core.state import State


def skips_invalid(options: PlanOptions, config: Config) -> bool:
    """Whether pages whose file has an error are left as they are, and the rest is done."""
    return options.skip_invalid or config.apply.skip_invalid


def policies(config: Config) -> Policies:
    """What execsync.toml says of pages that somebody changed on the web."""
    rules = config.rules
    return Policies(
        config.apply.on_drift,
        config.apply.on_archived,
        lambda path: rules.defaults_of(path).on_drift,
    )


def complete(options: PlanOptions, config: Config, read: Content, state: State) -> PlanOptions:
    """The options with what execsync.toml adds, and patterns that mean paths below the content root.

    Raises UsageError for a pattern that means no page.
    """
    root = config.content.root
    targets = read.targets
    replaced = tuple(below(root, path) for path in options.allow_replace)
    paths = [page.path for page in read.pages] + [*state.pages, *read.gaps.broken]
    refuse_unmatched((*targets, *replaced), paths, config)
    return replace(
        options,
        prune=options.prune or config.apply.prune,
        skip_invalid=skips_invalid(options, config),
        remove_foreign=config.apply.foreign_sources == "remove",
        targets=targets,
        allow_replace=replaced,
    )
