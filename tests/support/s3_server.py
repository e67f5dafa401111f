"""A program: moto's S3 on loopback. Prints its port."""

import logging
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class OneAtATime:
    """S3 looks at a condition and writes in one step; moto does so in two."""

    def __init__(self) -> None:
        self._application = DomainDispatcherApplication(create_backend_app)
        self._lock = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        with self._lock:
            return [b"".join(self._application(environ, start))]


if __name__ == "__main__":
    logging.getLogger("werkzeug").disabled = True
    server = make_server("127.0.0.1", 0, OneAtATime(), threaded=True)
    print(server.server_port, flush=True)
    server.serve_forever()
