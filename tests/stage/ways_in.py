"""Accounts, PINs and addresses of a house, from its `demo.json`."""

import json
from abc import abstractmethod
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.stage.waiting import wait_until

Entry = dict[str, Any]
# The worker replaces an older one, whose PIN would soon not work.
READY_FOR = timedelta(minutes=15)


class WaysIn:
    data: Path
    _handed_out: str | None = None

    @abstractmethod
    def now(self) -> datetime:
        """Return the time on the house's clock."""

    @property
    def demo(self) -> Entry:
        content: Entry = json.loads((self.data / "demo.json").read_text())
        return content

    def ready_visit(self) -> Entry:
        """Return a visit that can start now; if a test does not use it, the next one may."""

        def can_start() -> Entry | None:
            visit: Entry | None = self.demo.get("ready_visit")
            if visit is None:
                return None
            is_old = datetime.fromisoformat(visit["starts_at"]) < self.now() - READY_FOR
            return None if is_old else visit

        def another() -> Entry | None:
            visit = can_start()
            return visit if visit and visit["booking"] != self._handed_out else None

        with suppress(AssertionError):
            wait_until(another, "another visit that can start now", seconds=5)
        visit = wait_until(can_start, "a visit that can start now")
        self._handed_out = visit["booking"]
        return visit

    def staff(self, role: str) -> Entry:
        entry: Entry = self.demo["staff"][role]
        return entry

    def monitor_at(self, facility: str, *, number: int = 1) -> str:
        """Return the address that makes a browser this monitor."""
        return self._devices("monitors", facility)[number - 1]

    def station_at(self, facility: str, *, number: int = 1) -> str:
        return self._devices("stations", facility)[number - 1]

    def inmate(self, name: str) -> Entry:
        return next(one for one in self.demo["inmates"] if one["name"] == name)

    def mailbox(self) -> Path:
        return Path(self.demo["mailbox"])

    def _devices(self, kind: str, facility: str) -> list[str]:
        return [one["url"] for one in self.demo[kind] if one["facility"] == facility]
