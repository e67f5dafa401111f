"""Which folder a name or a path means."""

import pytest

from execsync.core.directory import Listed, Names

ROWS = (
    Listed("fld_sales", "Sales"),
    Listed("fld_pricing", "Pricing", "fld_sales"),
    Listed("fld_emea", "EMEA", "fld_sales"),
    Listed("fld_emea_pricing", "Pricing", "fld_emea"),
    Listed("fld_support", "Support"),
    Listed("fld_support_emea", "EMEA", "fld_support"),
    Listed("fld_below", "Old", "fld_unlisted"),
    Listed("fld_slash", "Q&A / FAQ", "fld_support"),
    Listed("fld_todo", "todo"),
    Listed("fld_another", "another-todo"),
    Listed("fld_low", "mixed", "fld_support"),
    Listed("fld_high", "MIXED", "fld_support"),
    Listed("fld_twin", "Twin"),
    Listed("fld_other_twin", "Twin"),
    Listed("fld_accent", "Caf\N{LATIN SMALL LETTER E WITH ACUTE}"),
    Listed("fld_blank", "  "),
)


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("Sales", ["fld_sales"]),
        ("Sales / Pricing", ["fld_pricing"]),
        ("Sales/Pricing", ["fld_pricing"]),
        ("  Sales  /Pricing/ ", ["fld_pricing"]),
        ("EMEA / Pricing", ["fld_emea_pricing"]),
        ("Sales / EMEA / Pricing", ["fld_emea_pricing"]),
        ("Pricing", ["fld_pricing", "fld_emea_pricing"]),
        ("EMEA", ["fld_emea", "fld_support_emea"]),
        ("Support/EMEA", ["fld_support_emea"]),
        ("Support/Pricing", []),
        ("ales / Pricing", []),
        ("todo", ["fld_todo"]),
        ("sales / pricing", ["fld_pricing"]),
        ("mixed", ["fld_low"]),
        ("MIXED", ["fld_high"]),
        ("Mixed", ["fld_low", "fld_high"]),
        ("/Sales", ["fld_sales"]),
        ("/Pricing", []),
        ("/ Sales / Pricing", ["fld_pricing"]),
        ("Old", ["fld_below"]),
        ("/Old", ["fld_below"]),
        ("Q&A / FAQ", ["fld_slash"]),
        ("Q&A/FAQ", ["fld_slash"]),
        ("Support / Q&A / FAQ", ["fld_slash"]),
        ("FAQ", []),
        ("Twin", ["fld_twin", "fld_other_twin"]),
        ("Cafe\N{COMBINING ACUTE ACCENT}", ["fld_accent"]),
        ("fld_sales", []),
        ("/", []),
        ("  ", []),
    ],
)
def test_whole_names_from_the_outside_in(name: str, ids: list[str]) -> None:
    assert list(Names(ROWS).ids(name)) == ids


def test_a_name_with_a_slash_and_a_path_of_the_same_spelling_are_two() -> None:
    rows = [Listed("one", "A/B"), Listed("a", "A"), Listed("two", "B", "a")]
    assert list(Names(rows).ids("A/B")) == ["one", "two"]


def test_folders_that_lie_in_each_other_end_the_search() -> None:
    names = Names([Listed("a", "A", "b"), Listed("b", "B", "a")])
    assert list(names.ids("A / B")) == ["b"]
    assert list(names.ids("/A / B")) == []
    assert names.path("a").endswith("B / A (a)")


def test_what_is_near_is_told_with_its_whole_path() -> None:
    assert Names(ROWS).near("Sales / Prising") == [
        "Sales / Pricing (fld_pricing)",
        "Sales / EMEA / Pricing (fld_emea_pricing)",
    ]
    assert Names(ROWS).near("/") == []
    assert Names(()).near("Sales") == []


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
    shortest = [NAMES.shortest(i) for i in "1245"]
    assert shortest == ["Sales", "Sales / FAQ", "Support / FAQ", "/FAQ"]


def test_what_has_no_name_of_its_own_has_none() -> None:
    assert [NAMES.shortest(i) for i in ("6", "7", "8")] == ["", "", ""]
