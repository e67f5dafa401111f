"""Addresses that a key may be sent to."""

import pytest

from execsync.client.endpoint import check_address, is_loopback
from execsync.errors import ConfigError


@pytest.mark.parametrize(
    ("given", "checked"),
    [
        ("https://api.exec.com/rest/v1", "https://api.exec.com/rest/v1"),
        (" https://api.exec.com/rest/v1/\n", "https://api.exec.com/rest/v1"),
        ("HTTPS://API.Exec.com:8443/Rest", "https://api.exec.com:8443/Rest"),
        ("https://10.0.0.1", "https://10.0.0.1"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example"),
        ("http://localhost:5000/rest/v1", "http://localhost:5000/rest/v1"),
        ("http://127.0.0.1:5000", "http://127.0.0.1:5000"),
        ("http://127.8.9.10", "http://127.8.9.10"),
        ("http://[::1]:5000/x", "http://[::1]:5000/x"),
    ],
)
def test_sound_addresses_lose_only_their_last_slash(given: str, checked: str) -> None:
    assert check_address(given) == checked


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("", "is empty"),
        ("api.exec.com", "does not start with https://"),
        ("ftp://api.exec.com", "does not start with https://"),
        ("file:///etc/passwd", "does not start with https://"),
        ("http://api.exec.com", "plain http"),
        ("http://127.0.0.1.evil.example", "plain http"),
        ("http://localhost.evil.example", "plain http"),
        ("http://0.0.0.0:80", "plain http"),
        ("http://127.1", "plain http"),
        ("http://2130706433", "plain http"),
        ("http://[::ffff:127.0.0.1]", "plain http"),
        ("https://user:hunter2@api.exec.com", "user name or password"),
        ("http://127.0.0.1\\@evil.example", "user name or password"),
        ("https://api.exec.com/?key=hunter2", "a query or a fragment"),
        ("https://api.exec.com/#hunter2", "a query or a fragment"),
        ("https://bücher.example", "xn--"),
        ("https://", "is not a web address"),
        ("https:///rest", "is not a web address"),
        ("https://host:0", "is not a web address"),
        ("https://host:65536", "is not a web address"),
        ("https://host:port", "is not a web address"),
        ("https://host/a b", "is not a web address"),
        ("https://host/a/../b", "is not a web address"),
        ("https://host\t/", "is not a web address"),
        ("https://[::1", "is not a web address"),
        ("https://a..b", "is not a web address"),
        (f"https://{'a' * 64}.example", "is not a web address"),
        (f"https://{'a.' * 127}example", "is not a web address"),
    ],
)
def test_other_addresses_are_explained_and_never_quoted(given: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told) as caught:
        check_address(given)
    assert "hunter2" not in f"{caught.value!r} {caught.value.hint}"
    assert "EXEC_API_URL" in caught.value.hint


def test_this_machine_is_told_from_others() -> None:
    assert is_loopback("http://127.0.0.1:5000/rest/v1")
    assert is_loopback("https://localhost")
    assert not is_loopback("https://api.exec.com/rest/v1")
