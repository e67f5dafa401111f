"""`[hub.NAME]` of execsync.toml: several hubs of one content, each with its own key, address and State."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple

from execsync.core.config_kinds import Key, Kind
from execsync.core.config_tables import StateConfig, keys_of, schema_of
from execsync.core.link_settings import PAGE_URL

KEY_VARIABLE = "EXEC_API_KEY"
_VARIABLE = rf"{KEY_VARIABLE}[_A-Z0-9]*"
_NAME = r"[a-z0-9][a-z0-9_-]{0,39}"
_ADDRESS = r"https?://[^\s/?#@]+(/[^\s?#]*)?"
_TAKEN = frozenset({"backups", "cache", "local", "lock"})
"""What has such a name beside State already."""


def _variable(value: Any) -> str:
    # A pull request may have written it: no other secret of the environment is sent to anybody.
    if not isinstance(value, str) or not re.fullmatch(_VARIABLE, value):
        raise ValueError(
            f"{KEY_VARIABLE}, or a name that begins so, such as {KEY_VARIABLE}_STAGING"
        )
    return value


def _address(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(_ADDRESS, value):
        raise ValueError("the address of an API, such as https://api.exec.com/rest/v1")
    return value.rstrip("/")


class HubConfig(NamedTuple):
    """`[hub.NAME]`. The one without a name is the hub of an execsync.toml without such tables."""

    name: str = ""
    api_url: Annotated[
        str,
        Key(
            Kind(_address, {"type": "string", "pattern": f"^{_ADDRESS}$"}),
            "The address of its API: that of production, or one on this machine; any other must stand in "
            "EXEC_API_URL, too.",
        ),
    ] = ""
    key_variable: Annotated[
        str,
        Key(
            Kind(_variable, {"type": "string", "pattern": f"^{_VARIABLE}$"}),
            "The variable of the environment that holds its key.",
        ),
    ] = KEY_VARIABLE
    page_url: Annotated[
        str, Key(PAGE_URL, "The address of a page on it, in the place of that in [links].")
    ] = ""
    state: StateConfig = StateConfig()


HUB_KEYS: Mapping[str, Key] = keys_of(HubConfig)
STATE = "state"
"""The table in `[hub.NAME]` that says where its State is kept."""


def check_name(name: str) -> str:
    """The name of a hub, which is a part of paths and refs. Raises ValueError with what was expected."""
    # The lock of a ref is the ref with -lock behind it.
    if not re.fullmatch(_NAME, name) or name in _TAKEN or name.endswith("-lock"):
        taken = ", ".join(sorted(_TAKEN))
        raise ValueError(
            "small letters, digits, - and _, such as staging; and none of "
            f"{taken}, nor with -lock at its end"
        )
    return name


def state_of(name: str) -> StateConfig:
    """Where the State of a hub is kept unless its table says otherwise: a place of its own."""
    return StateConfig(path=f".execsync/{name}/state.toml", ref=f"{StateConfig().ref}-{name}")


def clash(hubs: Sequence[HubConfig]) -> tuple[HubConfig, str] | None:
    """The first hub that would share something with an earlier one, and what; None where all are apart.

    One's State must never be used with the other's key, also before anything was applied.
    """
    for number, hub in enumerate(hubs):
        for other in hubs[:number]:
            if what := _shared(hub, other):
                return hub, f"[hub.{other.name}] and [hub.{hub.name}] have the same {what}"
    return None


def _shared(one: HubConfig, other: HubConfig) -> str:
    # Without an address it is that of the environment, which may be any.
    may_be_one = one.api_url == other.api_url or not (one.api_url and other.api_url)
    if may_be_one and one.key_variable == other.key_variable:
        return f"key_variable ({one.key_variable}), and may have the same address"
    if _folder(one.state) == _folder(other.state):
        return "folder of State (path)"
    if one.state.backend == other.state.backend != "file" and _places(one.state) & _places(
        other.state
    ):
        return f"place of State ({one.state.backend})"
    return ""


def _folder(state: StateConfig) -> str:
    return state.path.rpartition("/")[0].casefold()


def _places(state: StateConfig) -> frozenset[str]:
    if state.backend == "git":
        # A remote may be named in two ways: the ref alone must tell.
        return frozenset({state.ref, f"{state.ref}-lock"})
    return frozenset({state.location})


def hub_schema() -> dict[str, Any]:
    """The JSON Schema of the tables, by name."""
    fields = {
        **schema_of(HubConfig),
        STATE: {
            "description": "Where its State is kept; by default beside that of other hubs.",
            "type": "object",
            "properties": schema_of(StateConfig),
            "additionalProperties": False,
        },
    }
    return {
        "description": "Several hubs of one content; --hub NAME chooses.",
        "type": "object",
        "propertyNames": {"pattern": f"^{_NAME}$"},
        "additionalProperties": {
            "type": "object",
            "properties": fields,
            "additionalProperties": False,
        },
    }
