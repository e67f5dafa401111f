"""What every mode of a job works with."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from execsync.ci.forge import Forge, ForgeError
from execsync.ci.marker import Marker
from execsync.ci.runner import Runner
from execsync.ci.settings import CiSettings
from execsync.config import Config
from execsync.errors import ConfigError
from execsync.render.fitting import fit_lines


@dataclass(frozen=True, slots=True)
class Event:
    """What began a job. `request` is the number of the request to merge that it is for."""

    commit: str
    request: int | None
    is_fork: bool
    told: Mapping[str, Any]


def forge_text(forge: Forge, text: str) -> str:
    """As many whole lines of a text as a comment may have, an issue or a request; the forge refuses more."""
    return "\n".join(fit_lines(text.split("\n"), forge.longest))


@dataclass(frozen=True, slots=True)
class Context:
    """The parts of one step. `forge` is None where the job has no token."""

    settings: CiSettings
    runner: Runner
    forge: Forge | None
    event: Event
    config: Config | None

    @property
    def hub(self) -> Config:
        """The Config, in modes that have one."""
        if self.config is None:
            raise ConfigError("this mode reads no execsync.toml")
        return self.config

    def marker(self, kind: str) -> Marker:
        """The mark of our comments of that kind."""
        return Marker(kind, self.settings.hub or "", self.hub.content.root)

    def temporary(self, name: str) -> Path:
        """A file outside of the repository. One of an earlier step is gone."""
        path = Path(self.settings.temporary) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        return path

    def keep_note(self, request: int, marker: Marker, text: str, *, changes: bool = True) -> bool:
        """Have our comment on a request say this, as `comment` wants it. Returns False where it may not.

        A job must not fail for a comment: what the forge refuses is told in the log.
        """
        mode, forge = self.settings.comment, self.forge
        if mode == "off" or forge is None:
            return False
        body = forge_text(forge, f"{marker}\n{text}")
        try:
            known = marker.newest(forge.notes(request), forge.author)
            if known is not None and mode != "new":
                forge.edit_note(request, known.id, body)
            elif changes or mode != "changes":
                forge.add_note(request, body)
        except ForgeError as error:
            self.runner.annotate(
                "notice" if error.status == 403 else "warning",
                f"no comment on #{request}, its text is in the summary of this job: {error}",
            )
            return False
        return True
