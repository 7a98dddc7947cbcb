"""For every number, the browser uses the plural form that gettext uses on the server."""

import gettext

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parloir.realtime.plural_strings import plural_forms
from tests.realtime.browsers import string_of

# As the catalogues of these languages say it.
PLURALS = {
    "English": "n != 1",
    "French": "n > 1",
    "Japanese": "0",
    "Polish": "n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2",
    "Slovenian": "n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3",
    "Arabic": "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5",
}


@pytest.mark.parametrize("rule", PLURALS.values(), ids=PLURALS)
@given(st.integers(0, 100_000))
@example(0)
@example(1)
@example(100)
@example(101)
@example(199)
@example(200)
@example(201)
def test_form_is_that_of_gettext(rule, n):
    form_of = gettext.c2py(rule)
    strings = plural_forms({"visits": lambda n: f"{{n}} visits, form {form_of(n)}"})
    assert string_of(strings, "visits", n) == f"{{n}} visits, form {form_of(n)}"


def test_first_form_is_that_of_one_and_each_is_sent_once():
    strings = plural_forms({"days": lambda n: "{n} day" if n == 1 else "{n} days"})
    assert strings == {
        "days_0": "{n} day",
        "days_1": "{n} days",
        "number_forms": "10" + "1" * 198,
    }


def test_a_sentence_that_is_not_translated_yet_keeps_the_forms_of_english():
    form_of = gettext.c2py(PLURALS["Polish"])
    strings = plural_forms(
        {
            "visits": lambda n: f"form {form_of(n)}",
            "days": lambda n: "{n} day" if n == 1 else "{n} days",
        }
    )
    numbers = (1, 2, 5, 21, 22)
    assert [string_of(strings, "days", n) for n in numbers] == [
        "{n} day",
        *["{n} days"] * 4,
    ]
    assert [string_of(strings, "visits", n)[-1] for n in numbers] == [
        "0",
        "1",
        "2",
        "2",
        "1",
    ]


def test_without_counted_sentences_there_is_one_form():
    assert plural_forms({}) == {"number_forms": "0" * 200}
