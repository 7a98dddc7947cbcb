"""The table of all addresses of the console, with another agency's ids and words in each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from parloir.accounts.models import Role
from parloir.bookings.models import Booking, Repair
from parloir.disputes.models import Dispute
from parloir.facilities.models import Area, Closure, Monitor
from parloir.people.models import Inmate
from parloir.pin_tries.models import PinAlarm
from parloir.sanctions.models import Appeal, Review, Violation
from parloir.visits.models import Still
from parloir.web.staff.case_acts import ACTS
from tests.agencies.conftest import THERE
from tests.agencies.scene import Records

Arguments = tuple[object, ...]


def _nothing(records: Records) -> list[Arguments]:
    return [()]


@dataclass(frozen=True)
class Row:
    """How the addresses of one route are built from A's rows, and what is sent to them.

    `seen_by` is a role of A whose page has the marker: the proof that it would be found.
    """

    seen_by: Role | None = None
    arguments: Callable[[Records], list[Arguments]] = _nothing
    queries: Callable[[Records], list[str]] = lambda records: [""]
    posts: Callable[[Records], Mapping[str, object]] = lambda records: {}
    is_open_to_b: bool = field(default=False)
    """B's staff may open it: a page without an id, or of the visitor whom both know."""


def of(model, to_facility="facility", *more: str) -> Callable[[Records], list[Arguments]]:
    return lambda records: [(one, *more) for one in records.ids(model, to_facility)]


def _there(records: Records) -> list[Arguments]:
    return [(THERE,)]


def _visitors(records: Records) -> list[Arguments]:
    return [(records.shared.public_id,), (records.theirs.public_id,)]


def _their_own(records: Records) -> list[Arguments]:
    return [(records.theirs.public_id,)]


def _documents(records: Records) -> list[Arguments]:
    return [(one.public_id,) for one in records.theirs.documents.all()]


def _acts(records: Records) -> list[Arguments]:
    return [(one, name) for one in records.ids(Violation)[-1:] for name in ACTS]


def _monitors(records: Records) -> list[Arguments]:
    return [("monitor", one) for one in records.ids(Monitor)[:1]]


def _searches(records: Records) -> list[str]:
    master_id = records.rows(Inmate)[0].master_id
    texts = ("quillon", "ruth", records.theirs.user.email, records.shared.user.email, master_id)
    return [f"?text={text}" for text in texts]


def _audit_filters(records: Records) -> list[str]:
    theirs = records.theirs
    actors = (theirs.user.email, theirs.user.public_id, records.shared.user.public_id)
    subjects = (theirs.public_id, records.shared.public_id, records.live.public_id)
    return ["", *(f"?actor={one}" for one in actors), *(f"?subject={one}" for one in subjects)]


def _people(records: Records) -> list[str]:
    theirs, inmate = records.theirs, records.live.booking.inmate
    people = (theirs.user.email, theirs.public_id, inmate.public_id, inmate.master_id)
    return ["", *(f"?person={one}" for one in people)]


def _question(records: Records) -> Mapping[str, object]:
    return {
        "facility": "clay", "visitor": records.shared.user.email,
        "inmate": records.live_here.booking.inmate.master_id,
        "kind": "onsite", "day": "2026-05-12", "time": "10:00",
    }  # fmt: skip


def a_page(seen_by: Role | None, queries: list[str] | None = None) -> Row:
    return Row(seen_by, queries=lambda records: queries or [""], is_open_to_b=True)


NAMES = ["", "?name=quillon", "?name=ruth", "?facility=jackson"]

ROWS: dict[str, Row] = {
    "console": a_page(None),
    "identities": a_page(None),
    "identity": Row(Role.REGISTRAR, _visitors, is_open_to_b=True),
    "decide_identity": Row(None, _their_own, posts=lambda records: {"verdict": "approve"}),
    "identity_image": Row(None, _documents),
    "reviews": a_page(Role.SUPERVISOR),
    "review": Row(Role.SUPERVISOR, of(Review, "violation__facility"), posts=lambda _: {
        "decision": "dismiss", "reason": "x"}),
    "appeal": Row(Role.SUPERVISOR, of(Appeal, "restriction__facility"), posts=lambda _: {
        "decision": "overturn", "reason": "x"}),
    "dispute": Row(Role.SUPERVISOR, of(Dispute, "visit__facility"), posts=lambda _: {
        "decision": "took_place", "reason": "x"}),
    "take_still": Row(None, lambda records: [(records.live.public_id, "visitor")]),
    "still_image": Row(Role.SUPERVISOR, of(Still, "visit__facility")),
    "closures": a_page(Role.OFFICER),
    "end_closure": Row(None, of(Closure)),
    "repairs": a_page(Role.SUPERVISOR),
    "repair": Row(Role.SUPERVISOR, of(Repair)),
    "restorable": Row(Role.SUPERVISOR, _there),
    "restore_all": Row(None, _there),
    "settle_repair": Row(None, of(Repair), posts=lambda _: {"how": "cancel"}),
    "staff_booking": Row(Role.OFFICER, of(Booking)),
    "give_devices": Row(None, of(Booking)),
    "move_booking": Row(None, of(Booking), posts=lambda _: {"day": "2026-05-13", "time": "9:00"}),
    "cancel_booking": Row(None, of(Booking)),
    "why": Row(None, posts=_question, is_open_to_b=True),
    "violations": a_page(Role.OFFICER, NAMES),
    "violation": Row(Role.OFFICER, of(Violation)),
    "look_at_violation": Row(None, of(Violation)),
    "act_on_violation": Row(Role.SUPERVISOR, _acts, posts=lambda _: {"reason": "x"}),
    "restrictions": a_page(Role.AUDITOR, NAMES),
    "people": Row(Role.OFFICER, queries=_searches, is_open_to_b=True),
    "staff_visitor": Row(Role.OFFICER, _visitors, is_open_to_b=True),
    "hand_out_password": Row(Role.REGISTRAR, _their_own, posts=lambda _: {"has_seen_id": "on"}),
    "take_visitors_factor": Row(Role.REGISTRAR, _their_own, posts=lambda _: {"has_seen_id": "on"}),
    "close_visitor_account": Row(None, _their_own),
    "reopen_visitor_account": Row(None, _their_own),
    "staff_inmate": Row(Role.OFFICER, of(Inmate)),
    "devices": a_page(Role.ADMINISTRATOR),
    "approve_device": a_page(None, ["?code=AAAAAA"]),
    "revoke_device": Row(None, _monitors),
    "device_service": Row(None, _monitors, posts=lambda _: {"in_service": "0"}),
    "pins": a_page(Role.OFFICER),
    "settle_pin_alarm": Row(None, of(PinAlarm)),
    "pin_sheet": Row(None, lambda records: [(one.pk,) for one in records.rows(Area)]),
    "coverage": a_page(None, ["", "?facility=jackson", "?facility=jackson&format=csv"]),
    "audit": Row(Role.AUDITOR, queries=_audit_filters, is_open_to_b=True),
    "seen_by": Row(Role.AUDITOR, queries=_people, is_open_to_b=True),
}  # fmt: skip
