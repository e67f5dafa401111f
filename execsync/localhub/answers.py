"""What the hub says of the things it keeps: the schemas of the contract, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from execsync.localhub.extraction import extracted_text
from execsync.localhub.former import id_of
from execsync.localhub.links import linked_rows
from execsync.localhub.page import Page
from execsync.localhub.people import PEOPLE

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from execsync.localhub.catalogue import Catalogue
    from execsync.localhub.clock import Clock
    from execsync.localhub.database import Database
    from execsync.localhub.listing import Listing
    from execsync.localhub.settings import Dials

Json = dict[str, Any]


class Answers:
    """Writes answers as plain JSON values."""

    def __init__(self, database: Database, clock: Clock, dials: Dials) -> None:
        self._database = database
        self._clock = clock
        self._dials = dials

    def workspace(self, catalogue: Catalogue) -> Json:
        """The schema Workspace."""
        row = catalogue.workspace()
        settings = self._dials.settings
        return {
            "id": row["id"],
            "name": settings.workspace_name,
            "url_slug": settings.workspace_slug,
            "created_at": self._clock.show(row["created_at"]),
        }

    def folder(self, row: sqlite3.Row) -> Json:
        """The schema KnowledgeHubFolder."""
        names = ["id", "name", "emoji", "parent", "visibility", "item_count", "subfolder_count"]
        return {**{name: row[name] for name in names}, **self._times(row)}

    def skill(self, row: sqlite3.Row, *, with_summary: bool) -> Json:
        """The schema Skill; nobody was ever assessed on a local hub."""
        unassessed = {
            "participant_count": 0,
            "scored_participant_count": 0,
            "pct_proficient_plus": 0,
            "avg_score": None,
        }
        return {
            **{name: row[name] for name in ("id", "name", "slug", "description")},
            "created_at": self._clock.show(row["created_at"]),
            "proficiency_summary": unassessed if with_summary else None,
        }

    def source(self, row: sqlite3.Row, *, with_content: bool = False) -> Json:
        """The schema KnowledgeHubSource; `content` only where asked for."""
        with self._database.transaction() as connection:
            return self._sources(connection, [row], with_content=with_content)[0]

    def sources(self, listing: Listing) -> Json:
        """A list of sources."""
        with self._database.transaction() as connection:
            data = self._sources(connection, listing.rows)
        return {"data": data, "pagination": listing.pagination()}

    def pages(self, listing: Listing) -> Json:
        """A list of pages: metadata only."""
        pages = [Page.from_row(row) for row in listing.rows]
        with self._database.transaction() as connection:
            data = self._pages(connection, pages)
        return {"data": data, "pagination": listing.pagination()}

    def page(self, page: Page, *, with_draft: bool) -> Json:
        """The schema KnowledgeHubPageDetail; `draft` only where asked for."""
        with self._database.transaction() as connection:
            (answer,) = self._pages(connection, [page])
            rows = linked_rows(connection, "source", [page.id])[page.id]
            answer["content"] = page.live_content
            answer["sources"] = self._sources(connection, rows)
        if with_draft:
            answer["draft"] = self._draft(page)
        return answer

    def version(self, row: sqlite3.Row) -> Json:
        """The schema KnowledgeHubPageVersion; a version is never changed once published."""
        created = self._clock.show(row["created_at"])
        return {
            "version": row["version"],
            "title": row["title"],
            "change_type": row["change_type"],
            "created_by": PEOPLE[row["author"]],
            "created_at": created,
            "updated_at": created,
        }

    def _draft(self, page: Page) -> Json | None:
        if not page.is_pending and self._dials.quirks.equal_draft == "null":
            return None
        return {"title": page.draft_title, "content": page.draft_content}

    def _pages(self, connection: sqlite3.Connection, pages: Sequence[Page]) -> list[Json]:
        ids = [page.id for page in pages]
        folders = linked_rows(connection, "folder", ids)
        skills = linked_rows(connection, "skill", ids)
        sources = linked_rows(connection, "source", ids)
        return [
            {
                "id": id_of(page.id),
                "title": page.title,
                "status": page.status,
                "visibility": page.visibility,
                "owner": PEOPLE[page.owner],
                "folders": [_folder_ref(row) for row in folders[page.id]],
                "skills": [{"id": row["id"], "name": row["name"]} for row in skills[page.id]],
                "source_count": len(sources[page.id]),
                "version": page.version,
                "cover": "",
                "published_at": self._show(page.published_at),
                "created_at": self._clock.show(page.created_at),
                "updated_at": self._clock.show(page.updated_at),
            }
            for page in pages
        ]

    def _sources(
        self,
        connection: sqlite3.Connection,
        rows: Sequence[sqlite3.Row],
        *,
        with_content: bool = False,
    ) -> list[Json]:
        folders = linked_rows(connection, "folder", [row["id"] for row in rows])
        answers = []
        for row in rows:
            content = _extracted(row)
            answer = {
                "id": row["id"],
                "title": row["title"],
                "source_type": row["source_type"],
                "status": row["status"],
                "content_format": None if content is None else "markdown",
                "token_count": None if content is None else len(content.split()),
                "has_images": False,
                "external_url": row["url"] or None,
                "summary": None if content is None else f"About {row['title']}.",
                "cover": row["cover"],
                "folders": [_folder_ref(folder) for folder in folders[row["id"]]],
                "created_by": PEOPLE[row["author"]],
                **self._times(row),
                "processed_at": self._show(row["processed_at"]),
            }
            answers.append({**answer, "content": content} if with_content else answer)
        return answers

    def _times(self, row: sqlite3.Row) -> Json:
        return {name: self._clock.show(row[name]) for name in ("created_at", "updated_at")}

    def _show(self, moment: int | None) -> str | None:
        return None if moment is None else self._clock.show(moment)


def _folder_ref(row: sqlite3.Row) -> Json:
    return {name: row[name] for name in ("id", "name", "emoji")}


def _extracted(row: sqlite3.Row) -> str | None:
    return extracted_text(row["url"], row["title"]) if row["status"] == "ready" else None
