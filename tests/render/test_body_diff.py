from execsync.render.body_diff import BodyDiff, Hunk, diff_bodies


def test_equal_bodies_have_no_difference() -> None:
    assert diff_bodies("a\nb", "a\nb") == BodyDiff(0, 0, ())


def test_a_changed_line_stands_under_its_heading_with_one_line_around() -> None:
    before = "# Refunds\n\n## Refund window\n\nAbout.\n14 days\nfrom the invoice.\nMore."
    diff = diff_bodies(before, before.replace("14 days", "30 days"))
    assert diff == BodyDiff(
        1,
        1,
        (Hunk("Refund window", ("  About.", "- 14 days", "+ 30 days", "  from the invoice.")),),
    )


def test_changes_far_apart_are_hunks_of_their_own() -> None:
    before = "# A\n\none\n\ntwo\n\n# B\n\nthree\n\nfour"
    diff = diff_bodies(before, before.replace("one", "1").replace("four", "4"))
    assert [hunk.heading for hunk in diff.hunks] == ["A", "B"]


def test_a_heading_inside_a_code_block_is_none() -> None:
    before = "# Real\n\n```sh\n# a comment\n\necho one\n```"
    (hunk,) = diff_bodies(before, before.replace("one", "two")).hunks
    assert hunk.heading == "Real"


def test_a_change_before_any_heading_has_none() -> None:
    (hunk,) = diff_bodies("one\n\n# A", "two\n\n# A").hunks
    assert hunk.heading == ""


def test_closing_signs_of_a_heading_are_left_out() -> None:
    (hunk,) = diff_bodies("## A b ##\none", "## A b ##\ntwo").hunks
    assert hunk.heading == "A b"


def test_a_removed_end_stands_under_the_last_heading() -> None:
    diff = diff_bodies("# A\n\none\n\ntwo", "# A\n\none")
    assert (diff.added, diff.removed, diff.hunks[-1].heading) == (0, 2, "A")


def test_all_of_a_body_can_go_or_come() -> None:
    assert diff_bodies("one\ntwo", "").removed == 2
    assert diff_bodies("", "one\ntwo").added == 2
