"""Book, reserve, move and cancel. The constraint on claims makes double bookings impossible."""

from parloir.bookings.operations.booking import (
    RESERVATION_TTL,
    book,
    book_walk_in,
    refuse_as_taken,
    reserve,
)
from parloir.bookings.operations.closing import (
    CannotCancel,
    cancel,
    cancel_by_facility,
    cancel_for_restriction,
    close,
    covered_bookings,
    note_whether_it_counts,
)
from parloir.bookings.operations.locking import (
    lock_booking,
    lock_bookings,
    lock_case,
    lock_everybody_at,
    lock_facts,
    lock_party,
    lock_separated_inmates,
    lock_visitor,
)
from parloir.bookings.operations.make_ups import (
    follow_loss,
    grant_for_visit_not_held,
    notify_of_make_up,
    owes_make_up,
)
from parloir.bookings.operations.moving import (
    CannotMove,
    DeviceTaken,
    choose_devices,
    displace,
    move,
    reassign_devices,
    take_back,
)
from parloir.bookings.operations.party import (
    CannotStayAway,
    bookings_as_companion,
    leave_out,
    leave_out_of,
    stay_away,
)
from parloir.bookings.operations.refusals import BookingRefused, SlotTaken
from parloir.bookings.operations.reservations import delete_lapsed_reservations

__all__ = [
    "RESERVATION_TTL",
    "BookingRefused",
    "CannotCancel",
    "CannotMove",
    "CannotStayAway",
    "DeviceTaken",
    "SlotTaken",
    "book",
    "book_walk_in",
    "bookings_as_companion",
    "cancel",
    "cancel_by_facility",
    "cancel_for_restriction",
    "choose_devices",
    "close",
    "covered_bookings",
    "delete_lapsed_reservations",
    "displace",
    "follow_loss",
    "grant_for_visit_not_held",
    "leave_out",
    "leave_out_of",
    "lock_booking",
    "lock_bookings",
    "lock_case",
    "lock_everybody_at",
    "lock_facts",
    "lock_party",
    "lock_separated_inmates",
    "lock_visitor",
    "move",
    "note_whether_it_counts",
    "notify_of_make_up",
    "owes_make_up",
    "reassign_devices",
    "refuse_as_taken",
    "reserve",
    "stay_away",
    "take_back",
]
