"""Every operation writes an audit event: actor, action, subject, time and outcome."""

import inspect
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.db import transaction

from parloir import facts
from parloir.audit.actors import Actor
from parloir.audit.models import AuditEvent
from parloir.bookings.models import Booking
from parloir.bookings.operations import (
    SlotTaken,
    book,
    book_walk_in,
    cancel,
    cancel_for_restriction,
    close,
    refuse_as_taken,
)
from parloir.bookings.operations.monitors import move_to_monitor
from parloir.bookings.pins import pin_of
from parloir.bookings.states import BookingState
from parloir.clients.models import ApiClient
from parloir.clients.operations import change_client, create_client, give_first_token, revoke_client
from parloir.clients.scopes import Scope
from parloir.credentials.codes import digits_of, issue_code, prove_code
from parloir.credentials.links import hand_out_link, send_first_link, send_invitation, send_link
from parloir.credentials.models import CodePurpose
from parloir.credentials.passwords import (
    SetBy,
    change_password,
    set_password_by_code,
    set_password_by_link,
    tell_of_new_password,
)
from parloir.disputes.models import Dispute
from parloir.disputes.operations import decide_dispute, dispute_account
from parloir.facilities.enrolment import (
    DeviceKind,
    approve,
    enrol_with_token,
    request_enrolment,
    revoke,
)
from parloir.facilities.models import VisitKind
from parloir.notices.models import Notice
from parloir.notices.operations import enqueue_notice, try_again
from parloir.people.identity_looks import look_at_identity, look_at_picture
from parloir.people.identity_operations import (
    ask_agency,
    decide_document,
    decide_documents,
    submit_document,
)
from parloir.people.operations import Registration, register_visitor, set_inmate_pin
from parloir.people.pin_sheets import make_weak_pins_new
from parloir.pin_tries.alarms import ALARMING_SUMS, raise_alarms, settle_alarm
from parloir.pin_tries.models import PinAlarm, PinTry
from parloir.sanctions import rulings
from parloir.sanctions.appeals import file_appeal, record_appeal_decision
from parloir.sanctions.ladder import Step
from parloir.sanctions.mitigation import mitigate, sync_review_restriction
from parloir.sanctions.models import (
    Appeal,
)
from parloir.sanctions.operations import look_at, move_violation
from parloir.sanctions.restriction_sync import (
    reconcile_row,
    sync_inmate_restrictions,
    sync_restrictions,
)
from parloir.sanctions.reviews import record_review_decision
from parloir.sanctions.states import ViolationState
from parloir.sides import BOTH_SIDES, Side
from parloir.text_lines.operations import ask_for_text_line, write_line
from parloir.vault.names import new_public_id, new_token
from parloir.visits.due import run_due_transitions
from parloir.visits.interventions import (
    extend,
    hand_over,
    mute,
    pause,
    send_message,
    take_over,
    unmute,
    warn,
)
from parloir.visits.locked_presses import say_who_pressed
from parloir.visits.models import LockedPress
from parloir.visits.operations import (
    acknowledge_rules,
    begin,
    confirm_names,
    end,
    end_by_side,
    go_live_if_all_are_ready,
    leave,
    mark_seen,
)
from parloir.visits.pausing import resume
from parloir.visits.states import Outcome
from parloir.visits.stills import keep_still, look_at_still
from parloir.visits.supervision import answer_call, call_staff
from parloir.workflows.consequences import (
    apply_consequences,
    apply_consequences_when_locked,
    apply_inmate_consequences,
    recompute_everybody,
    recompute_ladder,
)
from parloir.workflows.decisions import (
    appeal,
    confirm_restriction,
    decide_appeal,
    decide_review,
    dismiss_violation,
    lift_inmate_restriction,
    lift_restriction,
    redate_violation,
    reinstate_violation,
    shorten_inmate_restriction,
    shorten_restriction,
)
from parloir.workflows.operations import apply_violation, cancel_booking, cancel_for_facility
from parloir.workflows.rebooking import rebook
from parloir.workflows.termination import (
    add_note,
    apply_termination,
    end_on_ground,
    finish_terminations,
    terminate,
)
from tests.audit.operations_of_bookings import BOOKINGS, COMPANIONS
from tests.audit.operations_of_factors import FACTORS
from tests.audit.operations_of_facts import FACTS
from tests.audit.scene import APPEALED, REVIEWED
from tests.factories.moments import MINUTE, MONDAY, NINE_ON_MONDAY, SECOND
from tests.factories.people import (
    KIOSK,
    OFFICER,
    OPERATOR,
    PIN,
    REGISTRAR,
    SUPERVISOR,
    UserFactory,
    VisitorFactory,
    make_staff,
)
from tests.factories.visits import (
    TEN_ON_MONDAY,
    admit_inmate,
    admit_visitor,
    get_ready,
    make_booking,
    request_for,
)

