"""The objects of one location in a cloud's store, through obstore: the only module that imports it.

What is told of a trouble is put together from words that are known to be harmless: what the package says
holds addresses, and an address may hold a signature.
"""

import asyncio
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from execsync.errors import StateError
from execsync.state.backend import Stored
from execsync.state.cells import CellsError

if TYPE_CHECKING:
    from obstore import PutMode
    from obstore.store import AzureStore, RetryConfig, S3Store

T = TypeVar("T")

_HINT = (
    "look at the cloud's variables of the environment (docs/state.md); "
    "their key must be let read, write and list there"
)


class NotWritten(Exception):
    """The store says that the condition does not hold. It may say so of a write of ours that it has done."""


class Unsure(CellsError):
    """There was no answer, or none that tells what became of the request; it may be sent again."""


class ObjectStore:
    """A location, `s3://bucket/prefix` or `az://container/prefix`, with the cloud's usual credentials.

    Safe across threads. Each method sends one request, which takes at most `within` seconds, and raises
    CellsError where the store refuses it, Unsure where it does not say.
    """

    def __init__(self, location: str) -> None:
        self._location = location
        self._store = _open(location)

    def __str__(self) -> str:
        return self._location

    def get(self, key: str, *, within: float) -> Stored | None:
        """An object, and its entity tag; None where there is none."""
        try:
            return self._run(self._get(key), within)
        except FileNotFoundError as error:
            if _code(error) in _NO_PLACE:
                raise self._refusal(error) from None
            return None

    def put(self, key: str, data: bytes, over: str | None, *, within: float) -> str:
        """Make an object, or replace the one of the tag `over`. Returns the new tag. Raises NotWritten."""
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        mode: PutMode = "create" if over is None else {"e_tag": over}
        try:
            return self._run(self._put(key, data, mode), within)
        except (AlreadyExistsError, PreconditionError):
            raise NotWritten from None
        except FileNotFoundError as error:
            if _code(error) in _NO_PLACE or over is None:
                raise self._refusal(error) from None
            raise NotWritten from None

    def delete(self, key: str, *, within: float) -> None:
        """Remove an object, if it is there."""
        with suppress(FileNotFoundError):
            self._run(self._delete(key), within)

    async def _get(self, key: str) -> Stored:
        import obstore

        found = await obstore.get_async(self._store, key)
        data = bytes(await found.bytes_async())
        return Stored(data, found.meta["e_tag"] or "")

    async def _put(self, key: str, data: bytes, mode: "PutMode") -> str:
        import obstore

        put = obstore.put_async(self._store, key, data, mode=mode, use_multipart=False)
        return (await put)["e_tag"] or ""

    async def _delete(self, key: str) -> None:
        import obstore

        await obstore.delete_async(self._store, key)

    def _run(self, work: Coroutine[Any, Any, T], within: float) -> T:
        """Have it done. Not by a call that blocks: a signal is heard in between, and the time is kept."""
        from obstore.exceptions import (
            AlreadyExistsError,
            BaseError,
            GenericError,
            PreconditionError,
        )

        def run() -> T:
            return asyncio.run(asyncio.wait_for(work, within))

        try:
            # In a thread of its own: whoever calls may have a loop of asyncio running.
            with ThreadPoolExecutor(max_workers=1) as pool:
                return pool.submit(run).result()
        except TimeoutError:
            raise Unsure(f"{self._location}: no answer within {within:.0f} s", hint=_HINT) from None
        except (AlreadyExistsError, PreconditionError):
            raise
        except GenericError as error:
            raise Unsure(f"{self._location}: {_told(error)}", hint=_HINT) from None
        except BaseError as error:
            raise self._refusal(error) from None

    def _refusal(self, error: Exception) -> CellsError:
        return CellsError(f"{self._location}: {_told(error)}", hint=_HINT)


def _open(location: str) -> "S3Store | AzureStore":
    """The store of a location; nothing is asked. Raises StateError where the package is missing."""
    try:
        from obstore.exceptions import BaseError
        from obstore.store import AzureStore, S3Store
    except ImportError:
        raise StateError(
            f"{location}: what State there needs is not installed",
            hint="pip install 'execsync[cloud]'",
        ) from None
    scheme, _, rest = location.partition("://")
    place, _, prefix = rest.partition("/")
    try:
        if scheme == "s3":
            return S3Store(
                place,
                prefix=prefix or None,
                config={"conditional_put": "etag"},
                retry_config=_ONCE,
            )
        return AzureStore(place, prefix=prefix or None, retry_config=_ONCE)
    except (BaseError, ValueError, TypeError):
        raise CellsError(
            f"{location}: the environment's variables for this cloud make no sense", hint=_HINT
        ) from None


_ONCE: "RetryConfig" = {"max_retries": 0, "retry_timeout": timedelta(seconds=1)}
"""Whether a request is sent again is decided by those who know what it was."""
_NO_PLACE = ("NoSuchBucket", "ContainerNotFound")
_CODE = re.compile(r"<Code>([A-Za-z]{1,60})</Code>")
_STATUS = re.compile(r"status code: ([1-5]\d\d)\b")
_KIND = re.compile(r"\bkind: (Connect|Timeout|Request|Decode|Interrupted)\b")
_WORDS = {
    "Connect": "it cannot be reached",
    "Timeout": "it did not answer in time",
    "Request": "the connection broke",
    "Decode": "its answer makes no sense",
    "Interrupted": "the connection broke",
}
_METADATA = re.compile(r"/latest/(api/token|meta-data)|/metadata/identity/")
"""Where a machine of a cloud is asked for credentials if the environment has none."""


def _code(error: Exception) -> str:
    """The store's own word for what is wrong, if it said one."""
    found = _CODE.search(str(error))
    return found[1] if found else ""


def _told(error: Exception) -> str:
    """What is wrong, without any address."""
    text = str(error)
    if _METADATA.search(text):
        return "there are no credentials in the environment, and this machine has none of its own"
    if status := _STATUS.search(text):
        code = _code(error)
        return f"the store answers {status[1]}{f' {code}' if code else ''}"
    if kind := _KIND.search(text):
        return _WORDS[kind[1]]
    return f"the store cannot be used ({type(error).__name__})"
