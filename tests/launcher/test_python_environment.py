"""Only the pinned uv installs the Python packages."""

import re
import subprocess
import sys
import zipfile

import pytest

from launcher.console import SetUpError
from launcher.python_environment import UV_REQUIREMENTS, ensure_uv, pinned_uv, version_of_uv
from tests.launcher.programs import put_program


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A clone, and a path without uv. pip has no index and none of this machine's settings."""
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_CACHE_DIR", str(tmp_path / "pip"))
    (tmp_path / "clone").mkdir()
    return tmp_path / "clone"


@pytest.fixture(scope="module")
def tools(tmp_path_factory):
    """An environment with pip and without uv; creating one takes seconds."""
    folder = tmp_path_factory.mktemp("tools") / "venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    return folder


def uv_saying(version):
    return f'echo "uv {version} (x86_64-unknown-linux-gnu)"'


def first_line(refusal):
    return str(refusal.value).splitlines()[0]


def test_requirements_pin_one_version_by_its_hashes():
    text = UV_REQUIREMENTS.read_text()
    lines = [line.strip(" \\") for line in text.splitlines() if not line.startswith("#")]

    assert lines[0] == f"uv=={pinned_uv()}"
    assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", pinned_uv())
    assert [bool(re.fullmatch("--hash=sha256:[0-9a-f]{64}", line)) for line in lines[1:]] == [
        True
    ] * 3


@pytest.mark.parametrize("script", [uv_saying("0.5.1"), "echo uv", "exit 1", "echo other 0.13.9"])
def test_program_that_is_not_the_pinned_uv_is_not_taken_for_it(tmp_path, script):
    assert version_of_uv(put_program(tmp_path, "uv", script)) != pinned_uv()


def test_uv_on_the_path_is_taken_in_the_pinned_version(root, tmp_path):
    uv = put_program(tmp_path / "programs", "uv", uv_saying(pinned_uv()))

    assert ensure_uv(root, log=tmp_path / "log") == str(uv)


def test_uv_on_the_path_in_another_version_gives_way_to_our_own(root, tmp_path):
    put_program(tmp_path / "programs", "uv", uv_saying("0.5.1"))
    ours = put_program(root / ".tools" / "bin", "uv", uv_saying(pinned_uv()))

    assert ensure_uv(root, log=tmp_path / "log") == str(ours)


def test_uv_whose_hash_is_not_the_pinned_one_is_refused(root, tools, tmp_path, monkeypatch):
    (root / ".tools").symlink_to(tools)
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    inside = f"uv-{pinned_uv()}.dist-info"
    with zipfile.ZipFile(wheels / f"uv-{pinned_uv()}-py3-none-any.whl", "w") as wheel:
        named = f"Metadata-Version: 2.1\nName: uv\nVersion: {pinned_uv()}\n"
        wheel.writestr(f"{inside}/METADATA", named)
        wheel.writestr(f"{inside}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{inside}/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))

    with pytest.raises(SetUpError) as refusal:
        ensure_uv(root, log=tmp_path / "log")

    assert first_line(refusal) == (
        "Fetching uv failed: what arrived is not what was announced (its hash differs); start "
        "again, and if that does not help use another mirror."
    )


def test_uv_without_a_network_is_said_in_one_sentence(
    root, tools, tmp_path, unused_port, monkeypatch
):
    (root / ".tools").symlink_to(tools)
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{unused_port}/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")

    with pytest.raises(SetUpError) as refusal:
        ensure_uv(root, log=tmp_path / "log")

    assert first_line(refusal) == (
        "Fetching uv failed: the network does not answer; check this machine's connection and "
        "its proxy settings, then start again."
    )
