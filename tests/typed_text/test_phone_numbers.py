import re

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from parloir.typed_text.phone_numbers import (
    LONGEST_STORED,
    forms_of_phone,
    shown_phone,
    stored_phone,
)

HOME = "+18165550123"
ABROAD = "+525512345678"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("(816) 555-0123", HOME),
        ("816 555 0123", HOME),
        ("816.555.0123", HOME),
        ("816-555-0123", HOME),
        ("816\u2011555\u20130123", HOME),
        ("1-816-555-0123", HOME),
        ("1 (816) 555-0123", HOME),
        ("+1 816 555 0123", HOME),
        ("+1 (816) 555-0123", HOME),
        ("\uff08\uff18\uff11\uff16\uff09\uff15\uff15\uff15\uff0d\uff10\uff11\uff12\uff13", HOME),
        ("  8165550123  ", HOME),
        ("011 52 55 1234 5678", ABROAD),
        ("00 52 55 1234 5678", ABROAD),
        ("0052 55 1234 5678", ABROAD),
        ("+52 55 1234 5678", ABROAD),
        ("+52 1 55 1234 5678", ABROAD),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("+39 06 698 1234", "+39066981234"),
        ("816 555 0123 ext. 12", f"{HOME};ext=12"),
        ("816 555 0123 x12", f"{HOME};ext=12"),
        ("816 555 0123 #12", f"{HOME};ext=12"),
        ("816 555 0123 extensión 12", f"{HOME};ext=12"),
        # Area codes that the lists of the library do not have yet.
        ("436 555 0123", "+14365550123"),
        ("924 555 0123", "+19245550123"),
    ],
)
def test_a_number_is_stored_as_e164_however_it_is_typed(typed, stored):
    assert stored_phone(typed) == stored
    assert stored_phone(stored) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "+", "ext 3", "911", "12345", "81655501234", "+999 123456", "0000000000",
        "555-0123", "00 000 000", "1111111111", "+1 000 000 0000", "2222222222", "9999999999",
        "0165550123",
        "116 555 0123", "816 155 0123", "816 055 0123", "call me now 816555", "816 555 0123 or 4",
        "816 555 0123/0124", "1-800-FLOWERS", "816\n5550123", "https://8165550123.example",
        "+52 2222222222", "816 555 0123 ext 12345678", "\uff11",
    ],
)  # fmt: skip
def test_what_cannot_be_a_number_is_refused_in_words(typed):
    with pytest.raises(ValidationError) as refused:
        stored_phone(typed)
    assert re.search("area code|look at the digits", refused.value.messages[0])


@pytest.mark.parametrize(
    ("stored", "to", "shown"),
    [
        (HOME, "", "(816) 555-0123"),
        (HOME, "+18165550199", "(816) 555-0123"),
        (HOME, ABROAD, "+1 816-555-0123"),
        (f"{HOME};ext=12", "", "(816) 555-0123 ext. 12"),
        (ABROAD, "", "+52 55 1234 5678"),
        (ABROAD, "+523312345678", "55 1234 5678"),
        ("+14365550123", "", "(436) 555-0123"),
        ("(816) 555-0123", "", "(816) 555-0123"),
        ("To be announced", ABROAD, "To be announced"),
        ("+", "", "+"),
        (HOME, "0000000000", "(816) 555-0123"),
        ("", "", ""),
    ],
)
def test_a_number_is_shown_as_the_reader_dials_it(stored, to, shown):
    assert shown_phone(stored, to=to) == shown


@given(st.from_regex(r"[2-9][0-9]{2}[2-9][0-9]{6}", fullmatch=True))
def test_what_is_shown_is_stored_as_the_same_number(digits):
    if len(set(digits)) > 1:
        stored = stored_phone(digits)
        assert stored == f"+1{digits}"
        assert stored_phone(shown_phone(stored)) == stored
        assert stored_phone(shown_phone(stored, to=ABROAD)) == stored


@given(st.text(alphabet="0123456789+()-. ext#x;=\u0660", max_size=40))
def test_whatever_is_typed_is_stored_or_refused(typed):
    try:
        stored = stored_phone(typed)
    except ValidationError:
        return
    assert re.fullmatch(r"\+[1-9]\d{3,14}(;ext=\d{1,7})?", stored)
    assert len(stored) <= LONGEST_STORED


def test_each_form_of_ones_own_number_is_known():
    assert forms_of_phone(HOME) == [HOME, "8165550123", "(816) 555-0123"]
    assert forms_of_phone("4711") == ["4711"]
