"""Other programs that compare files with a record, set up so that they have nothing to do."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from benchmarks.process import environment
from benchmarks.rounds import Contender

TERRAFORM, OCTODNS = "terraform plan", "octodns-sync"
OFFLINE = {"CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull, "TF_IN_AUTOMATION": "1"}

BLOCK = 'resource "terraform_data" "page_{0:06}" {{\n  input = "Page {0}"\n}}\n'
RECORD = "page-{0:06}:\n  type: TXT\n  value: Page {0}\n"
PROVIDER = "  {0}:\n    class: octodns.provider.yaml.YamlProvider\n    directory: {0}\n    default_ttl: 60\n"
ZONE = "pages.example."
ZONES = f"zones:\n  {ZONE}:\n    sources: [files]\n    targets: [hub]\n"


def terraform(folder: Path, pages: int) -> Contender | None:
    """`plan` over a built-in resource block a page, all of them applied. None where it is not found.

    A block each, not one `for_each`, which takes the square of the time. The state is written here, as
    an apply of 10,000 blocks takes many minutes.
    """
    program = shutil.which("terraform")
    if program is None:
        return None
    folder.mkdir()
    (folder / "main.tf").write_text("".join(BLOCK.format(number) for number in range(pages)))
    (folder / "terraform.tfstate").write_text(_terraform_state(pages))
    env = environment(**OFFLINE)
    _run([program, "init", "-input=false"], folder, env)
    # With this option anything but "nothing to do" is a failure.
    command = [program, "plan", "-input=false", "-detailed-exitcode"]
    return Contender(TERRAFORM, command, folder, env)


def octodns(folder: Path, pages: int) -> Contender | None:
    """A dry run over a zone of one record a page, on both sides. None where it is not found."""
    program = shutil.which("octodns-sync")
    if program is None:
        return None
    for side in ("files", "hub"):
        (folder / side).mkdir(parents=True)
        zone = "---\n" + "".join(RECORD.format(number) for number in range(pages))
        (folder / side / f"{ZONE}yaml").write_text(zone)
    providers = "".join(PROVIDER.format(side) for side in ("files", "hub"))
    (folder / "config.yaml").write_text(f"providers:\n{providers}{ZONES}")
    command = [program, "--config-file", "config.yaml"]
    if "No changes were planned" not in _run(command, folder, environment()):
        raise RuntimeError("octodns-sync has something to do, so that its time tells nothing")
    return Contender(OCTODNS, command, folder)


def markdownlint(folder: Path) -> Contender | None:
    """markdownlint-cli2 over the same pages, without three rules that they break; None without it."""
    program = shutil.which("markdownlint-cli2")
    if program is None:
        return None
    quiet = {"MD013": False, "MD025": False, "MD047": False}
    (folder / ".markdownlint-cli2.jsonc").write_text(json.dumps({"config": quiet}))
    return Contender("markdownlint-cli2", [program, "content/**/*.md"], folder)


def _terraform_state(pages: int) -> str:
    state = {
        "version": 4,
        "terraform_version": "1.4.0",
        "serial": 1,
        "lineage": "7d0f4e9c-0000-4000-8000-000000000000",
        "outputs": {},
        "resources": [_terraform_resource(number) for number in range(pages)],
    }
    return json.dumps(state, indent=2)


def _terraform_resource(number: int) -> dict[str, object]:
    value = {"value": f"Page {number}", "type": "string"}
    attributes = {
        "id": f"7d0f4e9c-0000-4000-8000-{number:012}",
        "input": value,
        "output": value,
        "triggers_replace": None,
    }
    return {
        "mode": "managed",
        "type": "terraform_data",
        "name": f"page_{number:06}",
        "provider": 'provider["terraform.io/builtin/terraform"]',
        "instances": [{"schema_version": 0, "attributes": attributes, "sensitive_attributes": []}],
    }


def _run(command: list[str], folder: Path, env: Mapping[str, str]) -> str:
    done = subprocess.run(
        command,
        check=False,
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stdout[-2000:]}")
    return done.stdout
