"""The authenticator apps of the demo's staff: anybody who reads `demo.json` can compute codes."""

from datetime import datetime

from parloir.accounts.models import User
from parloir.audit.actors import DEMO
from parloir.factors.models import AuthenticatorApp
from parloir.factors.operations import give_app, secret_of
from parloir.factors.totp import new_secret


def staff_secret(*, email: str, known: str, now: datetime) -> str:
    """Return the known secret if it is still the one of this account, or give it a new one."""
    app = AuthenticatorApp.objects.select_related("user").filter(user__email=email).first()
    if app is not None and known and secret_of(app) == known:
        return known
    secret = new_secret()
    give_app(user=User.objects.get(email=email), secret=secret, by=DEMO, now=now)
    return secret
