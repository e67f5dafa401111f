"""Stores of clouds on loopback, with the variables that lead there. Each is started once a process."""

import base64
import hashlib
import hmac
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from http.client import HTTPConnection
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).parents[2]
AZURITE = ROOT / ".venv" / "azurite"
"""Where npm puts Azurite, once for all processes."""
SECRET = "never-to-be-shown"
ACCOUNT = "devstoreaccount1"
ACCOUNT_KEY = (
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
)
"""Those of Azurite, as its documentation has them."""
AZURE = pytest.param("azure", marks=pytest.mark.long)
"""Azure among the places of a test's State. To install Azurite takes as long as all tests of State."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """A server at `port` of loopback. `scheme` begins its locations."""

    scheme: str
    port: int

    def variables(self, port: int | None = None) -> dict[str, str]:
        """The environment that leads to it, or to what listens at another port and passes on to it."""
        url = f"http://127.0.0.1:{port or self.port}"
        if self.scheme == "s3":
            return {
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": SECRET,
                "AWS_REGION": "us-east-1",
                "AWS_ENDPOINT_URL": url,
                "AWS_ALLOW_HTTP": "true",
                "NO_PROXY": "127.0.0.1",
            }
        return {
            "AZURE_STORAGE_ACCOUNT_NAME": ACCOUNT,
            "AZURE_STORAGE_ACCOUNT_KEY": ACCOUNT_KEY,
            "AZURE_STORAGE_ENDPOINT": f"{url}/{ACCOUNT}",
            "AZURE_ALLOW_HTTP": "true",
            "NO_PROXY": "127.0.0.1",
        }

    def make(self, name: str) -> str:
        """A new bucket or container. Returns the location of a folder in it."""
        if self.scheme == "s3":
            self._ask(f"/{name}", {})
        else:
            self._ask(f"/{ACCOUNT}/{name}?restype=container", _signed(name))
        return f"{self.scheme}://{name}/team/handbook"

    def _ask(self, target: str, headers: dict[str, str]) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("PUT", target, b"", headers)
        status = connection.getresponse().status
        connection.close()
        assert 200 <= status < 300, status


def _signed(container: str) -> dict[str, str]:
    """The headers of the making of a container, signed as Azure has it."""
    version, date = "2021-08-06", formatdate(usegmt=True)
    ours = f"x-ms-date:{date}\nx-ms-version:{version}\n"
    resource = f"/{ACCOUNT}/{ACCOUNT}/{container}\nrestype:container"
    text = "PUT" + "\n" * 12 + ours + resource
    key = base64.b64decode(ACCOUNT_KEY)
    signature = base64.b64encode(hmac.new(key, text.encode(), hashlib.sha256).digest()).decode()
    authorization = f"SharedKey {ACCOUNT}:{signature}"
    return {"x-ms-date": date, "x-ms-version": version, "Authorization": authorization}


@contextmanager
def s3() -> Iterator[Cloud]:
    """S3, as moto has it."""
    with _program([sys.executable, "-m", "tests.support.s3_server"], r"(\d+)") as port:
        yield Cloud("s3", port)


@contextmanager
def azure() -> Iterator[Cloud]:
    """Azure's blobs, as Azurite has them. Raises FileNotFoundError where there is no npm or no node."""
    _install_azurite()
    command = [
        *("node", "node_modules/azurite/dist/src/blob/main.js", "--inMemoryPersistence"),
        *("--blobHost", "127.0.0.1", "--blobPort", "0"),
        *("--skipApiVersionCheck", "--disableTelemetry", "--silent"),
    ]
    with _program(command, r"successfully listens on http://127.0.0.1:(\d+)", AZURITE) as port:
        yield Cloud("az", port)


def _install_azurite() -> None:
    if shutil.which("npm") is None or shutil.which("node") is None:
        raise FileNotFoundError("npm")
    with FileLock(f"{AZURITE}.lock"):
        done = AZURITE / "done"
        wanted = (Path(__file__).parent / "azurite" / "package-lock.json").read_text()
        if done.exists() and done.read_text() == wanted:
            return
        AZURITE.mkdir(exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(Path(__file__).parent / "azurite" / name, AZURITE)
        npm = ["npm", "ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run([*npm, "--loglevel=error"], cwd=AZURITE, check=True, timeout=280)
        done.write_text(wanted)


@contextmanager
def _program(command: list[str], ready: str, folder: Path = ROOT) -> Iterator[int]:
    """Run a program for the block, once it has printed its port."""
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if found := re.search(ready, line):
                    yield int(found[1])
                    break
            else:
                raise RuntimeError(f"{command[0]} ended with {process.wait()}")
        finally:
            process.kill()  # it keeps nothing, and would have words about its end
