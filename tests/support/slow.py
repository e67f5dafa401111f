"""Files and folders of tests that `make test` leaves to a merge, beside what is marked as slow by itself.

CONTRIBUTING.md says why they are slow.
"""

from pathlib import Path

TESTS = Path(__file__).parents[1]
SLOW = (
    "benchmarks",
    "ci/test_action_drift.py",
    "ci/test_action_hubs.py",
    "ci/test_action_outputs.py",
    "ci/test_fork_comment.py",
    "ci/test_gitlab.py",
    "ci/test_written_workflows.py",
    "commands/test_bounded_runs.py",
    "commands/test_completion_in_shells.py",
    "commands/test_import_killed.py",
    "commands/test_pull_machine.py",
    "commands/test_pull_merges.py",
    "commands/test_state_transfer.py",
    "core/test_meaning_by_others.py",
    "core/test_meaning_made_up.py",
    "crash",
    "docs/test_site.py",
    "fuzz",
    "localhub/test_conformity.py",
    "localhub/web/test_accessibility.py",
    "localhub/web/test_browser*.py",
    "output/test_pager.py",
    "packaging/test_installed_wheel.py",
    "packaging/test_release.py",
    "scripts/test_mutants.py",
    "scripts/test_workflows.py",
    "shared/test_two_applies.py",
    "shared/test_unwritten_state.py",
    "simulation/test_pairs.py",
    "state/test_disk.py",
    "state/test_state_in_git.py",
    "sync/test_cancelled_runner.py",
    "sync/test_lost_lock.py",
    "sync/test_rate.py",
    "sync/test_requests.py",
    "sync/test_stopping.py",
    "team",
    "test_pre_commit.py",
    "watch/test_exhaustion.py",
    "watch/test_lost_lock.py",
    "watch/test_outage.py",
    "watch/test_upheaval.py",
)

_PLACES = {name: frozenset(TESTS.glob(name)) for name in SLOW}
assert all(_PLACES.values()), "each of them is there"


def is_slow(path: Path) -> bool:
    """Whether a file or folder is one of these, or lies in one."""
    return any(not found.isdisjoint((path, *path.parents)) for found in _PLACES.values())
