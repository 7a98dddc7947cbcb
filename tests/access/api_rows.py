"""Addresses of the API, for programs with a token."""

from collections.abc import Mapping

from parloir.clients.scopes import Scope
from tests.access.house import MASTER_ID, House
from tests.access.rows import Answer, Row, everybody, get, nobody_at_all, post, programs

_AT = {"slug": "jackson"}
_DAYS = "from=2026-05-11&to=2026-05-15"


def _booking(house: House) -> Mapping[str, object]:
    return {
        "facility": "jackson", "kind": "onsite", "inmate": MASTER_ID,
        "visitor": house.ids["companion"], "starts_at": "2026-05-12T14:00:00-05:00",
    }  # fmt: skip


def _time(house: House) -> Mapping[str, object]:
    return {"starts_at": "2026-05-12T14:00:00-05:00"}


_COUNTED = "clients_readtally"
"""Each answer about people is counted, and is an event of the audit after its minute."""
_WRITES = {"does": Answer.OK, "needs_csrf_token": False}

API_ROWS: tuple[Row, ...] = (
    get("api/v1/", everybody, does=Answer.GOES_ON),
    get("api_v1:api-root", everybody, does=Answer.GOES_ON),  # the same address
    get("api/v1/<path:path>", nobody_at_all, path="nothing", says="nobody: there is nothing"),
    get("api_problem", everybody, code="not_found"),
    get("api_v1:openapi-json", everybody),
    get("api_v1:list_facilities", programs(None, named=False)),
    get("api_v1:get_inmate", programs(Scope.READ_INMATES, named=True), master_id=MASTER_ID,
        writes=_COUNTED, **_AT),
    get("api_v1:get_availability", programs(Scope.READ_AVAILABILITY, named=True), **_AT,
        writes=_COUNTED,
        asks="kind=onsite&inmate=100241&visitor={owner}&from=2026-05-12&to=2026-05-13"),
    get("api_v1:list_bookings", programs(Scope.READ_BOOKINGS, named=True), asks=_DAYS,
        writes=_COUNTED, **_AT),
    get("api_v1:get_booking", programs(Scope.READ_BOOKINGS, named=True), booking_id="@booking",
        writes=_COUNTED),
    post("api_v1:create_booking", programs(Scope.WRITE_BOOKINGS, named=True), _booking,
         audits="book", **_WRITES | {"does": Answer.CREATED}),
    post("api_v1:cancel_booking", programs(Scope.WRITE_BOOKINGS, named=True),
         lambda _: {"acting_for": "facility"}, booking_id="@booking", audits="close_booking",
         **_WRITES),
    post("api_v1:move_booking", programs(Scope.WRITE_BOOKINGS, named=True), _time,
         booking_id="@booking", audits="move", **_WRITES),
)  # fmt: skip
