"""Stamps say which steps of set-up can be skipped."""

import os

import pytest

from launcher.build_stamps import (
    digest_of_changes,
    digest_of_contents,
    files_under,
    is_done,
    mark_done,
)
from launcher.django_steps import messages_to_compile


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "source.txt"
    path.write_text("one")
    return path


@pytest.mark.parametrize("digest", [digest_of_contents, digest_of_changes])
def test_step_is_done_until_its_source_changes(tmp_path, source, digest):
    stamp = tmp_path / "stamps" / "step"
    assert not is_done(stamp, digest([source]))

    mark_done(stamp, digest([source]))
    assert is_done(stamp, digest([source]))

    source.write_text("another")
    assert not is_done(stamp, digest([source]))


def test_words_that_run_together_differ(source):
    assert digest_of_contents([source], "ab", "c") != digest_of_contents([source], "a", "bc")


def test_order_of_files_makes_no_difference(tmp_path, source):
    other = tmp_path / "a.txt"
    other.write_text("two")

    assert digest_of_changes([source, other]) == digest_of_changes([other, source])


def test_files_are_found_below_but_not_in_what_is_left_out(tmp_path, source):
    for name in ("a/b/deep.py", "a/text.txt", "node_modules/left.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    found = files_under(tmp_path, ".py", leaving_out=["node_modules"])

    assert found == [tmp_path / "a/b/deep.py"]


def test_folder_that_is_not_there_has_no_files(tmp_path):
    assert files_under(tmp_path / "none") == []


@pytest.mark.parametrize(("compiled_at", "is_stale"), [(None, True), (-1, True), (0, False)])
def test_translation_is_compiled_when_newer_than_its_result(tmp_path, compiled_at, is_stale):
    source = tmp_path / "locale" / "es" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.touch()
    if compiled_at is not None:
        compiled = source.with_suffix(".mo")
        compiled.touch()
        moment = source.stat().st_mtime + compiled_at
        os.utime(compiled, (moment, moment))

    assert (messages_to_compile(tmp_path) == [source]) is is_stale
