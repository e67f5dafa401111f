"""Keys and passwords that people paste are found wherever they stand; what only looks like one is not."""

import random
import string

import pytest

from execsync.core.documents.secrets import find_likely_secrets, find_secrets, redact

ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
UPPER = string.ascii_uppercase + "234567"
URLSAFE = ALNUM + "_-"
SEED = 20261126


def mixed(dice: random.Random, length: int, alphabet: str = ALNUM) -> str:
    return "".join(dice.choices(alphabet, k=length))


def tokens(dice: random.Random) -> dict[str, str]:
    """One of each kind, as its service makes them."""
    r = dice
    return {
        "a key of the Exec API": f"exec_live_{mixed(r, 40)}",
        "an AWS access key": f"AKIA{mixed(r, 16, UPPER)}",
        "an Azure storage key": f"AccountKey={mixed(r, 86)}==",
        "an Azure client secret": f"{mixed(r, 3)}8Q~{mixed(r, 34)}",
        "a GitHub token": f"{r.choice(['ghp', 'gho', 'ghs', 'ghu', 'ghr'])}_{mixed(r, 36)}",
        "a GitLab token": f"{r.choice(['glpat', 'gldt', 'glrt'])}-{mixed(r, 20)}",
        "a Slack token": f"xoxb-{mixed(r, 11, '123456789')}-{mixed(r, 12, '123456789')}-{mixed(r, 24)}",
        "a Slack webhook": f"https://hooks.slack.com/services/T{mixed(r, 8)}/B{mixed(r, 8)}/{mixed(r, 24)}",
        "a Stripe key": f"{r.choice(['sk_live', 'rk_live', 'sk_test', 'rk_test'])}_{mixed(r, 24)}",
        "a Google API key": f"AIza{mixed(r, 35)}",
        "an API key": f"sk-ant-api03-{mixed(r, 80)}",
        "an npm token": f"npm_{mixed(r, 36)}",
        "a PyPI token": f"pypi-AgEIcHlwaS5vcmc{mixed(r, 120)}",
        "a SendGrid key": f"SG.{mixed(r, 22)}.{mixed(r, 43)}",
        "a Hugging Face token": f"hf_{mixed(r, 34, string.ascii_letters)}",
        "a DigitalOcean token": f"do{r.choice('opr')}_v1_{mixed(r, 64, HEX)}",
        "a Docker token": f"dckr_pat_{mixed(r, 27)}",
        "a Shopify token": f"shp{r.choice(['at', 'ca', 'pa', 'ss'])}_{mixed(r, 32, HEX)}",
        "a Twilio key": f"SK{mixed(r, 32, HEX)}",
        "a Discord webhook": f"https://discord.com/api/webhooks/{mixed(r, 18, '123456789')}/{mixed(r, 68)}",
        "a JSON web token": f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ{mixed(r, 30)}.{mixed(r, 43)}",
        "a Telegram bot token": f"{mixed(r, 10, '123456789')}:AA{mixed(r, 33)}",
        "a Grafana token": f"glsa_{mixed(r, 32)}_{mixed(r, 8, HEX)}",
        "a Notion token": f"ntn_{mixed(r, 11, '123456789')}{mixed(r, 35)}",
        "a Linear key": f"lin_api_{mixed(r, 40)}",
        "a Postman key": f"PMAK-{mixed(r, 24, HEX)}-{mixed(r, 34, HEX)}",
        "a Databricks token": f"dapi{mixed(r, 32, HEX)}",
        "an age key": f"AGE-SECRET-KEY-1{mixed(r, 58, UPPER)}",
        "a RubyGems key": f"rubygems_{mixed(r, 48, HEX)}",
    }


PLACES = (
    "{}",
    "Use this one: {}.",
    "`{}`",
    "```\nexport TOKEN={}\n```",
    '{{"token": "{}"}}',
    "- key: {}\n",
    "<b>{}</b>",
    "curl -H 'X-Key: {}' https://example.com",
)


def test_each_kind_is_found_in_each_place() -> None:
    dice, hits, missed = random.Random(SEED), 0, []
    for _ in range(50):
        for kind, token in tokens(dice).items():
            for place in PLACES:
                text = f"Before.\n\n{place.format(token)}\n\nAfter."
                found = [one.kind for one in find_secrets(text)]
                hits += kind in found
                if kind not in found:
                    missed.append((kind, token, place))
    print(f"seed {SEED}: {hits} found, {len(missed)} missed")
    assert len(missed) * 1000 <= hits, missed[:5]


def block(kind: str, *, headers: str = "") -> str:
    dice = random.Random(SEED)
    lines = "\n".join(mixed(dice, 64, ALNUM + "+/") for _ in range(12))
    return f"-----BEGIN {kind}-----\n{headers}{lines}\n-----END {kind}-----\n"


