"""The search for the media server's source, with real apt on a repository of the tests."""

import pytest

from launcher.console import SetUpError
from launcher.source_search import Debian, Wanted, find_source, sha256_of
from tests.launcher.debian_repository import PACKAGE, DebianMirror, SigningKey

SUITES = ("stable-here", "testing", "unstable")


@pytest.fixture(scope="module")
def key():
    made = SigningKey()
    yield made
    made.close()


@pytest.fixture
def mirror(tmp_path, key):
    return DebianMirror(tmp_path / "mirror", key=key)


@pytest.fixture
def pinned(mirror):
    return mirror.package("1.4.1+ds-4")


@pytest.fixture
def newer(mirror):
    return mirror.package("1.5.0-1")


@pytest.fixture
def search(tmp_path, mirror, key, pinned):
    """Return a function that calls `find_source`, each time in a new folder."""
    numbers = iter(range(100))

    def find(*, pinned_only=False, mirrors=None):
        wanted = Wanted(
            package=PACKAGE,
            pinned=frozenset({pinned.sha256}),
            pinned_version="1.4.1",
            oldest=(1, 4, 1),
            pinned_only=pinned_only,
        )
        workshop = tmp_path / f"workshop-{next(numbers)}"
        workshop.mkdir()
        return find_source(
            wanted,
            debian=Debian(suites=SUITES, mirrors=mirrors or [mirror.uri], keyring=key.keyring),
            kept=tmp_path / "kept",
            workshop=workshop,
            log=tmp_path / "log",
        )

    return find


@pytest.fixture
def impatient(tmp_path, monkeypatch):
    """Make apt connect to loopback without a proxy, and try only once."""
    settings = tmp_path / "apt.conf"
    settings.write_text('Acquire::Retries "0";\n')
    monkeypatch.setenv("APT_CONFIG", str(settings))
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def careless(tmp_path, monkeypatch):
    """A machine whose own apt accepts everything."""
    settings = tmp_path / "apt.conf"
    settings.write_text(
        'Acquire::AllowInsecureRepositories "true";\n'
        'Acquire::AllowDowngradeToInsecureRepositories "true";\n'
        'APT::Get::AllowUnauthenticated "true";\n'
        'Acquire::Check-Valid-Until "false";\n'
        'Acquire::Check-Date "false";\n'
    )
    monkeypatch.setenv("APT_CONFIG", str(settings))


def warnings_in(text):
    return [line for line in text.splitlines() if line.startswith("Warning: ")]


def first_line(refusal):
    return str(refusal.value).splitlines()[0]


def test_pinned_archive_is_found_and_nothing_is_warned_of(search, mirror, pinned, capsys):
    for suite in SUITES:
        mirror.suite(suite, pinned)

    found = search()

    assert (found.version, found.sha256) == ("1.4.1", pinned.sha256)
    assert found.archive.read_bytes() == pinned.archive.read_bytes()
    assert warnings_in(capsys.readouterr().out) == []


def test_pinned_archive_in_an_index_past_its_date_is_taken_with_one_line(
    search, mirror, pinned, capsys
):
    mirror.suite("stable-here")
    mirror.suite("testing", pinned, expired=True)
    mirror.suite("unstable")

    found = search()

    assert found.sha256 == sha256_of(found.archive) == pinned.sha256
    [warning] = warnings_in(capsys.readouterr().out)
    assert warning == (
        "Warning: this mirror's index of Debian testing is past its date; "
        "janus_1.4.1+ds.orig.tar.gz is taken all the same, since its SHA-256 is the pinned one."
    )


def test_other_archive_in_an_index_past_its_date_is_refused(search, mirror, newer, careless):
    mirror.suite("stable-here")
    mirror.suite("testing", newer, expired=True)
    mirror.suite("unstable", newer, expired=True)

    with pytest.raises(SetUpError) as refusal:
        search()

    assert str(refusal.value) == (
        "Debian testing offers janus 1.5.0-1, which was not tried, in an index that is past its "
        "date, so that nothing vouches for it: name an up-to-date mirror in /etc/apt, or name a "
        "Janus of your own with --janus PATH."
    )


