"""Front matter has the last word over [[overrides]], and these over [defaults]."""

from execsync.core.choices import Status
from tests.support.checkout import Checkout

TOML = """
[defaults]
status = "draft"
folder_ids = ["fld_all"]

[[overrides]]
paths = ["content/team/"]
status = "published"
extend_folder_ids = ["fld_team"]
sources = ["https://a.example/"]
protect = true
"""


def test_pages_are_sent_as_the_overrides_of_their_folder_say(checkout: Checkout) -> None:
    checkout.configure(TOML)
    checkout.page("team/a.md", title="A")
    checkout.page("team/b.md", title="B", status="draft", folder_ids=[], protect=False, sources=[])
    checkout.page("teams/c.md", title="C")
    ended = checkout.call("apply", "--yes")
    assert ended.code == 0, ended.err
    pages = checkout.state().pages
    shown = {path: (page.status, page.folder_ids, page.protect) for path, page in pages.items()}
    assert shown == {
        "team/a.md": (Status.PUBLISHED, ("fld_all", "fld_team"), True),
        "team/b.md": (Status.DRAFT, (), False),
        "teams/c.md": (Status.DRAFT, ("fld_all",), False),
    }
    assert pages["team/a.md"].sources == ("https://a.example/",)
    assert not pages["team/b.md"].sources


def test_a_changed_override_updates_the_pages_that_it_means(checkout: Checkout) -> None:
    checkout.page("team/a.md", title="A")
    checkout.page("b.md", title="B")
    assert checkout.call("apply", "--yes").code == 0
    assert checkout.call("plan").out.startswith("No changes")
    checkout.configure('[[overrides]]\npaths = ["content/team/"]\nstatus = "published"\n')
    out = checkout.call("plan").out
    assert "~ team/a.md  update    status draft → published (from execsync.toml)" in out
    assert "b.md" not in out


def test_a_source_that_an_override_gives_is_a_target(checkout: Checkout) -> None:
    checkout.configure(TOML)
    checkout.page("team/a.md", title="A")
    checkout.page("team/b.md", title="B", sources=["https://b.example/"])
    checkout.page("teams/c.md", title="C")
    out = checkout.call("plan", "--target", "source:https://a.example/").out
    assert "+ team/a.md" in out
    assert "b.md" not in out
    assert "c.md" not in out
