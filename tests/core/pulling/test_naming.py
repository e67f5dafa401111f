"""The name by which a file says a folder."""

from execsync.core.directory import Listed, Names
from execsync.core.pulling.naming import name_of

NAMES = Names(
    [
        Listed("1", "Sales"),
        Listed("2", "FAQ", "1"),
        Listed("3", "Support"),
        Listed("4", "FAQ", "3"),
        Listed("5", "FAQ"),
        Listed("6", "Twin"),
        Listed("7", "Twin"),
    ]
)


def test_the_shortest_that_means_it_alone() -> None:
    assert [name_of(NAMES, i) for i in "1245"] == ["Sales", "Sales / FAQ", "Support / FAQ", "/FAQ"]


def test_what_has_no_name_of_its_own_has_none() -> None:
    assert [name_of(NAMES, i) for i in ("6", "7", "8")] == ["", "", ""]