pytestmark = pytest.mark.django_db

MODULES = (
    "parloir.credentials.codes",
    "parloir.credentials.links",
    "parloir.credentials.passwords",
    "parloir.bookings.operations.monitors",
    "parloir.bookings.operations",
    "parloir.bookings.operations.new_pins",
    "parloir.bookings.operations.repairs",
    "parloir.bookings.operations.restoring",
    "parloir.bookings.operations.restoring_all",
    "parloir.clients.operations",
    "parloir.workflows.consequences",
    "parloir.workflows.decisions",
    "parloir.workflows.operations",
    "parloir.workflows.rebooking",
    "parloir.workflows.termination",
    "parloir.disputes.operations",
    "parloir.facilities.enrolment",
    "parloir.factors.break_glass",
    "parloir.factors.operations",
    "parloir.facts.agencies",
    "parloir.facts.closures",
    "parloir.facts.configuration",
    "parloir.facts.devices",
    "parloir.facts.facilities",
    "parloir.facts.inmates",
    "parloir.facts.relations",
    "parloir.facts.second_factors",
    "parloir.facts.staff",
    "parloir.facts.visitor_accounts",
    "parloir.facts.zone_rules",
    "parloir.notices.operations",
    "parloir.people.companions",
    "parloir.people.identity_looks",
    "parloir.people.identity_operations",
    "parloir.people.invitation_stops",
    "parloir.people.operations",
    "parloir.people.pin_sheets",
    "parloir.pin_tries.alarms",
    "parloir.sanctions.appeals",
    "parloir.sanctions.mitigation",
    "parloir.sanctions.operations",
    "parloir.sanctions.reviews",
    "parloir.sanctions.rulings",
    "parloir.sanctions.restriction_sync",
    "parloir.bookings.operations.extending",
    "parloir.text_lines.operations",
    "parloir.visits.admission",
    "parloir.visits.interventions",
    "parloir.visits.locked_presses",
    "parloir.visits.operations",
    "parloir.visits.pausing",
    "parloir.visits.stills",
    "parloir.visits.supervision",
)
# These have no `by`, since the actor is clear: a person who is not known yet, or the officer who
# terminated the visit.
NAMELESS = {
    "issue_code", "prove_code", "send_link", "set_password_by_code", "set_password_by_link",
    "register_visitor", "use_break_glass",
    "apply_termination", "finish_terminations",
}  # fmt: skip


def at_nine(operation, **fields):
    return lambda: operation(now=NINE_ON_MONDAY, **fields)


def at_ten(operation, **fields):
    return lambda: operation(now=TEN_ON_MONDAY, **fields)


def registration() -> Registration:
    return Registration(
        email=f"{new_public_id()}@example.org", language="en",
        first_name="Maria", last_name="Alvarez",
        date_of_birth=date(1984, 5, 17), phone="(816) 555-0100", street="1 Main Street",
        city="Kansas City", region="Missouri", postal_code="64105", password="a long password",
    )  # fmt: skip


CODE = {"email": "maria@example.org", "purpose": CodePurpose.RESET}
NEW_PASSWORD = "seven quiet herons"


def prove(scene):
    digits = digits_of(issue_code(**CODE, now=NINE_ON_MONDAY))
    return at_nine(prove_code, **CODE, digits=digits, client_address="here")


def account():
    return UserFactory(email="maria@example.org")


def by_code(scene):
    code_id, user = prove(scene)().public_id, account()
    return at_nine(set_password_by_code, user=user, code_id=code_id, password=NEW_PASSWORD)