def test_release_without_it_leads_on_to_testing_and_then_unstable(search, mirror, pinned):
    mirror.suite("stable-here")
    mirror.suite("testing")
    mirror.suite("unstable", pinned)

    assert search().sha256 == pinned.sha256


def test_first_suite_that_has_the_pinned_archive_is_taken_before_a_newer_one(
    search, mirror, pinned, newer
):
    mirror.suite("stable-here", newer)
    mirror.suite("testing", newer, pinned)
    mirror.suite("unstable", newer)

    assert search().sha256 == pinned.sha256


def test_suites_behind_the_one_that_has_it_are_not_asked(search, mirror, pinned):
    mirror.suite("stable-here", pinned)

    assert search().sha256 == pinned.sha256


def test_newer_archive_alone_is_taken_from_the_first_suite_that_has_one(search, mirror, newer):
    mirror.suite("stable-here")
    mirror.suite("testing", newer)
    mirror.suite("unstable", mirror.package("1.6.0-1"))

    found = search()

    assert (found.version, found.sha256) == ("1.5.0", newer.sha256)


def test_newer_archive_past_its_date_is_passed_over_for_one_that_is_vouched_for(
    search, mirror, newer
):
    mirror.suite("stable-here")
    mirror.suite("testing", newer, expired=True)
    newest = mirror.package("1.6.0-1")
    mirror.suite("unstable", newest)

    assert search().sha256 == newest.sha256


def test_newer_archive_is_refused_where_only_pinned_ones_are_wanted(search, mirror, newer):
    for suite in SUITES:
        mirror.suite(suite, newer)

    with pytest.raises(SetUpError) as refusal:
        search(pinned_only=True)

    assert str(refusal.value) == (
        "Debian stable-here offers janus 1.5.0-1, which was not tried and is refused by "
        "--pinned-only, and nobody offers the pinned 1.4.1 any more: start without that option, "
        "or name a Janus of your own with --janus PATH."
    )


def test_same_version_in_another_archive_is_not_the_pinned_one(search, mirror, pinned):
    bytes_of_the_pinned = pinned.archive.read_bytes()
    other = mirror.package("1.4.1+ds-4", files={"README": "Packed again."})
    assert other.archive.read_bytes() != bytes_of_the_pinned
    for suite in SUITES:
        mirror.suite(suite, other)

    assert search().sha256 == other.sha256
    with pytest.raises(SetUpError, match="refused by --pinned-only"):
        search(pinned_only=True)


@pytest.mark.parametrize("has_an_old_one", [False, True])
def test_debian_without_it_or_with_an_old_one_alone_is_said_plainly(search, mirror, has_an_old_one):
    old = [mirror.package("1.1.2-1")] if has_an_old_one else []
    for suite in SUITES:
        mirror.suite(suite, *old)

    with pytest.raises(SetUpError) as refusal:
        search()

    assert str(refusal.value) == (
        "Debian (stable-here, testing, unstable), as this machine's mirror has it, offers no "
        "janus 1.4.1 or newer: name a complete mirror in /etc/apt, or name a Janus of your own "
        "with --janus PATH."
    )


@pytest.mark.parametrize("expired", [False, True])
def test_archive_whose_bytes_were_changed_is_refused(search, mirror, pinned, expired):
    mirror.suite("stable-here", pinned, expired=expired)
    changed = bytearray(pinned.archive.read_bytes())
    changed[-1] ^= 1
    pinned.archive.write_bytes(changed)

    with pytest.raises(SetUpError) as refusal:
        search()

    assert first_line(refusal) == (
        "Fetching the source of janus 1.4.1+ds-4 failed: what arrived is not what was announced "
        "(its hash differs); start again, and if that does not help use another mirror."
    )


