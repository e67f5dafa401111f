"""A repository on its remote, a local hub, a forge, and jobs of the action that run on them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from execsync.localhub import LOCAL_KEY, LocalHub
from tests.support.checkout import Checkout
from tests.support.fake_github import REPOSITORY, TOKEN, FakeGitHub
from tests.support.git import Repository
from tests.support.steps import Job, inputs_of, steps_of

ROOT = Path(__file__).parent.parent.parent
ACTION = ROOT / "action.yml"
QUICK = "[limits]\nper_minute = 0\n"
GIT_STATE = f'{QUICK}[state]\nbackend = "git"\n'
BRANCH = "refs/heads/main"


class Scene:
    """A team's repository with one page, and the ways that it goes through CI."""

    def __init__(self, folder: Path, hub: LocalHub, github: FakeGitHub, config: str) -> None:
        self.folder, self.hub, self.github = folder, hub, github
        self.repository = Repository(folder / "work")
        self.checkout = Checkout(folder / "work", hub.url, config=config)
        self.remote = folder / "remote.git"
        subprocess.run(["git", "init", "--quiet", "--bare", "-b", "main", self.remote], check=True)
        (folder / "work/.gitignore").write_text(".state-home/\n")
        self.checkout.page("a.md", title="A", body="One.\n", status="published")
        self.repository.run("remote", "add", "origin", str(self.remote))
        self.push()
        self.reported: dict[str, str] = {}
        self._jobs = 0

    def push(self) -> str:
        """Commit all and push it to main. Returns the commit."""
        self.repository.commit()
        self.repository.run("push", "--quiet", "origin", f"HEAD:{BRANCH}")
        return self.head()

    def head(self) -> str:
        """The newest commit of main."""
        return self.git("rev-parse", BRANCH)

    def git(self, *arguments: str) -> str:
        """What Git says of the remote."""
        done = subprocess.run(
            ["git", "-C", self.remote, *arguments], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def pull(self) -> None:
        """Bring the working copy to main as it is on the remote."""
        self.repository.run("fetch", "--quiet", "origin", "main")
        self.repository.run("reset", "--quiet", "--hard", "FETCH_HEAD")

    def job(
        self,
        mode: str,
        *,
        event: dict[str, Any] | None = None,
        commit: str = BRANCH,
        has_token: bool = True,
        **inputs: str,
    ) -> Job:
        """A job on a new runner, with a clone of its own, not begun yet."""
        self._jobs += 1
        place = self.folder / f"runner-{self._jobs}"
        temporary = place / "temp"
        temporary.mkdir(parents=True)
        (temporary / "execsync").symlink_to(sys.prefix)
        clone = Repository(place / "clone")
        clone.run("remote", "add", "origin", str(self.remote))
        clone.run("fetch", "--quiet", "origin", commit)
        clone.run("checkout", "--quiet", "FETCH_HEAD")
        sha = clone.run("rev-parse", "HEAD").out.strip()
        (temporary / "event.json").write_text(json.dumps(event or {}))
        given = {"mode": mode, "api-url": self.hub.url, **inputs}
        values = {
            **inputs_of(ACTION, {k.replace("_", "-"): v for k, v in given.items()}),
            "github.token": TOKEN if has_token else "",
            "github.action_path": str(ROOT),
        }
        return Job(clone.folder, temporary, values, self._variables(temporary, sha))

    def run(self, mode: str, **given: Any) -> tuple[int, Job]:
        """A whole job of the action."""
        if mode in ("apply", "drift"):
            given.setdefault("api_key", LOCAL_KEY)
        job = self.job(mode, **given)
        return job.run(steps_of(ACTION)), job

    def run_written(self, name: str, **given: Any) -> tuple[int, Job]:
        """A job of the workflow that `init` writes for GitHub."""
        text = (ROOT / "execsync/templates/github.yml").read_text()
        job = self.job(name, **given)
        job.values["secrets.EXEC_API_KEY"] = LOCAL_KEY if name != "check" else ""
        job.variables = {**job.variables, "EXEC_API_URL": self.hub.url, "PATH": PATH}
        return job.run(yaml.safe_load(text)["jobs"][name]["steps"]), job

    def run_gitlab(self, name: str, **variables: str) -> tuple[int, str]:
        """A job of the template for GitLab, its lines in one script. Returns its log, too.

        Its report of variables is in `reported`.
        """
        template = yaml.safe_load((ROOT / "execsync/templates/gitlab.yml").read_text())
        job = self.job("check")
        kept = {k: v for k, v in job.variables.items() if not k.startswith("GITHUB_")}
        told = template[f"knowledge-hub-{name}"]
        own = {k: v for k, v in told.get("variables", {}).items() if not v.startswith("$")}
        job.variables = {
            **kept,
            **own,
            "EXEC_API_URL": self.hub.url,
            "PATH": PATH,
            "GITLAB_CI": "true",
            "CI_PROJECT_DIR": str(job.folder),
            "CI_PROJECT_ID": "5",
            "CI_COMMIT_SHA": job.variables["GITHUB_SHA"],
            "CI_JOB_URL": "https://gitlab.example.com/team/handbook/-/jobs/77",
            "CI_API_V4_URL": f"{self.github.url}/api/v4",
            **variables,
        }
        lines = ["set -eo pipefail", *told["script"]]
        code = job.run([{"run": "\n".join(lines)}, *_after(told)])
        report = (job.folder / "execsync.env").read_text().splitlines()
        self.reported = dict(line.split("=", 1) for line in report)
        summary = job.folder / "execsync-summary.md"
        return code, job.log + (summary.read_text() if summary.exists() else "")

    def _variables(self, temporary: Path, sha: str) -> dict[str, str]:
        kept = {k: os.environ[k] for k in ("PATH", "LANG") if k in os.environ}
        return {
            **kept,
            "HOME": str(temporary),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "XDG_STATE_HOME": str(self.folder / "state-home"),
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": self.github.url,
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_RUN_ID": "77",
            "GITHUB_SHA": sha,
            "GITHUB_EVENT_PATH": str(temporary / "event.json"),
        }


PATH = os.pathsep.join((f"{sys.prefix}/bin", os.environ["PATH"]))


def _after(told: dict[str, Any]) -> list[dict[str, str]]:
    lines = "\n".join(told.get("after_script", ()))
    return [{"run": lines, "if": "always()"}] if lines else []


def pull_request(number: int, *, fork: bool = False) -> dict[str, Any]:
    """GitHub's event for a pull request, as far as a job reads it."""
    name = "stranger/handbook" if fork else REPOSITORY
    return {"pull_request": {"number": number, "head": {"repo": {"full_name": name}}}}
