"""Files mended in place: what `execsync validate --fix` does."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from execsync.content.file_bytes import read_bytes
from execsync.content.places import shown_path
from execsync.content.select import Chosen
from execsync.content.tree import reason
from execsync.core.diagnostic import Diagnostic
from execsync.core.rules.fixes import FIXABLE, fix
from execsync.render.plain import visible
from execsync.system.real_folder import replace_file


def mend(chosen: Chosen, found: Iterable[Diagnostic], tell: Callable[[str], None]) -> bool:
    """Mend what `found` names and is safe to mend, `tell` of each, and say whether anything was."""
    codes: dict[str, set[str]] = defaultdict(set)
    for diagnostic in found:
        codes[diagnostic.path].add(diagnostic.code)
    mended, now = False, datetime.now(UTC)
    for file in chosen.tree.files:
        shown = shown_path(file.path, chosen.config)
        if not codes[shown] & FIXABLE:
            continue
        data, _ = read_bytes(file)
        line_ends = "EX005" in codes[shown]
        if fixed := fix(file.path, data, chosen.config.rules, now, line_ends=line_ends):
            try:
                replace_file(file.location, fixed.data)
            except OSError as error:
                tell(f"{visible(shown)}: cannot be written: {reason(error)}")
                continue
            mended = True
            tell(f"{visible(shown)}: {visible('; '.join(fixed.words))}")
    return mended
