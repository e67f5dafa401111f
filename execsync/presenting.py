"""A plan in the format that was asked for."""

from dataclasses import dataclass
from typing import Literal

from execsync.config import Config
from execsync.content import shown_path
from execsync.core.cost import Cost
from execsync.core.plan import Plan
from execsync.history import History
from execsync.render.change_text import ChangeText
from execsync.render.plan_text import Detail, Limits, PlanText
from execsync.render.style import Style

Format = Literal["text", "json", "markdown", "github"]


@dataclass(frozen=True, slots=True)
class Presentation:
    """A plan with everything that showing it takes."""

    plan: Plan
    cost: Cost
    limits: Limits
    config: Config
    history: History

    def text(self, style: Style, detail: Detail) -> str:
        """For a person."""
        shown = PlanText(ChangeText(self.history.find), style, detail)
        return shown.render(self.plan, self.cost, self.limits)

    def of(self, format: Format, style: Style, detail: Detail) -> str:
        """The plan in a format; style and detail are for text alone."""
        match format:
            case "json":
                return self.json()
            case "markdown":
                from execsync.render.plan_markdown import plan_markdown

                texts = ChangeText(self.history.find)
                return plan_markdown(self.plan, self.cost, self.limits, texts=texts)
            case "github":
                from execsync.render.plan_github import plan_github

                return plan_github(
                    self.plan,
                    self.cost,
                    self.limits,
                    file_of=lambda path: shown_path(path, self.config),
                )
            case "text":
                return self.text(style, detail)

    def json(self) -> str:
        """For programs."""
        from execsync.render.plan_json import plan_json

        return plan_json(self.plan, self.cost, self.limits)
