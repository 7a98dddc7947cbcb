"""Addresses for everybody, and those of visitors."""

from collections.abc import Mapping

from tests.access.actors import (
    ACTORS,
    COMPANION,
    MONITOR,
    NEWCOMER,
    OWNER,
    RESTRICTED,
    STATION,
    STRANGER,
    Kind,
)
from tests.access.house import PASSWORD, House
from tests.access.pictures import upload
from tests.access.rows import (
    Answer,
    Cache,
    everybody,
    get,
    nobody_at_all,
    only,
    post,
    signed_in,
    visitors,
)

SIGNED_IN = tuple(one for one in ACTORS if one.kind in {Kind.VISITOR, Kind.STAFF, Kind.SUPERUSER})
NOT_SIGNED_IN = tuple(one for one in ACTORS if one not in SIGNED_IN)
TUESDAY_AT_TWO, FRIDAY_AT_TWO = "2026-05-12T19:00:00Z", "2026-05-15T19:00:00Z"
_IN_THE_DEMO = {"says": "everybody, in the demo alone"}
_A_LETTER = {"name": "1-a.eml", **_IN_THE_DEMO}

_EIGHT_YEARS_OLD = {
    "date_of_birth_month": 3, "date_of_birth_day": 2, "date_of_birth_year": 2018,
}  # fmt: skip

# A page that is a step further sends those back who are not that far.
_NOT_THAT_FAR = {"does": Answer.GOES_ON}
_REGISTERED = {"but": dict.fromkeys(SIGNED_IN, Answer.GOES_ON)}
_IS_SIGNED_IN = {
    "but": {one: Answer.HOME if one.kind is Kind.VISITOR else Answer.GOES_ON for one in SIGNED_IN}
}
_IS_STAFF = {
    "but": {one: Answer.GOES_ON for one in SIGNED_IN if one.kind is not Kind.VISITOR},
    "says": "visitors; staff always have one",
}
_NEVER_LOCKED = {"but": {one: Answer.HOME for one in SIGNED_IN if one.kind is Kind.VISITOR}}
_IS_APPROVED = {"but": dict.fromkeys((OWNER, COMPANION, RESTRICTED, STRANGER), Answer.GOES_ON)}
_HAS_ASKED = {"but": {STRANGER: Answer.GOES_ON}}
_NO_PICTURE = {"but": dict.fromkeys((COMPANION, RESTRICTED, STRANGER), Answer.NOT_FOUND)}
_A_MEETING = {
    "kind": "onsite", "slug": "jackson", "inmate_id": "@inmate", "names_inmate": True,
}  # fmt: skip
_CANNOT_BOOK = {"but": dict.fromkeys((RESTRICTED, NEWCOMER, STRANGER), Answer.GOES_ON)}
_OWN = visitors(OWNER)
_SHARED = visitors(OWNER, COMPANION)


def _credentials(house: House) -> Mapping[str, object]:
    email = house.emails[OWNER.name]
    return {"login": email, "email": email, "password": PASSWORD}


FOR_EVERYBODY = (
    get("favicon.ico", everybody, does=Answer.GOES_ON, cache=Cache.PUBLIC),
    get("service_worker", everybody, cache=Cache.PUBLIC),
    get("manifest", everybody),
    get("offline", everybody),
    get("home", everybody),
    get("facilities", everybody),
    get("procedure", everybody, slug="jackson"),
    get("install", everybody),
    post("set_language", everybody, lambda _: {"language": "es"}, does=Answer.HOME),
    get("healthz", everybody),
    get("readyz", everybody, does=Answer.NOT_READY),  # no worker runs here
    # Everybody here comes from another machine.
    get("metrics", lambda _: Answer.FORBIDDEN, says="this machine, or who has the token"),
    get("demo_codes", nobody_at_all, **_IN_THE_DEMO),
    get("mailbox", nobody_at_all, **_IN_THE_DEMO),  # this house is no demo
    get("mail", nobody_at_all, **_A_LETTER),
    get("mail_html", nobody_at_all, **_A_LETTER),
    get("mail_attachment", nobody_at_all, **_A_LETTER, number="0"),
)  # fmt: skip

