"""Addresses of staff. Who of them may is decided by role; whose data, by facility."""

from collections.abc import Mapping

from parloir.accounts.models import Role
from parloir.people.models import IdentityDocument
from parloir.web.staff.sections import (
    ACCOUNT_KEEPERS,
    ASKERS,
    CLOSERS,
    COVERAGE_READERS,
    LOOKERS,
    READERS,
    REPAIRERS,
    WATCHERS,
)
from tests.access.actors import ACTORS, OWNER, STAFF_ELSEWHERE, STAFF_HERE, Actor, Kind
from tests.access.house import MASTER_ID, House
from tests.access.pictures import upload
from tests.access.rows import Answer, Policy, get, post, staff

OFFICER, REGISTRAR, SUPERVISOR, ADMINISTRATOR, AUDITOR = (
    Role.OFFICER, Role.REGISTRAR, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR,
)  # fmt: skip
HANDERS_OUT = (REGISTRAR, ADMINISTRATOR)
DECIDERS = (SUPERVISOR, AUDITOR)


def lists(*roles: Role) -> Policy:
    """Allow a page without a name in its address, on which everybody sees their own facilities."""
    return staff(*roles, elsewhere=None)


def lists_and_refuses(*roles: Role, forged: Answer) -> Policy:
    """Allow a form that offers what is the person's own. `forged` is the answer to one that names
    something of another facility."""
    return staff(*roles, elsewhere=forged)


def of(*roles: Role) -> Policy:
    """Allow what the address names to staff of its facility or agency."""
    return staff(*roles, elsewhere=Answer.NOT_FOUND)


def _decision(house: House) -> Mapping[str, object]:
    waiting = IdentityDocument.objects.filter(visitor__public_id=house.ids["newcomer"])
    return {"piece": [one.public_id for one in waiting], "verdict": "approve"}


def _question(house: House) -> Mapping[str, object]:
    return {
        "facility": "jackson", "visitor": house.emails["visitor"], "inmate": MASTER_ID,
        "kind": "onsite", "day": "2026-05-12", "time": "14:00",
    }  # fmt: skip


def _closure(house: House) -> Mapping[str, object]:
    return {
        "scope": f"monitor-{house.ids['free monitor']}", "until_date": "2026-05-13",
        "until_time": "12:00", "reason": "Repair", "confirm": "1",
    }  # fmt: skip


def _devices(house: House) -> Mapping[str, object]:
    return {"monitor": house.ids["free monitor"], "station": house.ids["station"]}


def _approval(house: House) -> Mapping[str, object]:
    return {"code": house.ids["code"], "device": house.ids["free monitor"]}


def _pictures(actor: Actor) -> Answer | None:
    """Allow registrars, and the person themselves. For everybody else it does not exist."""
    is_allowed = actor in {OWNER, STAFF_HERE[REGISTRAR]}
    return None if is_allowed else Answer.NOT_FOUND


def _configuration(actor: Actor) -> Answer | None:
    """Allow administrators. Everybody else may sign in as somebody who is."""
    is_allowed = actor.kind is Kind.SUPERUSER or actor.role == ADMINISTRATOR
    return None if is_allowed else Answer.SIGN_IN


FIRST_PAGES = (
    get("admin:index", _configuration),
    get("console", lists(*Role), but={
        one: Answer.GOES_ON for one in ACTORS
        if one.kind is Kind.SUPERUSER or (one.kind is Kind.STAFF and one.role != OFFICER)
    }),
)  # fmt: skip

IDENTITIES = (
    get("identities", lists(REGISTRAR), audits="look_at_identity",
        known_already=STAFF_ELSEWHERE[REGISTRAR]),  # For them, nobody waits.
    get("identity", of(REGISTRAR), visitor_id="@newcomer", audits="look_at_identity"),
    post("decide_identity", of(REGISTRAR), _decision, visitor_id="@newcomer",
         audits="decide_document"),
    get("identity_image", _pictures, document_id="@document",
        audits="look_at_picture", known_already=OWNER,
        says="registrar, and the person themselves"),
)  # fmt: skip

DECISIONS = (
    get("reviews", lists(SUPERVISOR), audits="list_cases"),
    get("review", of(SUPERVISOR), review_id="@review", audits="look_at_review"),
    post("review", of(SUPERVISOR), lambda _: {"decision": "dismiss", "reason": "No."},
         review_id="@review", audits="decide_review move_violation"),
    get("appeal", of(SUPERVISOR), appeal_id="@appeal", audits="look_at_appeal"),
    post("appeal", of(SUPERVISOR), lambda _: {"decision": "overturn", "reason": "It was one."},
         appeal_id="@appeal", audits="decide_appeal move_violation change_restriction"),
    get("dispute", of(SUPERVISOR), dispute_id="@dispute", audits="look_at_dispute"),
    post("dispute", of(SUPERVISOR), lambda _: {"decision": "took_place", "reason": "It did."},
         dispute_id="@dispute", audits="decide_dispute correct_account count_booking"),
    get("violations", lists(*READERS), audits="list_violations"),
    get("violation", of(*READERS), violation_id="@violation", audits="look_at_case"),
    post("look_at_violation", of(SUPERVISOR), violation_id="@violation",
         audits="look_at_violation"),
    get("act_on_violation", of(SUPERVISOR), violation_id="@violation", name="lift",
        audits="look_at_case"),
    post("act_on_violation", of(SUPERVISOR), lambda _: {"reason": "It was a mistake."},
         violation_id="@violation", name="lift", audits="rule change_restriction"),
    get("restrictions", lists(*READERS), audits="list_restrictions"),
    post("take_still", of(OFFICER), lambda _: {"still": upload()}, visit_id="@ended visit",
         side="inmate", does=Answer.CREATED, audits="keep_still"),
    get("still_image", of(*DECIDERS), still_id="@still", audits="look_at_still"),
)  # fmt: skip

