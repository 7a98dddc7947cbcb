"""Say when Parloir is ready, where to go, and how to hold a first visit.

python -S -m launcher.announcer FOLDER BASE_URL PORT plain|tls
"""

import http.client
import json
import ssl
import sys
import time
from pathlib import Path

from launcher.console import say

ASKED_EVERY_SECONDS = 0.1
TOO_LONG_SECONDS = 60.0


def main(folder: Path, base_url: str, port: int, *, tls: bool) -> int:
    began = time.monotonic()
    has_complained = False
    while not _is_ready(folder, port, tls=tls):
        if not has_complained and time.monotonic() - began > TOO_LONG_SECONDS:
            say(_what_is_wrong(folder, port, tls=tls))
            has_complained = True
        time.sleep(ASKED_EVERY_SECONDS)
    say(f"Parloir is ready at {base_url}/")
    say(_first_visit(folder, base_url))
    say("Ctrl-C stops it; nothing is lost.")
    return 0


def _is_ready(folder: Path, port: int, *, tls: bool) -> bool:
    answer = _readiness(folder, port, tls=tls)
    return answer is not None and answer[0] == 200


def _readiness(folder: Path, port: int, *, tls: bool) -> tuple[int, str] | None:
    """Return status and body of `/readyz`, or None while nobody listens."""
    connection: http.client.HTTPConnection
    if tls:
        # Our own certificate also names localhost, and is its own authority.
        trust = ssl.create_default_context(cafile=str(folder / "config" / "tls.crt"))
        connection = http.client.HTTPSConnection("localhost", port, timeout=5, context=trust)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": f"localhost:{port}"})
        response = connection.getresponse()
        return response.status, response.read().decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _what_is_wrong(folder: Path, port: int, *, tls: bool) -> str:
    answer = _readiness(folder, port, tls=tls)
    said = "The web process does not answer." if answer is None else f"/readyz says: {answer[1]}"
    return (
        f"Parloir is not ready after {TOO_LONG_SECONDS:.0f} seconds. {said}\n"
        f"Each process writes what troubles it into {folder / 'log'}; waiting on."
    )


def _first_visit(folder: Path, base_url: str) -> str:
    try:
        demo = json.loads((folder / "demo.json").read_text())
        visit, visitor = demo["ready_visit"], demo["visitor"]
        officer = demo["staff"]["officer"]
    except (OSError, ValueError, KeyError, TypeError):
        return f"Visitors go to {base_url}/ and staff to {base_url}/console/"
    return f"""\
To hold a first visit, open three windows of one browser:
  1. The monitor in the lobby: {demo["monitor_url"]}
     Enter your PIN: {visit["pin"]}
  2. The inmate's station: {demo["station_url"]}
     Master ID {visit["inmate_master_id"]}, PIN {visit["inmate_pin"]}
  3. The officer's console: {base_url}/console/
     {officer["email"]}, password {officer["password"]}
     Its code is at {base_url}/mailbox/codes/
A visitor signs in at {base_url}/ as {visitor["email"]}, password {visitor["password"]}.
All ways in are in {folder / "demo.json"}"""


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), tls=sys.argv[4] == "tls"))
