"""Codes of authenticator apps, against the values of RFC 6238."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from parloir.factors.pictures import qr_code
from parloir.factors.totp import address_for_app, code_of, matching_step, new_secret, step_at

SECRET = base64.b32encode(b"12345678901234567890").decode()
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
STEP = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_totp_codes_are_those_of_the_standard(second, code):
    moment = datetime.fromtimestamp(second, UTC)
    assert code_of(SECRET, step_at(moment)) == code


@pytest.mark.parametrize(
    ("steps", "is_tolerated"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_totp_of_a_phone_may_be_one_step_slow_or_fast(steps, is_tolerated):
    shown = step_at(NOON) + steps
    found = matching_step(SECRET, code_of(SECRET, shown), at=NOON)
    assert found == (shown if is_tolerated else None)


def test_a_totp_step_ends_after_thirty_seconds():
    last = NOON + STEP - timedelta(microseconds=1)
    assert step_at(NOON) == step_at(last)
    assert step_at(NOON + STEP) == step_at(NOON) + 1


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "١٢٣٤٥٦", "1234567"])
def test_what_is_no_totp_code_matches_nothing(typed):
    assert matching_step(SECRET, typed, at=NOON) is None


def test_secrets_differ_and_have_160_bits():
    one, other = new_secret(), new_secret()
    assert one != other
    assert len(base64.b32decode(one)) == 20


def test_the_address_for_apps_names_house_and_account():
    address = address_for_app("ABCD", account="dana@example.org", issuer="Parloir")
    assert address == ("otpauth://totp/Parloir%3Adana%40example.org?secret=ABCD&issuer=Parloir")


def test_without_its_library_there_is_no_picture(monkeypatch):
    monkeypatch.setattr("parloir.factors.pictures.sys.executable", "/nowhere/python")
    assert qr_code("otpauth://totp/x") is None


def test_a_phone_reads_the_address_from_the_picture():
    import numpy
    import zxingcpp

    address = address_for_app(SECRET, account="dana@example.org", issuer="Parloir")
    picture = qr_code(address)
    pixels = numpy.full((picture.size, picture.size), 255, dtype=numpy.uint8)
    for module in picture.path.removeprefix("M").removesuffix("h1v1h-1z").split("h1v1h-1zM"):
        x, y = module.split()
        pixels[int(y), int(x)] = 0
    found = zxingcpp.read_barcode(numpy.kron(pixels, numpy.ones((4, 4), dtype=numpy.uint8)))
    assert found.text == address
