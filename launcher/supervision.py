"""The supervisor's own process: a faster supervisord that ends with its terminal.

python -m launcher.supervision CONFIGURATION
"""

import signal
import sys

from supervisor.medusa import asyncore_25 as asyncore
from supervisor.options import ServerOptions
from supervisor.states import SupervisorStates
from supervisor.supervisord import Supervisor

from launcher.console import say


# supervisor has no types, so mypy takes its classes for Any.
class ParloirSupervisor(Supervisor):  # type: ignore[misc]
    def runforever(self) -> None:
        """Start everything before the first wait, which takes a second."""
        for group in sorted(self.process_groups.values()):
            group.transition()
        super().runforever()

    def reap(self, once: bool = False, recursionguard: int = 0) -> None:
        """Restart an ended process immediately, rather than up to a second later."""
        super().reap(once, recursionguard)
        if recursionguard == 0 and self.options.mood == SupervisorStates.RUNNING:
            for group in self.process_groups.values():
                group.transition()


class ParloirOptions(ServerOptions):  # type: ignore[misc]
    def get_signal(self) -> int | None:
        """End everything when the terminal closes; supervisord alone would restart everything."""
        received: int | None = super().get_signal()
        return signal.SIGTERM if received == signal.SIGHUP else received


def main(configuration: str) -> None:
    options = ParloirOptions()
    options.realize(["-c", configuration])
    options.first = True
    options.test = False
    try:
        ParloirSupervisor(options).main()
    except asyncore.ExitNow:
        say("Parloir has stopped.")
    finally:
        options.close_httpservers()
        options.close_logger()


if __name__ == "__main__":
    main(sys.argv[1])
