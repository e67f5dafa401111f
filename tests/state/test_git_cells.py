"""State on a ref of a Git remote: what is around it in the clone neither runs nor changes."""

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from execsync.state.cells import CellsError, Overtaken
from execsync.state.git_cells import GitCells
from tests.state.places import REF, cells_of
from tests.support.bare import Bare
from tests.support.git import Repository
from tests.support.git_servers import PASSWORD, USER, git_http, git_ssh
from tests.support.wire import Answered, Asked, Fate, PassOn, Wire, cut, passed, unanswered, wire_to

WHO = "execsync <execsync@localhost>"
TRAP = "#!/bin/sh\n: > {mark}\n"


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """A file that is made by whatever runs and should not."""
    return tmp_path / "something-ran"


@pytest.fixture
def trap(tmp_path: Path, mark: Path) -> Path:
    """A program that tells that it ran."""
    return program(tmp_path / "trap", TRAP.format(mark=mark))


def program(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o755)
    return path


def use(cells: GitCells) -> str:
    """Read and write, as a run does. Returns the last version."""
    assert cells.read("state") is None
    version = cells.write("state", b"one", None)
    version = cells.write("state", b"two", version, says="Update 1 page")
    assert cells.read("state") == (b"two", version)
    return version


def look_of(clone: Repository) -> tuple[object, ...]:
    """All that there is to see of a clone: HEAD, refs, index, FETCH_HEAD, settings, files, objects."""
    folder = clone.folder / ".git"
    files = {
        name: (folder / name).read_bytes() if (folder / name).exists() else None
        for name in ("HEAD", "index", "FETCH_HEAD", "ORIG_HEAD", "config", "packed-refs", "shallow")
    }
    refs = clone.run("for-each-ref").out
    status = clone.run("status", "--porcelain", "--ignored").out
    objects = clone.run("count-objects", "-v").out
    return files, refs, status, objects, clone.run("reflog").out


