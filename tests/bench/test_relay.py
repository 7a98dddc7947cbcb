import socket
import threading

import pytest

from bench.relay import CountingRelay


@pytest.fixture
def server():
    """A server that answers every request with a thousand bytes, and closes the connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve():
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(100)
                    connection.sendall(b"a" * 1000)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=5)


def _ask(port):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(b"a question that does not count")
        got = b""
        while chunk := connection.recv(4096):
            got += chunk
        return got


def test_what_the_server_sends_is_passed_on_and_counted(server):
    with CountingRelay(to_port=server) as relay:
        assert _ask(relay.port) == b"a" * 1000
        assert relay.sent == 1000
        assert _ask(relay.port) == b"a" * 1000
        assert relay.sent == 2000