@pytest.mark.parametrize(
    "text",
    [
        block("RSA PRIVATE KEY"),
        block("OPENSSH PRIVATE KEY"),
        block("PRIVATE KEY"),
        block("EC PRIVATE KEY"),
        block("ENCRYPTED PRIVATE KEY"),
        block("RSA PRIVATE KEY", headers="Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,9F\n\n"),
        block("PGP PRIVATE KEY BLOCK", headers="Version: GnuPG v2\nComment: mine\n\n"),
        block("PGP PRIVATE KEY BLOCK", headers="\n"),
        "".join(f"> {line}\n" for line in block("RSA PRIVATE KEY").splitlines()),
        block("RSA PRIVATE KEY").replace("\n", "\\n"),
        block("RSA PRIVATE KEY").replace("\n", "\r\n"),
        "".join(f"    {line}\n" for line in block("OPENSSH PRIVATE KEY").splitlines()),
        block("RSA PRIVATE KEY").rsplit("-----END", 1)[0],
    ],
)
def test_a_private_key_is_found(text: str) -> None:
    assert [one.kind for one in find_secrets(text)] == ["a private key"]


@pytest.mark.parametrize(
    "text",
    [
        "aws_secret_access_key = {}",
        'AWS_SECRET_ACCESS_KEY="{}"',
        "AKIAQ2WERTYUIOPLKJHG:{}",
        "AKIAQ2WERTYUIOPLKJHG {}",
        "aws_access_key_id = AKIAQ2WERTYUIOPLKJHG\naws_secret_access_key = {}",
    ],
)
@pytest.mark.parametrize("without", ["", "eE"])
def test_the_secret_beside_an_aws_id_is_found(text: str, without: str) -> None:
    signs = "".join(sign for sign in ALNUM + "+/" if sign not in without)
    secret = mixed(random.Random(SEED), 40, signs)
    assert "an AWS secret key" in [one.kind for one in find_secrets(text.format(secret))]
    assert secret[12:] not in redact(text.format(secret))


@pytest.mark.parametrize(
    "text",
    [
        "The file begins with `-----BEGIN RSA PRIVATE KEY-----`.",
        "-----BEGIN RSA PRIVATE KEY-----\n…\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n(your key)\n-----END PRIVATE KEY-----",
        block("PUBLIC KEY"),
        block("CERTIFICATE"),
        "exec_live_" + "x" * 40,
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_" + "0" * 36,
        "exec_live_Ab3dE6gH9jK" + "0" * 21,
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwi"
        "aWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
        "commit 8f14e45fceea167a5a36dedd4bea2543 and sha256:" + "ab12" * 16,
        "https://lnks.example/l/eyJhbGciOiJIUzI1NiJ9.eyJidWxsZXRpbl9saW5rX2lkIjoxMDMs.c2lnbmF0dXJl",
    ],
)
def test_what_only_looks_like_a_secret_is_let_pass(text: str) -> None:
    assert find_secrets(text) == ()


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("password = hunter22x", "hunter22x"),
        ("and then let the password = hunter22x", "hunter22x"),
        ('"password": "Tr0ub4dor&3x"', "Tr0ub4dor"),
        ("- **Password:** `S3cure-0ffice`", "S3cure-0ffice"),
        ("API_KEY=9f8e7d6c5b4a3f2e", "9f8e7d6c5b4a3f2e"),
        ("secret: 9f8e7d6c5b4a3f2e", "9f8e7d6c5b4a3f2e"),
        ("Authorization: Bearer 9f8e7d6c5b4a3f2e1d0c.a", "9f8e7d6c5b4a3f2e1d0c.a"),
        ("postgres://app:s3cr-3t-9@db.example.com/x", "s3cr-3t-9"),
        ("https://u:p4ss-w9rd-1@example.com", "p4ss-w9rd-1"),
    ],
)
def test_what_may_well_be_one_is_told_by_the_word_before_it(text: str, secret: str) -> None:
    assert find_secrets(text) == ()
    (found,) = find_likely_secrets(text)
    assert text[found.start : found.end].startswith(secret)
    assert secret not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "Password: see the vault",
        "The office password: hunter22x",
        "What I wrote down as the password: hunter22x",
        "Your password must be at least 12 characters long.",
        "password = your-password-1",
        "password = ${DB_PASSWORD1}",
        "password = <password1>",
        "$Password = Read-Host -AsSecureString",
        "const token = api.getState2()",
        "https://zoom.us/j/94685513559?pwd=cnI3RUQyZ3RrckpOc1BQNDA1Q1BrZz09",
        "Bearer authentication is described below, in a chapter1",
        "key: monthly-2024-report",
        "https://user:password@example.com",
        "The primary key = customer_id_2024",
    ],
)
def test_prose_and_placeholders_are_no_likely_secrets(text: str) -> None:
    assert find_likely_secrets(text) == ()


def test_what_is_certain_is_not_told_as_likely_too() -> None:
    token = tokens(random.Random(1))["a GitHub token"]
    text = f"password = hunter22x\n{token}\ntoken = {token}\npassword = hunter33x"
    found = [text[one.start : one.end] for one in find_likely_secrets(text)]
    assert found == ["hunter22x", "hunter33x"]


def test_a_large_text_takes_no_square_time() -> None:
    for piece in (
        "password=",
        "-----BEGIN PRIVATE KEY-----\n",
        "a: b\n",
        "://a:b",
        "eyJ",
        "bearer ",
    ):
        find_secrets(piece * 20_000)
        find_likely_secrets(piece * 20_000)