def by_link(scene):
    user = account()
    link = hand_out_link(user=user, facility="jackson", by=REGISTRAR, now=NINE_ON_MONDAY)
    return at_nine(set_password_by_link, user=user, link_id=link.public_id, password=NEW_PASSWORD)


def refused_as_taken(scene):
    refuse = at_nine(refuse_as_taken, booking_request=request_for(scene.jail), by=scene.by)

    def operate():
        with pytest.raises(SlotTaken):
            refuse()

    return operate


def answer(scene):
    monitor = scene.monitor()
    call_staff(device=monitor, by=KIOSK, now=NINE_ON_MONDAY)
    fields = {"device_id": monitor.public_id, "facilities": [scene.jail.slug]}
    return at_nine(answer_call, **fields, by=OFFICER)


def note(scene):
    visit = scene.live()
    terminate(
        visit=visit, ground="phone", conduct={"visitor"}, note="", by=OFFICER, now=TEN_ON_MONDAY
    )
    return at_ten(add_note, visit=visit, note="A phone.", by=OFFICER)


def half_terminated(scene):
    return end_on_ground(visit=scene.live(), by=OFFICER, now=NINE_ON_MONDAY, **GROUND)


def left_to_finish(scene):
    half_terminated(scene)
    return at_ten(finish_terminations)


def revoked(scene):
    enrolment = enrol_with_token(
        token=new_token(), device=scene.monitor(), by=KIOSK, now=NINE_ON_MONDAY
    )
    return at_nine(revoke, enrolment=enrolment, by=SUPERVISOR)


def unmuted(scene):
    visit = scene.live()
    mute(visit=visit, side="visitor", by=OFFICER, now=TEN_ON_MONDAY)
    return at_ten(unmute, visit=visit, side="visitor", by=OFFICER)


def resumed(scene):
    visit = scene.live()
    pause(visit=visit, by=OFFICER, now=TEN_ON_MONDAY)
    return at_ten(resume, visit=visit, by=OFFICER)


def handed_over(scene):
    visit, night = scene.live(), make_staff("officer", scene.jail)
    hand_over(visit=visit, to=night, assigned_officer="", by=OFFICER, now=TEN_ON_MONDAY)
    return at_ten(take_over, visit=visit, by=Actor("staff", night.public_id))


def pressed_while_locked(scene):
    by = replace(OFFICER, while_locked=True)
    pause(visit=scene.live(), by=by, now=TEN_ON_MONDAY)
    press = LockedPress.objects.get()
    return at_ten(say_who_pressed, press_id=press.public_id, name="Ruth Okafor", by=OFFICER)


def still(scene):
    visit = scene.live()
    terminate(visit=visit, by=OFFICER, now=TEN_ON_MONDAY, **GROUND)
    return at_ten(keep_still, visit=visit, side="visitor", jpeg=b"jpeg", by=OFFICER)


def seen_still(scene):
    return at_ten(look_at_still, still=still(scene)(), by=SUPERVISOR)


REASON = {"reason": "Because."}
DECIDED = {"decision": Appeal.Decision.UPHOLD, "reason": "Because.", "until_date": None}
EARLIER = {"occurred_date": MONDAY - timedelta(days=3)}
SOON = {"until_date": MONDAY + timedelta(days=3)}
ENDED = {"outcome": Outcome.ENDED_EARLY, "ended_by": "visitor"}
GROUND = {"ground": "phone", "conduct": {"visitor"}, "note": "She held a phone."}


def weak_pins_made_new(s):
    inmate = s.booking.inmate
    set_inmate_pin(inmate=inmate, pin="111111", by=OFFICER, now=NINE_ON_MONDAY)
    return at_nine(make_weak_pins_new, area=inmate.area, by=SUPERVISOR)


def alarm_raised(s):
    monitor = s.booking.monitor
    rows = PinTry.objects.bulk_create(
        PinTry(
            facility=s.jail, device=monitor.public_id, at=NINE_ON_MONDAY, free_at=NINE_ON_MONDAY,
            asks=False,
        )
        for _ in range(ALARMING_SUMS[0][0])
    )  # fmt: skip
    return at_nine(raise_alarms, refused=rows[-1], inmate_ref="", by=KIOSK)


