"""`validate` of 1,000 linked pages, once more, and of one; beside Python, markdownlint-cli2, pre-commit."""

import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.corpus import write_hub
from benchmarks.figures import Choice, Result
from benchmarks.peers import markdownlint
from benchmarks.process import BARE, BARE_NAME, environment, execsync
from benchmarks.rounds import Contender, Rounds
from execsync.state.folder import IGNORED

PAGES = 1000
PAGE = "content/part-000/page-00001.md"
ALL, ONE = "validate", "validate of one page"
AGAIN, EDITED = "validate again", "validate again, one page edited"
HOOKS = {
    "pre-commit, a hook that does nothing": ("nothing", "'true'"),
    "pre-commit, execsync-validate": ("execsync-validate", " ".join(execsync("validate"))),
}
NAMES = (ALL, ONE, AGAIN, EDITED, *HOOKS)
HOOK = "  - {{id: {0}, name: {0}, language: system, files: md$, entry: {1}}}\n"


def validation(choice: Choice) -> Result:
    """Whole processes; the hooks of a commit that is not the first, which would install them."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "hub"
        write_hub(root, pages=PAGES, sources=300, links=2)
        with (root / "execsync.toml").open("a") as toml:
            toml.write('[links]\npage_url = "https://hub.example.com/pages/{id}"\n')
        known = _known(root, Path(folder) / "known")
        contenders = [
            Contender(BARE_NAME, BARE, root),
            Contender(ALL, execsync("validate"), root),
            Contender(ONE, execsync("validate", PAGE), root),
            Contender(AGAIN, execsync("validate"), known),
            Contender(EDITED, execsync("validate"), known, before=partial(_edit, known / PAGE)),
            *_hooks(root, Path(folder)),
        ]
        peer = markdownlint(root)
        contenders += [peer] if peer else []
        rounds = Rounds(contenders, rounds=choice.runs)
    ratios = [figure for name in NAMES for figure in rounds.ratio(name, BARE_NAME, PAGES)]
    ratios += rounds.ratio(ALL, peer.name, PAGES) if peer else []
    about = (
        f"a hub of {PAGES:,} pages with 30 links each; medians of {choice.runs} interleaved runs"
    )
    return Result("validation", about, (*rounds.figures(PAGES), *ratios))


def _known(root: Path, copy: Path) -> Path:
    """The same hub where an apply has been: what a check finds out is kept there."""
    shutil.copytree(root, copy)
    (copy / ".execsync").mkdir()
    (copy / ".execsync" / ".gitignore").write_bytes(IGNORED)
    return copy


def _edit(page: Path) -> None:
    with page.open("a") as stream:
        stream.write("\nOne more line.\n")


def _hooks(root: Path, home: Path) -> list[Contender]:
    hooks = "".join(HOOK.format(*hook) for hook in HOOKS.values())
    (root / ".pre-commit-config.yaml").write_text(f"repos:\n- repo: local\n  hooks:\n{hooks}")
    git = partial(subprocess.run, cwd=root, check=True, env=environment())
    git(["git", "init", "--quiet"])
    git(["git", "add", "--all"])
    env = environment(PRE_COMMIT_HOME=str(home / "pre-commit"))
    return [
        Contender(
            name, [sys.executable, "-m", "pre_commit", "run", hook, "--files", PAGE], root, env
        )
        for name, (hook, _) in HOOKS.items()
    ]
