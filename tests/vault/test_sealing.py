import pytest
from django.test import override_settings

from parloir.vault import sealing
from parloir.vault.names import ALPHABET, new_digits, new_public_id, new_token
from parloir.vault.sealing import CannotOpen, keyed_hash, seal, unseal


@pytest.mark.parametrize("plain", [b"", b"12345678", b"\0" * 100_000])
def test_what_is_sealed_is_opened_again(plain):
    sealed = seal(plain, purpose="pin", context="row")
    assert unseal(sealed, purpose="pin", context="row") == plain
    assert unseal(memoryview(sealed), purpose="pin", context="row") == plain


def test_sealing_the_same_twice_gives_different_bytes():
    assert seal(b"12345678", purpose="pin", context="row") != seal(
        b"12345678", purpose="pin", context="row"
    )


@pytest.mark.parametrize(("purpose", "context"), [("code", "row"), ("pin", "other row")])
def test_it_does_not_open_elsewhere(purpose, context):
    sealed = seal(b"12345678", purpose="pin", context="row")
    with pytest.raises(CannotOpen):
        unseal(sealed, purpose=purpose, context=context)


@pytest.mark.parametrize("place", [0, 12, -1])
def test_it_does_not_open_with_a_bit_changed(place):
    sealed = bytearray(seal(b"12345678", purpose="pin", context="row"))
    sealed[place] ^= 1
    with pytest.raises(CannotOpen):
        unseal(bytes(sealed), purpose="pin", context="row")


@pytest.mark.parametrize("length", [0, 5, 12, 27])
def test_a_part_of_it_does_not_open(length):
    sealed = seal(b"12345678", purpose="pin", context="row")
    with pytest.raises(CannotOpen):
        unseal(sealed[:length], purpose="pin", context="row")


def test_it_does_not_open_under_another_key():
    sealed = seal(b"12345678", purpose="pin", context="row")
    sealing.derived_key.cache_clear()
    with override_settings(ENCRYPTION_KEY=b"k" * 32), pytest.raises(CannotOpen):
        unseal(sealed, purpose="pin", context="row")
    sealing.derived_key.cache_clear()
    assert unseal(sealed, purpose="pin", context="row") == b"12345678"


def test_a_keyed_hash_finds_an_equal_text_of_the_same_purpose():
    assert keyed_hash("12345678", purpose="pin") == keyed_hash("12345678", purpose="pin")
    assert keyed_hash("12345678", purpose="pin") != keyed_hash("12345679", purpose="pin")
    assert keyed_hash("12345678", purpose="pin") != keyed_hash("12345678", purpose="code")
    assert len(keyed_hash("", purpose="pin")) == 64


def test_names_are_as_long_as_they_say_and_of_their_alphabet():
    assert len(new_public_id()) == 12
    assert set(new_public_id()) <= set(ALPHABET)
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert len({new_token() for _ in range(50)}) == 50


@pytest.mark.parametrize("count", [1, 6, 8])
def test_digits_keep_their_leading_zeros(count, monkeypatch):
    assert len(new_digits(count)) == count
    monkeypatch.setattr("secrets.randbelow", lambda bound: 0)
    assert new_digits(count) == "0" * count
