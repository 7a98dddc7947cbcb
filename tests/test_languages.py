"""The languages are those in the settings, whatever they are."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from parloir.accounts.models import User
from parloir.languages import (
    choose_text,
    default_language,
    is_offered,
    language_name,
    offered_languages,
    spoken_language,
)
from parloir.screens.common import languages


@pytest.fixture(autouse=True)
def two(settings):
    settings.LANGUAGES = [("en", "English"), ("es", "Español")]


@pytest.fixture
def three(two, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ht", "Kreyòl ayisyen")]


def test_those_of_the_settings_are_offered_by_their_own_names():
    assert offered_languages() == [("en", "English"), ("es", "Español")]


def test_one_more_entry_is_one_more_language(three):
    assert offered_languages()[-1] == ("ht", "Kreyòl ayisyen")
    assert is_offered("ht")
    assert language_name("ht") == "Kreyòl ayisyen"


@pytest.mark.parametrize("code", ["", "ht", "EN", "es-mx"])
def test_another_language_is_not_offered_and_is_called_by_its_code(code):
    assert not is_offered(code)
    assert language_name(code) == code


def test_default_is_that_of_the_settings(settings):
    assert default_language() == "en"
    settings.LANGUAGE_CODE = "es"
    assert default_language() == "es"
    assert User().language == "es"


def test_spoken_language_is_the_default_where_none_is_active():
    with translation.override("es"):
        assert spoken_language() == "es"
    with translation.override(None):
        assert spoken_language() == "en"


def test_live_surfaces_offer_all_and_mark_the_one_that_is_spoken(three):
    with translation.override("es"):
        assert [(one.code, one.current) for one in languages()] == [
            ("en", False),
            ("es", True),
            ("ht", False),
        ]


def test_an_account_takes_offered_languages_alone(three):
    field = User._meta.get_field("language")
    assert [code for code, _name in field.choices] == ["en", "es", "ht"]


TEXTS = {"fr": "Fumer", "en": "Smoking", "ht": "Lafimen", "es": "Fumar"}


@pytest.mark.parametrize(
    ("written", "fallback", "read"),
    [
        (["fr", "en", "ht", "es"], "ht", "es"),
        (["fr", "en", "ht"], "ht", "ht"),
        (["fr", "en", "ht"], "", "en"),
        (["fr", "en"], "ht", "en"),
        (["fr", "ht"], "", "fr"),
    ],
)
def test_text_is_that_of_the_reader_of_the_fallback_of_the_default_or_the_first(
    written, fallback, read
):
    with translation.override("es"):
        assert (
            choose_text({code: TEXTS[code] for code in written}, fallback=fallback) == TEXTS[read]
        )


def test_where_nothing_is_written_there_is_no_text():
    assert choose_text({}, fallback="en") is None


@given(
    st.dictionaries(st.sampled_from(["en", "es", "fr", "ht"]), st.text(min_size=1), min_size=1),
    st.sampled_from(["", "en", "es", "ht"]),
)
def test_who_has_a_text_in_their_language_reads_it_and_everybody_reads_one(texts, fallback):
    with translation.override("es"):
        chosen = choose_text(texts, fallback=fallback)
    assert chosen in texts.values()
    assert "es" not in texts or chosen == texts["es"]
