"""python -m bench.upload_attack: many send pictures of 40 megapixels, and bodies without an end.

Orders: `port`, `sessions` of visitors, `senders`.
"""

import http.client
import io
import itertools
import sys
import threading
import time
from collections.abc import Callable, Iterator

from PIL import Image

from bench.attacker import orders

SIZE = (8000, 5000)
BOUNDARY = "attack"
TOKEN = "x" * 32  # the check of forms compares the cookie with the field, and both are ours
SAID_BYTES = 100 * 10**9
PART = b"x" * 65536
ENDLESS_SENDERS = 2


def main() -> None:
    told = orders()
    port, sessions = int(told["port"]), [str(one) for one in told["sessions"]]
    body = _form(_image())
    turns = itertools.cycle(sessions)
    calls: list[Callable[[], None]] = [
        lambda: _send_image(port, body, next(turns)) for _ in range(int(told["senders"]))
    ]
    calls += [lambda: _send_without_end(port)] * ENDLESS_SENDERS
    for call in calls:
        threading.Thread(target=_again_and_again, args=(call,), daemon=True).start()
    sys.stdout.write("attacking\n")
    sys.stdout.flush()
    threading.Event().wait()


def _again_and_again(call: Callable[[], None]) -> None:
    while True:
        try:
            call()
        except (OSError, http.client.HTTPException):
            time.sleep(0.01)  # refused, which is what an attacker has to expect


def _send_image(port: int, body: bytes, session: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Cookie": f"parloir_session={session}; csrftoken={TOKEN}",
    }
    try:
        connection.request("POST", "/identity/photo/", body=body, headers=headers)
        connection.getresponse().read()
    finally:
        connection.close()


def _send_without_end(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(
            "POST", "/nowhere/", body=_parts(), headers={"Content-Length": str(SAID_BYTES)}
        )
    finally:
        connection.close()


def _parts() -> Iterator[bytes]:
    return itertools.repeat(PART, SAID_BYTES // len(PART))


def _image() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", SIZE, "tan").save(out, "PNG", compress_level=9)
    return out.getvalue()


def _form(image: bytes) -> bytes:
    head = (
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=csrfmiddlewaretoken\r\n\r\n{TOKEN}"
        f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name=image; filename="a.png"\r\n'
        "Content-Type: image/png\r\n\r\n"
    )
    return head.encode() + image + f"\r\n--{BOUNDARY}--\r\n".encode()


if __name__ == "__main__":
    main()
