r"""What keys and passwords look like.

The certain shapes are those of gitleaks' published rules (version 8.30, config/gitleaks.toml, whose rule ids
stand beside them) for services whose tokens say themselves what they are, and of the services' own
documentation where gitleaks goes by words around it (Discord, Docker, Azure Storage). Left out are its rules
for tokens that are bare hexadecimal numbers: a page of prose has those for other reasons. A private key needs
a body: the line at its beginning alone is something that handbooks write about.
"""

from typing import NamedTuple


class SecretShape(NamedTuple):
    """`sign` and `marker` are what it cannot do without; `entropy` is the least number of bits a character.

    A sign is looked for ten times as fast as a text, and a text ten times as fast as a shape: most pages
    lack most signs.
    """

    kind: str
    sign: str
    marker: str
    pattern: str
    entropy: float = 2.5


HUB_KEY = "a key of the Exec API"
IN_ADDRESS = "a password in an address"
_BASE64 = "[A-Za-z0-9+/]"
_BREAK = r"(?:\\n|[\s>\"'`])"
_BLOCK = (
    r"-----BEGIN[ A-Z0-9_-]{0,60}PRIVATE KEY(?: BLOCK)?-----"
    rf"{_BREAK}{{1,8}}(?:[A-Za-z-]{{1,30}}: [^\n\\]{{0,200}}{_BREAK}{{1,8}}){{0,8}}{_BASE64}{{24}}"
)

