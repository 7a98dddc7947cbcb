"""The output of failed programs becomes a sentence that says what to do."""

import errno
import shutil
from types import SimpleNamespace

import pytest

from launcher.commands import FULL_BELOW_BYTES, run_logged
from launcher.console import SetUpError, status_of
from launcher.failures import CAUSES, NO_SPACE, UNKNOWN, remedy_for, sentence_of

# Output of apt, dpkg, pip, uv, npm, sudo and gcc on Debian 12 and 13, and the remedy's beginning.
SAID = [
    ("E: You don't have enough free space in /var/cache/apt/archives/.", "the disk is full"),
    ("E: Write error - write (28: No space left on device)", "the disk is full"),
    ("OSError: [Errno 28] No space left on device", "the disk is full"),
    ("npm error code ENOSPC", "the disk is full"),
    ("django.db.utils.OperationalError: database or disk is full", "the disk is full"),
    ("E: Release file for x is not valid yet (invalid for another 3h).", "this machine's clock"),
    ("E: Release file for x is expired (invalid since 24d).", "the package index of the mirror"),
    ("E: Could not get lock /var/lib/apt/lists/lock.", "another program is installing"),
    ("E: dpkg was interrupted, you must manually run", "an earlier installation was cut short"),
    ("W: GPG error: x InRelease: NO_PUBKEY 0E98404D386FA1D9", "the index is signed with a key"),
    ("Sub-process /usr/bin/sqv returned an error code (1), error message is: Missing key F80",
     "the index is signed with a key"),
    ("W: GPG error: The following signatures were invalid: BADSIG 0E9840", "what arrived does not"),
    ("E: The repository 'x InRelease' is not signed.", "what arrived does not fit"),
    ("E: Failed to fetch http://mirror.test/x.deb  Hash Sum mismatch", "what arrived is not what"),
    ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "what arrived is not what was"),
    ("error: Hash mismatch for `django==5.2`", "what arrived is not what was"),
    ("npm error code EINTEGRITY", "what arrived is not what was"),
    ("W: Failed to fetch x  Temporary failure resolving 'mirror.test'", "the network does not"),
    ("Could not connect to mirror.test:80, connection timed out", "the network does not answer"),
    ("NewConnectionError('Failed to establish a new connection')", "the network does not answer"),
    ("  Caused by: dns error: failed to lookup address", "the network does not answer"),
    ("npm error code ENOTFOUND", "the network does not answer"),
    ("SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "the certificate of the"),
    ("npm error code UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "the certificate of the other side"),
    ("E: The repository 'x Release' does not have a Release file.", "the mirror does not have it"),
    ("E: Unable to locate package gengetopt", "the package lists of this machine"),
    ("E: Package 'gengetopt' has no installation candidate", "the package lists of this machine"),
    ("ERROR: No matching distribution found for uv==0.13.9", "the index that pip asks"),
    ("E: Unable to correct problems, you have held broken packages.", "the packages of this"),
    ("cc1: out of memory allocating 65536 bytes", "memory has run out"),
    ("gcc: fatal error: Killed signal terminated program cc1", "memory has run out"),
    ("sudo: a password is required", "sudo asks for a password"),
    ("mkdir: cannot create directory '/opt/x': Permission denied", "something may not be written"),
    ("configure: error: *** something else ***", "the last lines below say why"),
    ("", "the last lines below say why"),
]  # fmt: skip


@pytest.mark.parametrize(("output", "beginning"), SAID)
def test_cause_is_read_from_what_the_program_said(output, beginning):
    remedy = remedy_for(f"Reading package lists...\n{output}\nmore")

    assert remedy[: len(beginning)] == beginning


@pytest.mark.parametrize("remedy", [*(cause.remedy for cause in CAUSES), UNKNOWN])
def test_remedy_ends_one_sentence_with_starting_again(remedy):
    assert remedy[0].islower()
    assert remedy.endswith(".")
    assert ". " not in remedy
    assert "start again" in remedy


def test_full_disk_of_a_program_is_said_in_one_sentence(tmp_path):
    with pytest.raises(SetUpError) as refusal:
        run_logged(["dd", "if=/dev/zero", "of=/dev/full", "count=1"], log=tmp_path / "l", what="It")

    assert str(refusal.value).splitlines()[0] == (
        "It failed: the disk is full; make room, then start again."
    )


@pytest.mark.parametrize(
    ("free", "remedy"), [(FULL_BELOW_BYTES - 1, NO_SPACE.remedy), (FULL_BELOW_BYTES, UNKNOWN)]
)
def test_program_whose_words_were_lost_on_a_full_disk_is_understood(
    tmp_path, monkeypatch, free, remedy
):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))

    with pytest.raises(SetUpError) as refusal:
        run_logged(["false"], log=tmp_path / "log", what="It")

    assert str(refusal.value).splitlines()[0] == f"It failed: {remedy}"


def test_person_with_another_language_gets_the_same_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "es_ES.UTF-8")
    monkeypatch.setenv("LANGUAGE", "es")

    assert run_logged(["sh", "-c", "echo $LC_ALL"], log=tmp_path / "log", what="It") == (
        "C.UTF-8\n"
    )


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device", "/var/x"),
            "Set-up failed with /var/x: the disk is full; make room, then start again.",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            "Set-up failed: the disk is full; make room, then start again.",
        ),
        (OSError(errno.ESRCH, "No such process"), None),
    ],
)
def test_failure_of_a_file_of_our_own_is_a_sentence_where_something_can_be_done(failure, sentence):
    assert sentence_of(failure) == sentence


def test_full_disk_ends_a_command_without_a_traceback(capsys):
    def command():
        with open("/dev/full", "w") as full:  # noqa: PTH123 - the failure comes when it is closed
            full.write("x")
        return 0

    assert status_of(command) == 1
    assert capsys.readouterr().err == (
        "Set-up failed: the disk is full; make room, then start again.\n"
    )


def test_failure_that_nobody_can_mend_is_shown_whole():
    def command():
        raise ProcessLookupError(errno.ESRCH, "No such process")

    with pytest.raises(ProcessLookupError):
        status_of(command)
