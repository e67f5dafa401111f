"""What a pull tells of its pages, and how it ends."""

from execsync.core.pulling.pulled import Pulled, PullReport, Result

PULLED = Pulled("a.md", "p1", Result.PULLED, before="a", after="b")
SAME = Pulled("b.md", "p2", Result.SAME, before="a", after="a")
LEFT = Pulled("c.md", "p3", Result.LEFT, before="a", after="b", reason="archived on the web")
CLASHED = Pulled("d.md", "p4", Result.CLASHED, before="a", after="b")
ERROR = Pulled("e.md", "p5", Result.LEFT, reason="its file has an error", error=True)


def test_a_page_that_is_left_or_says_it_already_is_not_written() -> None:
    report = PullReport((PULLED, SAME, LEFT, CLASHED))
    assert report.writes == [PULLED, CLASHED]
    assert report.of(Result.SAME, Result.LEFT) == [SAME, LEFT]
    assert not report.is_done


def test_a_clash_and_an_error_end_it_with_1() -> None:
    assert not PullReport((PULLED, SAME, LEFT)).fails
    assert PullReport((PULLED, CLASHED)).fails
    assert PullReport((PULLED, ERROR)).fails
    assert PullReport((PULLED, CLASHED)).clashes == [CLASHED]