def alarm_settled(s):
    alarm_raised(s)()
    return at_nine(settle_alarm, alarm=PinAlarm.objects.get(), by=OFFICER)


# For each operation, how to do it in a scene.
def set_aside() -> Notice:
    notice = enqueue_notice("greeting", email="a@example.org", language="en", now=NINE_ON_MONDAY)
    Notice.objects.update(state=Notice.State.ASIDE)
    return notice


OPERATIONS = {
    **BOOKINGS,
    **COMPANIONS,
    **FACTORS,
    **FACTS,
    "issue_code": lambda s: at_nine(issue_code, **CODE),
    "prove_code": prove,
    "send_first_link": lambda s: at_nine(send_first_link, user=account(), by=OPERATOR),
    "send_invitation": lambda s: at_nine(send_invitation, user=account(), by=OPERATOR),
    "send_link": lambda s: at_nine(send_link, kind="password_link", email=account().email),
    "hand_out_link": lambda s: at_nine(
        hand_out_link, user=account(), facility="jackson", by=REGISTRAR
    ),
    "change_password": lambda s: at_nine(
        change_password, user=account(), password=NEW_PASSWORD, by=s.by
    ),
    "set_password_by_code": by_code,
    "set_password_by_link": by_link,
    "tell_of_new_password": lambda s: at_nine(
        tell_of_new_password, user=account(), how=SetBy.STAFF, by=SUPERVISOR
    ),
    "register_visitor": lambda s: lambda: register_visitor(registration(), now=NINE_ON_MONDAY),
    "submit_document": lambda s: at_nine(
        submit_document, visitor=s.document().visitor, piece="photo", jpeg=b"", barcode={}, by=s.by
    ),
    "ask_agency": lambda s: at_nine(
        ask_agency, visitor=VisitorFactory(), agency=s.jail.agency, by=s.by
    ),
    "decide_document": lambda s: at_nine(
        decide_document, document=s.document(), agency=s.jail.agency, approve=True, by=REGISTRAR
    ),
    "decide_documents": lambda s: at_nine(
        decide_documents,
        visitor=(document := s.document()).visitor,
        agency=s.jail.agency,
        seen=[document.public_id],
        approve=True,
        by=REGISTRAR,
    ),
    "set_inmate_pin": lambda s: at_nine(
        set_inmate_pin, inmate=s.booking.inmate, pin="111222", by=OFFICER
    ),
    "make_weak_pins_new": weak_pins_made_new,
    "raise_alarms": alarm_raised,
    "settle_alarm": alarm_settled,
    "book": lambda s: at_nine(
        book, booking_request=request_for(s.jail), starts_at=TEN_ON_MONDAY + 60 * MINUTE, by=s.by
    ),
    "book_walk_in": lambda s: at_ten(
        book_walk_in, booking_request=request_for(s.jail), starts_at=TEN_ON_MONDAY, by=s.by
    ),
    "refuse_as_taken": refused_as_taken,
    "cancel": lambda s: at_nine(cancel, booking=s.booking, by=s.by),
    "cancel_booking": lambda s: at_nine(cancel_booking, booking=s.booking, by=s.by),
    "cancel_for_facility": lambda s: at_nine(cancel_for_facility, booking=s.booking, by=OFFICER),
    "create_client": lambda s: at_nine(
        create_client, name="Maria", facilities=[s.jail], scopes=list(Scope), by=OPERATOR
    ),
    "give_first_token": lambda s: at_nine(
        give_first_token, client=ApiClient(name="Maria"), facilities=[s.jail], by=OPERATOR
    ),
    "try_again": lambda s: at_nine(try_again, notice=set_aside(), by=SUPERVISOR),
    "change_client": lambda s: at_nine(
        change_client,
        client=s.client(),
        name="Maria",
        facilities=[s.jail],
        scopes=list(Scope),
        requests_a_minute=60,
        by=OPERATOR,
    ),
    "revoke_client": lambda s: at_nine(revoke_client, client=s.client(), by=OPERATOR),
    "cancel_for_restriction": lambda s: at_nine(
        cancel_for_restriction, bookings=[s.booking], by=OFFICER
    ),
    "close": lambda s: at_nine(close, booking=s.booking, state=BookingState.CANCELLED, by=OFFICER),
    "move_to_monitor": lambda s: at_nine(
        move_to_monitor, booking=s.booking, monitor=s.monitor(), by=KIOSK
    ),
    "record_violation": lambda s: lambda: s.violation(),
    "look_at": lambda s: at_nine(look_at, violation=s.violation(), by=SUPERVISOR),
    "move_violation": lambda s: at_nine(
        move_violation, violation=s.violation(), to=ViolationState.DISMISSED, by=SUPERVISOR
    ),
    "sync_restrictions": lambda s: (
        s.violation() and at_nine(sync_restrictions, **s.case(), by=OFFICER)
    ),
    "sync_inmate_restrictions": lambda s: at_nine(
        sync_inmate_restrictions, **s.inmates(), by=OFFICER
    ),
    "apply_inmate_consequences": lambda s: at_nine(
        apply_inmate_consequences, **s.inmates(), by=OFFICER
    ),
    "reconcile_row": lambda s: at_nine(
        reconcile_row, row=s.restricted(), wanted=Step(MONDAY, None), by=SUPERVISOR
    ),
    "mitigate": lambda s: at_nine(
        mitigate, restriction=s.restricted(), until_date=None, by=SUPERVISOR
    ),
    "apply_consequences": lambda s: (
        s.violation() and at_nine(apply_consequences, **s.case(), by=OFFICER)
    ),
    "apply_consequences_when_locked": lambda s: (
        s.violation() and at_nine(apply_consequences_when_locked, **s.case(), by=OFFICER)
    ),
    "recompute_ladder": lambda s: (
        s.violation() and at_nine(recompute_ladder, **s.case(), by=OFFICER)
    ),
    "recompute_everybody": lambda s: (
        s.violation() and at_nine(recompute_everybody, facility=s.jail, by=SUPERVISOR)
    ),
    "rebook": lambda s: at_nine(rebook, **s.lost(), by=SUPERVISOR),
    "apply_violation": lambda s: at_nine(apply_violation, violation=s.violation(), by=OFFICER),
    "sync_review_restriction": lambda s: at_nine(
        sync_review_restriction, restriction=s.reviewed(), by=SUPERVISOR
    ),
    "dismiss": lambda s: at_nine(rulings.dismiss, violation=s.violation(), by=SUPERVISOR, **REASON),
    "reinstate": lambda s: at_nine(
        rulings.reinstate, violation=s.dismissed(), by=SUPERVISOR, **REASON
    ),
    "redate": lambda s: at_nine(
        rulings.redate, violation=s.violation(), by=SUPERVISOR, **REASON, **EARLIER
    ),
    "lift": lambda s: at_nine(rulings.lift, restriction=s.restricted(), by=SUPERVISOR, **REASON),
    "shorten": lambda s: at_nine(
        rulings.shorten, restriction=s.restricted(), by=SUPERVISOR, **REASON, **SOON
    ),
    "confirm": lambda s: at_nine(
        rulings.confirm, restriction=s.unconfirmed(), by=SUPERVISOR, **REASON
    ),
    "dismiss_violation": lambda s: at_nine(
        dismiss_violation, violation=s.violation(), by=SUPERVISOR, **REASON
    ),
    "reinstate_violation": lambda s: at_nine(
        reinstate_violation, violation=s.dismissed(), by=SUPERVISOR, **REASON
    ),
    "redate_violation": lambda s: at_nine(
        redate_violation, violation=s.violation(), by=SUPERVISOR, **REASON, **EARLIER
    ),
    "lift_restriction": lambda s: at_nine(
        lift_restriction, restriction=s.restricted(), by=SUPERVISOR, **REASON
    ),
    "shorten_restriction": lambda s: at_nine(
        shorten_restriction, restriction=s.restricted(), by=SUPERVISOR, **REASON, **SOON
    ),
    "lift_inmate_restriction": lambda s: at_nine(
        lift_inmate_restriction, restriction=s.inmate_restricted(), by=SUPERVISOR, **REASON
    ),
    "shorten_inmate_restriction": lambda s: at_nine(
        shorten_inmate_restriction,
        restriction=s.inmate_restricted(),
        by=SUPERVISOR,
        **REASON,
        **SOON,
    ),
    "confirm_restriction": lambda s: at_nine(
        confirm_restriction, restriction=s.unconfirmed(), by=SUPERVISOR, **REASON
    ),
    "file_appeal": lambda s: at_nine(file_appeal, restriction=s.restricted(), by=s.by, **APPEALED),
    "appeal": lambda s: at_nine(appeal, restriction=s.restricted(), by=s.by, **APPEALED),
    "record_appeal_decision": lambda s: at_nine(
        record_appeal_decision, appeal=s.appealed(), by=SUPERVISOR, **DECIDED
    ),
    "decide_appeal": lambda s: at_nine(
        decide_appeal, appeal=s.appealed(), by=SUPERVISOR, **DECIDED
    ),
    "dispute_account": lambda s: at_ten(
        dispute_account, visit=s.settled(), text="She held a phone.", by=s.by
    ),
    "decide_dispute": lambda s: at_ten(
        decide_dispute,
        dispute=s.disputed(),
        decision=Dispute.Decision.FACILITY,
        by=SUPERVISOR,
        **REASON,
    ),
    "record_review_decision": lambda s: at_nine(
        record_review_decision, review=s.review(), by=SUPERVISOR, **REVIEWED
    ),
    "decide_review": lambda s: at_nine(decide_review, review=s.review(), by=SUPERVISOR, **REVIEWED),
    "enter_pin": lambda s: s.admitted,
    "sign_in_inmate": lambda s: lambda: admit_inmate(s.booking, now=TEN_ON_MONDAY),
    "join_remotely": lambda s: (
        lambda: admit_visitor(make_booking(s.jail, kind=VisitKind.REMOTE), now=TEN_ON_MONDAY)
    ),
    "confirm_names": lambda s: at_ten(confirm_names, admission=s.admitted(), by=KIOSK),
    "acknowledge_rules": lambda s: at_ten(acknowledge_rules, admission=s.reading(), by=KIOSK),
    "begin": lambda s: at_ten(begin, admission=s.reading(), by=KIOSK),
    "leave": lambda s: at_ten(leave, admission=s.admitted(), by=KIOSK),
    "go_live_if_all_are_ready": lambda s: at_ten(
        go_live_if_all_are_ready, visit=s.ready_before_the_start(), by=KIOSK
    ),
    "ask_for_text_line": lambda s: at_ten(
        ask_for_text_line, booking=s.booking, side=Side.INMATE, wanted=True, by=KIOSK
    ),
    "write_line": lambda s: at_ten(
        write_line,
        admission=s.live_and_writing().admissions.first(),
        key="1",
        text="I am Maria Alvarez.",
        by=KIOSK,
    ),
    "end_by_side": lambda s: at_ten(end_by_side, admission=s.live().admissions.first(), by=KIOSK),
    "end": lambda s: at_ten(end, visit=s.live(), by=OFFICER, **ENDED),
    "mark_seen": lambda s: at_ten(mark_seen, visit=s.live(), by=OFFICER),
    "terminate": lambda s: at_ten(terminate, visit=s.live(), by=OFFICER, **GROUND),
    "end_on_ground": lambda s: at_ten(end_on_ground, visit=s.live(), by=OFFICER, **GROUND),
    "apply_termination": lambda s: at_ten(apply_termination, termination=half_terminated(s)),
    "finish_terminations": left_to_finish,
    "add_note": note,
    "send_message": lambda s: at_ten(
        send_message, visit=s.live(), sides=BOTH_SIDES, code="", text="Hello Maria.", by=OFFICER
    ),
    "warn": lambda s: at_ten(
        warn, visit=s.live(), sides=BOTH_SIDES, ground="abuse", warnings=0, by=OFFICER
    ),
    "mute": lambda s: at_ten(mute, visit=s.live(), side="visitor", by=OFFICER),
    "unmute": unmuted,
    "pause": lambda s: at_ten(pause, visit=s.live(), by=OFFICER),
    "resume": resumed,
    # A visit's and a booking's operation of this name; the first does both.
    "extend": lambda s: at_ten(
        extend, visit=s.live(), minutes=5, ends_at=s.booking.ends_at, by=OFFICER
    ),
    "hand_over": lambda s: at_ten(
        hand_over, visit=s.live(), to=make_staff("officer", s.jail), assigned_officer="", by=OFFICER
    ),
    "take_over": handed_over,
    "say_who_pressed": pressed_while_locked,
    "keep_still": still,
    "look_at_still": seen_still,
    "look_at_identity": lambda s: at_nine(
        look_at_identity, visitor=s.booking.visitor, agency=s.jail.agency, by=REGISTRAR
    ),
    "look_at_picture": lambda s: at_nine(
        look_at_picture,
        document=s.booking.visitor.documents.earliest("pk"),
        agency=s.jail.agency,
        by=REGISTRAR,
    ),
    "call_staff": lambda s: at_nine(call_staff, device=s.monitor(), by=KIOSK),
    "answer_call": answer,
    "request_enrolment": lambda s: at_nine(request_enrolment, kind=DeviceKind.STATION, by=KIOSK),
    "approve": lambda s: at_nine(approve, enrolment=s.request(), device=s.monitor(), by=SUPERVISOR),
    "revoke": revoked,
    "enrol_with_token": lambda s: at_nine(
        enrol_with_token, token=new_token(), device=s.monitor(), by=SUPERVISOR
    ),
}


