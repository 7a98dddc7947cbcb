"""The demo's mail server, tested over real SMTP."""

import asyncio
import email
import email.policy
import smtplib
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace

import pytest

from launcher.mailbox_server import MOST_BYTES, Mailbox

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def server(tmp_path) -> Iterator[SimpleNamespace]:
    folder = tmp_path / "mailbox"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "launcher.mailbox_server", str(port), str(folder)], cwd=ROOT
    )
    try:
        yield SimpleNamespace(port=port, folder=folder, process=process)
    finally:
        process.terminate()
        process.wait(timeout=10)


def connected(server: SimpleNamespace) -> smtplib.SMTP:
    while True:
        assert server.process.poll() is None
        try:
            return smtplib.SMTP("127.0.0.1", server.port, timeout=10)
        except ConnectionRefusedError:
            continue


def message(body: str) -> EmailMessage:
    written = EmailMessage()
    written["From"] = "Parloir <visits@example.org>"
    written["To"] = "maria@example.org"
    written["Subject"] = "Su visita está reservada"
    written.set_content(body)
    return written


def test_message_is_kept_as_it_was_sent(server):
    with connected(server) as sender:
        sender.send_message(message("PIN 1234 5678\n.a line that begins with a dot\n"))

    (kept,) = server.folder.iterdir()
    read = email.message_from_bytes(kept.read_bytes(), policy=email.policy.default)
    assert kept.suffix == ".eml"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert read["Subject"] == "Su visita está reservada"
    assert read["X-Envelope-To"] == "maria@example.org"
    assert read.get_content().splitlines() == ["PIN 1234 5678", ".a line that begins with a dot"]


def test_names_sort_by_arrival(server):
    with connected(server) as sender:
        for number in range(5):
            sender.send_message(message(f"number {number}"))

    kept = [path.read_text() for path in sorted(server.folder.iterdir())]
    assert [f"number {number}" in text for number, text in enumerate(kept)] == [True] * 5


def test_message_that_is_too_large_is_refused_and_not_kept(server):
    with connected(server) as sender, pytest.raises(smtplib.SMTPResponseException) as refusal:
        sender.sendmail("visits@example.org", ["maria@example.org"], b"x" * (MOST_BYTES + 1))

    assert refusal.value.smtp_code == 552
    assert list(server.folder.iterdir()) == []


def test_term_ends_it_cleanly(server):
    with connected(server):
        pass
    server.process.terminate()

    assert server.process.wait(timeout=10) == 0


def test_content_that_was_never_bytes_is_refused(tmp_path):
    envelope = SimpleNamespace(content=None, rcpt_tos=[])

    answer = asyncio.run(Mailbox(tmp_path).handle_DATA(None, None, envelope))

    assert answer.startswith("554")
    assert list(tmp_path.iterdir()) == []
