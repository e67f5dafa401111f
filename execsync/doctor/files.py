"""execsync.toml, the content that it names, and what becomes of links."""

from execsync.config import Config
from execsync.content.tree import walk
from execsync.content.validate import validate_hub
from execsync.core.checkup import Check, Verdict
from execsync.core.diagnostic import Severity
from execsync.core.directory import UNKNOWN
from execsync.core.rules.config import links_without_address
from execsync.doctor.examining import skipped, well
from execsync.render.counted import counted


def check_config(config: Config) -> Check:
    """Which one is meant, for which hub."""
    hub = f", hub {config.hub.name}" if config.hub.name else ""
    return well("configuration", f"{config.file}{hub}")


def check_content(config: Config) -> tuple[Check, Check]:
    """The pages, and the links between them. Raises ConfigError."""
    tree = walk(config)
    if tree.missing:
        wrong = Check("content", Verdict.ERROR, tree.missing.told, tree.missing.hint)
        return wrong, skipped("links", "content")
    validated = validate_hub(config, tree, lambda: UNKNOWN, only=None)
    errors = sum(found.severity is Severity.ERROR for found in validated.diagnostics)
    pages = counted(validated.files, "page")
    content = well("content", f"{pages} in {config.content.root}")
    if errors:
        told = f"{counted(errors, 'error')} in {pages}: no apply runs"
        content = Check("content", Verdict.ERROR, told, "execsync validate shows each")
    unlinked = [
        found for found in validated.diagnostics if found.code == links_without_address.code
    ]
    if unlinked:
        return content, Check("links", Verdict.WARNING, unlinked[0].summary, unlinked[0].hint)
    template = config.rules.links.page_url
    return content, well("links", f"lead to {template}" if template else "none between pages")
