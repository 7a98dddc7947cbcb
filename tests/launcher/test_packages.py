"""Debian packages are installed although a list cannot be read. Apt is a stand-in."""

import pytest

from launcher import packages
from launcher.console import SetUpError
from launcher.machine import Machine
from launcher.packages import install_packages
from tests.launcher.programs import put_program

EXPIRED = "E: Release file for x is expired (invalid since 2d). Updates will not be applied."
OFFLINE = "W: Failed to fetch x  Temporary failure resolving 'mirror.test'"


@pytest.fixture
def apt(tmp_path, monkeypatch):
    """Return an apt whose update fails, and which then may know the package."""
    programs, did = tmp_path / "programs", tmp_path / "did"
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    root = Machine(system="debian", version="13", codename="trixie", is_root=True, has_sudo=False)
    monkeypatch.setattr(packages, "this_machine", lambda: root)
    put_program(programs, "dpkg-query", "exit 1")
    put_program(programs, "apt-cache", f"[ -e {tmp_path}/known ] && echo '  Candidate: 1.0-1'")

    def fails_with(sentence, *, knows_it_afterwards):
        learns = f"touch {tmp_path}/known" if knows_it_afterwards else "true"
        put_program(
            programs,
            "apt-get",
            f'case " $* " in\n*" update "*) echo "{sentence}"; {learns}; exit 100 ;;\n'
            f'*) echo "$*" >>{did} ;;\nesac',
        )
        return did

    return fails_with


def test_list_that_cannot_be_read_is_a_warning_where_the_rest_will_do(apt, tmp_path, capsys):
    did = apt(EXPIRED, knows_it_afterwards=True)

    install_packages(["gengetopt"], why="to build", log=tmp_path / "log")

    assert did.read_text().split()[-2:] == ["install", "gengetopt"]
    warnings = [one for one in capsys.readouterr().out.splitlines() if one.startswith("Warning")]
    assert warnings == [
        f"Warning: not every list of Debian packages could be read; why is said in {tmp_path}/log."
    ]


def test_lists_without_the_package_end_set_up_with_the_cause(apt, tmp_path):
    did = apt(OFFLINE, knows_it_afterwards=False)

    with pytest.raises(SetUpError) as refusal:
        install_packages(["gengetopt"], why="to build", log=tmp_path / "log")

    assert str(refusal.value).splitlines()[0] == (
        "Reading the lists of Debian packages failed: the network does not answer; check this "
        "machine's connection and its proxy settings, then start again."
    )
    assert not did.exists()
