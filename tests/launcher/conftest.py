import socket

import pytest


@pytest.fixture
def unused_port():
    """Bound but not listening, so that a client that connects is refused."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]
