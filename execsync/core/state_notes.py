"""What there is to say of a State that is not quite what a run would have."""

from execsync.core.diagnostic import Diagnostic, Severity

NOT_ASKED = "EX913"
OVERTAKEN = "EX914"
UNWRITTEN = "EX915"


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


def way_to(wanted: str, found: str, variable: str) -> str:
    """How the workspace of a State is reached from another one; names, and where the key comes from."""
    if wanted == found:
        return (
            "a local hub that is started anew is another workspace: keep it with `execsync hub "
            "--database FILE`, or begin anew here, without .execsync/state.toml"
        )
    return f"set {variable} to a key of {wanted!r}, and EXEC_API_URL to where that is, if anywhere else"
