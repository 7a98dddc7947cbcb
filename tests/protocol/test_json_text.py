"""Whatever comes in is read, or is no JSON: there is no third way."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parloir.protocol.json_text import read_json

DEEPEST = 200
SIGNS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)
WHOLE_NUMBERS = st.integers(-(2**63), 2**63)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | WHOLE_NUMBERS
    | st.floats(allow_nan=False, allow_infinity=False)
    | SIGNS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SIGNS, inner, max_size=3),
    max_leaves=8,
)


def nested(depth: int, inmost: str = "7") -> str:
    return "[" * depth + inmost + "]" * depth


@given(VALUES, st.booleans())
def test_what_is_written_is_read(value, is_escaped):
    assert read_json(json.dumps(value, ensure_ascii=is_escaped)) == value


@given(st.text(max_size=30) | st.text('[]{}:,"\\u0d8c1etrufalsn.+-', max_size=30))
def test_any_other_text_is_no_json(text):
    try:
        value = read_json(text)
    except ValueError:
        return
    assert json.dumps(value).encode()


def test_nesting_has_an_end():
    assert json.dumps(read_json(nested(DEEPEST))) == nested(DEEPEST)
    with pytest.raises(ValueError, match="recursion"):
        read_json(nested(DEEPEST + 1))


@pytest.mark.parametrize("inside", ['"{}"', '{{"{}": 1}}', '{{"a": ["{}"]}}'])
@pytest.mark.parametrize(
    "sign", ["\\ud800", "\\udfff", "\\ud800\\u0041", "a\\u0000b", "\ud800", "\0"], ids=ascii
)
def test_what_is_no_character_of_a_database_is_refused_anywhere(inside, sign):
    with pytest.raises(ValueError):
        read_json(inside.format(sign))


@pytest.mark.parametrize(
    ("text", "value"),
    [('"\\ud83d\\ude00"', "\U0001f600"), ('"\\\\u0000"', "\\u0000"), ('"\\u0001"', "\x01")],
)
def test_what_only_looks_like_it_is_read(text, value):
    assert read_json(text) == value


@pytest.mark.parametrize("text", ["NaN", "Infinity", "9" * 5000, "", "\ufeff{}", "{'a': 1}"])
def test_what_json_does_not_have_is_refused(text):
    with pytest.raises(ValueError):
        read_json(text)
