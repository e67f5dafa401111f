"""Who did it: the owner of the key, or a colleague on the web."""

from __future__ import annotations

OWNER = "user_owner"
"""Who the hub says made what came through the API."""

COLLEAGUE = "user_colleague"
"""Who the hub says made what was edited on the web."""

ANOTHER = "user_another"
"""Somebody else on the web, who has pages of their own."""

PEOPLE: dict[str, dict[str, str]] = {
    OWNER: {
        "id": OWNER,
        "email": "owner@example.com",
        "first_name": "Key",
        "last_name": "holder",
    },
    COLLEAGUE: {
        "id": COLLEAGUE,
        "email": "colleague@example.com",
        "first_name": "Web",
        "last_name": "colleague",
    },
    ANOTHER: {
        "id": ANOTHER,
        "email": "another@example.com",
        "first_name": "Another",
        "last_name": "colleague",
    },
}
"""The contract's User of each."""
