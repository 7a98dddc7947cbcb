"""The formatter of all log lines."""

import logging
from typing import Final

from parloir.logs import exceptions, requests

# Their messages are fixed, with public ids at most. uvicorn's are so from WARNING on.
_TRUSTED: Final = ("parloir", "launcher", "uvicorn")


class LineFormatter(logging.Formatter):
    """Formats a line with the time, the level, the logger and the message.

    Of a library's message only the template is written, without the values, and of an exception
    where it was raised. Django's lines about a request name its route; a request that was wrong
    needs no traceback.
    """

    def format(self, record: logging.LogRecord) -> str:
        words = f"{self.formatTime(record)} {record.levelname} {record.name} {message_of(record)}"
        error = record.exc_info[1] if record.exc_info else None
        if error is None or 400 <= getattr(record, "status_code", 500) < 500:
            return words
        return f"{words}\n{exceptions.describe(error)}"


def message_of(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] in _TRUSTED:
        return record.getMessage()
    request = getattr(record, "request", None)
    if request is not None:
        status = getattr(record, "status_code", 0)
        return requests.describe(request, status=status)
    where = f"in {record.module}, line {record.lineno}"
    return f"{record.msg} ({where})" if record.args else f"A message ({where})"
