"""Read JSON from outside."""

from pydantic import JsonValue
from pydantic_core import from_json


def read_json(text: str) -> JsonValue:
    """Return the value of this JSON text.

    Raises ValueError where it is not JSON, is nested more than 200 deep, or has half of a
    surrogate pair or a zero byte in a string: the first is not a character, and databases cannot
    store the second.
    """
    try:
        value: JsonValue = from_json(text, allow_inf_nan=False)
    except TypeError as error:  # half of a surrogate pair as it is, without an escape
        raise ValueError("this text has no UTF-8") from error
    if "\\u0000" in text and _has_zero_byte(value):
        raise ValueError("a string has a zero byte")
    return value


def _has_zero_byte(value: JsonValue) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, list):
        return any(map(_has_zero_byte, value))
    if isinstance(value, dict):
        return any(map(_has_zero_byte, [*value, *value.values()]))
    return False
