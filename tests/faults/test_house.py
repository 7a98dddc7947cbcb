"""The house itself: killed processes restart, stopped ones are gone, two houses run side by side.

The tests share one house, in any order: if one stops or kills it, the next one starts it again.
"""

import json
import os
import signal
import subprocess
from pathlib import Path

import psutil
import pytest
from websockets.sync.client import connect
from websockets.typing import Origin

from launcher.janus_prefixes import installation_at
from launcher.reaping import record_process
from tests.stage.house import House, free_port
from tests.stage.open_ports import open_ports
from tests.stage.prepared import ROOT
from tests.stage.waiting import wait_until

CHILDREN = ("mailbox", "janus", "worker", "web")
COMES_BACK_SECONDS = 30.0
STOPS_SECONDS = 30.0

pytestmark = [pytest.mark.janus, pytest.mark.timeout(900)]


def ports_of(house: House) -> int:
    return int(json.loads((house.data / "config" / "instance.json").read_text())["ports_from"])


def is_elsewhere(house: House) -> bool:
    return not (house.data / "parloir.sqlite3").exists()


def keys_of(house: House) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (house.data / "config").iterdir()}


def test_killed_child_comes_back(house):
    for name in CHILDREN:
        before = house.pid_of(name)
        assert before is not None
        os.kill(before, signal.SIGKILL)

        def is_back(name: str = name, before: int = before) -> bool:
            return house.pid_of(name) not in (None, before)

        wait_until(
            is_back, f"{name} to come back", seconds=COMES_BACK_SECONDS, otherwise=house.said
        )
    wait_until(
        house.is_ready,
        "the house to be ready again",
        seconds=COMES_BACK_SECONDS,
        otherwise=house.said,
    )


def test_killed_supervisor_leaves_nothing_that_the_next_start_does_not_reap(house):
    before = [process.pid for process in house.living()]
    house.kill()

    house.start()

    assert not set(before) & {process.pid for process in house.living()}
    # The one that says “ready” has its say, and ends.
    expected = len(CHILDREN) + 1
    wait_until(lambda: len(house.living()) == expected, "five processes and no more", seconds=10)


def test_child_that_outlived_its_supervisor_is_reaped_by_the_next_start(house):
    house.signal(signal.SIGKILL)
    house.wait_until_gone()
    with subprocess.Popen(["sleep", "600"]) as leftover:
        record_process(house.data / "run" / "processes", "worker", leftover.pid)

        house.start()

        assert leftover.wait(timeout=STOPS_SECONDS) == -signal.SIGTERM
    assert "Ended what a killed run had left behind: worker." in house.said()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_leaves_no_process(house, number):
    house.signal(number)

    assert house.wait_until_gone() == 0
    assert house.status_of("healthz") is None
    assert house.said().splitlines()[-1] == "Parloir has stopped."


def test_two_copies_of_one_directory_live_side_by_side(house, new_house, prepared):
    """Both remember the same ports, so the second uses others."""
    other = new_house(prepared=prepared)
    other.start()

    assert house.is_ready()
    assert ports_of(house) != ports_of(other)

    other.signal(signal.SIGTERM)
    assert other.wait_until_gone() == 0
    assert house.is_ready()


def test_fresh_instance_lives_beside_another_and_keeps_its_keys_and_ports(house, new_house):
    """This is the only start here that prepares everything itself."""
    fresh = new_house()
    fresh.start()
    assert house.is_ready()
    assert ports_of(house) != ports_of(fresh)
    kept, told = keys_of(fresh), fresh.demo["staff"]
    fresh.signal(signal.SIGTERM)
    fresh.wait_until_gone()

    fresh.start()

    # A database elsewhere is asked at each start, since it may have been replaced.
    assert fresh.said().count("Loading the demo.") == (2 if is_elsewhere(fresh) else 1)
    assert keys_of(fresh) == kept
    assert fresh.demo["staff"] == told


def test_house_tells_which_media_server_it_has_started(house):
    pid = house.pid_of("janus")
    janus = installation_at(Path(psutil.Process(pid).exe()).parents[1])
    assert janus is not None

    pinned, sha256 = "yes" if janus.is_pinned else "no", janus.source_sha256 or "unknown"
    assert (
        f'parloir_media_server_info{{pinned="{pinned}",source_sha256="{sha256}",'
        f'version="{janus.version}"}} 1.0'
    ) in house.text_of("metrics").splitlines()
    assert json.loads(house.text_of("readyz"))["media_server_pinned"] is janus.is_pinned


def test_everything_but_media_is_on_loopback(house):
    first_media_port = ports_of(house) + 10

    found = open_ports(house.living())

    tcp = {one for one in found if one.protocol == "tcp"}
    assert {one.address for one in tcp} == {"127.0.0.1"}
    assert {one.port for one in tcp} == {
        house.port,
        ports_of(house) + 1,  # the media server's API
        ports_of(house) + 3,  # the demo's mail server
    }
    assert all(one.is_on_loopback or one.port >= first_media_port for one in found - tcp)


def test_sockets_are_not_compressed_for_a_browser_that_offers_it(house):
    offer = {"Sec-WebSocket-Extensions": "permessage-deflate"}
    address = f"ws://localhost:{house.port}/ws/monitor/"

    with connect(
        address, origin=Origin(house.url), compression=None, additional_headers=offer
    ) as socket:
        assert "Sec-WebSocket-Extensions" not in socket.response.headers


def test_same_data_directory_is_not_started_twice(house):
    second = subprocess.run(
        [ROOT / "bin" / "run", "--data", house.data, "--port", str(free_port())],
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 1
    assert "already running with the data directory" in second.stderr
    assert house.is_ready()


def test_port_in_use_is_refused_plainly(house, tmp_path):
    second = subprocess.run(
        [ROOT / "bin" / "run", "--data", tmp_path / "other", "--port", str(house.port)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 1
    assert second.stderr == (
        f"Port {house.port} is in use by another program. Choose another with --port N.\n"
    )