CERTAIN = (
    SecretShape(HUB_KEY, "_", "exec_live_", r"exec_live_[A-Za-z0-9]{32,}"),
    SecretShape("a private key", "-", "PRIVATE KEY", _BLOCK),  # private-key
    SecretShape(
        "an age key", "-", "AGE-SECRET-KEY-1", r"AGE-SECRET-KEY-1[0-9A-Z]{58}"
    ),  # age-secret-key
    SecretShape("an AWS access key", "K", "AKIA", r"\bAKIA[A-Z2-7]{16}\b", 3.0),  # aws-access-token
    SecretShape("an AWS access key", "I", "ASIA", r"\bASIA[A-Z2-7]{16}\b", 3.0),
    SecretShape(
        "an AWS secret key",
        "K",
        "AKIA",
        rf"\bAKIA[A-Z2-7]{{16}}\b[^A-Za-z0-9+/]{{1,20}}(?:[A-Za-z_ -]{{1,40}}[\"']?[ \t]*[:=][ \t]*[\"']?)?"
        rf"{_BASE64}{{40}}(?![A-Za-z0-9+/=])",
        3.5,
    ),
    *(
        SecretShape(
            "an AWS secret key",
            letter,
            "ecret" if letter == "e" else "ECRET",
            rf"(?i:aws_?secret_?access_?key)[\"']?[ \t]*(?:=>|[:=])[ \t]*[\"']?{_BASE64}{{40}}(?![\w+/=])",
            3.5,
        )
        for letter in ("e", "E")
    ),
    SecretShape("an Azure storage key", "=", "AccountKey=", rf"AccountKey={_BASE64}{{86}}==", 3.5),
    SecretShape(
        "an Azure client secret",
        "~",
        "Q~",
        r"(?<![\w~.-])[\w~.]{3}\dQ~[\w~.-]{31,34}(?![\w~-])",
        3.0,
    ),
    *(  # github-pat, -oauth, …
        SecretShape("a GitHub token", "_", f"gh{kind}_", rf"\bgh{kind}_[A-Za-z0-9]{{36,}}")
        for kind in "pousr"
    ),
    SecretShape("a GitHub token", "_", "github_pat_", r"\bgithub_pat_[A-Za-z0-9_]{40,}"),
    *(  # gitlab-…
        SecretShape("a GitLab token", "-", f"gl{kind}-", rf"\bgl{kind}-[A-Za-z0-9_-]{{20,}}")
        for kind in ("pat", "dt", "rt", "ptt", "soat", "agent", "oas", "ft", "imt", "cbt")
    ),
    SecretShape("a Slack token", "-", "xox", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),  # slack-…-token
    SecretShape("a Slack token", "-", "xapp-", r"\bxapp-\d-[A-Z0-9]+-\d+-[a-z0-9]{20,}"),
    SecretShape(
        "a Slack webhook",
        "/",
        "hooks.slack.com",
        r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{24,}",
    ),
    SecretShape("a Stripe key", "_", "k_", r"\b[rs]k_(?:live|test|prod)_[A-Za-z0-9]{16,99}"),
    SecretShape("a Google API key", "z", "AIza", r"\bAIza[\w-]{35}(?![\w-])", 3.5),  # gcp-api-key
    SecretShape(
        "an API key",
        "-",
        "sk-",
        r"(?<![\w-])sk-(?:ant-|proj-)?[A-Za-z0-9_-]{0,80}[A-Za-z0-9]{20,}",
        3.0,
    ),
    SecretShape("an npm token", "_", "npm_", r"\bnpm_[A-Za-z0-9]{36}\b"),  # npm-access-token
    SecretShape("a PyPI token", "-", "pypi-", r"\bpypi-AgE[A-Za-z0-9_-]{50,}"),  # pypi-upload-token
    SecretShape("a SendGrid key", "G", "SG.", r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"),
    SecretShape(
        "a Hugging Face token", "_", "hf_", r"\bhf_[A-Za-z]{34}\b"
    ),  # huggingface-access-token
    SecretShape("a Hugging Face token", "_", "api_org_", r"\bapi_org_[A-Za-z]{34}\b"),
    SecretShape(
        "a DigitalOcean token", "_", "_v1_", r"\bdo[opr]_v1_[a-f0-9]{64}\b"
    ),  # digitalocean-pat
    SecretShape("a Docker token", "_", "dckr_", r"\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{27,}"),
    SecretShape("a Shopify token", "_", "shp", r"\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b"),
    SecretShape("a Twilio key", "K", "SK", r"\bSK[0-9a-f]{32}\b", 3.0),  # twilio-api-key
    SecretShape(
        "a Discord token",
        ".",
        "iscord",
        r"\b[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,38}(?![\w-])",
        3.5,
    ),
    SecretShape(
        "a Discord webhook",
        "/",
        "/api/webhooks/",
        r"discord(?:app)?\.com/api/webhooks/\d{17,20}/[\w-]{60,}",
    ),
    SecretShape(
        "a JSON web token",
        ".",
        "eyJ",
        r"(?<![\w/-])eyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{10,}",
    ),
    SecretShape("a Telegram bot token", ":", ":AA", r"\b\d{8,10}:AA[\w-]{33}(?![\w-])", 3.5),
    SecretShape("a Grafana token", "_", "glsa_", r"\bglsa_[A-Za-z0-9]{32}_[a-fA-F0-9]{8}\b"),
    SecretShape("a Grafana token", "_", "glc_", r"\bglc_[A-Za-z0-9+/]{32,400}"),
    SecretShape("a Notion token", "_", "ntn_", r"\bntn_\d{11}[A-Za-z0-9]{35}\b"),
    SecretShape("a Linear key", "_", "lin_api_", r"\blin_api_[A-Za-z0-9]{40}\b"),
    SecretShape("a Postman key", "-", "PMAK-", r"\bPMAK-[a-f0-9]{24}-[a-f0-9]{34}\b"),
    SecretShape("a Vault token", ".", "hvs.", r"\bhvs\.[\w-]{90,120}(?![\w-])", 3.5),
    SecretShape("a Databricks token", "i", "dapi", r"\bdapi[a-f0-9]{32}(?:-\d)?\b", 3.0),
    SecretShape("a Heroku key", "-", "HRKU-AA", r"\bHRKU-AA[\w-]{58}(?![\w-])", 3.5),
    SecretShape("an Atlassian token", "T", "ATATT3", r"\bATATT3[\w=-]{186}"),
    SecretShape(
        "a Sentry token", "_", "sntry", r"\bsntryu_[a-f0-9]{64}\b|\bsntrys_eyJpYXQiO[\w+/=]{20,400}"
    ),
    SecretShape("a RubyGems key", "_", "rubygems_", r"\brubygems_[a-f0-9]{48}\b"),
    SecretShape("a Pulumi token", "-", "pul-", r"\bpul-[a-f0-9]{40}\b", 3.0),
    SecretShape(
        "a Terraform token", ".", ".atlasv1.", r"\b[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70}", 3.5
    ),
)
"""Shapes that nothing else has."""

LIKELY = (
    SecretShape(
        "a bearer token", " ", "earer", r"\b[Bb]earer[ \t]+(?P<value>[\w.~+/=-]{20,1000})", 3.0
    ),
    SecretShape(
        IN_ADDRESS,
        "@",
        "://",
        r"://[^\s/@:\"'<>]{1,100}:(?P<value>[^\s/@\"'<>{}$]{3,100})@",
        1.5,
    ),
)
"""Places where a secret mostly stands, and sometimes an example."""

WORDS = ("password", "passwd", "pwd", "secret", "token", "key")
KINDS_OF_KEY = ("api", "access", "auth", "secret")
"""Words before a secret; a key is one of these kinds, for there are many other keys."""
NAMED = (
    r"[\"']?(?:\*\*)?[ \t]*(?P<sign>:=|=>?|:(?=[ \t*]))(?:\*\*)?[ \t]*"
    r"[\"'`]?(?P<value>[^\s\"'`<>{}$()\[\],;|&]{8,200}+)(?!\()"
)
"""What follows such a word where it names a secret."""
NAMED_ENTROPY = 2.8
