"""The web page of the local hub: what the hub would show, and a form to edit it by hand.

An application of its own beside the API's. It works past the limits and the log of requests, and
tells an open page by server-sent events when it is out of date. Nothing in it comes from outside
the machine.
"""

from execsync.localhub.web.app import build_web

__all__ = ["build_web"]
