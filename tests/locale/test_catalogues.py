"""Every catalogue in `locale` is complete, up to date, and has what its language needs."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.locale.catalogue import (
    COMMITTED,
    Message,
    extracted,
    known_to_django,
    number_of_forms,
    placeholders,
    read,
)

SOURCE = "en"


@pytest.fixture(scope="module", params=COMMITTED, ids=lambda path: path.parts[-3])
def path(request) -> Path:
    return request.param


@pytest.fixture(scope="module")
def messages(path) -> list[Message]:
    return read(path)


@pytest.fixture(scope="module")
def said(tmp_path_factory) -> set[tuple[str, str, str]]:
    return {message.key for message in extracted(tmp_path_factory.mktemp("program"))}


def test_languages_with_a_directory_are_those_of_the_settings():
    directories = [path.parts[-3].replace("_", "-").lower() for path in COMMITTED]
    assert sorted([SOURCE, *directories]) == sorted(dict(settings.LANGUAGES))


def test_catalogue_has_what_the_program_says_and_nothing_else(messages, said):
    known = {message.key for message in messages}
    assert sorted(said - known) == []
    assert sorted(known - said - known_to_django()) == []


def test_every_message_is_translated_and_none_is_a_guess(messages):
    open_ones = [m.source for m in messages if m.is_fuzzy or not all(m.translations)]
    assert open_ones == []


def test_plurals_have_all_forms(messages, path):
    plurals = [message for message in messages if message.plural]
    assert plurals
    assert [m.source for m in plurals if len(m.translations) != number_of_forms(path)] == []


def test_placeholders_are_those_of_the_source(messages):
    wrong = []
    for message in messages:
        of_many = placeholders(message.plural or message.source)
        first, *others = map(placeholders, message.translations)
        if first not in [placeholders(message.source), of_many]:
            wrong.append(message.source)
        if any(one != of_many for one in others):
            wrong.append(message.source)
    assert wrong == []


def test_spaces_around_a_sentence_are_kept(messages):
    def edges(text: str) -> tuple[bool, bool]:
        return text != text.lstrip(), text != text.rstrip()

    wrong = [m.source for m in messages if any(edges(t) != edges(m.source) for t in m.translations)]
    assert wrong == []
