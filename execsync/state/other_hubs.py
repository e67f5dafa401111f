"""The States of the other hubs of one execsync.toml: none may be of the workspace that this one binds."""

from contextlib import suppress

from execsync.config import Config, with_hub
from execsync.core.hub_tables import HubConfig
from execsync.core.serde import load_state
from execsync.errors import ExecsyncError, StateError
from execsync.state.folder import StateFolder
from execsync.state.last_read import LOOK_WITHIN, LastRead
from execsync.state.places import place_of


def refuse_workspace_of_another(config: Config, workspace_id: str) -> None:
    """Raises StateError where the State of another hub is of that workspace: the key is that hub's.

    For a State of which nothing was applied yet, which alone cannot tell.
    """
    for other in config.other_hubs:
        if _workspace_of(config, other) == workspace_id:
            raise StateError(
                f"{config.hub.key_variable} is a key of the workspace of [hub.{other.name}], "
                f"and not one of [hub.{config.hub.name}]",
                hint=f"set {config.hub.key_variable} to a key of its own workspace; nothing was changed",
            )


def _workspace_of(config: Config, hub: HubConfig) -> str:
    """The workspace that a hub's State names; empty where that cannot be told."""
    chosen = with_hub(config, hub)
    folder = StateFolder.of(chosen)
    place = place_of(chosen, folder, lambda _line: None)
    data = None
    with suppress(ExecsyncError):
        stored = place.read(within=LOOK_WITHIN)
        data = stored.data if stored else None
    with suppress(ExecsyncError):
        data = data or LastRead(folder).find(str(place))
        return load_state(data, str(place)).workspace_id if data else ""
    return ""
