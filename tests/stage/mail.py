"""The folder in which the demo's SMTP server keeps its mails."""

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from bs4 import BeautifulSoup

from tests.stage.house import House
from tests.stage.waiting import wait_until

PIN = re.compile(r"\b(\d{4}) (\d{4})\b")
CODE = re.compile(r"code=(\d+)")


@dataclass(frozen=True)
class Letter:
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    @property
    def pin(self) -> str:
        found = PIN.search(self.text)
        assert found, f"no PIN in: {self.subject}"
        return "".join(found.groups())

    @property
    def code(self) -> str:
        found = CODE.search(self.text)
        assert found, f"no code in: {self.subject}"
        return found.group(1)

    @property
    def link(self) -> str:
        """The address of the page that the mail links to."""
        found = BeautifulSoup(self.html, "html.parser").find("a", href=True)
        assert found, f"no link in: {self.subject}"
        return str(found["href"])

    @property
    def calendar(self) -> str:
        for part in self.message.walk():
            if part.get_content_type() == "text/calendar":
                return str(part.get_content())
        raise AssertionError(f"no calendar file in: {self.subject}")

    def _part(self, kind: str) -> str:
        body = self.message.get_body((kind,))
        assert body is not None, f"no {kind} part in: {self.subject}"
        return str(body.get_content())


class Mailbox:
    """The mails to one address."""

    def __init__(self, house: House, address: str) -> None:
        self._house = house
        self.address = address
        self._read: set[str] = {path.name for path in self._files()}

    def next_letter(self, words: str) -> Letter:
        """Wait for a mail that was not returned before and has these words in its subject."""

        def comes() -> Letter | None:
            for path in self._files():
                if path.name in self._read:
                    continue
                letter = _letter(path)
                if words in letter.subject:
                    self._read.add(path.name)
                    return letter
            return None

        return wait_until(comes, f"a mail with “{words}” in its subject", seconds=30)

    def all_letters(self) -> list[Letter]:
        return [_letter(path) for path in self._files()]

    def _files(self) -> list[Path]:
        """Return the complete files; the name of an incomplete one begins with a dot."""
        every = sorted(self._house.mailbox().glob("[0-9]*.eml"))
        return [path for path in every if self._is_mine(path)]

    def _is_mine(self, path: Path) -> bool:
        with path.open("rb") as file:
            return file.readline().decode().strip() == f"X-Envelope-To: {self.address}"


def _letter(path: Path) -> Letter:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return Letter(message)
