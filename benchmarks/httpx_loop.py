"""`python httpx_loop.py THREADS`: sends each file below `content` as a new page, with nothing but httpx."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx


def main() -> None:
    """Nothing is checked or written down."""
    threads = int(sys.argv[1])
    headers = {"Authorization": f"Bearer {os.environ['EXEC_API_KEY']}"}
    limits = httpx.Limits(max_connections=threads, max_keepalive_connections=threads)
    texts = [path.read_text() for path in sorted(Path("content").rglob("*.md"))]
    with (
        httpx.Client(base_url=os.environ["EXEC_API_URL"], headers=headers, limits=limits) as client,
        ThreadPoolExecutor(threads) as pool,
    ):

        def create(number: int) -> None:
            fields = {"title": f"Page {number}", "status": "published", "content": texts[number]}
            client.post("/knowledge-hub/pages", json=fields).raise_for_status()

        list(pool.map(create, range(len(texts))))


if __name__ == "__main__":
    main()
