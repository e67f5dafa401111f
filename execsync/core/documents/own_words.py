"""How a file says a value in its own words: by a key of another tool, where a preset or the map reads one."""

from collections.abc import Mapping
from datetime import datetime

from execsync.core.documents.document import Document
from execsync.core.settings import RuleSettings


def written_as(
    document: Document, settings: RuleSettings, now: datetime, field: str, value: object
) -> Mapping[str, object]:
    """The keys and values of the front matter, for `spliced`, that give `field` this value.

    `document` is as it was parsed, not translated; `now` knows its time zone. Empty where it has that value
    already. The key that gives the value now is kept (`draft`, `sidebar_label`, what the map names), if it
    can say the new one; else our own key is added, where that wins. What is found is tried: translated
    again, the field has the value and all others have theirs. Raises SpliceError where no way leads there.
    """
    raise NotImplementedError
