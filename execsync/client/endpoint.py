"""The address of the hub's API, and which addresses a key may be sent to."""

import ipaddress
import re
from typing import NoReturn

from execsync.errors import ConfigError

_LOOPBACK_6 = ipaddress.IPv6Address("::1")
PRODUCTION = "https://api.exec.com/rest/v1"

# Narrower than RFC 3986 on purpose: within this grammar no two parsers disagree about what the host is,
# and the key goes to the host that was checked.
_FORM = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>(?:/[A-Za-z0-9_~.%-]*)*)",
    re.IGNORECASE,
)


def check_address(url: str) -> str:
    """`url` without its closing slash, if a key may be sent there. Raises ConfigError.

    https goes anywhere; plain http only to this machine, for anybody on the way could read the key.
    """
    match = _FORM.fullmatch(url.strip())
    if match is None or not _is_sound(match):
        _refuse(_find_problem(url))
    scheme, host = match["scheme"].lower(), match["host"].lower()
    if scheme == "http" and not is_loopback_host(host):
        _refuse("uses plain http, which would show the key to the network")
    port = f":{match['port']}" if match["port"] else ""
    return f"{scheme}://{host}{port}{match['path'].rstrip('/')}"


def is_loopback(address: str) -> bool:
    """Whether a checked address is on this machine."""
    match = _FORM.fullmatch(address)
    return match is not None and is_loopback_host(match["host"])


def is_loopback_host(host: str) -> bool:
    """Whether `host` is localhost, in 127.0.0.0/8, or [::1]."""
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    # Not `is_loopback` for both: since Python 3.13 it holds for ::ffff:127.0.0.1 too.
    return address.is_loopback if address.version == 4 else address == _LOOPBACK_6


def _is_sound(match: re.Match[str]) -> bool:
    port_fits = match["port"] is None or 0 < int(match["port"]) < 65536
    dots = any(part in (".", "..") for part in match["path"].split("/"))
    # RFC 1035, 2.3.4. Longer labels are no OSError but a UnicodeError, deep in the socket module.
    named = match["host"].startswith("[") or (
        len(match["host"]) <= 253
        and all(0 < len(label) <= 63 for label in match["host"].split("."))
    )
    return port_fits and named and not dots


def _find_problem(url: str) -> str:
    authority = url.partition("://")[2].partition("/")[0]
    if not url.strip():
        return "is empty"
    if not re.match(r"\s*https?://", url, re.IGNORECASE):
        return "does not start with https://"
    if "@" in authority:
        return "holds a user name or password"
    if "?" in url or "#" in url:
        return "holds a query or a fragment"
    if not url.isascii():
        return "holds letters beyond ASCII (write the host as xn--…)"
    return "is not a web address"


def _refuse(problem: str) -> NoReturn:
    # The address is not quoted: it may hold a password.
    raise ConfigError(
        f"the hub's address {problem}",
        hint=f"EXEC_API_URL takes an address like {PRODUCTION}; http:// only with localhost",
    )
