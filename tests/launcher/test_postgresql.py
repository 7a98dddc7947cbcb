"""A real cluster is created and removed without a trace."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from launcher.postgresql import newest_programs, temporary_cluster
from launcher.reaping import start_ticks

needs_programs = pytest.mark.skipif(newest_programs() is None, reason="PostgreSQL is not here")


def pid_of_server(url: str) -> int:
    [folder] = parse_qs(urlsplit(url).query)["host"]
    return int((Path(folder) / "data" / "postmaster.pid").read_text().splitlines()[0])


def folder_of(url: str) -> Path:
    return Path(parse_qs(urlsplit(url).query)["host"][0])


def wait_until_gone(pid: int) -> None:
    ends_at = time.monotonic() + 30
    while start_ticks(pid) is not None:
        assert time.monotonic() < ends_at, f"process {pid} is still there"
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("versions", "newest"),
    [(["9", "15", "17"], "17"), (["15"], "15"), (["common"], None), ([], None)],
)
def test_the_newest_version_is_taken(tmp_path, versions, newest):
    for version in versions:
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    assert newest_programs(tmp_path) == (newest and tmp_path / newest / "bin")


def test_a_version_that_was_taken_away_is_not_found(tmp_path):
    (tmp_path / "15" / "lib").mkdir(parents=True)
    assert newest_programs(tmp_path) is None


@needs_programs
def test_it_serves_by_socket_alone_and_is_gone_afterwards(tmp_path):
    with temporary_cluster(log=tmp_path / "log") as url:
        with psycopg.connect(url) as connection:
            [listens] = connection.execute("SHOW listen_addresses").fetchone()
            [encoding] = connection.execute("SHOW server_encoding").fetchone()
        folder, pid = folder_of(url), pid_of_server(url)
        assert (listens, encoding) == ("", "UTF8")
        assert folder.stat().st_mode & 0o077 == 0
        assert start_ticks(pid) is not None

    assert start_ticks(pid) is None
    assert not folder.exists()


@needs_programs
def test_it_is_gone_after_a_failure(tmp_path):
    with pytest.raises(ZeroDivisionError), temporary_cluster(log=tmp_path / "log") as url:
        folder, pid = folder_of(url), pid_of_server(url)
        raise ZeroDivisionError

    assert start_ticks(pid) is None
    assert not folder.exists()


KEEPS_IT = """
import signal, sys, time
from pathlib import Path
signal.signal(signal.SIGTERM, signal.default_int_handler)
from launcher.postgresql import temporary_cluster
with temporary_cluster(log=Path(sys.argv[1])) as url:
    print(url, flush=True)
    time.sleep(600)
"""


@needs_programs
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_it_dies_with_who_started_it(tmp_path, number):
    with subprocess.Popen(
        [sys.executable, "-c", KEEPS_IT, str(tmp_path / "log")],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True,
    ) as keeper:  # fmt: skip
        assert keeper.stdout is not None
        url = keeper.stdout.readline().strip()
        pid = pid_of_server(url)
        os.kill(keeper.pid, number)
        wait_until_gone(pid)
    # Nothing removed the folder of a killed cluster.
    assert folder_of(url).exists() == (number == signal.SIGKILL)
    subprocess.run(["rm", "-rf", folder_of(url)], check=True)
