"""A folder of Markdown, read to say what is there: what `execsync init --from` does before it writes."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from execsync.config import FILE_NAME, Config
from execsync.content import reader
from execsync.content.checking import check_file
from execsync.content.file_bytes import read_bytes
from execsync.content.images import ImagesOnDisk
from execsync.content.tree import Tree, walk
from execsync.core.choices import Status, TitleFrom
from execsync.core.config_tables import ContentConfig
from execsync.core.diagnostic import Severity
from execsync.core.documents.document import Document
from execsync.core.documents.images import ImageFiles, local_images
from execsync.core.documents.position import InFront
from execsync.core.documents.site import Site
from execsync.core.documents.site_roots import SiteRoot, in_order, likely_site_roots
from execsync.core.documents.titles import heading_title, title_of
from execsync.core.inventory import Inventory, Layout
from execsync.core.link_settings import LinkSettings, reads_wikilinks
from execsync.core.planning.cost import Cost, assume, count, expect_checks
from execsync.core.planning.deciding import make_plan
from execsync.core.planning.steps import make_steps
from execsync.core.rules import RULES, HubPages, Prose
from execsync.core.settings import FrontMatterSettings, RuleSettings
from execsync.core.state import State

FOREIGN = ("EX100", "EX101", "EX102", "EX103", "EX104")
SOME_FORM = "https://hub.invalid/{id}"
"""Stands for the address that pages will have, where only their number counts."""


def take_inventory(folder: str, layout: Layout) -> Inventory:
    """Read the pages of a layout, whose execsync.toml would lie in `folder`, and count what they hold."""
    config = _config(folder, layout)
    tree = walk(config)
    counted = _Counts(config.rules)
    now, images = datetime.now(UTC), ImagesOnDisk(config)
    for file in tree.files:
        data, trouble = read_bytes(file)
        document, found = check_file(file.path, data, trouble, config.rules, now, images)
        counted.failing += any(one.severity is Severity.ERROR for one in found)
        counted.sizes[file.path] = len(data)
        if document and document.is_managed:
            counted.take(document)
    roots = likely_site_roots(counted.documents, [file.path for file in tree.files])
    settings = config.rules.links._replace(site_roots=in_order(roots))
    counted.take_prose(tree, settings, images)
    addressed = settings._replace(page_url=SOME_FORM)
    cost, linked = (_cost(_with_links(config, links)) for links in (settings, addressed))
    return counted.inventory(layout, len(tree.troubles), roots, cost=cost, linked=linked)


def _config(folder: str, layout: Layout) -> Config:
    """The settings to read with: of titles, all that may give one."""
    preset = layout.sign.tool if layout.sign else None
    return Config(
        file=os.path.join(os.path.abspath(folder), FILE_NAME),
        content=ContentConfig(
            root=layout.root,
            include=layout.include,
            exclude=tuple(one.pattern for one in layout.exclude),
        ),
        rules=RuleSettings(
            title_from=tuple(TitleFrom),
            front_matter=FrontMatterSettings(preset=preset),
            links=LinkSettings(wikilinks=reads_wikilinks(preset)),
            root=layout.root,
        ),
    )


@dataclass
class _Counts:
    """What the pages that were taken so far hold."""

    settings: RuleSettings
    documents: list[Document] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    sources: Counter[TitleFrom] = field(default_factory=Counter)
    titles: Counter[str] = field(default_factory=Counter)
    drafts: Counter[str] = field(default_factory=Counter)
    keys: Counter[str] = field(default_factory=Counter)
    foreign: Counter[tuple[str, str]] = field(default_factory=Counter)
    odd_keys: bool = False
    headed: int = 0
    live: int = 0
    links: int = 0
    broken: int = 0
    images: int = 0
    lost_images: int = 0
    failing: int = 0

    def take(self, document: Document) -> None:
        """Count what the front matter and the first block of a page say."""
        self.documents.append(document)
        title = title_of(document, self.settings)
        if title.source and title.text:
            self.sources[title.source] += 1
            self.titles[title.text] += 1
            self.headed += heading_title(document).text == title.text
        self.live += document.front.get("status") == Status.PUBLISHED
        self._take_marks(document)
        for finding in RULES["EX022"].check(document):
            match finding.at:
                case InFront((str() as key,)):
                    self.keys[key] += 1
                case _:
                    self.odd_keys = True

    def _take_marks(self, document: Document) -> None:
        """Count the page once, by the first thing that says that it is not to be published."""
        given = document.foreign.given.get("status")
        keys = (
            [str(given.key or "")] if given and document.front.get("status") == Status.DRAFT else []
        )
        places = (mark.at for mark in document.foreign.marks)
        keys += [str(at.keys[0]) if isinstance(at, InFront) else "" for at in places]
        if keys:
            self.drafts[keys[0]] += 1

    def take_prose(self, tree: Tree, settings: LinkSettings, images: ImageFiles) -> None:
        """Count what the bodies hold; `settings` say where links lead."""
        bodies = {document.path: document.body for document in self.documents}
        site = Site([file.path for file in tree.files], settings)
        hub = HubPages(site, lambda path: bodies.get(path, ""))
        for document in self.documents:
            prose = Prose(document, hub)
            self.links += prose.page_links
            self.broken += sum(not broken.is_image for broken in prose.broken)
            shown = [*local_images(document, images)]
            self.images += len(shown)
            self.lost_images += sum(not image.path for image in shown)
            self.foreign.update({(code, name) for code in FOREIGN for name in _kinds(code, prose)})

    def inventory(
        self,
        layout: Layout,
        unread: int,
        roots: Mapping[SiteRoot, int],
        *,
        cost: Cost,
        linked: Cost,
    ) -> Inventory:
        """All of it."""
        largest = max(self.sizes.items(), key=lambda size: size[1], default=("", 0))
        return Inventory(
            layout=layout,
            pages=len(self.sizes),
            size=sum(self.sizes.values()),
            largest=largest,
            titles=self.sources,
            headed=self.headed,
            twice=tuple((title, many) for title, many in self.titles.most_common() if many > 1),
            drafts=dict(self.drafts.most_common()),
            live=self.live,
            keys=dict(self.keys.most_common()),
            odd_keys=self.odd_keys,
            links=self.links,
            broken=self.broken,
            site_roots=roots,
            images=self.images,
            lost_images=self.lost_images,
            foreign=dict(self.foreign.most_common()),
            failing=self.failing + unread,
            cost=cost,
            linked=linked,
        )


def _kinds(code: str, prose: Prose) -> Iterator[str]:
    for finding in RULES[code].check(prose):
        yield finding.summary.partition(":")[0].partition(",")[0]


def _with_links(config: Config, links: LinkSettings) -> Config:
    return config._replace(rules=config.rules._replace(links=links))


def _cost(config: Config) -> Cost:
    """What it takes to make the pages on an empty hub."""
    content, state = reader.load(config), State(lineage="")
    made = make_plan(content.pages, state, sites=content.sites)
    checks = expect_checks(state, len({page.title for page in content.pages}))
    return count(make_steps(made, state), checks=checks, assumed=assume(state))
