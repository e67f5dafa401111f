"""What is promised, held against two runs that have met on one shared State."""

from collections.abc import Sequence
from dataclasses import replace

from tests.simulation.history import Broken, History
from tests.simulation.meeting import KILLED, REFUSED, Met
from tests.simulation.promises import judge
from tests.simulation.run import Told

IN_FLIGHT = "in flight: "
"""Of a request that was on its way when the lock of its run ran out."""
UNWRITTEN = "unwritten: "
"""Of an update that State does not say, since its run did not come to write it."""
LOST_LOCK = "another run has taken the lock"
MOVED = "somebody else has written State"
MINE = "another run has taken the lock, and State is its to write"
REFUSAL = "another run holds the lock of this State (clone 1"


def judge_pair(met: Met, history: History, journals: Sequence[bool]) -> str:
    """How it ended, in words that begin with "broken" where a promise was not kept."""
    first, second = met.told
    try:
        is_late = _check_lost(met, history)
        _check_refusal(met)
        if any(journals):
            raise Broken("a journal is left")
    except Broken as error:
        return f"broken: {error}"
    told = Told(_worse(first, second), (*first.words, *second.words), first.writes + second.writes)
    is_unwritten = _is_update_unwritten(met)
    loss = "State" if is_late or is_unwritten else ""
    end = judge(replace(history, told=(told, *history.told[2:]), loss=loss))
    if end.startswith("broken"):
        return end
    if is_late:
        return f"{IN_FLIGHT}{end}"
    return f"{UNWRITTEN}{end}" if is_unwritten and end.startswith("named") else end


def _is_update_unwritten(met: Met) -> bool:
    """Whether the first run may have changed a page, and did not come to write that into State."""
    sent = any(effect.name == "PATCH page" for effect in met.effects[0])
    return sent and met.told[0].code != 0


def _worse(first: Told, second: Told) -> int | None:
    return max((told.code for told in (first, second) if told.code is not None), default=None)


def _check_lost(met: Met, history: History) -> bool:
    """A run that has lost its lock writes nothing more, but what was on its way, and says so.

    Returns whether anything was on its way.
    """
    if met.woken is None or not met.woken.is_lost or met.how == KILLED:
        return False
    effects = met.effects[0][met.at :]
    written = [e for e in history.events[met.woken.events : met.after] if e.is_write_of_key]
    halted_at = effects[0].name if effects else ""
    is_sent = halted_at.startswith(("POST", "PATCH", "DELETE")) and not halted_at.endswith(
        "to come"
    )
    if len(written) > int(is_sent):
        raise Broken(f"it wrote after its lock was lost: {[event.verb for event in written]}")
    has_tried = any(effect.name.endswith("to come") for effect in effects)
    told = met.told[0]
    is_told = any(told.names(words) for words in (LOST_LOCK, MINE, MOVED))
    if has_tried and (not told.code or not is_told):
        raise Broken(f"it does not tell that its lock was lost: {told}")
    return is_sent


def _check_refusal(met: Met) -> None:
    """Who does not get the lock does nothing, and says who has it."""
    second = met.told[1]
    if met.how == REFUSED and second.code == 1 and second.names("holds the lock"):
        if not second.names(REFUSAL):
            raise Broken(f"it does not tell who holds the lock: {second}")
        if len(met.effects[1]) > 0:
            raise Broken(f"it did something without the lock: {met.effects[1]}")
