"""Web addresses of sources: written in many ways, sent and compared in one."""

import re
from functools import lru_cache

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+-]*):")
_WEB = re.compile(r"https?://([^/?#\\]*)", re.IGNORECASE)
_PORT = re.compile(r":([^:\]]*)$")
_HOST = re.compile(r"[a-z0-9\-._~!$&'()*+,;=]+|\[[0-9a-f:.]+\]")

_SAFE = r"A-Za-z0-9\-._~!$&()*+,;=:@"
_PLAIN = re.compile(
    r"https?://(?:[a-z0-9_-]+\.)*[a-z][a-z0-9_-]*"  # a last label of digits would make it a number
    rf"(?P<rest>/(?:[{_SAFE}'/]|%[0-9A-F]{{2}})*(?:\?(?:[{_SAFE}/?]|%[0-9A-F]{{2}})*)?"
    rf"(?:\#(?:[{_SAFE}'/?]|%[0-9A-F]{{2}})*)?)?"
)
_NOT_PLAIN = re.compile(r"/\.|/%2E|//xn--|\.xn--")
"""What may be plain ASCII and still not what a browser would send: `..`, a name that needs checking."""

_IN_PATH = re.compile(rf"[^{_SAFE}'/%]|%(?![0-9A-Fa-f]{{2}})")
_IN_QUERY = re.compile(rf"[^{_SAFE}'/?%]|%(?![0-9A-Fa-f]{{2}})")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")

WHOLE = "write it whole, as https://…"


class BadAddress(ValueError):
    """Says in words for a person why an address cannot be sent, and what to do."""

    def __init__(self, summary: str, hint: str) -> None:
        super().__init__(summary)
        self.summary = summary
        self.hint = hint


@lru_cache(maxsize=4096)
def sent_form(address: str) -> str:
    """The one form of a web address: as a browser would send it (the URL standard), and a URI (RFC 3986).

    Scheme and host in small letters, the host's name in ASCII, `.` and `..` resolved, and escapes for all
    that a URI has no place for. Raises BadAddress.
    """
    plain = _PLAIN.fullmatch(address)
    if plain and not _NOT_PLAIN.search(address):
        return address if plain["rest"] else f"{address}/"
    address = address.strip(" ")
    _refuse_what_is_no_address(address)
    from ada_url import URL

    try:
        url = URL(address)
    except ValueError:
        raise _bad_host(address) from None
    if not _HOST.fullmatch(url.hostname):
        raise _bad_host(address)
    rest, sharp, fragment = url.href.partition("#")
    rest, mark, query = rest.partition("?")
    host, path = rest[: -len(url.pathname)], url.pathname
    parts = (host, _escaped(_IN_PATH, path), mark, _escaped(_IN_QUERY, query))
    return "".join((*parts, sharp, _escaped(_IN_QUERY, fragment)))


def sent_or_same(text: str) -> str:
    """The form in which an address is sent; any other text as it is."""
    try:
        return sent_form(text)
    except BadAddress:
        return text


def readable(words: str) -> str:
    """Words of an address without escapes, where these stand for nothing that is invisible."""
    if "%" not in words:
        return words
    from urllib.parse import unquote

    try:
        text = unquote(words, errors="strict")
    except UnicodeDecodeError:
        return words
    return text if text.isprintable() else words


def readable_host(host: str) -> str:
    """A host's name in its own letters."""
    if "xn--" not in host:
        return host
    from ada_url import idna_to_unicode

    return idna_to_unicode(host)


def has_user(address: str) -> bool:
    """Whether a user name or a password stands before the host."""
    found = _WEB.match(address.strip(" "))
    return found is not None and "@" in found[1]


def _refuse_what_is_no_address(address: str) -> None:
    """Raises BadAddress for all but a faulty host, which its encoding finds."""
    if control := _CONTROL.search(address):
        raise BadAddress(
            f"the address holds a control character: U+{ord(control[0]):04X}", "delete it"
        )
    found = _WEB.match(address)
    if found is None:
        raise _no_web_address(address)
    host = found[1].rpartition("@")[2]
    port = _PORT.search(host)
    if not host or host.startswith(":"):
        raise BadAddress("the address names no host", WHOLE)
    if port and port[1] and not _is_port(port[1]):
        raise BadAddress(
            f"the address has no port `{port[1]}`", "write a number from 1 to 65535, or none"
        )


def _no_web_address(address: str) -> BadAddress:
    if not address:
        return BadAddress("the address is empty", WHOLE)
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() not in ("http", "https"):
        return BadAddress(
            f"a source's address must be http or https, not {scheme[1].lower()}",
            "name an address that the hub can fetch from the web",
        )
    begins_with_host = "." in re.split(r"[:/?#]", address, maxsplit=1)[0]
    hint = f"did you mean https://{address}?" if begins_with_host else WHOLE
    return BadAddress(f"`{address}` is no web address", hint)


def _bad_host(address: str) -> BadAddress:
    found = _WEB.match(address)
    host = _PORT.sub("", found[1].rpartition("@")[2]) if found else ""
    hint = "correct it: letters, digits, hyphens and dots"
    return BadAddress(f"no host can be called `{host}`", hint)


def _is_port(text: str) -> bool:
    text = text.lstrip("0")
    return text.isascii() and text.isdigit() and len(text) < 6 and int(text) < 65536


def _escaped(wrong: re.Pattern[str], part: str) -> str:
    """A part of an address with escapes for what is `wrong` in it, each escape in capitals."""
    escaped = wrong.sub(lambda sign: f"%{ord(sign[0]):02X}", part)
    return _ESCAPE.sub(lambda escape: escape[0].upper(), escaped)