REGISTRATION = (
    get("register", everybody, **_REGISTERED),
    post("register", everybody, lambda _: {"email": "leo@example.org"}, audits="issue_code",
         **_REGISTERED),
    get("register_code", everybody, **_REGISTERED),
    get("register_name", everybody, **_NOT_THAT_FAR),
    get("register_birth", everybody, **_NOT_THAT_FAR),
    get("register_phone", everybody, **_NOT_THAT_FAR),
    get("register_address", everybody, **_NOT_THAT_FAR),
    get("register_password", everybody, **_NOT_THAT_FAR),
)  # fmt: skip

ACCOUNT = (
    get("account_login", everybody, **_IS_SIGNED_IN),
    post("account_login", everybody, _credentials, does=Answer.HOME,
         audits="sign_in sign_in_with_new_browser", **_IS_SIGNED_IN),
    get("account_logout", everybody, but=dict.fromkeys(NOT_SIGNED_IN, Answer.HOME)),
    post("account_logout", everybody, does=Answer.HOME, audits="sign_out",
         but=dict.fromkeys(NOT_SIGNED_IN, Answer.HOME)),
    # Nobody here has typed a password that waits for its code.
    get("sign_in_code", everybody, does=Answer.SIGN_IN),
    post("sign_in_code", everybody, lambda _: {"code": "123456"}, does=Answer.SIGN_IN),
    get("break_glass", everybody),
    post("break_glass", everybody, lambda _: {"signs": "7k2mq"}, does=Answer.OK),
    get("second_factor", signed_in),
    get("second_factor_setup", signed_in),
    post("second_factor_setup", signed_in, lambda _: {"code": "123456"}),
    get("second_factor_new_codes", signed_in),
    get("second_factor_off", signed_in, **_IS_STAFF),
    get("account_unlock", signed_in, **_NEVER_LOCKED),
    post("account_unlock", signed_in, lambda _: {"password": "another"}, does=Answer.OK,
         audits="prove_password", **_NEVER_LOCKED),
    get("screen_lock", signed_in),
    post("screen_lock", signed_in, does=Answer.OK),
    get("account_inactive", everybody),
    get("account_signup", everybody, does=Answer.GOES_ON),
    get("account_reauthenticate", signed_in),
    get("account_change_password", signed_in),
    get("account_reset_password", everybody),
    post("account_reset_password", everybody, _credentials, audits="issue_code"),
    get("password_link_sent", everybody),
    get("account_confirm_password_reset_code", everybody),
    get("account_complete_password_reset", everybody, **_NOT_THAT_FAR),
    get("account_reset_password_completed", everybody),
    get("password_sheet", everybody),
    get("password_by_link", everybody, token="nothing"),
)  # fmt: skip

IDENTITY = (
    get("my_identity", visitors()),
    get("take_picture", visitors(), piece="photo", **_IS_APPROVED),
    post("take_picture", visitors(), lambda _: {"image": upload()}, piece="photo",
         audits="submit_document", **_IS_APPROVED),
    get("own_picture", visitors(), piece="photo", **_NO_PICTURE),
    get("where_to_visit", visitors()),
    get("where_in_state", visitors(), code="MO"),
    get("ask_agency", visitors(), slug="clay"),
    post("ask_agency", visitors(), slug="clay", audits="ask_agency", **_HAS_ASKED),
)  # fmt: skip

SCHEDULING = (
    get("schedule", visitors(), kind="onsite"),
    get("schedule_state", visitors(), kind="onsite", code="MO"),
    get("schedule_inmate", visitors(), kind="onsite", slug="jackson"),
    get("schedule_companions", visitors(), **_A_MEETING),
    get("schedule_when", visitors(), **_A_MEETING),
    post("schedule_when", visitors(), lambda _: {"at": TUESDAY_AT_TWO}, audits="reserve",
         **_A_MEETING, **_CANNOT_BOOK),
    get("schedule_check", visitors(), asks=f"at={TUESDAY_AT_TWO}", **_A_MEETING, **_CANNOT_BOOK),
    post("schedule_check", visitors(), asks=f"at={TUESDAY_AT_TWO}", audits="book",
         **_A_MEETING, **_CANNOT_BOOK),
)  # fmt: skip

