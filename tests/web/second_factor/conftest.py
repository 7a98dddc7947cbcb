"""A member of staff and a visitor, each with a password, at a moment that stands still."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from parloir.accounts.models import Role, User
from parloir.factors.operations import give_app
from parloir.factors.totp import code_of, new_secret, step_at
from tests.factories.people import OPERATOR, make_staff, make_visitor
from tests.factories.places import make_jail

PASSWORD = "maple river stone lamp"
SIGN_IN, CODE = "/account/login/", "/account/code/"
PAGE, SETUP = "/account/second-factor/", "/account/second-factor/set-up/"


@pytest.fixture(autouse=True)
def clock(now, db, settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def jail():
    return make_jail(slug="jackson")


@pytest.fixture
def officer(jail) -> User:
    return with_password(make_staff(Role.OFFICER, jail))


@pytest.fixture
def visitor() -> User:
    return with_password(make_visitor().user)


@pytest.fixture
def enrol() -> Callable[[User], str]:
    """Return a function that gives somebody an app, and returns its secret."""

    def give(user: User) -> str:
        secret = new_secret()
        give_app(user=user, secret=secret, by=OPERATOR, now=timezone.now())
        return secret

    return give


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def code_now(secret: str, *, steps: int = 0) -> str:
    return code_of(secret, step_at(timezone.now()) + steps)


def types_password(user: User, client: Client, *, then: str = "", **extra: Any) -> Any:
    query = f"?next={then}" if then else ""
    sent = {"login": user.email, "password": PASSWORD}
    return client.post(f"{SIGN_IN}{query}", sent, **extra)


def types_code(code: str, client: Client, **extra: Any) -> Any:
    return client.post(CODE, {"code": code}, **extra)
