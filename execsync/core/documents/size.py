"""How large a page's file may be."""

SIZE_LIMIT = 1024 * 1024
"""Bytes; a larger file is refused unread."""
