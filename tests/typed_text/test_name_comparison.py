"""What fits the name on a card, and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parloir.typed_text.name_comparison import can_be_same_name

LETTERS = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x17F), min_size=1)
NO_LETTERS = st.text(st.sampled_from(" .,-'\u2019\u02bb\u02bc\u2010·1"))


@pytest.mark.parametrize(
    ("typed", "on_card"),
    [
        ("Jane", "JANE"),
        ("Müller", "MUELLER"),
        ("Müller", "MULLER"),
        ("Mueller", "MÜLLER"),
        ("Weiß", "WEISS"),
        ("Y\u0131ld\u0131z", "YILDIZ"),
        ("İpek", "IPEK"),
        ("Søren", "SOEREN"),
        ("Søren", "SOREN"),
        ("Ka\u02bbahumanu", "KAAHUMANU"),
        ("Ka\u02bcahumanu", "KA'AHUMANU"),
        ("O\u2019Brien", "OBRIEN"),
        ("Núñez", "NUNEZ"),
        ("Jose\u0301", "JOSÉ"),
        ("Mary Ann", "MARYANN"),
        ("Maryann", "MARY-ANN"),
        ("De la Cruz", "DELACRUZ"),
        ("Jane", "JANE MARIE"),
        ("Jane Marie", "JANE"),
        ("Garcia", "GARCIA-LOPEZ"),
        ("Doe", "DOE JR"),
        ("Li", "LI"),
        ("李", "李"),
        ("Maria-Guadalupe Concepcion", "MARIAGUADALUPECONC"),
    ],
)
def test_same_name_fits_however_it_is_written(typed, on_card):
    assert can_be_same_name(typed, on_card)


@pytest.mark.parametrize(
    ("typed", "on_card"),
    [
        ("-", "JANE"),
        (".", "JANE"),
        ("", "JANE"),
        ("Jane", "-"),
        ("Jane", ""),
        ("-", "-"),
        ("J", "JANE"),
        ("J.", "JANE"),
        ("J", "J EDGAR"),
        ("Jan", "JANE"),
        ("Jane", "JAN"),
        ("Janet", "JANE"),
        ("O", "O'BRIEN"),
        ("De", "DE LA CRUZ"),
        ("De la", "DE LA CRUZ"),
        ("Marie", "JANE MARIE"),
        ("Doe", "ROE"),
        ("Maria", "MARIAGUADALUPECONC"),
        ("Мария", "MARIA"),
    ],
)
def test_another_name_does_not_fit(typed, on_card):
    assert not can_be_same_name(typed, on_card)


@pytest.mark.parametrize(("on_card", "fits"), [("CHRISTOPH", True), ("CHR", True), ("CH", False)])
def test_name_that_the_card_has_cut_fits_if_it_begins_like_the_typed_one(on_card, fits):
    assert can_be_same_name("Christopher", on_card, is_cut=True) is fits
    assert not can_be_same_name("Christopher", on_card)
    assert not can_be_same_name(on_card, "CHRISTOPHER", is_cut=True)


@given(NO_LETTERS, st.one_of(LETTERS, NO_LETTERS), st.booleans())
def test_what_has_no_letter_fits_nothing(nothing, name, is_cut):
    assert not can_be_same_name(nothing, name, is_cut=is_cut)
    assert not can_be_same_name(name, nothing, is_cut=is_cut)


@given(LETTERS)
def test_name_fits_itself_in_capitals(name):
    assert can_be_same_name(name, name.upper())


@given(LETTERS, LETTERS)
def test_without_a_mark_it_does_not_matter_which_is_typed_if_names_are_short(one, other):
    short = one[:5], other[:5]
    assert can_be_same_name(*short) == can_be_same_name(*reversed(short))
