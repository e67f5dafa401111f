"""Sound answers of a hub, as plain JSON."""

from typing import Any

TIME = "2025-03-04T10:20:30Z"


def page(**changes: Any) -> dict[str, Any]:
    return {
        "id": "page-1",
        "title": "Refunds",
        "status": "published",
        "visibility": "workspace",
        "owner": None,
        "folders": [{"id": "folder-1", "name": "Sales", "emoji": None}],
        "skills": [{"id": "skill-1", "name": "Closing"}],
        "source_count": 1,
        "version": 2,
        "cover": "",
        "published_at": TIME,
        "created_at": TIME,
        "updated_at": TIME,
        "content": "# Refunds\n",
        "sources": [source()],
        "draft": {"title": "Refunds", "content": "# Refunds, new\n"},
        **changes,
    }


def source(**changes: Any) -> dict[str, Any]:
    return {
        "id": "source-1",
        "title": "Terms",
        "source_type": "url",
        "status": "ready",
        "external_url": "https://example.com/terms",
        "created_at": TIME,
        **changes,
    }


def folder(**changes: Any) -> dict[str, Any]:
    return {"id": "folder-1", "name": "Sales", "emoji": "🙂", "parent": None, **changes}


def skill(**changes: Any) -> dict[str, Any]:
    return {"id": "skill-1", "name": "Closing", "slug": "closing", "description": "…", **changes}


def workspace(**changes: Any) -> dict[str, Any]:
    return {"id": "workspace-1", "name": "Acme", "url_slug": "acme", "created_at": TIME, **changes}


def listing(*rows: Any, page: Any = 1, total_pages: Any = 1, total_count: Any = None) -> Any:
    count = len(rows) if total_count is None else total_count
    pagination = {
        "page": page,
        "page_size": 100,
        "total_count": count,
        "total_pages": total_pages,
    }
    return {"data": list(rows), "pagination": pagination}


def deleted(**changes: Any) -> dict[str, Any]:
    return {"id": "page-1", "deleted": True, **changes}
