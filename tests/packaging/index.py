"""A package index on loopback that takes what is uploaded as PyPI does, from anybody."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, abort, request, send_from_directory
from werkzeug.serving import make_server


def _app(folder: Path) -> Flask:
    app = Flask(__name__)

    @app.post("/")
    def upload() -> str:
        """The API of uploads: a form whose `content` is the file."""
        file = request.files["content"]
        data = file.read()
        if request.form["sha256_digest"] != sha256(data).hexdigest() or not file.filename:
            abort(400)
        (folder / file.filename).write_bytes(data)
        return ""

    @app.get("/simple/<project>/")
    def project(project: str) -> str:
        """The simple API: a page of links."""
        names = (path.name for path in sorted(folder.iterdir()))
        return "".join(f'<a href="/files/{name}">{name}</a>' for name in names)

    @app.get("/files/<name>")
    def file(name: str) -> Response:
        return send_from_directory(folder, name)

    return app


@contextmanager
def index(folder: Path) -> Iterator[str]:
    """Answers for the block, and keeps in a folder what is uploaded; gives its address."""
    server = make_server("127.0.0.1", 0, _app(folder), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
