"""How far somebody is on the way to a new password, in their session.

The session has the address, and the public id of what permits the new password: a proven code or
a link. It never has a code or a token.
"""

from datetime import datetime
from functools import partial

from django.http import HttpRequest

from parloir.accounts.models import User
from parloir.credentials.codes import is_usable
from parloir.credentials.links import LinkGone, live_link_with_id
from parloir.credentials.models import CodePurpose, PasswordLink, SealedCode
from parloir.credentials.passwords import set_password_by_code, set_password_by_link

_KEY = "new_password"


class NotPermitted(Exception):
    """Nothing permits a new password in this session, or it was used, or it is too old."""


class Permit:
    def __init__(self, request: HttpRequest) -> None:
        self._session = request.session

    @property
    def email(self) -> str:
        return str(self._all.get("email", ""))

    def begin(self, email: str) -> None:
        self._session[_KEY] = {"email": email}

    def give_by_code(self, code: SealedCode, *, email: str) -> None:
        self._keep({"email": email, "code": code.public_id})

    def give_by_link(self, link: PasswordLink) -> None:
        self._keep({"link": link.public_id})

    def owner(self, *, now: datetime) -> User:
        """Return whose password may be set. Raises NotPermitted."""
        link_id, code_id = self._all.get("link"), self._all.get("code")
        if link_id:
            try:
                owner = live_link_with_id(link_id, now=now).user
            except LinkGone as gone:
                raise NotPermitted from gone
        elif code_id and is_usable(
            code_id=code_id, email=self.email, purpose=CodePurpose.RESET, now=now
        ):
            owner = User.objects.filter(email=self.email, is_active=True).first()
        else:
            owner = None
        if owner is None:
            raise NotPermitted
        return owner

    def set_password(self, *, owner: User, password: str, now: datetime) -> None:
        """Set the password and forget the permit. Raises CodeGone and LinkGone."""
        if link_id := self._all.get("link"):
            setting = partial(set_password_by_link, link_id=link_id)
        else:
            setting = partial(set_password_by_code, code_id=self._all["code"])
        setting(user=owner, password=password, now=now)
        self.forget()

    def forget(self) -> None:
        self._session.pop(_KEY, None)

    def _keep(self, permit: dict[str, str]) -> None:
        self._session[_KEY] = permit
        # What a session is permitted is not for those who knew its key before.
        self._session.cycle_key()

    @property
    def _all(self) -> dict[str, str]:
        return dict(self._session.get(_KEY, {}))
