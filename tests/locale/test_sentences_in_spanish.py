"""Refusals, the words of the live surfaces and every mail, in Spanish."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from parloir.accounts.browser_kinds import browser_kind
from parloir.accounts.known_browsers import keep_browser
from parloir.accounts.models import User
from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import Booking, BookingCompanion
from parloir.bookings.operations import book, cancel, follow_loss, move, stay_away
from parloir.bookings.operations.restoring import restore
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.credentials.links import hand_out_link, send_first_link, send_invitation, send_link
from parloir.credentials.passwords import SetBy, tell_of_new_address, tell_of_new_password
from parloir.credentials.resets import ask_for_new_password
from parloir.disputes.models import Dispute
from parloir.disputes.operations import decide_dispute, dispute_account
from parloir.facilities.models import Closure, Facility, VisitKind
from parloir.factors.break_glass import Step
from parloir.factors.operations import What
from parloir.facts.closures import close_time
from parloir.facts.relations import set_no_contact
from parloir.ledger.models import SettledAccount
from parloir.notices.models import Notice
from parloir.notices.operations import enqueue_notice
from parloir.notices.rendering import known_kinds, mail_of
from parloir.people.companions import decline_invitation, end_companionship
from parloir.people.refusal_reasons import RefusalReason
from parloir.people.registration import begin_registration
from parloir.realtime.ui_strings import ui_strings_for
from parloir.sanctions.models import Appeal, Restriction, Review, Violation
from parloir.scheduling.intervals import Interval
from parloir.scheduling.refusals import Refusal, Rule
from parloir.sides import Side
from parloir.visits.models import Visit
from parloir.visits.states import Outcome
from parloir.workflows.consequences import recompute_everybody
from parloir.workflows.decisions import (
    appeal,
    confirm_restriction,
    decide_appeal,
    decide_review,
    dismiss_violation,
    lift_restriction,
    redate_violation,
    reinstate_violation,
    shorten_restriction,
)
from parloir.workflows.termination import terminate
from tests.factories.companions import invited_by, make_companion
from tests.factories.moments import MINUTE, MONDAY, NINE_ON_MONDAY, TUESDAY, at
from tests.factories.people import (
    OFFICER,
    OPERATOR,
    REGISTRAR,
    SUPERVISOR,
    DocumentState,
    as_visitor,
    make_visitor,
    set_identity,
)
from tests.factories.sanctions import make_ladder
from tests.locale.conftest import NAMES
from tests.stage.spanish import english_in_letter

START = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
FACILITY = Facility(
    name="Jackson County Jail",
    short_zone_name="Central",
    time_zone="America/Chicago",
    phone="(816) 555-0100",
    effective_date=date(2018, 11, 19),
    answer_hours=24,
)
FACTS: dict[str, object] = {
    "bookable_from_date": date(2026, 11, 24),
    "last_date": date(2026, 12, 24),
    "windows": (Interval(START, START + timedelta(hours=3)),) * 2,
    "grid": timedelta(minutes=30),
    "closed_until": START,
    "until": date(2027, 2, 20),
    "starts_at": START,
    "opens_at": START - timedelta(minutes=15),
    "closes_at": START + timedelta(minutes=10),
    "facility": "Jackson County Jail",
    "name": "Jackson County Jail",
    "limits": ((2, 1), (1, 2)),
    "free_from": START,
    "of": "visitor",
    "kind": "onsite",
    "period": "week",
    "most": 2,
}


@pytest.fixture
def in_spanish():
    with translation.override("es"):
        yield


@pytest.fixture
def book_at(visitor, inmate, jail):
    def make(hour, *, kind=VisitKind.ONSITE, day=MONDAY) -> Booking:
        booking_request = BookingRequest(visitor=visitor, inmate=inmate, facility=jail, kind=kind)
        return book(
            booking_request=booking_request,
            starts_at=at(day, hour),
            by=as_visitor(visitor),
            now=NINE_ON_MONDAY,
        )

    return make


def english_in(*texts):
    return english_in_letter(*texts, html="", names=NAMES)


@pytest.mark.parametrize("facts", [{}, FACTS], ids=["bare", "with facts"])
@pytest.mark.parametrize("next_at", [None, START])
@pytest.mark.parametrize("rule", list(Rule))
def test_refusals(in_spanish, rule, facts, next_at):
    next_date = next_at.date() if next_at else None
    sentence = sentence_for(Refusal(rule, facts, next_date, next_at), facility=FACILITY)
    assert english_in(sentence) == []
    assert sentence.endswith(".")


@pytest.mark.parametrize("surface", ["monitor", "station", "room", "wall"])
def test_words_of_the_live_surfaces(in_spanish, surface):
    strings = ui_strings_for(surface)
    assert english_in(*strings.values()) == []
    with translation.override("en"):
        english = ui_strings_for(surface)
    assert {key for key in strings if strings[key] == english[key]} <= {
        "minutes_short",
        "number_forms",
        "seconds_short",
        "time_format",
        "before_noon",
        "after_noon",
        "keyboard_letters",
        "keyboard_signs",
    }


def test_reasons_for_taking_a_picture_again(in_spanish):
    assert english_in(*map(str, RefusalReason.labels)) == []


def terminate_at_ten(book_at, *, ground, conduct=("visitor",)):
    booking = book_at(10)
    visit = Visit.objects.create(
        booking=booking, facility=booking.facility, opened_at=booking.starts_at,
        ends_at=booking.ends_at,
    )  # fmt: skip
    terminate(visit=visit, ground=ground, conduct=conduct, note="", by=OFFICER, now=at(MONDAY, 10))


def tell_in_spanish(kind, **params):
    enqueue_notice(kind, email="pilar@example.org", language="es", now=NINE_ON_MONDAY, **params)


def confirmed(book_at, visitor):
    book_at(14)


def confirmed_from_home(book_at, visitor):
    book_at(14, kind=VisitKind.REMOTE)


def cancelled(book_at, visitor):
    cancel(booking=book_at(14), by=as_visitor(visitor), now=NINE_ON_MONDAY)


def restricted(book_at, visitor):
    book_at(14, day=TUESDAY)
    terminate_at_ten(book_at, ground="abuse")


def terminated_for_the_inmate(book_at, visitor):
    terminate_at_ten(book_at, ground="nudity", conduct={"inmate"})


def reviewed(book_at, visitor):
    terminate_at_ten(book_at, ground="other")


def decided(decision):
    def happen(book_at, visitor):
        terminate_at_ten(book_at, ground="other")
        is_dated = decision == Review.Decision.RESTRICT
        decide_review(
            review=Review.objects.get(), decision=decision, reason="Sin gravedad.",
            until_date=TUESDAY if is_dated else None, by=SUPERVISOR, now=at(MONDAY, 12),
        )  # fmt: skip

    return happen


def restricted_before(book_at, visitor):
    restricted(book_at, visitor)
    return Restriction.objects.select_related("violation", "visitor__user").get()


def appealed(book_at, visitor):
    return appeal(
        restriction=restricted_before(book_at, visitor), text="Era una calculadora.",
        channel=Appeal.Channel.PAGE, received_date=MONDAY, by=as_visitor(visitor),
        now=at(MONDAY, 12),
    )  # fmt: skip


def appeal_decided(decision):
    def happen(book_at, visitor):
        decide_appeal(
            appeal=appealed(book_at, visitor), decision=decision, reason="Sin gravedad.",
            until_date=TUESDAY, by=SUPERVISOR, now=at(MONDAY, 13),
        )  # fmt: skip

    return happen


def ruled(operation, **fields):
    def happen(book_at, visitor):
        violation = restricted_before(book_at, visitor).violation
        operation(
            violation=violation, reason="Sin gravedad.", by=SUPERVISOR, now=at(MONDAY, 13), **fields
        )

    return happen


def reinstated(book_at, visitor):
    ruled(dismiss_violation)(book_at, visitor)
    reinstate_violation(
        violation=Violation.objects.get(), reason="Un error.", by=SUPERVISOR, now=at(MONDAY, 14)
    )


def eased(operation, **fields):
    def happen(book_at, visitor):
        operation(
            restriction=restricted_before(book_at, visitor), reason="Sin gravedad.",
            by=SUPERVISOR, now=at(MONDAY, 13), **fields,
        )  # fmt: skip

    return happen


def confirmed_by_a_second(book_at, visitor):
    make_ladder(Facility.objects.get(), None, confirm_permanent=True)
    eased(confirm_restriction)(book_at, visitor)


def ladder_changed(*steps):
    def happen(book_at, visitor):
        restricted(book_at, visitor)
        jail = Facility.objects.get()
        make_ladder(jail, *steps)
        recompute_everybody(facility=jail, by=SUPERVISOR, now=at(MONDAY, 13))

    return happen


def not_counted(book_at, visitor):
    make_ladder(Facility.objects.get(), 90, counted=[])
    terminate_at_ten(book_at, ground="abuse")


def not_held(outcome):
    def happen(book_at, visitor):
        tell_in_spanish("visit_not_held", booking=book_at(14).public_id, outcome=str(outcome))

    return happen


def make_up_owed(fault):
    def happen(book_at, visitor):
        booking = grant_make_up(book_at(14))
        tell_in_spanish("make_up_owed", booking=booking.public_id, fault=fault)

    return happen


def not_held_with_a_make_up(book_at, visitor):
    booking = grant_make_up(book_at(14))
    tell_in_spanish("visit_not_held", booking=booking.public_id, outcome=str(Outcome.TECHNICAL))


def grant_make_up(booking):
    lost = 30 * MINUTE
    follow_loss(booking=booking, lost=lost, is_failed=True, by=OFFICER, now=NINE_ON_MONDAY)
    return booking


def new_address(book_at, visitor):
    begin_registration(
        email="new@example.org", client_address="here", language="es", now=NINE_ON_MONDAY
    )


def new_browser(book_at, visitor):
    kind = browser_kind("Mozilla/5.0 (Linux; Android 14) Chrome/156.0")
    keep_browser(user=visitor.user, kind=kind, now=NINE_ON_MONDAY)
    browser = visitor.user.known_browsers.get()
    tell_in_spanish("new_browser", browser=browser.public_id)


def known_address(book_at, visitor):
    begin_registration(
        email=visitor.user.email, client_address="here", language="es", now=NINE_ON_MONDAY
    )


def new_password(book_at, visitor):
    ask_for_new_password(
        email=visitor.user.email, client_address="here", language="en", now=NINE_ON_MONDAY
    )


def mailed_link(kind):
    def happen(book_at, visitor):
        send_link(kind, email=visitor.user.email, now=NINE_ON_MONDAY)

    return happen


def first_link(book_at, visitor):
    send_first_link(user=visitor.user, by=OPERATOR, now=NINE_ON_MONDAY)


def invited_to_the_staff(book_at, visitor):
    send_invitation(user=visitor.user, by=OPERATOR, now=NINE_ON_MONDAY)


def handed_out(book_at, visitor):
    hand_out_link(user=visitor.user, facility="jackson", by=REGISTRAR, now=NINE_ON_MONDAY)


def password_set(how):
    def happen(book_at, visitor):
        tell_of_new_password(visitor.user, how=how, by=SUPERVISOR, now=NINE_ON_MONDAY)

    return happen


def factor_changed(what):
    def happen(book_at, visitor):
        tell_in_spanish("factor_changed", user=visitor.user.public_id, what=what.value)

    return happen


def glass_broken(step):
    def happen(book_at, visitor):
        tell_in_spanish("break_glass", user=visitor.user.public_id, step=step.value)

    return happen


def address_changed(book_at, visitor):
    tell_of_new_address(visitor.user, old_email="old@example.org", now=NINE_ON_MONDAY)


def account_is_closed(book_at, visitor):
    User.objects.filter(pk=visitor.user_id).update(is_active=False)
    tell_in_spanish("account_closed", visitor=visitor.public_id)


def account_is_open_again(book_at, visitor):
    tell_in_spanish("account_reopened", visitor=visitor.public_id)


def new_pin(book_at, visitor):
    tell_in_spanish("booking_new_pin", booking=book_at(10).public_id)


def approved(book_at, visitor):
    tell_in_spanish("identity_approved", visitor=visitor.public_id)


def refused(book_at, visitor):
    for document, reason in zip(visitor.documents.all(), RefusalReason, strict=False):
        set_identity(visitor, DocumentState.REFUSED, piece=document.piece, reason=reason)
    tell_in_spanish("identity_refused", visitor=visitor.public_id)


def invited(book_at, visitor):
    invited_by(visitor, email="luz@example.org")


def accepted(book_at, visitor):
    make_companion(visitor, first_name="Luz")


def declined(book_at, visitor):
    luz = make_visitor(user__email="luz@example.org")
    invitation = invited_by(visitor, email="luz@example.org")
    decline_invitation(invitation=invitation, invited=luz, by=as_visitor(luz), now=NINE_ON_MONDAY)


def ended_by(side):
    def happen(book_at, visitor):
        luz = make_companion(visitor, first_name="Luz", user__language="es")
        ender = visitor if side == "visitor" else luz
        companionship = visitor.companionships.get()
        end_companionship(companionship=companionship, by=as_visitor(ender), now=NINE_ON_MONDAY)

    return happen


def moved(book_at, visitor):
    booking = book_at(10, day=TUESDAY)
    move(booking=booking, starts_at=at(TUESDAY, 11), by=as_visitor(visitor), now=NINE_ON_MONDAY)


def displaced(book_at, visitor):
    booking = book_at(10, day=TUESDAY)
    close_time(
        facility=booking.facility, starts_at=at(TUESDAY, 8), ends_at=at(TUESDAY, 19),
        reason="Count", by=OPERATOR, now=NINE_ON_MONDAY,
    )  # fmt: skip
    return booking


def restored(book_at, visitor):
    booking = displaced(book_at, visitor)
    Closure.objects.all().delete()
    booking.refresh_from_db()
    restore(booking=booking, by=OFFICER, now=NINE_ON_MONDAY)


def clock_changed(book_at, visitor):
    tell_in_spanish("booking_clock_changed", booking=book_at(10).public_id)


def left_out(book_at, visitor):
    booking = book_at(10, day=TUESDAY)
    companion = comes_along(booking)
    stay_away(booking=booking, companion=companion, by=as_visitor(companion), now=NINE_ON_MONDAY)


def left_out_by_an_order(book_at, visitor):
    booking = book_at(10, day=TUESDAY)
    set_no_contact(
        inmate=booking.inmate, visitor=comes_along(booking), reason="Court order",
        by=OPERATOR, now=NINE_ON_MONDAY,
    )  # fmt: skip


def comes_along(booking):
    companion = make_visitor(user__language="es")
    BookingCompanion.objects.create(booking=booking, visitor=companion)
    return companion


def account_decided(decision):
    def happen(book_at, visitor):
        booking = book_at(10)
        visit = Visit.objects.create(
            booking=booking, facility=booking.facility, state="ended", outcome="completed",
            opened_at=booking.starts_at, started_at=booking.starts_at, ends_at=booking.ends_at,
            ended_at=booking.ends_at,
        )  # fmt: skip
        SettledAccount.objects.create(
            visit=visit, there_ms=0, owed_ms=0, settled_at=booking.ends_at,
            received_ms={side: {"sound": 0, "picture": 0} for side in Side},
        )  # fmt: skip
        case = dispute_account(
            visit=visit, text="No vi nada.", by=as_visitor(visitor), now=booking.ends_at
        )
        decide_dispute(
            dispute=case, decision=decision, reason="Sin gravedad.", by=SUPERVISOR,
            now=booking.ends_at,
        )  # fmt: skip

    return happen


OCCASIONS = [
    ("companion_invited", invited),
    ("companion_accepted", accepted),
    ("companion_declined", declined),
    ("companion_ended", ended_by("visitor")),
    ("companion_ended", ended_by("companion")),
    ("booking_confirmed", confirmed),
    ("booking_confirmed", confirmed_from_home),
    ("booking_cancelled", cancelled),
    ("booking_cancelled", restricted),
    ("restricted", restricted),
    ("visit_terminated", terminated_for_the_inmate),
    ("under_review", reviewed),
    *(("review_decided", decided(decision)) for decision in Review.Decision),
    ("visit_terminated", not_counted),
    ("appeal_received", appealed),
    ("account_decided", account_decided(Dispute.Decision.STANDS)),
    ("account_decided", account_decided(Dispute.Decision.FACILITY)),
    *(("appeal_decided", appeal_decided(decision)) for decision in Appeal.Decision),
    ("ruling_made", ruled(dismiss_violation)),
    ("ruling_made", ruled(redate_violation, occurred_date=MONDAY - timedelta(days=1))),
    ("ruling_made", reinstated),
    ("ruling_made", eased(lift_restriction)),
    ("ruling_made", eased(shorten_restriction, until_date=TUESDAY)),
    ("ruling_made", confirmed_by_a_second),
    ("restrictions_changed", ladder_changed(None)),
    ("restrictions_changed", ladder_changed(120)),
    ("restrictions_changed", ladder_changed(30)),
    ("visit_not_held", not_held(Outcome.VISITOR_ABSENT)),
    ("visit_not_held", not_held(Outcome.INMATE_ABSENT)),
    ("visit_not_held", not_held(Outcome.NOBODY_CAME)),
    ("visit_not_held", not_held(Outcome.TECHNICAL)),
    ("visit_not_held", not_held_with_a_make_up),
    *(("make_up_owed", make_up_owed(fault)) for fault in ("system", "facility", "inmate", "")),
    ("new_browser", new_browser),
    ("email_code", new_address),
    ("already_registered", known_address),
    ("account_closed", account_is_closed),
    ("account_reopened", account_is_open_again),
    ("booking_new_pin", new_pin),
    ("password_code", new_password),
    ("password_link", mailed_link("password_link")),
    ("first_password", first_link),
    ("staff_invitation", invited_to_the_staff),
    ("codes_closed", mailed_link("codes_closed")),
    ("password_link_handed_out", handed_out),
    *(("password_changed", password_set(how)) for how in SetBy),
    *(("factor_changed", factor_changed(what)) for what in What),
    *(("break_glass", glass_broken(step)) for step in Step),
    ("address_changed", address_changed),
    ("booking_moved", moved),
    ("booking_displaced", displaced),
    ("booking_restored", restored),
    ("booking_clock_changed", clock_changed),
    ("party_changed", left_out),
    ("left_out", left_out),
    ("left_out", left_out_by_an_order),
    ("identity_approved", approved),
    ("identity_refused", refused),
]


def english_in_mails() -> dict[str, list[str]]:
    """Return the English found in each kind of mail; lapsed notices are not sent."""
    found = {}
    for notice in Notice.objects.all():
        sent = mail_of(
            notice,
            now=notice.created_at,
            sender="Parloir <visits@localhost>",
            base_url="https://example.org",
        )
        if sent is not None:
            html = str(sent.alternatives[0][0])
            assert 'lang="es"' in html
            found[notice.kind] = english_in_letter(
                str(sent.subject), str(sent.body), *calendar_words(sent), html=html, names=NAMES
            )
    return found


def calendar_words(sent) -> list[str]:
    """Return the text that a calendar program shows of the attached entry."""
    shown = ("SUMMARY", "DESCRIPTION", "LOCATION")
    lines = [
        line
        for attached in sent.attachments
        for line in str(attached.content).replace("\r\n ", "").splitlines()
    ]
    return [line.partition(":")[2].replace("\\n", " ") for line in lines if line.startswith(shown)]


@pytest.mark.parametrize(("kind", "happen"), OCCASIONS)
def test_mails(book_at, visitor, kind, happen):
    happen(book_at, visitor)
    read = english_in_mails()
    assert kind in read
    assert {kind: found for kind, found in read.items() if found} == {}


def test_every_kind_of_mail_is_read_here():
    """Except for that of the first version's code for a new password, which lapses."""
    assert {kind for kind, _ in OCCASIONS} == known_kinds() - {"password_reset"}