WAYS = {
    "whole": (),
    "shallow": ("--depth", "1"),
    "partial": ("--filter=blob:none",),
    "detached": ("--branch", "v1"),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_clone_looks_as_it_did_before(bare: Bare, way: str) -> None:
    bare.git("config", "uploadpack.allowFilter", "true")
    bare.git("tag", "v1", "main")
    clone = bare.clone("", *WAYS[way])
    (clone.folder / "draft.md").write_text("Not committed.\n")
    clone.run("add", "draft.md")
    before = look_of(clone)
    version = use(cells_of(clone))
    assert look_of(clone) == before
    assert bare.git("rev-parse", REF) == version
    again = cells_of(bare.clone())
    assert again.read("state") == (b"two", version)


def test_it_lies_on_no_branch_of_the_content(bare: Bare) -> None:
    main = bare.git("rev-parse", "main")
    version = use(cells_of(bare.clone()))
    assert bare.git("rev-parse", "main") == main
    assert bare.git("ls-tree", "--name-only", version) == "state.toml"
    assert (
        bare.git("log", "--format=%an <%ae>", version).splitlines()
        == ["execsync <execsync@localhost>"] * 2
    )
    assert "Update 1 page [skip ci]" in bare.git("log", "--format=%s", version)


def test_no_name_of_a_user_is_needed(bare: Bare, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = bare.clone()
    clone.run("config", "user.useConfigOnly", "true")
    monkeypatch.setenv("EMAIL", "")
    use(cells_of(clone))


@pytest.mark.parametrize("where", [".git/hooks", "hooks"])
def test_no_hook_runs(bare: Bare, trap: Path, mark: Path, where: str) -> None:
    clone = bare.clone()
    folder = clone.folder / where
    folder.mkdir(exist_ok=True)
    for name in ("pre-push", "reference-transaction", "post-rewrite", "post-index-change"):
        program(folder / name, trap.read_text())
    if where == "hooks":
        clone.run("config", "core.hooksPath", str(folder))
    use(cells_of(clone))
    assert not mark.exists()


LOCAL = {
    "core.alternateRefsCommand": "file",
    "remote.origin.uploadpack": "file",
    "remote.origin.receivepack": "file",
    "core.fsmonitor": "file",
    "core.sshCommand": "ssh",
    "core.askPass": "http",
    "credential.helper": "http",
    "gpg.program": "file",
}


@pytest.mark.parametrize("key", LOCAL)
def test_no_program_of_the_repositorys_settings_runs(
    bare: Bare, tmp_path: Path, trap: Path, mark: Path, key: str
) -> None:
    clone = bare.clone()
    clone.run("config", key, f"!{trap}" if key == "credential.helper" else str(trap))
    clone.run("config", "commit.gpgSign", "true")
    clone.run("config", "push.gpgSign", "if-asked")
    if LOCAL[key] == "file":
        use(cells_of(clone))
    elif LOCAL[key] == "http":
        with git_http(bare.path.parent, asks_who=True) as url:
            clone.run("remote", "set-url", "origin", f"{url}/{bare.path.name}")
            with pytest.raises(CellsError):
                cells_of(clone).read("state")
    else:
        clone.run("remote", "set-url", "origin", "ssh://git@127.0.0.1:9/nowhere.git")
        with pytest.raises(CellsError):
            cells_of(clone).read("state")
    assert not mark.exists()


def test_each_of_these_settings_would_run_what_it_names(
    bare: Bare, tmp_path: Path, trap: Path, mark: Path
) -> None:
    clone = bare.clone()
    for key, scheme in LOCAL.items():
        if key in ("gpg.program", "core.alternateRefsCommand"):
            continue  # Git as it is used here signs nothing and borrows no objects
        other = bare.clone()
        other.run("config", key, f"!{trap}" if key == "credential.helper" else str(trap))
        with git_http(bare.path.parent, asks_who=True) as url:
            if scheme == "http":
                other.run("remote", "set-url", "origin", f"{url}/{bare.path.name}")
            if scheme == "ssh":
                other.run("remote", "set-url", "origin", "ssh://git@127.0.0.1:9/nowhere.git")
            other.run("fetch", "--quiet", check=False)
            other.run("push", "--quiet", "origin", "HEAD:refs/heads/other", check=False)
            other.run("status", check=False)
        assert mark.exists(), key
        mark.unlink()
    assert clone.run("status", "--porcelain").out == ""


def test_the_users_own_credentials_work(bare: Bare, tmp_path: Path, trap: Path, mark: Path) -> None:
    helper = program(
        tmp_path / "helper", f"#!/bin/sh\necho username={USER}\necho password={PASSWORD}\n"
    )
    (Path(os.environ["HOME"]) / ".gitconfig").write_text(f'[credential]\nhelper = "!{helper}"\n')
    clone = bare.clone()
    clone.run("config", "credential.helper", f"!{trap}")
    with git_http(bare.path.parent, asks_who=True) as url:
        clone.run("remote", "set-url", "origin", f"{url}/{bare.path.name}")
        use(cells_of(clone))
    assert not mark.exists()


@pytest.mark.skipif(shutil.which("ssh") is None, reason="there is no ssh")
def test_the_users_own_ssh_works(bare: Bare, tmp_path: Path, trap: Path, mark: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    clone = bare.clone()
    clone.run("config", "core.sshCommand", str(trap))
    with git_ssh(bare.path.parent, keys) as (address, ssh):
        (Path(os.environ["HOME"]) / ".gitconfig").write_text(f'[core]\nsshCommand = "{ssh}"\n')
        clone.run("remote", "set-url", "origin", f"{address}/{bare.path.name}")
        use(cells_of(clone))
    assert not mark.exists()


def test_a_remote_that_is_a_program_is_refused(bare: Bare, trap: Path, mark: Path) -> None:
    clone = bare.clone()
    clone.run("remote", "set-url", "origin", f"ext::{trap}")
    clone.run("config", "protocol.ext.allow", "always")
    with pytest.raises(CellsError, match="not allowed"):
        cells_of(clone).read("state")
    assert not mark.exists()
    clone.run("fetch", check=False)
    assert mark.exists()


def test_a_remote_that_is_not_configured_is_no_folder_of_that_name(bare: Bare) -> None:
    clone = bare.clone()
    Repository(clone.folder / "upstream")
    with pytest.raises(CellsError, match="no remote of that name"):
        GitCells(clone.folder, "upstream", REF).read("state")


@pytest.mark.parametrize("address", ["{top}/other.git", "{top}/pages/../other.git", "//{quoted}"])
def test_a_repository_within_the_work_tree_is_no_remote(
    bare: Bare, trap: Path, mark: Path, address: str
) -> None:
    """Whoever wrote execsync.toml may have written its hooks, too, and a push to it runs them."""
    clone = bare.clone()
    other = clone.folder / "other.git"
    clone.run("init", "--quiet", "--bare", str(other))
    (other / "hooks").mkdir(exist_ok=True)
    program(other / "hooks" / "pre-receive", trap.read_text())
    (clone.folder / "pages").mkdir()
    quoted = str(other).replace("/other", "/%6fther").lstrip("/")
    remote = f"file://{address.format(top=clone.folder, quoted=quoted)}"
    cells = GitCells(clone.folder / "pages", remote, REF)
    with pytest.raises(CellsError, match="lies in the repository"):
        cells.write("state", b"one", None)
    assert not mark.exists()
    outside = GitCells(clone.folder / "pages", f"file://{bare.path}", REF)
    use(outside)


def test_files_that_look_like_a_repository_are_not_asked(bare: Bare, tmp_path: Path) -> None:
    """Their settings would say where State goes, and what to believe on the way there."""
    other = Bare(tmp_path / "elsewhere").path
    clone = bare.clone()
    folder = clone.folder / "docs"
    for name in ("objects", "refs"):
        (folder / name).mkdir(parents=True)
    (folder / "HEAD").write_text("ref: refs/heads/main\n")
    (folder / "config").write_text(
        f'[core]\nbare = true\n[remote "origin"]\nurl = file://{other}\n'
    )
    with pytest.raises(CellsError, match="lies in no repository"):
        GitCells(folder, "origin", REF).write("state", b"one", None)
    assert Repository.at(other).run("for-each-ref", "refs/heads/execsync*").out == ""


@pytest.mark.parametrize("file", ["state.toml", "other.md"])
def test_a_branch_of_content_is_never_written_over(bare: Bare, file: str) -> None:
    """A pull request may name it as State's ref, with a file of State's name in it."""
    bare.work.put(file, b"one")
    bare.work.run("push", "--quiet", str(bare.path), "HEAD:refs/heads/main")
    main = bare.git("rev-parse", "main")
    cells = cells_of(bare.clone(), "refs/heads/main")
    with pytest.raises(CellsError, match="holds something that execsync has not written"):
        cells.read("state")
    assert bare.git("rev-parse", "main") == main


def test_a_password_in_an_address_is_not_told(bare: Bare) -> None:
    address = "http://ann:never-to-be-shown@127.0.0.1:9/handbook.git"
    clone = bare.clone(address)
    for remote in ("origin", address):
        cells = GitCells(clone.folder, remote, REF)
        for doing in (cells.read, lambda name, cells=cells: cells.write(name, b"", None)):
            with pytest.raises(CellsError) as refused:
                doing("state")
            assert "never-to-be-shown" not in f"{refused.value} {refused.value.message} {cells}"


def test_a_push_goes_where_the_clone_pushes(bare: Bare) -> None:
    bare.git("config", "http.receivepack", "false")
    with git_http(bare.path.parent) as url:
        clone = bare.clone(f"{url}/{bare.path.name}")
        clone.run("remote", "set-url", "--push", "origin", f"file://{bare.path}")
        use(cells_of(clone))


def test_a_fetch_in_between_hides_nothing(bare: Bare) -> None:
    """`--force-with-lease` alone compares with what a fetch has brought, and writes over it."""
    clone = bare.clone()
    ours, theirs = cells_of(clone), cells_of(bare.clone())
    version = ours.write("state", b"one", None)
    clone.run("fetch", "--quiet")
    latest = theirs.write("state", b"theirs", version)
    clone.run("fetch", "--quiet")
    assert clone.run("rev-parse", "origin/execsync-state").out.strip() == latest
    with pytest.raises(Overtaken):
        ours.write("state", b"ours", version)
    assert bare.git("rev-parse", REF) == latest


def test_two_who_write_the_same_at_the_same_time_are_two(
    bare: Bare, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, "2027-01-15T12:00:00Z")
    ours, theirs = cells_of(bare.clone()), cells_of(bare.clone())
    version = ours.write("state", b"same", None)
    with pytest.raises(Overtaken):
        theirs.write("state", b"same", None)
    ours.write("state", b"same", version)
    with pytest.raises(Overtaken):
        theirs.write("state", b"same", version)


@pytest.mark.parametrize("command", ["hash-object", "mktree", "commit-tree"])
def test_a_git_that_gives_no_id_never_deletes_the_ref(
    bare: Bare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """An empty id before the colon of a refspec deletes."""
    cells = cells_of(bare.clone())
    version = cells.write("state", b"one", None)
    folder = tmp_path / "bin"
    folder.mkdir()
    real = Repository.at(tmp_path).shell("command -v git").out.strip()
    program(
        folder / "git",
        f'#!/bin/sh\nfor word; do [ "$word" = {command} ] && exit 0; done\nexec {real} "$@"\n',
    )
    with monkeypatch.context() as patch:
        patch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        with pytest.raises(CellsError, match="gave no id"):
            cells.write("state", b"two", version)
    assert bare.git("rev-parse", REF) == version


@pytest.mark.parametrize("takes_forced", [True, False])
def test_its_history_stays_short_where_the_remote_lets_it(bare: Bare, takes_forced: bool) -> None:
    if not takes_forced:
        bare.git("config", "receive.denyNonFastForwards", "true")
    cells = GitCells(bare.clone().folder, "origin", REF, most_commits=3)
    version, lengths = None, []
    for number in range(8):
        version = cells.write("state", b"%d" % number, version)
        lengths.append(int(bare.git("rev-list", "--count", REF)))
    assert lengths == ([1, 2, 3, 1, 2, 3, 1, 2] if takes_forced else [*range(1, 9)])
    assert cells_of(bare.clone()).read("state") == (b"7", version)


def test_what_the_remote_refuses_is_told_and_is_no_ones_overtaking(bare: Bare) -> None:
    cells = cells_of(bare.clone())
    version = cells.write("state", b"one", None)
    hook = bare.path / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    program(hook, "#!/bin/sh\necho this ref is protected >&2\nexit 1\n")
    with pytest.raises(CellsError, match="this ref is protected"):
        cells.write("state", b"two", version)
    assert bare.git("rev-parse", REF) == version


@pytest.fixture
def wire(bare: Bare) -> Iterator[Wire]:
    """A wire to the repository by http."""
    with git_http(bare.path.parent) as url, wire_to(int(url.rpartition(":")[2])) as made:
        yield made


def by(wire: Wire, bare: Bare) -> GitCells:
    return cells_of(bare.clone(f"http://127.0.0.1:{wire.port}/{bare.path.name}"))


def first_push(fate: Fate) -> Fate:
    left = threading.BoundedSemaphore()

    def decide(asked: Asked, pass_on: PassOn) -> Answered | None:
        is_push = asked.method == "POST" and asked.target.endswith("/git-receive-pack")
        is_it = is_push and left.acquire(blocking=False)
        return fate(asked, pass_on) if is_it else pass_on(asked)

    return decide


@pytest.mark.parametrize("fate", [unanswered, cut])
@pytest.mark.parametrize("is_new", [True, False])
def test_a_push_that_got_no_answer_is_settled(
    bare: Bare, wire: Wire, fate: Fate, is_new: bool
) -> None:
    cells = by(wire, bare)
    over = None if is_new else cells.write("state", b"old", None)
    wire.fate = first_push(fate)
    version = cells.write("state", b"new", over)
    assert cells_of(bare.clone()).read("state") == (b"new", version)


@pytest.mark.parametrize("is_new", [True, False])
def test_another_who_was_faster_than_a_lost_push_is_not_written_over(
    bare: Bare, wire: Wire, is_new: bool
) -> None:
    cells, other = by(wire, bare), cells_of(bare.clone())
    over = None if is_new else cells.write("state", b"old", None)

    def overtake(asked: Asked, pass_on: PassOn) -> Answered | None:
        other.read("state")
        other.write("state", b"theirs", over)
        return None

    wire.fate = first_push(overtake)
    with pytest.raises(Overtaken):
        cells.write("state", b"ours", over)
    found = cells.read("state")
    assert found is not None
    assert found.data == b"theirs"


def test_a_remote_that_never_answers_is_an_error_and_changes_nothing(
    bare: Bare, wire: Wire
) -> None:
    cells = by(wire, bare)
    version = cells.write("state", b"old", None)
    wire.fate = cut
    for doing in (lambda: cells.read("state"), lambda: cells.write("state", b"new", version)):
        with pytest.raises(CellsError):
            doing()
    wire.fate = passed
    assert cells.read("state") == (b"old", version)


def test_a_look_that_may_take_so_long_takes_no_longer(bare: Bare, wire: Wire) -> None:
    cells, ended = by(wire, bare), threading.Event()

    def hold(asked: Asked, pass_on: PassOn) -> Answered | None:
        ended.wait(60)
        return None

    wire.fate = hold
    try:
        with pytest.raises(CellsError, match="took too long"):
            cells.read("state", within=0.3)
        assert not ended.is_set()
    finally:
        ended.set()


@pytest.mark.parametrize("name", ["a b", "a:b", 'a"b', "a\\b"])
def test_a_folder_of_any_name_will_do(bare: Bare, name: str) -> None:
    clone = bare.clone()
    folder = clone.folder.rename(clone.folder.with_name(name))
    use(GitCells(folder, "origin", REF))


def test_nothing_is_left_of_the_objects_of_a_run(
    bare: Bare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    cells = cells_of(bare.clone())
    use(cells)
    assert list(folder.iterdir())
    del cells
    assert not list(folder.iterdir())


def test_no_repository_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(CellsError, match="lies in no repository"):
        GitCells(tmp_path, "origin", REF).read("state")


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_thousand_writes_leave_little_behind(
    bare: Bare, record_property: Callable[[str, object], None]
) -> None:
    """The ref has 100 commits at most, and the clone no object more than before."""
    clone = bare.clone()
    before = look_of(clone)
    cells = cells_of(clone)
    version, longest = None, 0
    for number in range(1000):
        version = cells.write("state", b"page = %d\n" % number * 1000, version)
        if number % 50 == 49:
            longest = max(longest, int(bare.git("rev-list", "--count", REF)))
    bare.git("gc", "--quiet", "--prune=now")
    kept = int(bare.git("count-objects", "-v").split()[9])
    record_property("counted", f"{longest} commits at most, {kept} KiB at the remote after its gc")
    assert longest == 100
    assert look_of(clone) == before
