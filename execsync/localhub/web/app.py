"""The application behind the web page: its routes, its errors, and the frame around each view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException

from execsync.localhub.errors import HubError
from execsync.localhub.web.editing import Editing
from execsync.localhub.web.files import BASE, Files
from execsync.localhub.web.frame import Frame
from execsync.localhub.web.guard import Guard
from execsync.localhub.web.library import Library
from execsync.localhub.web.live import Live
from execsync.localhub.web.page_acts import PageActs
from execsync.localhub.web.text import show_size, show_time, visible, visible_title, web_address
from execsync.localhub.web.views import Views

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from execsync.localhub.parts import Parts

LARGEST_FORM = 32 * 1024 * 1024
"""Bytes; a page of 1 MB takes up to nine times as much where every character is escaped."""


def build_web(parts: Parts) -> Flask:
    """Put the web page together."""
    web = Flask(__name__)
    web.config.update(MAX_CONTENT_LENGTH=LARGEST_FORM, MAX_FORM_MEMORY_SIZE=LARGEST_FORM)
    _set_templates(web)
    guard = Guard()
    frame = Frame(parts, Library(parts), Live(parts), guard)
    web.before_request(frame.begin)
    web.before_request(guard.check)
    web.after_request(guard.harden)
    _answer_errors(web, frame)
    files = Files(parts.dials.settings.files)
    _route(web, Views(parts, frame), Editing(parts, frame), PageActs(parts), files)
    return web


def _set_templates(web: Flask) -> None:
    web.jinja_env.trim_blocks = True
    web.jinja_env.lstrip_blocks = True
    web.jinja_env.undefined = StrictUndefined
    filters: dict[str, Callable[..., Any]] = {
        "visible": visible,
        "visible_title": visible_title,
        "show_time": show_time,
        "show_size": show_size,
        "web_address": web_address,
    }
    web.jinja_env.filters.update(filters)


def _answer_errors(web: Flask, frame: Frame) -> None:
    def answer_refusal(error: HubError) -> tuple[str, int]:
        return frame.show_error(error.status, error.message)

    def answer_http_error(error: HTTPException) -> tuple[str, int]:
        return frame.show_error(error.code or 500, error.description or error.name)

    web.register_error_handler(HubError, answer_refusal)
    web.register_error_handler(HTTPException, answer_http_error)


def _route(web: Flask, views: Views, editing: Editing, acts: PageActs, files: Files) -> None:
    def route(path: str, view: Callable[..., Any], *methods: str) -> None:
        web.add_url_rule(path, view_func=view, methods=methods or ("GET",))

    route("/", views.home)
    route("/folders/<path:folder_id>", views.folder)
    route("/unfiled", views.unfiled)
    route("/pages/<page_id>", views.page)
    route("/pages/<page_id>/draft", views.draft)
    route("/pages/<page_id>/history", views.history)
    route("/pages/<page_id>/history/<int:number>", views.version)
    route(f"{BASE}<path:path>", files.image)
    route("/archived", views.archived)
    route("/search", views.search)
    route("/requests", views.requests)
    route("/events", views.events)
    route("/pages/new", editing.create, "GET", "POST")
    route("/pages/<page_id>/edit", editing.edit, "GET", "POST")
    route("/pages/<page_id>/archive", editing.archive, "POST")
    route("/pages/<page_id>/unarchive", acts.unarchive, "POST")
    route("/pages/<page_id>/attach", acts.attach, "POST")
    route("/pages/<page_id>/detach", acts.detach, "POST")
    route("/pages/<page_id>/editor", acts.open_editor, "POST")
    route("/pages/<page_id>/editor/close", acts.close_editor, "POST")