VISITS = (
    get("my_visits", visitors()),
    get("my_visit", _SHARED, booking_id="@booking"),
    get("booked", _SHARED, booking_id="@booking"),
    get("visit_on_paper", _SHARED, booking_id="@booking"),
    get("visit_calendar", _SHARED, booking_id="@booking"),
    get("new_time", _OWN, booking_id="@displaced booking"),
    post("new_time", _OWN, lambda _: {"at": FRIDAY_AT_TWO}, booking_id="@displaced booking",
         audits="settle_repair move"),
    get("book_make_up", _OWN, booking_id="@lost booking", does=Answer.GOES_ON),
    get("cancel_visit", _OWN, booking_id="@booking"),
    post("cancel_visit", _OWN, booking_id="@booking", audits="close_booking"),
    get("change_time", _OWN, booking_id="@booking"),
    post("change_time", _OWN, lambda _: {"at": TUESDAY_AT_TWO}, booking_id="@booking",
         audits="reserve"),
    get("change_time_check", _OWN, booking_id="@booking", asks=f"at={TUESDAY_AT_TWO}"),
    post("change_time_check", _OWN, booking_id="@booking", asks=f"at={TUESDAY_AT_TWO}",
         audits="move"),
    get("stay_away", visitors(COMPANION), booking_id="@booking"),
    post("stay_away", visitors(COMPANION), booking_id="@booking", audits="leave_out"),
    get("dispute_visit", visitors(RESTRICTED), booking_id="@ended booking"),
    post("dispute_visit", visitors(RESTRICTED), lambda _: {"text": "I saw nothing."},
         booking_id="@ended booking", audits="dispute_account",
         says="the visitors who had a part in the visit"),
    get("room", only(OWNER), booking_id="@remote booking"),
)  # fmt: skip

COMPANY = (
    get("my_companions", visitors()),
    get("add_child", visitors()),
    post("add_child", visitors(), lambda _: {"first_name": "Leo", "last_name": "Plain",
         **_EIGHT_YEARS_OLD}, audits="register_minor"),
    post("remove_child", _OWN, minor_id="@child", audits="remove_minor"),
    post("allow_invitations", visitors()),
    get("stop_invitations", everybody, companionship_id="@invitation", signature="@signature"),
    post("stop_invitations", everybody, companionship_id="@invitation", signature="@signature",
         does=Answer.OK, audits="stop_invitations", needs_csrf_token=False),
    get("invite_adult", visitors()),
    post("invite_adult", visitors(), lambda _: {"email": "leo@example.org"},
         audits="invite_companion", but={NEWCOMER: Answer.OK}),  # once the pictures are approved
    post("answer_invitation", visitors(RESTRICTED), lambda _: {"answer": "accept"},
         companionship_id="@invitation", audits="accept_invitation",
         says="the visitor who is invited"),
    post("end_companionship_page", _SHARED, companionship_id="@companionship",
         audits="end_companionship"),
)  # fmt: skip

RESTRICTIONS = (
    get("my_restrictions", visitors()),
    get("appeal_restriction", visitors(RESTRICTED), restriction_id="@restriction"),
    post("appeal_restriction", visitors(RESTRICTED), lambda _: {"text": "It was a calculator."},
         restriction_id="@restriction", audits="file_appeal"),
    get("appeal_on_paper", visitors(RESTRICTED), restriction_id="@restriction"),
)  # fmt: skip

_NEW_BROWSERS = "everybody; a browser that is no device asks to be one"
_ENROLS = "facilities_enrolment throttling_attempt"

DEVICES = (
    get(
        "monitor",
        everybody,
        audits="request_enrolment",
        writes=_ENROLS,
        says=_NEW_BROWSERS,
        known_already=MONITOR,
    ),
    get(
        "station",
        everybody,
        audits="request_enrolment",
        writes=_ENROLS,
        says=_NEW_BROWSERS,
        known_already=STATION,
    ),
)

VISITORS_ROWS = (
    *FOR_EVERYBODY, *REGISTRATION, *ACCOUNT, *IDENTITY, *SCHEDULING, *VISITS, *COMPANY,
    *RESTRICTIONS, *DEVICES,
)  # fmt: skip