@pytest.mark.parametrize("expired", [False, True])
def test_index_whose_text_was_changed_is_refused(search, mirror, newer, expired):
    for suite in SUITES:
        index = mirror.suite(suite, newer, expired=expired)
        index.write_text(index.read_text().replace("Origin: Tests", "Origin: Tasts"))

    with pytest.raises(SetUpError) as refusal:
        search()

    assert first_line(refusal) == (
        "Reading which sources Debian stable-here has failed: what arrived does not fit its "
        "signature; name another mirror in /etc/apt, then start again."
    )


def test_index_without_a_signature_is_refused(search, mirror, pinned, careless):
    for suite in SUITES:
        index = mirror.suite(suite, pinned)
        text = index.read_text()
        body = text.partition("\n\n")[2].partition("-----BEGIN PGP SIGNATURE")[0]
        index.unlink()
        index.with_name("Release").write_text(body)

    with pytest.raises(SetUpError, match="does not fit its signature"):
        search()


def test_index_signed_by_a_stranger_is_refused(search, mirror, pinned, tmp_path):
    stranger = SigningKey()
    try:
        strange = DebianMirror(tmp_path / "strange", key=stranger)
        for suite in SUITES:
            strange.suite(suite, strange.package("1.4.1+ds-4"))

        with pytest.raises(SetUpError, match="a key that this machine does not know"):
            search(mirrors=[strange.uri])
    finally:
        stranger.close()


def test_list_of_sources_that_is_not_the_signed_one_is_refused(search, mirror, pinned, newer):
    for suite in SUITES:
        index = mirror.suite(suite, newer).read_text()
        mirror.suite(suite, pinned).write_text(index)

    with pytest.raises(SetUpError) as refusal:
        search()

    assert "what arrived is not what was announced" in first_line(refusal)


def test_suite_that_cannot_be_read_leads_on_to_the_next(search, mirror, pinned):
    index = mirror.suite("stable-here", pinned)
    index.write_text(index.read_text().replace("Origin: Tests", "Origin: Tasts"))
    mirror.suite("testing", pinned)

    assert search().sha256 == pinned.sha256


def test_second_mirror_is_asked_where_the_first_does_not_answer(
    search, mirror, pinned, unused_port, impatient
):
    mirror.suite("stable-here", pinned)

    found = search(mirrors=[f"http://127.0.0.1:{unused_port}/debian", mirror.uri])

    assert found.sha256 == pinned.sha256


def test_mirror_that_does_not_answer_is_asked_once_and_said_plainly(
    search, unused_port, impatient, tmp_path
):
    with pytest.raises(SetUpError) as refusal:
        search(mirrors=[f"http://127.0.0.1:{unused_port}/debian"])

    assert first_line(refusal) == (
        "Reading which sources Debian stable-here has failed: the network does not answer; check "
        "this machine's connection and its proxy settings, then start again."
    )
    assert "testing" not in (tmp_path / "log").read_text()


def test_archive_that_was_kept_is_found_when_no_mirror_has_it_any_more(search, mirror, pinned):
    mirror.suite("stable-here", pinned)
    search()
    mirror.suite("stable-here")

    again = search()

    assert (again.version, again.sha256) == ("1.4.1", pinned.sha256)
    assert again.archive.read_bytes() == pinned.archive.read_bytes()


def test_kept_archive_that_was_changed_is_fetched_again(search, mirror, pinned, tmp_path):
    mirror.suite("stable-here", pinned)
    search()
    [kept] = (tmp_path / "kept").iterdir()
    kept.write_bytes(b"something else")

    assert search().sha256 == pinned.sha256
    assert sha256_of(kept) == pinned.sha256


def test_newer_archive_is_not_kept_for_later(search, mirror, newer, tmp_path):
    for suite in SUITES:
        mirror.suite(suite, newer)
    search()

    assert not (tmp_path / "kept").exists()
