"""The configuration of supervisord, read with supervisord's own parser."""

import signal

import pytest
from supervisor.states import SupervisorStates

from launcher.supervision import ParloirOptions, ParloirSupervisor
from launcher.supervision_config import Program, write_supervision

PROGRAMS = [
    Program(
        name="janus", command=["/opt/janus", "--x=100%"], priority=10, stop_seconds=5, bare=True
    ),
    Program(name="web", command=["python", "a b"], priority=30, stop_seconds=6),
]


@pytest.fixture
def folder(tmp_path):
    """A path with characters that supervisord would expand and a shell would split."""
    awkward = tmp_path / "50% of it"
    awkward.mkdir()
    return awkward


def read_back(folder):
    path = folder / "supervisord.conf"
    write_supervision(
        path,
        programs=PROGRAMS,
        python=folder / "python",
        root=folder,
        records=folder / "records",
        logs=folder,
        parent=4711,
    )
    options = ParloirOptions()
    options.realize(["-c", str(path)])
    return options


def test_programs_are_read_back_as_meant(folder):
    groups = read_back(folder).process_group_configs
    processes = {group.name: group.process_configs[0] for group in groups}

    assert set(processes) == {"janus", "web"}
    janus, web = processes["janus"], processes["web"]
    assert janus.priority < web.priority
    assert (janus.stopwaitsecs, web.stopwaitsecs) == (5, 6)
    assert janus.autorestart is not False
    assert janus.umask == 0o077
    assert janus.directory == str(folder)
    assert janus.stdout_logfile == str(folder / "janus.log")


def test_commands_survive_blanks_and_percent_signs(folder):
    groups = read_back(folder).process_group_configs
    janus, web = (
        group.process_configs[0].command for group in sorted(groups, key=lambda g: g.name)
    )

    assert janus == (
        f"'{folder}/python' -S -m launcher.child janus '{folder}/records' 4711 bare "
        "/opt/janus --x=100%"
    )
    assert web.endswith("4711 whole python 'a b'")


def test_programs_that_fail_are_never_given_up(folder):
    groups = read_back(folder).process_group_configs

    assert min(group.process_configs[0].startretries for group in groups) >= 1_000_000


def test_control_socket_is_left_out_where_its_path_would_be_too_long(tmp_path):
    deep = tmp_path.joinpath(*["a-rather-long-folder-name"] * 4)
    deep.mkdir(parents=True)

    assert read_back(tmp_path).server_configs
    assert not read_back(deep).server_configs


@pytest.mark.parametrize("received", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_every_signal_that_ends_a_terminal_program_stops_all(folder, received):
    options = read_back(folder)
    options.make_logger()
    options.signal_receiver.receive(received, None)
    try:
        ParloirSupervisor(options).handle_signal()
    finally:
        options.close_logger()

    assert options.mood == SupervisorStates.SHUTDOWN
