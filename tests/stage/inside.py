"""Call functions in a separate process, with a house's settings and database.

python -m tests.stage.inside: reads lines of JSON (function, arguments), answers each with JSON.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from types import TracebackType
from typing import Any, Self


class InsideFailed(Exception):
    """The function has raised an exception; the message is its traceback."""


class Inside:
    """The separate process. `environment` is that of the house's own processes."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.stage.inside"],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate(timeout=20)

    def call(self, function: str, **arguments: Any) -> Any:
        """Call `function`, as `module:name`. Arguments and result must be possible in JSON."""
        to, back = self._process.stdin, self._process.stdout
        assert to is not None
        assert back is not None
        to.write(json.dumps([function, arguments]) + "\n")
        to.flush()
        line = back.readline()
        if not line:
            raise InsideFailed(f"the process ended while it was asked for {function}")
        answer = json.loads(line)
        if "failed" in answer:
            raise InsideFailed(answer["failed"])
        return answer["result"]


def main() -> None:
    # A function's output must not be taken for its result.
    answers, sys.stdout = sys.stdout, sys.stderr
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parloir.config.settings")
    import django

    django.setup()
    for line in sys.stdin:
        answers.write(json.dumps(_answer(*json.loads(line))) + "\n")
        answers.flush()


def _answer(function: str, arguments: dict[str, Any]) -> dict[str, Any]:
    import traceback

    module, _, name = function.partition(":")
    try:
        return {"result": getattr(import_module(module), name)(**arguments)}
    except Exception:  # the caller has to see any exception
        return {"failed": traceback.format_exc()}


if __name__ == "__main__":
    main()
