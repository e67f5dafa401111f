"""What a page gets from execsync.toml: [defaults], and [[overrides]] for its path."""

import pytest

from execsync.core.choices import Status, Visibility
from execsync.core.resource import SourceRef
from execsync.core.settings import Defaults, Override, RuleSettings, digest_of

A, B, C = (SourceRef(f"https://{name}.example/", name.upper()) for name in "abc")


def settings(*overrides: Override, root: str = "docs", **defaults: object) -> RuleSettings:
    return RuleSettings(root=root, defaults=Defaults(**defaults), overrides=overrides)  # type: ignore[arg-type]


def drafts(*paths: str) -> Override:
    return Override(paths, Defaults(Status.DRAFT))


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("docs/team/", "team/a.md", True),
        ("docs/team/", "teams/a.md", False),
        ("/docs/team", "team/deep/a.md", True),
        ("/docs/team", "teams/a.md", False),
        ("/docs/team", "team.md", False),
        ("team/", "team/a.md", True),
        ("team/", "old/team/a.md", True),
        ("/team/", "team/a.md", False),
        ("docs/team", "teamwork/a.md", False),
        ("docs/*/faq.md", "team/faq.md", True),
        ("docs/*/faq.md", "team/deep/faq.md", False),
        ("docs/**/faq.md", "team/deep/faq.md", True),
        ("faq.md", "team/faq.md", True),
        ("faq.md", "team/my-faq.md", False),
    ],
)
def test_patterns_take_whole_names_from_the_folder_of_the_file(
    pattern: str, path: str, *, matches: bool
) -> None:
    found = settings(drafts(pattern), status=Status.PUBLISHED).defaults_of(path)
    assert (found.status is Status.DRAFT) is matches


def test_a_pattern_after_another_takes_back_what_that_one_takes() -> None:
    chosen = settings(drafts("docs/team/", "!docs/team/faq.md"))
    assert chosen.defaults_of("team/a.md").status is Status.DRAFT
    assert chosen.defaults_of("team/faq.md").status is None


def test_a_content_root_may_be_the_folder_itself_or_lie_beside_it() -> None:
    assert settings(drafts("/team/"), root=".").defaults_of("team/a.md").status is Status.DRAFT
    assert settings(drafts("team/"), root="../pages").defaults_of("team/a.md").status


def test_later_ones_win_field_by_field() -> None:
    chosen = settings(
        Override(("team/",), Defaults(Status.PUBLISHED, folder_ids=("f2",), protect=True)),
        Override(("faq.md",), Defaults(Status.DRAFT, skill_ids=())),
        status=Status.DRAFT,
        visibility=Visibility.PRIVATE,
        skill_ids=("s1",),
    )
    assert chosen.defaults_of("team/faq.md") == Defaults(
        Status.DRAFT, Visibility.PRIVATE, ("f2",), (), None, protect=True
    )
    assert chosen.defaults_of("a.md") == chosen.defaults


def test_lists_can_be_added_to_and_hold_each_item_once() -> None:
    chosen = settings(
        Override(("team/",), adds=Defaults(folder_ids=("f2", "f1"), sources=(B, A))),
        Override(("team/",), Defaults(skill_ids=("s1",)), Defaults(skill_ids=("s2",))),
        Override(("faq.md",), Defaults(folder_ids=("f9",)), Defaults(sources=(C,))),
        folder_ids=("f1",),
        sources=(A,),
    )
    found = chosen.defaults_of("team/a.md")
    assert (found.folder_ids, found.sources) == (("f1", "f2"), (A, B))
    assert found.skill_ids == ("s1", "s2")
    found = chosen.defaults_of("team/faq.md")
    assert (found.folder_ids, found.sources) == (("f9",), (A, B, C))


def test_each_part_of_a_value_is_known_by_its_place() -> None:
    chosen = settings(
        drafts("elsewhere/"),
        Override(("team/",), adds=Defaults(folder_ids=("f2",))),
        folder_ids=("f1",),
    )
    assert chosen.given("team/a.md") == {
        "folder_ids": [
            (("defaults", "folder_ids"), ("f1",)),
            (("overrides", 1, "extend_folder_ids"), ("f2",)),
        ]
    }


def test_pages_are_read_anew_when_any_of_it_changes() -> None:
    one = drafts("team/")
    same = digest_of(settings(one))
    assert digest_of(settings(one)) == same
    assert digest_of(settings(one)._replace(severity={"EX080": "off"})) == same
    others = [
        settings(),
        settings(one, root="pages"),
        settings(one, one),
        settings(one, protect=True),
        settings(drafts("teams/")),
        settings(Override(("team/",), adds=Defaults(folder_ids=("f1",)))),
    ]
    assert len({same, *map(digest_of, others)}) == len(others) + 1
