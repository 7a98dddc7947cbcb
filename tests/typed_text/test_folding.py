import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parloir.typed_text.folding import fold_name, fold_number, fold_words, spellings_of

APOSTROPHES = "'`\u00b4\u2018\u2019\u02bb\u02bc\u02b9\u02bd\ua78c"


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("O'Brien", "obrien"),
        ("O BRIEN", "obrien"),
        ("Núñez", "nunez"),
        ("NÚÑEZ", "nunez"),
        ("Nu\u0301n\u0303ez", "nunez"),
        ("Weiß", "weiss"),
        ("WEISS", "weiss"),
        ("Søren", "soren"),
        ("SØREN", "soren"),
        ("Łukasz", "lukasz"),
        ("Đặng", "dang"),
        ("Ægir", "aegir"),
        ("Þór", "thor"),
        ("\u0130pek", "ipek"),
        ("Y\u0131ld\u0131z", "yildiz"),
        ("YILDIZ", "yildiz"),
        ("Müller", "muller"),
        ("De la Cruz", "delacruz"),
        ("Smith-Jones", "smithjones"),
        ("Smith\u2011Jones", "smithjones"),
        ("\ufb01nn", "finn"),
        ("™", "tm"),
        ("Ольга", "ольга"),
        ("3.", ""),
        ("", ""),
    ],
)
def test_a_name_is_folded_to_its_letters(name, folded):
    assert fold_name(name) == folded


@pytest.mark.parametrize("apostrophe", APOSTROPHES)
def test_every_apostrophe_is_left_out(apostrophe):
    assert fold_name(f"Ka{apostrophe}ahumanu") == "kaahumanu"


@given(st.text())
def test_a_folded_name_is_folded_no_further_and_has_letters_alone(text):
    folded = fold_name(text)

    assert fold_name(folded) == folded
    assert all(unicodedata.category(sign)[0] == "L" for sign in folded)


@given(st.text())
def test_composed_and_decomposed_letters_are_folded_alike(text):
    assert fold_name(unicodedata.normalize("NFC", text)) == fold_name(
        unicodedata.normalize("NFD", text)
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Maria De la Cruz", ["maria", "de", "la", "cruz"]),
        ("Núñez-O'Brien", ["nunez", "o", "brien"]),
        ("Ka\u02bbahumanu", ["ka", "ahumanu"]),
        ("Nu\u0301n\u0303ez", ["nunez"]),
        ("John 3rd", ["john", "rd"]),
        (" - ", []),
    ],
)
def test_a_name_is_taken_apart_at_blanks_and_signs(name, words):
    assert fold_words(name) == words


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        ("Müller", ["Müller", "mueller"]),
        ("Mu\u0308ller", ["Mu\u0308ller", "mueller"]),
        ("JÖRG", ["JÖRG", "joerg"]),
        ("Mueller", ["Mueller"]),
        ("Miguel", ["Miguel"]),
    ],
)
def test_umlauts_have_a_second_spelling(name, spellings):
    assert spellings_of(name) == spellings


@pytest.mark.parametrize(
    ("number", "folded"),
    [
        ("a100241", "A100241"),
        (" A-100 241 ", "A100241"),
        ("A.100.241", "A100241"),
        ("0012389", "12389"),
        ("A0012", "A0012"),
        ("000", "0"),
        ("0", "0"),
        ("\uff10\uff11\uff12", "12"),
        ("2024-0000123", "20240000123"),
        ("--", ""),
        ("", ""),
    ],
)
def test_a_number_is_folded_to_its_letters_and_digits(number, folded):
    assert fold_number(number) == folded


@given(st.text())
def test_a_folded_number_is_folded_no_further(text):
    assert fold_number(fold_number(text)) == fold_number(text)
