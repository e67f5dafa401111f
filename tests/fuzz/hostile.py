"""Files that somebody might write to hang, crash or fool what reads them."""

FRONT = "---\ntitle: A\n{}\n---\n\nText.\n"


def _front(text: str) -> bytes:
    return FRONT.format(text).encode()


def _body(text: str) -> bytes:
    return f"---\ntitle: A\n---\n\n{text}\n".encode()


def _aliases(levels: int, width: int) -> str:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(lines)


def _merges(levels: int) -> str:
    lines = ["b0: &b0 {x: y}"]
    lines += [f"b{n}: &b{n} {{<<: [*b{n - 1}, *b{n - 1}]}}" for n in range(1, levels)]
    return "\n".join(lines)


def _chain(length: int) -> str:
    lines = ["c0: &c0 {x: y}"]
    lines += [f"c{n}: &c{n} {{<<: *c{n - 1}}}" for n in range(1, length)]
    return "\n".join(lines)


KB = 1000
ODD = "\u2028\u2029\u0085\ufeff\ufffe\U0010ffff\u0301\u200f"
SERVICES = "sk-" * 100 * KB + "exec_live_" * 20 * KB + "SG." * 20 * KB + "xoxb-" * 20 * KB
TAGS = "a: !!python/object/apply:os.system [true]\nb: !!set {a}\nc: !!binary '%'\nd: !!omap [a: b]"
HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "only a fence": b"---",
    "only fences": b"---\n---",
    "fences without end": b"---\n" * 50 * KB,
    "a line of 10 MB": b"x" * 10_000 * KB,
    "a line of 1 MB": b"x" * 1_000 * KB,
    "a title of 15 KB": _front(f"more: {'x' * 15 * KB}"),
    "30,000 open brackets": b"---\na: " + b"[" * 30 * KB,
    "15,000 open brackets": _front("a: " + "[" * 15 * KB),
    "15,000 open braces": _front("a: " + "{" * 15 * KB),
    "4,000 pairs in brackets": _front("a: " + "[a: " * 4 * KB),
    "7,000 dashes": _front("- " * 7 * KB),
    "7,000 question marks": _front("? " * 7 * KB),
    "deep indentation": _front("\n".join(" " * n + "a:" for n in range(170))),
    "16,000 open brackets of TOML": b"+++\na = " + b"[" * 16 * KB + b"\n+++\n",
    "8,000 dots of TOML": b"+++\n" + b"a." * 8 * KB + b"a = 1\n+++\n",
    "2,000 tables of TOML": b"+++\n" + b"[[a]]\n" * 2 * KB + b"+++\n",
    "alias bomb": _front(_aliases(20, 10)),
    "merge bomb": _front(_merges(40)),
    "an alias to itself": _front("a: &a [*a]"),
    "a merge of itself": _front("a: &a {<<: *a}"),
    "a chain of merges": _front(_chain(500)),
    "a long integer": _front(f"a: {'9' * 15 * KB}"),
    "a sexagesimal integer": _front("a: 1" + ":59" * 5 * KB),
    "a float out of range": _front("a: 1e999999"),
    "a date that never was": _front("a: 2024-02-31"),
    "a time that never was": _front("a: 2024-01-01T99:99:99Z"),
    "tags": _front(TAGS),
    "odd keys": _front("? [a, b]\n: c\n1: 2\nnull: 3\n~: 4\ntrue: 5\n2024-01-01: 6\n.nan: 7"),
    "a key a thousand times": _front("\n".join(["a: 1"] * KB)),
    "a thousand unknown keys": _front("\n".join(f"titel{n}: 1" for n in range(KB))),
    "NUL bytes": b"---\ntitle: \0\n---\n\0",
    "ANSI sequences": b"---\ntitle: \x1b[2J\x1b]0;gone\x07\n---\n\x1b[31mred\n",
    "ANSI sequences in escapes": _front('a: "\\e[2J"\nstatus: "\\e[31m"\nsources: ["\\x07"]'),
    "odd Unicode": _front("stat\u202eus: \u200b") + ODD.encode(),
    "surrogates": b"---\ntitle: \xed\xa0\x80\n---\n",
    "overlong": b"---\ntitle: \xc0\xaf\n---\n",
    "line ends of every kind": b"---\r\ntitle: A\r---\n\n\r\x0b\x0c\x1c\x85" + "\u2028".encode(),
    "blanks": _body(" " * 500 * KB),
    "blank lines": _body("\n" * 500 * KB),
    "a heading of blanks": _body("# " + " " * 500 * KB + "x"),
    "a heading of signs": _body("# " + "# " * 200 * KB + "x"),
    "a heading of emphasis": _body("# " + "*a " * 200 * KB),
    "underlines": _body("a\n" + "=" * 500 * KB + "x"),
    "rules": _body("- " * 200 * KB + "x"),
    "open links": _body("[a](" * 20 * KB),
    "open links in angles": _body("[a](<" * 50 * KB),
    "links without blanks": _body("](a" * 150 * KB),
    "nested parentheses": _body("[a](" + "(" * 100 * KB),
    "definitions": _body("[a]: b\n" * 20 * KB),
    "open definitions": _body("[" * 20 * KB + "\n[a\n" * 20 * KB),
    "open tags": _body("<a " * 100 * KB),
    "open attributes": _body("<a href=" * 60 * KB),
    "open comments": _body("<!-- " * 60 * KB),
    "open excuses": _body("<!-- execsync: ignore EX050 " * 20 * KB),
    "open quotes": _body("> " * 100 * KB + "[a](b)"),
    "keys of every service": _body(SERVICES),
    "open private keys": _body("-----BEGIN " + "A " * 100 * KB),
    "addresses with passwords": _body("https://a:" * 50 * KB),
    "a broken link in 30 KB of brackets": _body("[a](b)\n\n" + "[" * 30 * KB),
}
