"""A release, up to what only GitHub and PyPI can do: built, described, uploaded to an index on loopback."""

import json
import re
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from scripts.contents import differences, tracked
from tests.packaging.clone import Clone
from tests.packaging.conftest import ROOT, WORKFLOW
from tests.packaging.index import index

BIN = Path(sys.executable).parent

pytestmark = pytest.mark.timeout(900)


def test_what_is_uploaded_is_what_is_installed(release: Clone, tmp_path: Path) -> None:
    uploaded = tmp_path / "index"
    uploaded.mkdir()
    with index(uploaded) as address:
        release.shell(
            f"'{BIN}/twine' upload --non-interactive --disable-progress-bar"
            f" --repository-url {address} dist/*",
            TWINE_USERNAME="nobody",
            TWINE_PASSWORD="nothing",
        )
        release.shell(
            f"'{BIN}/python' -m pip --isolated download --quiet --no-deps --index-url {address}/simple"
            f" --dest '{tmp_path}/got' execsync==0.1.0"
        )
    [built] = (release.folder / "dist").glob("*.whl")
    [got] = (tmp_path / "got").glob("*.whl")
    assert sha256(got.read_bytes()).digest() == sha256(built.read_bytes()).digest()
    assert {p.suffix for p in uploaded.iterdir()} == {".whl", ".gz"}


def test_the_same_commit_gives_the_same_files(release: Clone) -> None:
    def digests() -> dict[str, str]:
        built = (release.folder / "dist").iterdir()
        return {path.name: sha256(path.read_bytes()).hexdigest() for path in built}

    before = digests()
    release.shell("make dist")
    assert digests() == before


def test_a_file_that_git_does_not_have_is_named(release: Clone) -> None:
    [wheel] = (release.folder / "dist").glob("*.whl")
    paths = tracked(release.folder)
    assert differences(wheel, paths) == []
    assert differences(wheel, paths - {"execsync/cli.py"} | {"execsync/new.py"}) == [
        f"{wheel.name}: not in it: execsync/new.py",
        f"{wheel.name}: not from Git: execsync/cli.py",
    ]


def test_no_link_of_the_readme_is_dead_on_pypi(wheel: Path) -> None:
    """There, nothing lies beside it: each leads to the tag."""
    with zipfile.ZipFile(wheel) as opened:
        text = opened.read("execsync-0.1.0.dist-info/METADATA").decode()
    targets = re.findall(r"\]\(([^)]+)\)", text)
    ours = re.compile(
        r"https://(github\.com/execsync/execsync/blob|raw\.githubusercontent\.com/execsync/execsync)/v0\.1\.0/(.*)"
    )
    found = [ours.fullmatch(target) or target for target in targets]
    assert [target for target in found if isinstance(target, str)] == ["https://exec.com"]
    paths = [match[2] for match in found if not isinstance(match, str)]
    assert "docs/pictures/plan.svg" in paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_release_on_github_has_the_section_and_the_bill_of_materials(
    release: Clone, tmp_path: Path
) -> None:
    """Its step is run with another `gh`, which writes down what it was called with."""
    told = tmp_path / "told"
    program = tmp_path / "bin/gh"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{told}"\n', encoding="utf-8")
    program.chmod(0o755)
    jobs = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]
    [script] = [step["run"] for step in jobs["release"]["steps"] if "run" in step]
    # As the artifacts arrive: a folder of the name of each.
    arrived = f"mkdir '{tmp_path}/got' && cp -r dist build/release '{tmp_path}/got' && cd '{tmp_path}/got'"
    path = f"PATH='{program.parent}':$PATH"
    release.shell(f"{arrived}\n{path}\n{script}", GITHUB_REF_NAME="v0.1.0")
    called = told.read_text(encoding="utf-8").split("\n")
    assert called[:4] == ["release", "create", "v0.1.0", "--verify-tag"]
    files = [name for name in called if re.match(r"(dist|release)/", name)]
    assert len(files) == 4
    assert all((tmp_path / "got" / name).is_file() for name in files)
    notes = (tmp_path / "got/release/notes.md").read_text(encoding="utf-8")
    assert "- `validate`, `plan` and `apply` keep" in notes
    assert not re.search("^## ", notes, re.M)
    bill = json.loads((tmp_path / "got/release/execsync.cdx.json").read_text(encoding="utf-8"))
    assert bill["metadata"]["component"]["purl"] == "pkg:pypi/execsync@0.1.0"
    assert {"httpx", "pyromark", "flask", "obstore"} <= {c["name"] for c in bill["components"]}
    assert "pytest" not in {c["name"] for c in bill["components"]}


def test_the_job_that_pypi_believes_only_downloads_and_uploads() -> None:
    job = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]["publish"]
    used = [step["uses"].partition("@")[0] for step in job["steps"]]
    assert used == ["actions/download-artifact", "pypa/gh-action-pypi-publish"]
    assert not any("run" in step for step in job["steps"])
    assert job["permissions"] == {"id-token": "write"}