def operations_there_are() -> set[str]:
    """Return the public functions of these modules that take `by`, and the nameless ones."""
    return set().union(*(operations_in(name) for name in MODULES))


def operations_in(name: str) -> set[str]:
    found = set()
    for function_name, function in inspect.getmembers(import_module(name), inspect.isfunction):
        is_its_own = is_defined_in(name, function) and not function_name.startswith("_")
        takes_by = "by" in inspect.signature(function).parameters
        if is_its_own and (takes_by or function_name in NAMELESS):
            found.add(function_name)
    return found


def is_defined_in(name: str, function) -> bool:
    """Tell whether it is defined in the module or, for a package, in one of its modules."""
    return function.__module__ == name or function.__module__.startswith(f"{name}.")


def test_every_operation_is_among_those_proven_here():
    assert set(OPERATIONS) == operations_there_are()


def test_every_module_that_changes_facts_is_among_those_looked_at():
    """The consequences of a change are not operations themselves."""
    modules = {f"parloir.facts.{one.name}" for one in iter_modules(facts.__path__)}
    parts = ("audit_record", "authority", "impact", "scope", "wall_times")
    parts_of_one = {f"parloir.facts.{part}" for part in parts}
    operate = {name for name in modules - parts_of_one if operations_in(name)}
    assert operate == {name for name in MODULES if name.startswith("parloir.facts.")}


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_an_operation_leaves_an_event_without_names_pins_or_addresses(name, scene):
    operate = OPERATIONS[name](scene)
    before = AuditEvent.objects.count()
    with transaction.atomic():
        operate()
    events = list(AuditEvent.objects.order_by("id")[before:])
    assert events
    secret = {PIN, "111222", "Maria", "Alvarez", "Jordan", "example.org", "She held a phone."}
    secret |= {pin_of(one) for one in Booking.objects.exclude(state=BookingState.RESERVED)}
    for event in events:
        assert event.at in {NINE_ON_MONDAY, TEN_ON_MONDAY}
        assert event.actor_kind
        assert event.subject_ref
        assert event.outcome
        written = f"{event.action} {event.outcome} {event.subject_ref} {event.details}"
        assert [word for word in secret if word in written] == []


def test_an_operation_that_is_undone_leaves_no_event(scene):
    before = AuditEvent.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        cancel(booking=scene.booking, by=scene.by, now=TEN_ON_MONDAY - SECOND)
        raise ZeroDivisionError
    assert AuditEvent.objects.count() == before


def test_what_the_clock_does_is_told_as_the_clocks_doing(scene):
    get_ready(scene.admitted(), now=TEN_ON_MONDAY)
    before = AuditEvent.objects.count()
    run_due_transitions(now=scene.booking.ends_at)
    kinds = set(AuditEvent.objects.order_by("id")[before:].values_list("actor_kind", flat=True))
    assert kinds == {"clock"}
