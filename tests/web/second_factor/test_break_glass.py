"""The emergency sign-in, from the command on the server to a new second factor."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from parloir.accounts.models import Role
from parloir.factors.queries import PASSED, has_factor
from tests.factories.people import make_staff
from tests.web.second_factor.conftest import PAGE, SETUP, code_now
from tests.web.second_factor.in_chromium import in_chromium
from tests.web.second_factor.test_setup import sets_up

EMERGENCY = "/account/emergency/"
SIGNS = re.compile(r"^ {4}(\S{23})$", re.M)


@pytest.fixture
def ann(jail):
    return make_staff(Role.ADMINISTRATOR, jail)


def prints(email):
    said = StringIO()
    call_command("break_glass", email, stdout=said)
    return said.getvalue()


def test_break_glass_leads_to_a_new_factor_without_the_old_one_or_the_password(client, ann, enrol):
    enrol(ann)
    said = prints(ann.email.upper())
    assert f"Open {EMERGENCY} on your site, and type:" in said
    answer = client.post(EMERGENCY, {"signs": SIGNS.search(said)[1]})
    assert answer["Location"] == PAGE
    assert client.session[PASSED] == "break_glass"
    assert "emergency sign-in, which works once" in client.get(PAGE).content.decode()
    assert client.get("/console/devices/").status_code == 200
    page, secret = sets_up(client)
    assert "Keep your recovery codes" in page.content.decode()
    assert client.session[PASSED] == "app"
    assert code_now(secret)
    assert 'name="password"' in client.get(SETUP).content.decode()


@pytest.mark.parametrize(
    ("minutes", "said"), [(14, "This was used already"), (16, "This is older than 15 minutes")]
)
def test_break_glass_is_refused_in_words(client, ann, clock, minutes, said):
    signs = SIGNS.search(prints(ann.email))[1]
    if minutes < 15:
        Client().post(EMERGENCY, {"signs": signs})
    clock.shift(timedelta(minutes=minutes))
    answer = client.post(EMERGENCY, {"signs": signs})
    assert said in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_break_glass_that_nobody_made_is_refused_in_words(client):
    answer = client.post(EMERGENCY, {"signs": "7k2mq"})
    assert "The server has not shown this" in answer.content.decode()


def test_break_glass_ends_the_sign_in_of_somebody_else_in_this_browser(client, ann, visitor):
    client.force_login(visitor, backend="parloir.web.signin_backend.SignInBackend")
    client.post(EMERGENCY, {"signs": SIGNS.search(prints(ann.email))[1]})
    assert client.session["_auth_user_id"] == str(ann.pk)


def test_break_glass_is_not_made_for_visitors_and_strangers(visitor):
    with pytest.raises(CommandError, match="the account of a visitor"):
        prints(visitor.email)
    with pytest.raises(CommandError, match="No account has this email address"):
        prints("nobody@example.org")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_break_glass_signs_in_in_a_real_browser(live_server, ann, enrol):
    enrol(ann)
    signs = SIGNS.search(prints(ann.email))[1]

    def signs_in(page):
        page.goto(f"{live_server.url}{EMERGENCY}")
        page.locator("[name=signs]").fill(signs)
        page.locator("main form button.usa-button").first.click()
        page.wait_for_url(f"**{PAGE}")
        page.get_by_role("link", name="Set it up").click()
        page.locator(".p-qr").wait_for()
        return page.locator("[name=password]").count()

    assert in_chromium(signs_in, width=1400) == 0
    assert has_factor(ann)
