"""A plan in the format that was asked for."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from execsync.config import Config
from execsync.content.places import relocate, shown_path
from execsync.core.planning.cost import Cost
from execsync.core.planning.plan import Plan
from execsync.core.state import PageState
from execsync.render.change_text import ChangeText
from execsync.render.detail import Detail
from execsync.render.plan_text import PlanText
from execsync.render.style import Style
from execsync.render.summary_text import ShownLimits
from execsync.render.web_sides import WebSides
from execsync.state.history import History

Format = Literal["text", "json", "markdown", "github"]


@dataclass(frozen=True, slots=True)
class Presentation:
    """A plan with everything that showing it takes."""

    plan: Plan
    cost: Cost
    limits: ShownLimits
    config: Config
    history: History
    sides: WebSides | None = None
    """Finds what somebody made of pages on the web; without it, no more of that than State and texts tell."""

    def of(self, format: Format, style: Style, detail: Detail) -> str:
        """The plan in a format; style and detail are for text alone."""
        match format:
            case "json":
                return self.json()
            case "markdown":
                return self._markdown()
            case "github":
                return self._github()
            case "text":
                return self.text(style, detail)

    def text(self, style: Style, detail: Detail) -> str:
        """For a person."""
        shown = PlanText(self._texts(), style, detail)
        return shown.render(self._located(), self.cost, self.limits)

    def json(self) -> str:
        """For programs."""
        from execsync.render.plan_json import plan_json

        return plan_json(self._located(), self.cost, self.limits, self._sides)

    def _markdown(self) -> str:
        from execsync.render.plan_markdown import plan_markdown

        return plan_markdown(self._located(), self.cost, self.limits, texts=self._texts())

    def _github(self) -> str:
        from execsync.render.plan_github import plan_github

        return plan_github(
            self.plan,
            self.cost,
            self.limits,
            texts=self._texts(),
            file_of=lambda path: repository_path(path, self.config),
        )

    def _texts(self) -> ChangeText:
        self.history.prepare(
            change.before
            for change in self.plan.changes
            if isinstance(change.before, PageState)
            and any(field.field == "content" for field in change.fields)
        )
        return ChangeText(self.history.find, self._sides)

    @property
    def _sides(self) -> WebSides:
        return self.sides or WebSides(self.history.find)

    def _located(self) -> Plan:
        """The plan with notes at files as `validate` names them: from the folder of execsync.toml."""
        return replace(self.plan, notes=tuple(relocate(self.plan.notes, self.config)))


def repository_path(path: str, config: Config) -> str:
    """A page's file as a workflow's annotation must name it: from the checkout's root."""
    shown = shown_path(path, config)
    root = Path(os.environ.get("GITHUB_WORKSPACE") or config.root).resolve()
    file = config.root.resolve() / shown
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else shown