TIMES = (
    get("closures", lists(*CLOSERS)),
    post("closures", lists_and_refuses(*CLOSERS, forged=Answer.MISTAKEN), _closure,
         audits="close_time"),
    post("end_closure", of(*CLOSERS), closure_id="@closure", audits="reopen"),
    get("repairs", lists(*REPAIRERS), audits="list_repairs"),
    get("repair", of(*REPAIRERS), repair_id="@repair", audits="look_at_repair"),
    get("restorable", of(*REPAIRERS), facility_slug="jackson", audits="list_repairs"),
    post("restore_all", of(*REPAIRERS), facility_slug="jackson", audits="order_restoration"),
    post("settle_repair", of(*REPAIRERS), lambda _: {"how": "cancel"}, repair_id="@repair",
         audits="settle_repair close_booking"),
    get("staff_booking", of(*LOOKERS), booking_id="@booking", audits="look_at_booking"),
    post("give_devices", of(*REPAIRERS), _devices, booking_id="@booking",
         audits="reassign_devices"),
    post("move_booking", of(*REPAIRERS), lambda _: {"day": "2026-05-12", "time": "14:00"},
         booking_id="@booking", audits="move"),
    post("cancel_booking", of(*REPAIRERS), booking_id="@booking", audits="close_booking"),
    get("why", lists(*ASKERS)),
    post("why", lists_and_refuses(*ASKERS, forged=Answer.MISTAKEN), _question, does=Answer.OK,
         audits="ask_why"),
)  # fmt: skip

PEOPLE = (
    get("people", lists(*LOOKERS), asks="text=Maria", audits="search_people"),
    get("staff_visitor", of(*LOOKERS), visitor_id="@owner", audits="look_at_visitor"),
    get("hand_out_password", of(*HANDERS_OUT), visitor_id="@owner", audits="look_at_visitor"),
    post("hand_out_password", of(*HANDERS_OUT), lambda _: {"has_seen_id": "on"},
         visitor_id="@owner", does=Answer.OK, audits="hand_out_password_link"),
    get("take_visitors_factor", of(*HANDERS_OUT), visitor_id="@owner", audits="look_at_visitor"),
    # The owner has none, which the page says.
    post("take_visitors_factor", of(*HANDERS_OUT), lambda _: {"has_seen_id": "on"},
         visitor_id="@owner", does=Answer.OK, audits="look_at_visitor"),
    post("close_visitor_account", of(*ACCOUNT_KEEPERS), visitor_id="@owner",
         audits="close_account replace_known_pins"),
    post("reopen_visitor_account", of(*ACCOUNT_KEEPERS), visitor_id="@closed",
         audits="reopen_account"),
    get("staff_inmate", of(*LOOKERS), inmate_id="@inmate", audits="look_at_inmate"),
)  # fmt: skip

DEVICES = (
    get("devices", lists(ADMINISTRATOR)),
    get("approve_device", lists(ADMINISTRATOR), asks="code={code}"),
    post("approve_device", lists_and_refuses(ADMINISTRATOR, forged=Answer.OK), _approval,
         audits="approve_enrolment"),
    post("revoke_device", of(ADMINISTRATOR), kind="monitor", device_id="@enrolled monitor",
         audits="revoke_enrolment"),
    post("device_service", of(ADMINISTRATOR), lambda _: {"in_service": "0"}, kind="monitor",
         device_id="@free monitor", audits="set_in_service"),
    get("pins", lists(*WATCHERS)),
    post("settle_pin_alarm", of(*WATCHERS), alarm_id="@alarm", audits="settle_pin_alarm"),
    post("pin_sheet", of(SUPERVISOR), area_id="@unit", does=Answer.OK,
         audits="set_inmate_pin print_inmate_pin"),
)  # fmt: skip

RECORDS = (
    get("coverage", lists(*COVERAGE_READERS)),
    get("audit", lists(AUDITOR), audits="read_audit"),
    get(
        "seen_by",
        lists_and_refuses(AUDITOR, forged=Answer.MISTAKEN),
        asks="person={inmate}",
        audits="read_looks",
    ),
)

STAFF_ROWS = (
    *FIRST_PAGES, *IDENTITIES, *DECISIONS, *TIMES, *PEOPLE, *DEVICES, *RECORDS,
)  # fmt: skip
