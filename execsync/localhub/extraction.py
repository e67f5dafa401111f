"""What the hub claims to have read at an address: made up from the address alone."""

from __future__ import annotations


def extracted_text(url: str, title: str) -> str:
    """Markdown that could have come from `url`; the same each time, and never fetched."""
    return (
        f"# {title}\n\n"
        f"This text stands for what a hub would extract from <{url}>.\n\n"
        "The local hub fetches nothing, so the words are its own.\n"
    )
