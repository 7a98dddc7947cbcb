import pytest
from django.utils import translation

from parloir.bookings.texts.wording import say_names


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Maria"], "Maria"),
        (["Maria", "Leo"], "Maria and Leo"),
        (["Maria", "Leo", "Isabel"], "Maria, Leo and Isabel"),
    ],
)
def test_names_are_listed(names, said):
    assert say_names(names) == said


@pytest.mark.parametrize("last", ["Isabel", "Íñigo", "INÉS", "Hilario", "Hiroshi", "Hi"])
def test_spanish_and_is_another_word_before_the_sound_of_i(last):
    with translation.override("es"):
        assert say_names(["Ana", "Leo", last]) == f"Ana, Leo e {last}"


@pytest.mark.parametrize("last", ["Leo", "Yolanda", "Hielo", "Hiato", "Héctor", "Ximena", "H", ""])
def test_spanish_and_is_the_usual_word_before_any_other_sound(last):
    with translation.override("es"):
        assert say_names(["Isabel", last]) == f"Isabel y {last}"
