"""The text of an execsync.toml made of settings, each on a line with its reason."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from execsync.core.proposal import Setting, Value
from execsync.render.plain import visible

HEAD = "# How these pages are kept in step with an Exec Knowledge Hub, as `execsync init` found them.\n"


def config_text(settings: Iterable[Setting]) -> str:
    """The whole file. Whatever a name or a reason holds, it stays what it is."""
    lines = [HEAD]
    for table, group in groupby(settings, key=lambda setting: setting.table):
        lines += [f"\n[{table}]\n", *(f"{line}\n" for line in _lines(group))]
    return "".join(lines)


def _lines(settings: Iterable[Setting]) -> Iterator[str]:
    for setting in settings:
        reason = visible(setting.reason)
        if setting.value is None:
            yield f"# {setting.key}: {reason}"
        else:
            yield f"{setting.key} = {_value(setting.value)}  # {reason}"


def _value(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_value(key)} = {_value(one)}' for key, one in value.items())}}}"
    import tomli_w

    return tomli_w.dumps({"x": value}).removeprefix("x = ").removesuffix("\n")
