"""Count the database queries of pages, in a process with the house's settings and database.

python -m bench.queries: reads lines of JSON (path, cookies), answers each with a number.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from bench.figures import MeasurementFailed


class QueryCounter:
    """Counts queries. `environment` is that of the house's web process."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.queries"],
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
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=20)
        self._process.stdout.close()

    def queries_of(self, path: str, cookies: Mapping[str, str]) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"path": path, "cookies": dict(cookies)}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer.strip().isdigit():
            raise MeasurementFailed(f"the queries of {path} could not be counted: {answer.strip()}")
        return int(answer)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parloir.config.settings")
    import django

    django.setup()
    for line in sys.stdin:
        asked = json.loads(line)
        sys.stdout.write(f"{_count(asked['path'], asked['cookies'])}\n")
        sys.stdout.flush()


def _count(path: str, cookies: Mapping[str, str]) -> int | str:
    """Count at the second request: what a process looks up once does not belong to the page."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(HTTP_HOST="localhost")
    client.cookies.load(dict(cookies))
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
        if response.status_code != 200:
            return f"status {response.status_code}"
    return len(queries)


if __name__ == "__main__":
    main()
