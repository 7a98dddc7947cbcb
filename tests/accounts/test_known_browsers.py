"""How long a browser is remembered in which the owner of an account has signed in."""

from datetime import timedelta

import pytest

from parloir.accounts.browser_kinds import browser_kind
from parloir.accounts.known_browsers import delete_old_browsers, keep_browser, known_browser
from parloir.accounts.models import KnownBrowser
from tests.factories.moments import SECOND
from tests.factories.people import make_visitor

pytestmark = pytest.mark.django_db
LONG = timedelta(days=400)


def test_a_browser_is_forgotten_after_400_days(now):
    user = make_visitor().user
    token = keep_browser(user=user, kind=browser_kind("Chrome/156.0 (Android 14)"), now=now)

    assert known_browser(user=user, tokens=[token], now=now + LONG)
    assert delete_old_browsers(now=now + LONG) == 0
    assert known_browser(user=user, tokens=[token], now=now + LONG + SECOND) is None
    assert delete_old_browsers(now=now + LONG + SECOND) == 1
    assert not KnownBrowser.objects.exists()
