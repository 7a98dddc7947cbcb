"""Configure logging (Django's `LOGGING_CONFIG`), and log what nobody has caught."""

import logging
import logging.config
import sys
import threading
from types import TracebackType
from typing import Any

log = logging.getLogger("parloir.uncaught")


def configure(config: dict[str, Any]) -> None:
    """Configure, and log uncaught exceptions unless somebody else has taken that over."""
    logging.config.dictConfig(config)
    logging.captureWarnings(capture=True)
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _log_end_of_process
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _log_end_of_thread
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _log_ignored


def _log_end_of_process(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        log.critical("A process ends by an exception", exc_info=(kind, error, trace))


def _log_end_of_thread(args: threading.ExceptHookArgs) -> None:
    log.critical("A thread ends by an exception", exc_info=args.exc_value)


def _log_ignored(args: "sys.UnraisableHookArgs") -> None:
    log.error("An exception cannot be raised and is ignored", exc_info=args.exc_value)
