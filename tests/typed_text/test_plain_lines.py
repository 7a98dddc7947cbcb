import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from parloir.typed_text.plain_lines import must_be_plain_line


@pytest.mark.parametrize(
    "text",
    ["Jackson County Jail", "Unit 4-B", "(816) 555-0100", "1300 Cherry Street, 2nd floor", ""],
)
def test_places_keep_their_digits_and_signs(text):
    must_be_plain_line(text)


@given(
    st.text(alphabet="Jail 4"),
    st.sampled_from(
        "\n\r\x0b\x00\x1f\x7f\x85\u2028\u2029\u202e\u2066\u200b\u200d\u00ad\ufeff\ue000"
    ),
    st.text(alphabet="Jail 4"),
)
def test_a_line_break_or_an_invisible_sign_is_refused(before, sign, after):
    with pytest.raises(ValidationError):
        must_be_plain_line(before + sign + after)
