"""What the keys of well-known tools mean, so that their files need not be rewritten.

Sources: gohugo.io/content-management/front-matter and gohugo.io/configuration/front-matter; docusaurus.io,
"Markdown front matter" of the docs and blog plugins; jekyllrb.com/docs/front-matter and /docs/posts;
mkdocs.org, "Meta-Data"; squidfunk.github.io/mkdocs-material, "Setup"; help.obsidian.md, "Properties".
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from execsync.core.choices import Preset


class ToolKeys(NamedTuple):
    """`says` are the keys that decide about publishing, `known` those that mean nothing to the hub.

    Both as `plain_key` gives them. `has_date`: `date` is the day of publication where no other key is.
    `has_folders`: so do `_drafts` and `_posts`, whose posts alone have such a `date`.
    """

    says: frozenset[str]
    known: frozenset[str]
    has_date: bool = False
    has_folders: bool = False


def taken_keys(preset: Preset, front: Mapping[Any, object]) -> set[str]:
    """The keys of ours that are the tool's own in this front matter."""
    if preset is Preset.MKDOCS and front.get("status") in ("new", "deprecated"):
        return {"status"}  # a sign beside the page's name; what is published is not said there
    if preset in (Preset.DOCUSAURUS, Preset.OBSIDIAN) and "managed" not in front:
        return {"id"} & front.keys()
    return set()


def _keys(words: str) -> frozenset[str]:
    return frozenset(words.split())


TOOLS: Mapping[Preset, ToolKeys] = MappingProxyType(
    {
        Preset.HUGO: ToolKeys(
            says=_keys("draft expirydate unpublishdate publishdate pubdate published"),
            known=_keys(
                "aliases audio authors author build cascade categories date description headless "
                "images iscjklanguage keywords lastmod layout linktitle locale markup menu menus "
                "modified outputs params resources series sitemap slug summary tags toc translationkey "
                "type url videos weight"
            ),
            has_date=True,
        ),
        Preset.DOCUSAURUS: ToolKeys(
            says=_keys("draft unlisted"),
            known=_keys(
                "author authors authorimageurl authortitle authorurl customediturl date description "
                "displayedsidebar hidetableofcontents hidetitle image keywords lastupdate mdx "
                "paginationlabel paginationnext paginationprev parsenumberprefixes sidebarclassname "
                "sidebarcustomprops sidebarkey sidebarlabel sidebarposition slug tags titlemeta "
                "tocmaxheadinglevel tocminheadinglevel wrapperclassname"
            ),
        ),
        Preset.JEKYLL: ToolKeys(
            says=_keys("published"),
            known=_keys(
                "author categories category comments date description excerpt excerptseparator image "
                "layout navorder parent permalink redirectfrom redirectto sitemap slug tag tags toc"
            ),
            has_date=True,
            has_folders=True,
        ),
        Preset.MKDOCS: ToolKeys(
            says=_keys("draft"),
            known=_keys(
                "author authors categories comments date description hide icon image links pin "
                "readtime search slug social subtitle tags template"
            ),
        ),
        Preset.OBSIDIAN: ToolKeys(
            says=_keys("publish"),
            known=_keys(
                "alias aliases cover created cssclass cssclasses date description image permalink tag "
                "tags updated"
            ),
        ),
    }
)
