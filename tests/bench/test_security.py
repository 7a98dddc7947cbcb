"""The attackers of the suite `security`, without a house."""

import io
import signal
import socket

import pytest
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http.multipartparser import MultiPartParser
from PIL import Image

from bench import slow_attack, upload_attack
from bench.attacker import AttackFailed, attacker
from bench.slow_attack import held_by_server
from tests.stage.waiting import wait_until


def test_attacker_gets_its_orders_and_ends_with_the_block():
    with attacker("tests.bench.patient_attacker", word="go") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "go\n"
    assert process.returncode == -signal.SIGTERM


def test_nothing_is_measured_beside_an_attack_that_failed():
    with (
        pytest.raises(AttackFailed, match="patient_attacker"),
        attacker("tests.bench.patient_attacker", word="go") as process,
    ):
        process.kill()
        process.wait()


def test_form_of_the_attack_is_one_that_the_site_reads(monkeypatch):
    monkeypatch.setattr(upload_attack, "SIZE", (80, 50))
    body = upload_attack._form(upload_attack._image())
    meta = {
        "CONTENT_TYPE": f"multipart/form-data; boundary={upload_attack.BOUNDARY}",
        "CONTENT_LENGTH": str(len(body)),
    }
    fields, files = MultiPartParser(
        meta, io.BytesIO(body), [MemoryFileUploadHandler()], "utf-8"
    ).parse()
    assert fields["csrfmiddlewaretoken"] == upload_attack.TOKEN
    assert Image.open(files["image"]).size == (80, 50)


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


def test_connection_is_held_until_the_server_ends_it(listener):
    port = listener.getsockname()[1]
    slow = slow_attack.Slow(port, b"hello", b"x")
    server, _ = listener.accept()
    assert server.recv(5) == b"hello"
    slow.goes_on()
    assert server.recv(1) == b"x"
    assert held_by_server(port, [slow]) == 1
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    wait_until(lambda: held_by_server(port, [slow]) == 0, "the kernel's end of the connection")


def test_closed_connection_is_held_while_the_kernel_keeps_its_answer(listener):
    port = listener.getsockname()[1]
    slow = slow_attack.Slow(port, b"hello", b"", reads=False)
    server, _ = listener.accept()
    assert server.recv(5) == b"hello"
    server.sendall(b"x" * 60_000)
    server.close()
    assert held_by_server(port, [slow]) == 1


def test_connection_that_is_refused_is_not_held(listener):
    port = listener.getsockname()[1]
    listener.close()
    assert held_by_server(port, [slow_attack.Slow(port, b"hello", b"x")]) == 0
