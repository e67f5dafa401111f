"""Bodies made of what could be taken for links, headings and code, at random."""

from hypothesis import strategies as st

PIECES = (
    *("[a](b.md)", "![i](i.png)", "[a](<b c.md>)", "[a](b(c).md)", "[a](b\\).md)", "[a]()"),
    *("[a]( b.md 'title' )", "[a](\nb.md)", "[a](b%20c.md)", "[a](b&amp;c.md)", "[a](b.md#c)"),
    *("[r]", "[r][]", "[t][r]", "![r]", "[R]", "\n\n[r]: ref.md", "\n[r]: <ref x.md> 't'\n"),
    *("[x]:\n q.md\n", "[r ü]: <\n", "[a](<>)", "\\[a](esc.md)", "[![n](in.png)](out.md)"),
    *("[ü](ö.md)", "ü", "e\u0301", "日本", "&copy;", "`[x](code.md)`", "`", "``", "~~"),
    *('<a href="tag.md">', "<img src='tag.png'>", "<https://example.com>", "<!--", "-->"),
    *("<!-- [c](comment.md) -->", "<div>\n", "</div>", "\n\n    [c](code.md)\n\n", "![[", "[["),
    *("]]", "]", "[", "(", ")", "![", "](", "](x.md)", "<", "\\", "|", "*", "_", "**", '"', "'"),
    *("\n```\n[c](code.md)\n```\n", "> [q](quote.md)\n", "- [l](list.md)\n", "\n> ", "\n- "),
    *("\n1. ", "\n    ", "# h", "\n===\n", "\n---\n", "\n# H [h](h.md)\n", "\n\n", "\n", "  \n"),
    *("\n| a | b |\n|---|---|\n| [x](t.md) | `y` |\n", "\t", "> ", " text ", "[[w]]", "![[e|x]]"),
)
BODIES = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
