"""Janus is built once, from source to a prefix with a record.

With real apt, a program of the tests instead of Janus, and a stand-in for the compiler.
"""

import re

import pytest

from launcher import commands, janus_build, janus_pins
from launcher.commands import SetUpStopped
from launcher.console import SetUpError
from launcher.janus_build import ensure_janus, packages_to_build
from launcher.janus_prefixes import source_record
from launcher.source_search import Debian
from tests.launcher.debian_repository import DebianMirror, SigningKey
from tests.launcher.prefixes import make_prefix

WARNING = (
    "Warning: the media server, Janus {}, counts as not tried: nothing says that it comes from "
    "the pinned source of 1.4.1. --pinned-only refuses it."
)
MAKE = """\
#!/bin/sh
# Stands in for make: `make install DESTDIR=…` copies what the archive holds.
[ "$1" = install ] || exit 0
prefix="${2#DESTDIR=}$(cat prefix)"
mkdir -p "$prefix/bin" "$prefix/lib/janus/plugins"
touch "$prefix/lib/janus/plugins/libjanus_videoroom.so"
cp janus "$prefix/bin/janus"
"""


@pytest.fixture(scope="module")
def key():
    made = SigningKey()
    yield made
    made.close()


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "cache" / "parloir"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def mirror(tmp_path, key, cache, monkeypatch):
    """Use a repository as this machine's Debian during the test."""
    made = DebianMirror(tmp_path / "mirror", key=key)
    debian = Debian(suites=("here",), mirrors=[made.uri], keyring=key.keyring)
    monkeypatch.setattr(janus_build, "_debian_of_this_machine", lambda: debian)
    monkeypatch.setattr(janus_build, "TOOLS", ())
    monkeypatch.setattr(janus_build, "LIBRARIES", ())
    make = tmp_path / "programs" / "make"
    make.parent.mkdir()
    make.write_text(MAKE)
    make.chmod(0o755)
    monkeypatch.setenv("PATH", f"{make.parent}:/usr/bin:/bin")
    return made


def janus_source(mirror, version):
    """Return source that builds a program which reports this version."""
    upstream = version.partition("+")[0].partition("-")[0]
    return mirror.package(
        version,
        files={
            "autogen.sh": "",
            "configure": '#!/bin/sh\nprintf %s "${1#--prefix=}" >prefix\n',
            "janus": f"#!/bin/sh\necho 'Janus version: 1 ({upstream})'\n",
        },
    )


@pytest.fixture
def pinned(mirror, monkeypatch):
    made = janus_source(mirror, "1.4.1+ds-4")
    monkeypatch.setattr(janus_pins, "PINNED_HASHES", frozenset({made.sha256}))
    mirror.suite("here", made)
    return made


@pytest.fixture
def bring(tmp_path):
    def ensure(**options):
        return ensure_janus(chosen=None, log=tmp_path / "log", **options)

    return ensure


def warnings_in(capsys):
    lines = capsys.readouterr().out.splitlines()
    return [line for line in lines if line.startswith("Warning: ")]


def test_pinned_source_becomes_a_prefix_with_a_record(bring, pinned, cache, capsys):
    built = bring()

    prefix = cache / f"janus-1.4.1-{pinned.sha256[:12]}"
    assert built.binary == prefix / "bin" / "janus"
    assert (built.version, built.source_sha256, built.is_pinned) == ("1.4.1", pinned.sha256, True)
    assert (record := source_record(prefix)) is not None
    assert record.sha256 == pinned.sha256
    assert warnings_in(capsys) == []


def test_second_start_takes_what_is_there_without_asking_debian(bring, pinned, mirror, tmp_path):
    built = bring()
    (tmp_path / "log").unlink()

    assert bring() == built
    assert not (tmp_path / "log").exists()


def test_build_whose_libraries_are_gone_is_repeated_from_the_kept_source(
    bring, pinned, mirror, cache
):
    built = bring()
    built.binary.write_text("#!/bin/sh\nexit 127\n")
    mirror.suite("here")

    assert bring() == built


def test_newer_source_alone_is_built_and_announced_at_each_start(bring, pinned, mirror, capsys):
    mirror.suite("here", janus_source(mirror, "1.5.0-1"))

    assert (bring().version, bring().is_pinned) == ("1.5.0", False)
    assert warnings_in(capsys) == [WARNING.format("1.5.0")] * 2


