"""A surface that belongs to a person's sign-in: the wall and the remote room."""

from parloir.accounts.models import User
from parloir.accounts.sign_ins import sign_in_of_session, standing_sign_in
from parloir.clock import current_time
from parloir.factors.queries import may_go_on
from parloir.protocol.from_browser import IntentT
from parloir.protocol.screens.screen import ScreenT
from parloir.realtime.process import this_process
from parloir.realtime.rendering import NotAdmitted
from parloir.realtime.surface import Surface
from parloir.source import note_sign_in


class SignedInSurface(Surface[ScreenT, IntentT]):
    """Ends with its sign-in, in any process."""

    async def connect(self) -> None:
        await super().connect()
        if self.is_admitted:
            watch = this_process().sign_ins
            self.call_at_end(watch.listen(self.sign_in, self.turn_away))

    def admit(self) -> None:
        user = self.scope["user"]
        if not user.is_authenticated:
            raise NotAdmitted
        if not may_go_on(user, self.scope["session"]):
            raise NotAdmitted
        found = sign_in_of_session(self.scope["session"], user=user, now=current_time())
        if found is None:
            raise NotAdmitted
        self.sign_in = found.public_id
        note_sign_in(self.sign_in)

    def before_intent(self) -> None:
        self.user()

    def user(self) -> User:
        """Return the account whose sign-in this is, as it is now. Raises NotAdmitted."""
        found = standing_sign_in(self.sign_in)
        if found is None:
            raise NotAdmitted
        return found.user
