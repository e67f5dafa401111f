"""Servers on loopback that a bare repository is reached through, each by a transport of its own."""

import base64
import os
import socketserver
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.loopback import Connection, Server, serving

ROOT = Path(__file__).parents[2]
USER, PASSWORD = "ann", "correct-horse"


class _Server(Server):
    folder: Path
    asks_who: bool = False


@contextmanager
def _serving(
    handler: type[socketserver.BaseRequestHandler], folder: Path, *, asks_who: bool = False
) -> Iterator[int]:
    server = _Server(handler)
    server.folder, server.asks_who = folder, asks_who
    with serving(server):
        yield server.port


@contextmanager
def git_daemon(folder: Path) -> Iterator[str]:
    """The address of the repositories below a folder by `git://`, where anybody may push."""
    with _serving(_Daemon, folder) as port:
        yield f"git://127.0.0.1:{port}"


class _Daemon(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        folder = self.server.folder
        options = ("--inetd", "--export-all", "--enable=receive-pack", f"--base-path={folder}")
        stream = self.request.fileno()
        subprocess.run(
            ["git", "daemon", *options],
            stdin=stream,
            stdout=stream,
            stderr=subprocess.DEVNULL,
            check=False,
        )


@contextmanager
def git_http(folder: Path, *, asks_who: bool = False) -> Iterator[str]:
    """The same by `http://`, where `asks_who` for USER and PASSWORD alone."""
    with _serving(_Backend, folder, asks_who=asks_who) as port:
        yield f"http://127.0.0.1:{port}"


class _Backend(Connection):
    """Runs `git http-backend`, which is a CGI program."""

    server: _Server

    def serve(self) -> None:
        body = self.read_body()
        self.close_connection = True
        if self.server.asks_who and self.headers.get("Authorization") != _basic():
            self.wfile.write(_UNAUTHORIZED)
            return
        ended = subprocess.run(
            ["git", "http-backend"],
            input=body,
            env={**os.environ, **self._variables(len(body))},
            capture_output=True,
            check=False,
        )
        head, _, rest = ended.stdout.partition(b"\r\n\r\n")
        status = b"200 OK"
        lines = []
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"status:"):
                status = line.partition(b":")[2].strip()
            else:
                lines.append(line)
        lines += [b"Content-Length: %d" % len(rest), b"Connection: close"]
        self.wfile.write(b"\r\n".join([b"HTTP/1.1 " + status, *lines, b"", rest]))

    def _variables(self, length: int) -> dict[str, str]:
        path, _, query = self.path.partition("?")
        return {
            "GIT_PROJECT_ROOT": str(self.server.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(length),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            # Who is let in may push; where nobody is asked, the repository says so.
            **({"REMOTE_USER": USER} if self.server.asks_who else {}),
        }


def _basic() -> str:
    return "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


_UNAUTHORIZED = (
    b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=tests\r\n"
    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
)


@contextmanager
def git_ssh(folder: Path, keys: Path) -> Iterator[tuple[str, str]]:
    """The same by `ssh://`, and the command of ssh that gets in, with a key made in the folder `keys`."""
    command = [sys.executable, "-m", "tests.support.ssh_server", str(folder), str(keys)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            ssh = (
                f"ssh -F none -i {keys}/user -o IdentitiesOnly=yes -o BatchMode=yes"
                f" -o UserKnownHostsFile={keys}/known -o StrictHostKeyChecking=no -o LogLevel=ERROR"
            )
            yield f"ssh://git@127.0.0.1:{port}{folder}", ssh
        finally:
            process.terminate()