def test_newer_build_is_refused_by_pinned_only_and_goes_back_when_the_pinned_one_is_there(
    bring, pinned, mirror, capsys
):
    mirror.suite("here", janus_source(mirror, "1.5.0-1"))
    bring()

    with pytest.raises(SetUpError, match="refused by --pinned-only"):
        bring(pinned_only=True)

    mirror.suite("here", pinned)
    assert bring(pinned_only=True).is_pinned
    assert bring().is_pinned


def test_build_without_a_record_gives_way_to_the_pinned_one(bring, pinned, cache):
    make_prefix(cache / "janus-1.4.1")

    assert bring().is_pinned


def test_build_without_a_record_goes_on_serving_where_no_source_can_be_had(
    bring, pinned, mirror, cache, tmp_path, capsys
):
    former = make_prefix(cache / "janus-1.4.1")
    mirror.suite("here")

    kept = bring()

    assert (kept.binary, kept.is_pinned) == (former / "bin" / "janus", False)
    assert warnings_in(capsys) == [WARNING.format("1.4.1")]
    (tmp_path / "log").unlink()
    assert bring() == kept
    assert not (tmp_path / "log").exists()


def test_build_without_a_record_does_not_serve_where_only_pinned_ones_are_wanted(
    bring, pinned, mirror, cache
):
    former = make_prefix(cache / "janus-1.4.1")
    mirror.suite("here")

    with pytest.raises(SetUpError, match=r"offers no janus 1\.4\.1 or newer"):
        bring(pinned_only=True)

    assert source_record(former) is None


def test_newer_build_gives_way_when_the_pins_move(bring, pinned, mirror, monkeypatch):
    mirror.suite("here", janus_source(mirror, "1.5.0-1"))
    assert bring().version == "1.5.0"

    moved = janus_source(mirror, "1.4.2-1")
    mirror.suite("here", moved)
    monkeypatch.setattr(janus_pins, "PINNED_HASHES", frozenset({moved.sha256}))

    assert (bring().version, bring().is_pinned) == ("1.4.2", True)


def test_newer_build_serves_on_where_the_moved_pins_cannot_be_had(
    bring, pinned, mirror, monkeypatch, tmp_path
):
    mirror.suite("here", janus_source(mirror, "1.5.0-1"))
    built = bring()
    file = built.binary.stat().st_ino
    monkeypatch.setattr(janus_pins, "PINNED_HASHES", frozenset({"cc" * 32}))

    assert bring() == built
    assert built.binary.stat().st_ino == file
    mirror.suite("here")
    (tmp_path / "log").unlink()
    assert bring() == built
    assert not (tmp_path / "log").exists()


def test_set_up_that_was_stopped_leaves_the_former_build_as_it_was(
    bring, pinned, cache, monkeypatch
):
    former = make_prefix(cache / "janus-1.4.1")
    monkeypatch.setattr(commands, "_stopped", stopped := commands.threading.Event())
    stopped.set()

    with pytest.raises(SetUpStopped):
        bring()

    assert source_record(former) is None


@pytest.mark.parametrize(
    ("sha256", "pinned_only", "needs_packages"),
    [
        (None, False, False),
        (None, True, True),
        ("bb" * 32, False, False),
        ("bb" * 32, True, True),
    ],
)
def test_packages_are_asked_for_where_something_has_to_be_built(
    cache, sha256, pinned_only, needs_packages
):
    assert packages_to_build(chosen=None, pinned_only=pinned_only) != []
    make_prefix(cache / "janus-1.4.1", sha256=sha256)

    assert (packages_to_build(chosen=None, pinned_only=pinned_only) != []) is needs_packages


def test_pin_names_an_archive_of_the_oldest_version_that_runs():
    [pinned] = janus_pins.PINNED

    assert pinned.version == ".".join(map(str, janus_pins.OLDEST))
    assert re.fullmatch(rf"janus_{pinned.version}[^_]*\.orig\.tar\.xz", pinned.name)
    assert re.fullmatch("[0-9a-f]{64}", pinned.sha256)
