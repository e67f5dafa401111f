"""Who holds a lock, as the next one is told."""

import pytest

from execsync.state.holder import holder_note, run_address

GITHUB = {"GITHUB_RUN_ID": "42", "GITHUB_REPOSITORY": "team/handbook"}


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({}, ""),
        (GITHUB, "https://github.com/team/handbook/actions/runs/42"),
        (
            {**GITHUB, "GITHUB_SERVER_URL": "https://git.example.com"},
            "https://git.example.com/team/handbook/actions/runs/42",
        ),
        (
            {"CI_JOB_URL": "https://gitlab.example.com/a/-/jobs/7"},
            "https://gitlab.example.com/a/-/jobs/7",
        ),
        ({"BUILD_URL": "javascript:alert(1)"}, ""),
    ],
)
def test_in_ci_the_address_of_the_run_is_told(environment: dict[str, str], address: str) -> None:
    assert run_address(environment) == address
    assert holder_note(environment).get("run", "") == address
