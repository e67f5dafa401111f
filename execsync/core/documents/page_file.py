"""A Markdown file written for a page that has none yet."""

from collections.abc import Mapping
from typing import Any

import frontmatter
import yaml

from execsync.core.documents.yaml_block import HANDLER


def page_file(front: Mapping[str, Any], body: str) -> bytes:
    """The file with these values, in this order, and this body, which has no blank lines at its ends.

    What it holds is read back as it was: texts that YAML would take for something else get quotes. Raises
    UnicodeEncodeError for what is no text.
    """
    post = frontmatter.Post("", **front)
    # The body is not given to it: it strips what is white at a text's ends, also where that is code.
    block = frontmatter.dumps(post, HANDLER, Dumper=_Dumper, sort_keys=False, width=float("inf"))
    return f"{block}\n{body}\n".encode() if body else f"{block}\n".encode()


class _Dumper(yaml.SafeDumper):
    """Indents lists below their keys, as people do. libyaml's would write emoji as escapes."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """As PyYAML's, which calls it so."""
        super().increase_indent(flow, indentless=False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Line ends of Unicode's own are escaped: PyYAML would fold a line there, and libyaml reads a blank."""
    style = '"' if any(sign in text for sign in "\x85\u2028\u2029") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _text)
