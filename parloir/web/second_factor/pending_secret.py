"""The secret of an app that is being set up, sealed in the session until a code proves it."""

import base64

from django.http import HttpRequest

from parloir.accounts.models import User
from parloir.factors.totp import new_secret
from parloir.vault.sealing import CannotOpen, seal, unseal

_KEY = "new_authenticator_app"
_PURPOSE = "new-authenticator-app"


def make_secret(request: HttpRequest, user: User) -> str:
    """Return a new secret. One that waited before no longer counts."""
    secret = new_secret()
    sealed = seal(secret.encode(), purpose=_PURPOSE, context=user.public_id)
    request.session[_KEY] = base64.b64encode(sealed).decode()
    return secret


def waiting_secret(request: HttpRequest, user: User) -> str | None:
    sealed = request.session.get(_KEY, "")
    try:
        opened = unseal(base64.b64decode(sealed), purpose=_PURPOSE, context=user.public_id)
    except CannotOpen:
        return None
    return opened.decode()


def forget_secret(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)
