"""The script that installs Python on a machine without it. Apt is a stand-in."""

import shutil
import subprocess
from pathlib import Path

import pytest

from launcher.failures import NO_NETWORK, UNKNOWN
from tests.launcher.programs import put_program

SCRIPT = Path(__file__).resolve().parents[2] / "launcher" / "bootstrap.sh"
# The programs of Debian's smallest installation that the script uses.
OF_THE_SYSTEM = ("cat", "chmod", "dirname", "env", "grep", "mktemp", "rm", "sed", "sh", "tail")


@pytest.fixture
def programs(tmp_path):
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in OF_THE_SYSTEM:
        real = shutil.which(name)
        assert real is not None
        (folder / name).symlink_to(real)
    put_program(folder, "id", "echo 0")
    return folder


def start(programs):
    return subprocess.run(
        [programs / "sh", SCRIPT, "run", "--port", "1"],
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
        check=False,
    )


def apt_saying(programs, *, at_update, at_install):
    put_program(
        programs,
        "apt-get",
        f'case " $* " in\n*" update "*) {at_update} ;;\n*" install "*) {at_install} ;;\nesac',
    )


def test_python_is_brought_where_one_list_cannot_be_read(programs):
    brings = f"printf '#!/bin/sh\\necho \"$@\"' >{programs}/python3; chmod +x {programs}/python3"
    apt_saying(programs, at_update="echo E: x is expired; exit 100", at_install=brings)

    done = start(programs)

    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "-P -m launcher run --port 1"


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("W: Failed to fetch x  Temporary failure resolving mirror.test", NO_NETWORK.remedy),
        (
            "E: You do not have enough free space in /var/cache/apt/archives/.",
            "the disk is full; make room, then start again.",
        ),
        (
            "E: Release file for x is not valid yet.",
            "this machine's clock is behind; set it, then start again.",
        ),
        ("E: something else", UNKNOWN),
    ],
)
def test_failure_says_in_one_sentence_what_to_do(programs, said, remedy):
    apt_saying(programs, at_update=f"echo '{said}'", at_install="echo E: no python3; exit 100")

    done = start(programs)

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"Installing python3 and python3-venv failed: {remedy}",
        f"    {said}",
        "    E: no python3",
    ]
