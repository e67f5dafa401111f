"""A run that goes on only while another one stands still."""

import threading
from collections.abc import Callable


class Aside:
    """Carries something out in a thread of its own, which never moves beside the one that lets it go on."""

    def __init__(self, carry_out: Callable[[], None]) -> None:
        self.is_over = False
        self._carry_out = carry_out
        self._thread: threading.Thread | None = None
        self._on, self._back = threading.Semaphore(0), threading.Semaphore(0)
        self._error: BaseException | None = None

    def go_on(self) -> None:
        """Let it begin or go on, until it pauses or ends. Raises what it raises."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="aside", daemon=True)
            self._thread.start()
        else:
            self._on.release()
        self._back.acquire()
        if self._error is not None:
            raise self._error

    def end(self) -> None:
        """Let it go on to its end."""
        while not self.is_over:
            self.go_on()

    def pause(self) -> None:
        """From within: stand still until it is let go on."""
        self._back.release()
        self._on.acquire()

    def _run(self) -> None:
        try:
            self._carry_out()
        except BaseException as error:
            self._error = error
        finally:
            self.is_over = True
            self._back.release()
