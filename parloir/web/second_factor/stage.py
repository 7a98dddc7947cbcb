"""The step of a sign-in between the password and the session. Until it is passed, nobody is signed
in: the session only remembers whose password was right, for a quarter of an hour."""

from allauth.account.stages import LoginStage, LoginStageController
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from parloir.accounts.models import User
from parloir.factors.queries import has_factor
from parloir.web.second_factor.passing import note_passed

STAGE = "parloir.web.second_factor.stage.CodeStage"
_HASH = "auth_hash"


class CodeStage(LoginStage):  # type: ignore[misc]  # allauth has no types
    key = "second_factor"
    urlname = "sign_in_code"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Ask for a code if the account has a factor; otherwise go on."""
        if not has_factor(self.login.user):
            return None, True
        self.state[_HASH] = self.login.user.get_session_auth_hash()
        return redirect(self.urlname), True

    def is_resumable(self, request: HttpRequest) -> bool:
        """Return False: who goes back to the sign-in page may begin again."""
        return False

    @property
    def user(self) -> User | None:
        """Return whose password was right, unless it has been changed since."""
        user = self.login.user
        if not isinstance(user, User) or not user.is_active:
            return None
        is_same = constant_time_compare(self.state.get(_HASH, ""), user.get_session_auth_hash())
        return user if is_same else None


def pending_stage(request: HttpRequest) -> CodeStage | None:
    """Return the stage of the sign-in that waits for a code in this session."""
    stage = LoginStageController.enter(request, CodeStage.key)
    return stage if isinstance(stage, CodeStage) and stage.user is not None else None


def finish(stage: CodeStage, *, how: str) -> HttpResponse:
    """Sign in. Returns the redirect to where the person wanted to go."""
    response: HttpResponse = stage.exit()
    if stage.request.user.is_authenticated:
        note_passed(stage.request, how)
    return response
