"""What there is to say of a State that is not quite what a run would have."""

from collections.abc import Iterable

from execsync.core.diagnostic import Diagnostic, Severity

NOT_ASKED = "EX913"
OVERTAKEN = "EX914"
UNWRITTEN = "EX915"
UNFINISHED = "EX916"
BEHIND = "EX917"
LOST = "EX918"
EDITED = "EX919"


def last_read(serial: int, told: str) -> Diagnostic:
    """The place of State could not be read, for the reason that is told."""
    return Diagnostic(
        code=NOT_ASKED,
        severity=Severity.WARNING,
        summary=f"this is made from State as it was read here last (serial {serial})",
        path=".",
        detail=told,
        hint="what others have applied since is not in it",
    )


def overtaken(serial: int) -> Diagnostic:
    """The journal of a run that was cut short here belongs to a State that others have written over."""
    return Diagnostic(
        code=OVERTAKEN,
        severity=Severity.WARNING,
        summary="a run was cut short here before it could write State, and others have applied since",
        path=".",
        detail=f"State is theirs (serial {serial}); what that run did is looked for at the hub",
        hint="what it had to write, if anything, is in unsaved-state.toml beside the journal",
    )


def unwritten(serial: int) -> Diagnostic:
    """An earlier run has done things that State does not say, and its journal does."""
    return Diagnostic(
        code=UNWRITTEN,
        severity=Severity.NOTE,
        summary=f"an earlier run here did not come to write State (serial {serial})",
        path=".",
        detail="what it did is taken from its journal",
    )


def unfinished(intents: int) -> Diagnostic:
    """An apply was cut short here, with so many requests whose end nobody knows."""
    unknown = (
        "whether its last request was"
        if intents == 1
        else f"which of its last {intents} requests were"
    )
    return Diagnostic(
        code=UNFINISHED,
        severity=Severity.WARNING,
        summary="an apply here was cut short, and is unfinished",
        path=".",
        detail=f"nobody knows {unknown} carried out" if intents else "what it did is in this plan",
        hint="`execsync apply` asks the hub, and goes on from there; no page is made twice",
    )


def running(holder: str) -> Diagnostic:
    """An apply is under way here, whose journal has what it did by now."""
    return Diagnostic(
        code=UNFINISHED,
        severity=Severity.NOTE,
        summary=f"an apply is running here ({holder})",
        path=".",
        hint="this is what it had left a moment ago",
    )


def lost() -> Diagnostic:
    """There is no State here, and the hub has pages that look like those of the files."""
    return Diagnostic(
        code=LOST,
        severity=Severity.NOTE,
        summary="there is no State here, and the hub has pages like those of your files",
        path=".",
        hint="if these are yours: git pull, where State is committed, or execsync state rebuild",
    )


def behind(upstream: str) -> Diagnostic:
    """Git knows of a commit of State that is not checked out here."""
    return Diagnostic(
        code=BEHIND,
        severity=Severity.WARNING,
        summary=f"State here is older than that of {upstream}: a colleague has applied since",
        path=".",
        hint="git pull, and run this again: what they did is no edit of the web",
    )


def may_be_behind() -> Diagnostic:
    """State came by Git, and something on the hub may be the work of who has applied since."""
    return Diagnostic(
        code=BEHIND,
        severity=Severity.NOTE,
        summary="if a colleague has applied since your last git pull, this may be their work",
        path=".",
        hint="git pull, and run this again",
    )


def way_to(wanted: str, found: str, variable: str, path: str) -> str:
    """How the workspace of the State at `path` is reached; names, and where the key comes from."""
    if wanted == found:
        return (
            "a local hub that is started anew is another workspace: keep it with `execsync hub "
            f"--database FILE`, or begin anew here, without {path}"
        )
    return f"set {variable} to a key of {wanted!r}, and EXEC_API_URL to where that is, if anywhere else"


def edited_too(path: str, fields: Iterable[str]) -> Diagnostic:
    """Somebody has edited these fields of a page on the web whose file, shown as `path`, has an error."""
    return Diagnostic(
        code=EDITED,
        severity=Severity.WARNING,
        summary=f"its page was edited on the web since our last write ({', '.join(fields)})",
        path=path,
        hint="execsync refresh shows the web's side; once the file is mended, execsync plan shows both",
    )
