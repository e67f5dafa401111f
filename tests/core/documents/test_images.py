"""Whether a text follows what happens to images."""

import pytest

from execsync.core.documents.document import parse
from execsync.core.documents.images import AssumedFiles, follows_files
from execsync.core.settings import RuleSettings
from execsync.core.text_settings import AssetSettings


class NoFiles(AssumedFiles):
    def find(self, _path: str) -> str:
        return ""


@pytest.mark.parametrize(
    ("base", "text", "with_files", "without"),
    [
        ("https://f.example/{path}?{digest}", "![](a.png)", True, True),
        ("https://f.example/{path}", "![](a.png)", False, True),
        ("https://f.example/{path}", "![](https://x.example/a.png)", False, False),
        ("https://f.example/{path}?{digest}", "Text.", False, False),
        ("", "![](a.png)", False, False),
    ],
)
def test_a_text_follows_images_that_may_come_or_change(
    base: str, text: str, with_files: bool, without: bool
) -> None:
    document, _ = parse("a.md", text.encode())
    assert document
    settings = RuleSettings(assets=AssetSettings(base))
    assert follows_files(document, settings, AssumedFiles()) is with_files
    assert follows_files(document, settings, NoFiles()) is without
