"""Who is signed in: the account, with the visitor it may belong to."""

from allauth.account.auth_backends import AuthenticationBackend

from parloir.accounts.models import User

BACKEND = "parloir.web.signin_backend.SignInBackend"
"""As sessions name it."""


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    def get_user(self, user_id: int) -> User | None:
        """Every page of a visitor asks for both, so both are read in one query."""
        user = User.objects.select_related("visitor").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
