"""Whether a relay answers a STUN binding: only the right answer to this question counts."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from parloir.media import stun
from parloir.media.relay import RelayAddress
from parloir.media.stun import answers_a_binding


@pytest.fixture(autouse=True)
def short_patience(monkeypatch):
    monkeypatch.setattr(stun, "SECONDS", 0.3)


@contextmanager
def answering(kind: socket.SocketKind, answer: Callable[[bytes], bytes]) -> Iterator[int]:
    """Answer each datagram, or the first message of one connection, until the block ends."""
    with socket.socket(socket.AF_INET, kind) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(5)

        def serve_datagrams() -> None:
            while True:
                try:
                    asked, whence = server.recvfrom(2048)
                except OSError:
                    return
                if not asked:
                    return
                server.sendto(answer(asked), whence)

        def serve_a_connection() -> None:
            server.listen()
            connection, _ = server.accept()
            with connection:
                connection.sendall(answer(connection.recv(2048)))

        if kind == socket.SOCK_STREAM:
            server.listen()
        serves = serve_a_connection if kind == socket.SOCK_STREAM else serve_datagrams
        thread = threading.Thread(target=serves)
        thread.start()
        yield server.getsockname()[1]
        if kind == socket.SOCK_DGRAM:
            with socket.socket(socket.AF_INET, kind) as last:
                last.sendto(b"", server.getsockname())
        thread.join()


def _right(asked: bytes) -> bytes:
    return b"\x01\x01\x00\x00" + asked[4:20]


def _address(port: int, transport: str) -> RelayAddress:
    return RelayAddress("turn:x", "127.0.0.1", port, transport)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("transport", "kind"), [("udp", socket.SOCK_DGRAM), ("tcp", socket.SOCK_STREAM)]
)
@pytest.mark.parametrize(
    ("answer", "counts"),
    [
        (_right, True),
        (lambda asked: b"\x01\x11\x00\x00" + asked[4:20], False),
        (lambda asked: b"\x01\x01\x00\x00" + asked[4:19] + bytes([asked[19] ^ 1]), False),
        (lambda asked: _right(asked)[:19], False),
    ],
    ids=["right", "an error", "of another question", "cut"],
)
def test_only_the_answer_to_this_question_counts(transport, kind, answer, counts):
    with answering(kind, answer) as port:
        assert answers_a_binding(_address(port, transport)) is counts


def test_lost_question_is_asked_again():
    seen: list[bytes] = []

    def second_only(asked: bytes) -> bytes:
        seen.append(asked)
        return b"\x00" if len(seen) == 1 else _right(asked)

    with answering(socket.SOCK_DGRAM, second_only) as port:
        assert answers_a_binding(_address(port, "udp"))


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
def test_nobody_listens(transport):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    assert not answers_a_binding(_address(port, transport))


def test_name_that_is_unknown_does_not_answer():
    assert not answers_a_binding(RelayAddress("turn:x", "nowhere.invalid", 3478, "udp"))
