"""The sign-in backend, which loads an account with its visitor."""

from allauth.account.auth_backends import AuthenticationBackend

from parloir.accounts.models import User

BACKEND = "parloir.web.signin_backend.SignInBackend"
"""As sessions name it."""


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    def get_user(self, user_id: int) -> User | None:
        """Return the account and its visitor in one query: every visitor's page needs both."""
        user = User.objects.select_related("visitor").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
