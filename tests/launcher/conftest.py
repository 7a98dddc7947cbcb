import socket

import pytest


@pytest.fixture
def unused_port():
    """Yield a port that is bound but not listening, so that connections are refused."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]
