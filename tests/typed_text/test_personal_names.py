"""Which texts are names: real ones pass, and nothing that speaks for itself in a mail does."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.utils.html import escape, urlize
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.provisional import domains, urls

from parloir.typed_text.personal_names import (
    _TEXTS,
    LONGEST_NAME,
    MOST_MARKS,
    NameMistake,
    NameRefused,
    check_names,
    mistake_in_name,
    must_be_full_name,
    must_be_name,
    tidy_name,
)

ZWNJ, ZWJ = "\u200c", "\u200d"

REAL = [
    "O'Brien", "D\u2019Angelo", "Nguyễn", "García-López", "'Abd al-Raḥmān", "'t Hooft",
    "María de los Ángeles", "Ka\u02bbiulani", "Sa\u02bfid", "Ng", "Å", "St. John", "J.R.", "J.R.R.",
    "Ph.D.", "Smith, Jr.", "O'Neil III", "John Smith 3rd", "Smith 2nd", "Lee 10TH", "Anne 1st.",
    "Ravi A/L Kumar", "Gurpreet s/o Singh", "Mª Dolores", "Müller-Lüdenscheidt", "Björk",
    "Paral\u00b7lel", "李小龍", "김 철수", "ミハイル\u30fbゴルバチョフ", "佐々木", "Αλέξανδρος",
    "Людмила", "שרה\u05beלאה", "\u05d2\u05f3\u05d5\u05e8\u05d2\u05f3",
    "ནོར\u0f0bབུ", "မြွှေး", "สมชาย", "அருள்",
    f"علی{ZWNJ}رضا", f"بی{ZWNJ}بی", f"क्{ZWJ}ष", f"क्{ZWNJ}ष", f"නි{ZWJ}ර", f"ක්{ZWJ}රිෂ්ණ",
    f"র{ZWJ}\u09cdয",
]  # fmt: skip

REFUSED = [
    ("Ma\nria", NameMistake.CONTROL),
    ("Ma\rria", NameMistake.CONTROL),
    ("Ma\tria", NameMistake.CONTROL),
    ("Ma\0ria", NameMistake.CONTROL),
    ("Ma\x85ria", NameMistake.CONTROL),
    ("Ma\u2028ria", NameMistake.CONTROL),
    ("Ma\u2029ria", NameMistake.CONTROL),
    ("Ma\ud800ria", NameMistake.CONTROL),
    ("Ma\ue000ria", NameMistake.CONTROL),
    *((f"Ma{mark}ria", NameMistake.DIRECTION) for mark in "\u061c\u200e\u200f"),
    *((f"Ma{mark}ria", NameMistake.DIRECTION) for mark in "\u202a\u202b\u202c\u202d\u202e"),
    *((f"Ma{mark}ria", NameMistake.DIRECTION) for mark in "\u2066\u2067\u2068\u2069"),
    *((f"Ma{sign}ria", NameMistake.INVISIBLE) for sign in "\u00ad\u034f\u200b\u2060\ufeff\ufe0f"),
    *((f"Ma{sign}ria", NameMistake.INVISIBLE) for sign in "\u115f\u3164\uffa0\u2800\U000e0041"),
    (f"Ma{ZWJ}ria", NameMistake.INVISIBLE),
    (f"Ma{ZWNJ}ria", NameMistake.INVISIBLE),
    (f"علی{ZWNJ}", NameMistake.INVISIBLE),
    (f"{ZWNJ}علی", NameMistake.INVISIBLE),
    (f"علی{ZWNJ}{ZWNJ}رضا", NameMistake.INVISIBLE),
    (f"علی{ZWNJ}क", NameMistake.INVISIBLE),
    (f"علی{ZWNJ} رضا", NameMistake.INVISIBLE),
    ("https://evil.example", NameMistake.LINK),
    ("Maria evil.com", NameMistake.LINK),
    ("www.evil", NameMistake.LINK),
    ("t.co", NameMistake.LINK),
    ("St.John", NameMistake.LINK),
    (".com", NameMistake.LINK),
    ("J.R.evil.com", NameMistake.LINK),
    ("maria@example.org", NameMistake.LINK),
    ("mailto:maria", NameMistake.LINK),
    ("Maria 2", NameMistake.DIGIT),
    ("816 555 0199", NameMistake.DIGIT),
    ("3rd", NameMistake.DIGIT),
    ("3rd Smith", NameMistake.DIGIT),
    ("Smith3rd", NameMistake.DIGIT),
    ("Smith 11th", NameMistake.DIGIT),
    ("Smith 1th", NameMistake.DIGIT),
    ("Maria ٣", NameMistake.DIGIT),
    ("Maria ²", NameMistake.DIGIT),
    ("Maria Ⅷ", NameMistake.DIGIT),
    ("<b>Maria</b>", NameMistake.SIGN),
    ("Maria 😀", NameMistake.SIGN),
    ("Maria\u00a0Alvarez", NameMistake.SIGN),
    ("Maria!", NameMistake.SIGN),
    ("Maria/evil", NameMistake.SIGN),
    ("\u0301Maria", NameMistake.MARKS),
    ("Maria " + "\u0301", NameMistake.MARKS),
    ("a" + "\u0301" * (MOST_MARKS + 1), NameMistake.MARKS),
    ("", NameMistake.NO_LETTER),
    ("-", NameMistake.NO_LETTER),
    (" . ", NameMistake.NO_LETTER),
    ("a" * (LONGEST_NAME + 1), NameMistake.TOO_LONG),
]  # fmt: skip

NAMES = st.from_regex(r"[A-ZÀ-Ö][a-zà-ö]{1,9}(?:[ '-][A-ZÀ-Ö][a-zà-ö]{1,9}){0,3}", fullmatch=True)
FORBIDDEN = st.characters(
    categories=["Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Nd", "Nl", "No", "So", "Sm", "Sc", "Me"]
)


@pytest.mark.parametrize("name", REAL)
def test_a_real_name_passes_as_it_is_and_as_it_is_stored(name):
    assert mistake_in_name(name) is None
    assert mistake_in_name(tidy_name(name)) is None


@pytest.mark.parametrize(("text", "mistake"), REFUSED)
def test_what_is_no_name_is_refused_for_its_reason(text, mistake):
    assert mistake_in_name(text) == mistake


def test_longest_name_and_most_marks_pass():
    assert mistake_in_name("a" * LONGEST_NAME) is None
    assert mistake_in_name("a" + "\u0301" * MOST_MARKS) is None
    must_be_full_name(f"{'a' * LONGEST_NAME} {'b' * LONGEST_NAME}")
    with pytest.raises(ValidationError):
        must_be_full_name(f"{'a' * LONGEST_NAME} {'b' * LONGEST_NAME}c")


@given(st.text(max_size=LONGEST_NAME))
@example(f"علی{ZWNJ}رضا")
@example("a.b")
def test_an_accepted_text_has_no_hidden_sign_and_makes_no_link(text):
    if mistake_in_name(text) is not None:
        return
    categories = {unicodedata.category(sign) for sign in text if sign not in ZWNJ + ZWJ}
    assert not categories & {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "So", "Me", "Nl", "No"}
    assert urlize(text, autoescape=True) == escape(text)


@given(NAMES)
def test_names_of_letters_and_their_separators_pass(name):
    assert mistake_in_name(name[:LONGEST_NAME].rstrip(" '-")) is None


@given(NAMES, FORBIDDEN, st.integers(min_value=0))
def test_one_forbidden_sign_anywhere_refuses_a_name(name, sign, at):
    at %= len(name) + 1
    assert mistake_in_name(name[:at] + sign + name[at:]) is not None


@given(NAMES, st.one_of(domains(), urls()), st.booleans())
def test_no_address_passes_alone_or_beside_a_name(name, address, comes_first):
    assert mistake_in_name(address) is not None
    words = (address, name) if comes_first else (name, address)
    assert mistake_in_name(" ".join(words)) is not None


@given(st.text())
def test_the_rule_answers_for_any_text(text):
    assert mistake_in_name(text, longest=10_000) in {None, *NameMistake}


@given(st.text(max_size=30))
def test_tidying_twice_changes_nothing_more(text):
    assert tidy_name(tidy_name(text)) == tidy_name(text)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Maria   de\u00a0los\u3000Ángeles ", "Maria de los Ángeles"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("Maria\u2028", "Maria\u2028"),
    ],
)
def test_spaces_and_composition_are_tidied_and_nothing_else(typed, stored):
    assert tidy_name(typed) == stored


def test_every_mistake_has_its_text_and_no_other():
    assert set(_TEXTS) == set(NameMistake)
    assert len({str(text) for text in _TEXTS.values()}) == len(NameMistake)


def test_refusals_carry_the_mistake():
    with pytest.raises(ValidationError) as invalid:
        must_be_name("evil.com")
    assert invalid.value.code == NameMistake.LINK
    with pytest.raises(NameRefused) as refused:
        check_names("Maria", "evil.com")
    assert refused.value.mistake == NameMistake.LINK
    check_names("Maria", "Alvarez")
