"""Every exception that execsync raises on purpose, with the exit code it ends a command with.

    ExecsyncError                1   something is wrong, and it says what to do
    ├── UsageError              64   the command line makes no sense
    ├── ConfigError                  execsync.toml, or the environment
    ├── ContentError                 content that must not be applied (in core.diagnostic)
    ├── StateError                   State cannot be used; it is left as it was
    │   ├── StateMoved               somebody else has written it since it was read
    │   └── StateUnknown             it is kept where it cannot be read now, and was never read here
    ├── UnsafeFileError              a file of ours is a link, no regular file, or too large
    ├── JournalError                 the journal cannot be used; it is left as it was
    ├── LockedError                  another process is applying to this State
    ├── RefusedError                 a guard says no; names the numbers and the way around
    ├── EditedOnWeb                  somebody edited a page between our look and our write
    ├── HubError                     the hub, or the way to it
    │   ├── KeyRejected              401 and 403
    │   ├── NotFound                 404 and 410
    │   ├── RequestRefused           400 and other answers that a repetition cannot mend
    │   ├── HubUnreachable           the request was surely not sent
    │   ├── AnswerLost               the request was sent, and what became of it is not known
    │   ├── TooLate                  the request was held back: what it rests on has become too old
    │   └── BadAnswer                the hub answered something that the contract does not know
    │       └── UnclearWrite         the same to a write: it was carried out, and that is all that is known
    ├── Incomplete               3   to be resumed: a budget or a time is used up
    └── Interrupted            130   a person or the system asked to stop

Anything else that reaches the top is a bug of ours and ends with 70.
"""

from typing import ClassVar, NamedTuple

EXIT_OK = 0
EXIT_ERROR = 1
EXIT_CHANGES = 2
EXIT_INCOMPLETE = 3
EXIT_USAGE = 64
EXIT_BUG = 70
EXIT_INTERRUPTED = 130


class ExecsyncError(Exception):
    """A failure with a message for a person, and a hint that says what to do next."""

    exit_code: ClassVar[int] = EXIT_ERROR

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ExecsyncError):
    """The command line makes no sense."""

    exit_code = EXIT_USAGE


class FilePlace(NamedTuple):
    """Where in a file; line and column count from 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in self if part is not None)


class ConfigError(ExecsyncError):
    """execsync.toml or the environment is wrong. `what` is the message without `place`, which begins it."""

    def __init__(self, what: str, *, hint: str = "", place: FilePlace | None = None) -> None:
        super().__init__(f"{place}: {what}" if place else what, hint=hint)
        self.what = what
        self.place = place


class StateError(ExecsyncError):
    """The state file is corrupt, from a newer version, or of another workspace."""


class StateMoved(StateError):
    """Somebody else has written State since it was read: nothing was written over."""


class StateUnknown(StateError):
    """State is kept where it cannot be read now, and it was never read here."""


class UnsafeFileError(ExecsyncError):
    """A file of ours is something else than a regular file of a usual size: somebody else made it.

    `what` is the message without the file's path, which begins it.
    """

    def __init__(self, path: str, what: str) -> None:
        super().__init__(f"{path}: {what}", hint=UNSAFE_HINT)
        self.what = what


UNSAFE_HINT = "it was left as it is: remove it (git rm, if it is committed)"


class JournalError(ExecsyncError):
    """The journal is broken before its last line, or belongs to another State."""


class LockedError(ExecsyncError):
    """Another process holds the lock of this State."""


class RefusedError(ExecsyncError):
    """A guard refuses the whole run."""


class EditedOnWeb(ExecsyncError):
    """A page was edited on the web since our last write, so that it was not written."""


class HubError(ExecsyncError):
    """The hub refused, failed or could not be reached. `status` is the HTTP status, if any."""

    def __init__(self, message: str, *, hint: str = "", status: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.status = status


class KeyRejected(HubError):
    """401 or 403: no later request with this key can succeed."""


class NotFound(HubError):
    """404 and 410: the thing named by an id is not there."""


class RequestRefused(HubError):
    """The hub understood and said no; the same request would be refused again."""


class HubUnreachable(HubError):
    """No connection: the request was surely not sent."""


class AnswerLost(HubError):
    """The request may have been carried out, and the answer is not known."""


class TooLate(HubError):
    """A request was not sent (again), because its time was over when it could have been.

    `in_doubt` says that an earlier sending of it may have been carried out.
    """

    def __init__(self, message: str, *, in_doubt: bool) -> None:
        super().__init__(message, hint="run the same command again")
        self.in_doubt = in_doubt


class BadAnswer(HubError):
    """A 2xx answer that is not what the contract promises."""


class UnclearWrite(BadAnswer):
    """Such an answer to a write, which was carried out."""


class Incomplete(ExecsyncError):
    """The run stops here and can be resumed. `retry_after` is in seconds where it is known."""

    exit_code = EXIT_INCOMPLETE

    def __init__(self, message: str, *, hint: str = "", retry_after: float | None = None) -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class Interrupted(ExecsyncError):
    """Ctrl-C, or the system's request to end."""

    exit_code = EXIT_INTERRUPTED
