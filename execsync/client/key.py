"""The API key, wrapped so that it is not printed by accident."""

import hashlib
import hmac
import re
from typing import NoReturn

from execsync.errors import ConfigError
from execsync.render.hidden import hide

PREFIX = "exec_live_"
_FORM = re.compile(rf"{PREFIX}[A-Za-z0-9]{{40}}")


class Key:
    """An API key. Only `reveal` gives it away; `repr`, `str`, `copy` and `pickle` do not."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def __repr__(self) -> str:
        return f"Key({PREFIX}…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is never written down")

    def reveal(self) -> str:
        """The key itself, for the Authorization header and nothing else."""
        return self._secret

    @property
    def is_local(self) -> bool:
        """Whether it is the one that a local hub prints, which no other hub has ever given out."""
        return set(self._secret.removeprefix(PREFIX)) == {"0"}

    def redact(self, text: str) -> str:
        """`text` without the key, and without any telling part of it: a hub may quote it in its refusal."""
        secret = self._secret.removeprefix(PREFIX)
        return hide(text.replace(self._secret, f"{PREFIX}…"), secret, "…")

    def account(self, address: str) -> str:
        """A name for the pair of hub and key (32 hex digits) that tells neither.

        The key holds over 200 random bits, so that its digest cannot be guessed back.
        """
        return hashlib.sha256(f"{address}\0{self._secret}".encode()).hexdigest()[:32]

    def sign(self, data: bytes) -> str:
        """A signature of `data` that only a holder of the key can make: 64 hex digits that tell no key."""
        return hmac.new(self._secret.encode(), data, hashlib.sha256).hexdigest()


def parse_key(text: str, variable: str = "EXEC_API_KEY") -> Key:
    """The key in `text`, which a variable holds, white space around it aside.

    Raises ConfigError, which never quotes it.
    """
    secret = text.strip()
    problem = _find_problem(secret)
    if not problem:
        return Key(secret)
    # A traceback that shows local variables would else show the rejected key.
    del text, secret
    raise ConfigError(
        f"the API key {problem}",
        hint=f"{variable} takes {PREFIX} and 40 letters and digits, as the hub's settings show it",
    )


def _find_problem(secret: str) -> str:
    if not secret:
        return "is empty"
    if _FORM.fullmatch(secret):
        return ""
    if secret[0] in "'\"" or secret[-1] in "'\"":
        return "has quotation marks around it"
    if secret.lower().startswith("bearer"):
        return 'starts with "Bearer", which execsync adds itself'
    if not secret.startswith(PREFIX):
        return f"does not start with {PREFIX}"
    return f"has something else than 40 letters and digits after {PREFIX}"
