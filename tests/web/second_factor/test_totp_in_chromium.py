"""A member of staff sets an authenticator app up at the first sign-in, in a real browser."""

import io
import os
from pathlib import Path

import pytest
import zxingcpp
from django.db import connection
from PIL import Image

from parloir.factors.totp import code_of
from tests.web.second_factor.conftest import types_code as by_hand
from tests.web.second_factor.conftest import types_password as password_by_hand
from tests.web.second_factor.in_chromium import in_chromium, types_code, types_password

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WANTED = "/account/second-factor/"


@pytest.fixture(autouse=True)
def clock():
    """The real time, which the browser has too."""


def test_totp_is_set_up_at_the_first_sign_in_by_scanning_and_nothing_is_stored_in_the_clear(
    live_server, officer, client
):
    def sets_up(page):
        types_password(page, live_server.url, officer, then=WANTED)
        page.locator(".p-qr").wait_for()
        keep_picture(page, "set-up")
        picture = Image.open(io.BytesIO(page.locator(".p-qr").screenshot()))
        address = zxingcpp.read_barcode(picture).text
        secret = address.partition("secret=")[2].partition("&")[0]
        assert page.locator("[data-key]").text_content().split() == [
            secret[at : at + 4] for at in range(0, len(secret), 4)
        ]
        types_code(page, code_of(secret, int(page.evaluate("Date.now()")) // 30_000))
        page.locator(".p-codes li").first.wait_for()
        keep_picture(page, "recovery-codes")
        paper = page.locator(".p-codes li").all_text_contents()
        page.get_by_role("link", name="I have kept them").click()
        page.wait_for_url(f"**{WANTED}")
        keep_picture(page, "account")
        wide = page.evaluate("document.documentElement.scrollWidth")
        return secret, paper, wide

    secret, paper, wide = in_chromium(sets_up)

    assert wide == 360
    password_by_hand(officer, client)
    assert by_hand(paper[0], client)["Location"] == "/console/"
    stored = everything_stored()
    assert officer.email.encode() in stored
    for known in (secret, *paper, *(code.replace("-", "") for code in paper)):
        assert known.encode() not in stored


def everything_stored() -> bytes:
    """Return all rows of all tables, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table of ours
            for row in cursor.fetchall():
                found += [bytes(one) if isinstance(one, memoryview | bytes) else str(one).encode()
                          for one in row]  # fmt: skip
    return b"\n".join(found)


def keep_picture(page, name: str) -> None:
    """Keep a picture of the page, for somebody who wants to look at it."""
    if folder := os.environ.get("PARLOIR_FACTOR_PICTURES"):
        width = page.viewport_size["width"]
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
