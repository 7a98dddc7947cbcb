"""A facility with a booking, and everything else that an operation needs."""

from parloir.clients.models import ApiClient
from parloir.clients.operations import create_client
from parloir.disputes.models import Dispute
from parloir.disputes.operations import dispute_account
from parloir.facilities.enrolment import (
    DeviceKind,
    request_enrolment,
)
from parloir.ledger.settling import settle_due
from parloir.people.models import IdentityDocument
from parloir.sanctions.models import (
    Appeal,
    InmateRestriction,
    Restriction,
    Review,
    Violation,
)
from parloir.sanctions.operations import record_violation
from parloir.sanctions.states import ViolationState
from parloir.sides import Side
from parloir.text_lines.operations import ask_for_text_line
from parloir.visits.models import Visit
from parloir.visits.operations import confirm_names, end
from parloir.visits.states import Outcome
from parloir.workflows.consequences import (
    apply_inmate_consequences,
    recompute_ladder,
)
from parloir.workflows.decisions import (
    appeal,
    decide_review,
    dismiss_violation,
)
from tests.factories.moments import MINUTE, MONDAY, NINE_ON_MONDAY
from tests.factories.people import (
    KIOSK,
    OFFICER,
    OPERATOR,
    SUPERVISOR,
    as_visitor,
    make_visitor,
)
from tests.factories.places import make_jail
from tests.factories.sanctions import make_ladder
from tests.factories.visits import (
    TEN_ON_MONDAY,
    admit_visitor,
    make_booking,
    make_live,
)

REVIEWED = {"decision": Review.Decision.WARN, "reason": "Because.", "until_date": None}
APPEALED = {
    "text": "She held a phone.", "channel": Appeal.Channel.PAGE, "received_date": MONDAY,
}  # fmt: skip


class Scene:
    """A facility with a booking, and everything else that an operation needs."""

    def __init__(self) -> None:
        self.jail = make_jail()
        self.booking = make_booking(self.jail)
        self.by = as_visitor(self.booking.visitor)

    def admitted(self):
        return admit_visitor(self.booking, now=TEN_ON_MONDAY)

    def reading(self):
        admission = self.admitted()
        confirm_names(admission=admission, by=KIOSK, now=TEN_ON_MONDAY)
        return admission

    def live(self):
        return make_live(self.booking)

    def live_and_writing(self):
        ask_for_text_line(
            booking=self.booking, side=Side.VISITOR, wanted=True, by=self.by, now=TEN_ON_MONDAY
        )
        return self.live()

    def ready_before_the_start(self):
        return make_live(self.booking, now=TEN_ON_MONDAY - MINUTE)

    def document(self, state="waiting") -> IdentityDocument:
        return make_visitor(state=state).documents.earliest("pk")

    def violation(self, ground="phone") -> Violation:
        return record_violation(
            facility=self.jail, visitor=self.booking.visitor, inmate=self.booking.inmate,
            visit_ref="visit0000001", ground=ground, conduct={Side.VISITOR}, note="",
            occurred_date=MONDAY, by=OFFICER, now=NINE_ON_MONDAY,
        )  # fmt: skip

    def review(self) -> Review:
        return Review.objects.get(violation=self.violation("other"))

    def client(self) -> ApiClient:
        return create_client(
            name="Jail", facilities=[self.jail], scopes=[], by=OPERATOR, now=NINE_ON_MONDAY
        )[0]

    def restricted(self):
        violation = self.violation()
        recompute_ladder(**self.case(), by=OFFICER, now=NINE_ON_MONDAY)
        return Restriction.objects.get(violation=violation)

    def reviewed(self):
        """Return a restriction that a reviewer imposed, whose violation was dismissed later."""
        decide = {**REVIEWED, "decision": Review.Decision.PERMANENT}
        restriction = decide_review(
            review=self.review(), by=SUPERVISOR, now=NINE_ON_MONDAY, **decide
        )
        restriction.violation.state = ViolationState.DISMISSED
        return restriction

    def dismissed(self):
        violation = self.violation()
        dismiss_violation(violation=violation, reason="Because.", by=SUPERVISOR, now=NINE_ON_MONDAY)
        return violation

    def unconfirmed(self):
        make_ladder(self.jail, None, confirm_permanent=True)
        return self.restricted()

    def appealed(self):
        return appeal(restriction=self.restricted(), by=self.by, now=NINE_ON_MONDAY, **APPEALED)

    def settled(self) -> Visit:
        """Return a visit that was over as soon as it began, with its account."""
        visit = self.live()
        end(
            visit=visit, outcome=Outcome.ENDED_EARLY, ended_by="inmate", by=KIOSK, now=TEN_ON_MONDAY
        )
        settle_due(now=TEN_ON_MONDAY + MINUTE)
        return visit

    def disputed(self) -> Dispute:
        return dispute_account(
            visit=self.settled(), text="She held a phone.", by=self.by, now=TEN_ON_MONDAY
        )

    def lost(self):
        """Return the arguments for rebooking: a restriction before, and none after."""
        before = [self.restricted()]
        return self.case() | {"before": before, "after": []}

    def case(self):
        return {"visitor": self.booking.visitor, "facility": self.jail}

    def inmates(self):
        make_ladder(self.jail, 14, whose="inmate")
        Violation.objects.filter(pk=self.violation().pk).update(by_visitor=False, by_inmate=True)
        return {"inmate": self.booking.inmate, "facility": self.jail}

    def inmate_restricted(self):
        apply_inmate_consequences(**self.inmates(), by=OFFICER, now=NINE_ON_MONDAY)
        return InmateRestriction.objects.get(inmate=self.booking.inmate)

    def request(self):
        return request_enrolment(kind=DeviceKind.MONITOR, by=KIOSK, now=NINE_ON_MONDAY)[0]

    def monitor(self):
        return self.jail.monitors.exclude(pk=self.booking.monitor_id).first()
