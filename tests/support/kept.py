"""The cache of pages that State does not own, as whoever holds the local hub's key may write it."""

import json
from typing import Any

from execsync.client.key import Key
from execsync.localhub import LOCAL_KEY
from execsync.state.folder import UNOWNED
from tests.support.checkout import Checkout


def read_unowned(checkout: Checkout) -> dict[str, Any]:
    """What it says, without its signature."""
    _, _, data = (checkout.state_folder / UNOWNED).read_bytes().partition(b"\n")
    document: dict[str, Any] = json.loads(data)
    return document


def write_unowned(checkout: Checkout, document: object, key: str = LOCAL_KEY) -> None:
    """Have it say something else, signed with a key."""
    (checkout.state_folder / UNOWNED).write_bytes(signed(json.dumps(document).encode(), key))


def signed(data: bytes, key: str = LOCAL_KEY) -> bytes:
    """What is in the file: a signature of what it says before that."""
    return Key(key).sign(data).encode() + b"\n" + data
