"""The options of `bin/run`."""

from pathlib import Path

import pytest

from launcher.options import read_options

ROOT = Path("/somewhere/parloir")


def test_without_options_it_is_the_demo_on_localhost():
    options = read_options([], root=ROOT)

    assert options.base_url == "http://localhost:8000"
    assert options.listens_on == "127.0.0.1"
    assert options.data == ROOT / "var"
    assert options.demo
    assert options.janus is None
    assert not options.pinned_only


def test_host_means_https_for_other_devices():
    options = read_options(["--host", "Visits.Example", "--port", "8443"], root=ROOT)

    assert options.base_url == "https://visits.example:8443"
    assert options.listens_on == "0.0.0.0"  # noqa: S104 (what --host asks for)


def test_pinned_only_is_asked_for_by_its_name():
    assert read_options(["--pinned-only"], root=ROOT).pinned_only


def test_folder_is_meant_from_where_the_command_was_typed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert read_options(["--data", "d/../e"], root=ROOT).data == tmp_path / "e"


@pytest.mark.parametrize("port", ["1", "65535"])
def test_port_at_the_edge_is_taken(port):
    assert read_options(["--port", port], root=ROOT).port == int(port)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80x", "", "٨"])
def test_port_past_the_edge_is_refused(port, capsys):
    with pytest.raises(SystemExit):
        read_options([f"--port={port}"], root=ROOT)

    assert "write a number from 1 to 65535" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["", "a b", "-x", "x-", "http://x", "x/y", "x:1", "a" * 254])
def test_host_that_is_no_name_is_refused(host, capsys):
    with pytest.raises(SystemExit):
        read_options([f"--host={host}"], root=ROOT)

    assert "is no host name" in capsys.readouterr().err


def test_relay_is_started_only_if_asked_for():
    assert not read_options([], root=ROOT).turn
    assert not read_options([], root=ROOT).has_certificate
    assert read_options(["--turn"], root=ROOT).turn


@pytest.mark.parametrize("words", [["--turn"], ["--host", "visits.example"]])
def test_certificate_is_made_for_other_devices_and_for_the_relay(words):
    assert read_options(words, root=ROOT).has_certificate
