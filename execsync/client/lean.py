"""httpx without its command line, which takes as long to import as all the rest of it."""

import sys

if "httpx" not in sys.modules:
    # It does without where this fails, as where rich is not installed.
    sys.modules["httpx._main"] = None  # type: ignore[assignment]

import httpx

__all__ = ["httpx"]
