"""The account of a visit in words, the same for visitor, inmate and staff."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from parloir.bookings.models import Booking
from parloir.facilities.wording import say_minutes, say_time
from parloir.ledger.account import Fault, Source
from parloir.ledger.models import Bucket, Interruption, SettledAccount
from parloir.ledger.settling import account_of
from parloir.ledger.timeline import Timeline, timeline
from parloir.sides import Side
from parloir.text_lines.queries import count_lines
from parloir.visits.models import Visit

HALF_A_MINUTE_MS = 30_000


@dataclass(frozen=True, slots=True)
class AccountInWords:
    """`facts` are the numbers of the picture, with whose word they are. `decided` says that the
    verdict is a person's, and is empty while it is that of the numbers."""

    sentence: str
    decided: str
    is_failed: bool
    facts: list[tuple[str, str]]
    timeline: Timeline | None
    sources: str


def account_of_booking(booking: Booking) -> AccountInWords | None:
    """Return the settled account of the booking's visit, or None if it has none."""
    visit = Visit.objects.select_related("facility", "booking").filter(booking=booking).first()
    return account_in_words(visit) if visit is not None else None


def account_in_words(visit: Visit) -> AccountInWords | None:
    """Return the settled account, or None for a visit without one."""
    settled = SettledAccount.objects.filter(visit=visit).first()
    if settled is None:
        return None
    is_measured = Bucket.objects.filter(visit=visit).exists()
    return AccountInWords(
        sentence=say_verdict(settled),
        decided=_say_whose_verdict(settled),
        is_failed=bool(settled.fault),
        facts=[*_facts(settled), *_written(visit), *_interruptions(visit)],
        timeline=timeline(account_of(visit)) if is_measured else None,
        sources=_(
            "The media server says what was received at most. Where a browser says that less "
            "arrived there, that holds."
        ),
    )


def say_how_it_went(visit: Visit) -> str:
    """Return a few words where the account says more than the visit's outcome: that the visit
    failed, or what a person decided; empty otherwise. Makes no query if the visit was loaded with
    its account."""
    settled: SettledAccount | None = getattr(visit, "settled_account", None)
    if settled is None:
        return ""
    if settled.decided_at is not None:
        return _say_decided(settled.fault)
    return _("failed: sound and picture did not get through") if settled.fault else ""


def _say_decided(fault: str) -> str:
    match fault:
        case Fault.VISITOR:
            return _("failed on the visitor's side, as a person decided")
        case Fault.INMATE:
            return _("failed on the inmate's side, as a person decided")
        case Fault.FACILITY:
            return _("failed through the facility, as a person decided")
        case Fault.SYSTEM:
            return _("failed through our system, as a person decided")
    return _("took place, as a person decided")


def say_verdict(settled: SettledAccount) -> str:
    match settled.fault:
        case Fault.VISITOR if _is_make_up(settled):
            return _(
                "This make-up visit failed on the visitor's side: for half of the time or more, "
                "sound and picture did not get through."
            )
        case Fault.VISITOR:
            return _(
                "This visit failed on the visitor's side: for half of the time or more, sound and "
                "picture did not get through. It counts against the quota."
            )
        case Fault.INMATE:
            return _("This visit failed on the inmate's side. It does not count against the quota.")
        case Fault.FACILITY:
            return _("This visit failed through the facility. It does not count against the quota.")
        case Fault.SYSTEM:
            return _("This visit failed through our system. It does not count against the quota.")
    return _("This visit took place.")


def _say_whose_verdict(settled: SettledAccount) -> str:
    if settled.decided_at is None:
        return ""
    return _("A person has looked at this visit and decided this. What was measured is below.")


def _is_make_up(settled: SettledAccount) -> bool:
    return settled.visit_id is not None and settled.visit.booking.made_from_id is not None


def _say_ms(ms: int) -> str:
    """Return whole minutes, rounded; what is less than one is said so."""
    if 0 < ms < HALF_A_MINUTE_MS:
        return _("less than a minute")
    return say_minutes(timedelta(milliseconds=ms))


def _facts(settled: SettledAccount) -> list[tuple[str, str]]:
    facts = [(_("Both were there"), _say_ms(settled.there_ms))]
    names = {Side.VISITOR: _("The visitor received"), Side.INMATE: _("The inmate received")}
    for side in Side:
        received = settled.received_ms[side]
        kinds = {
            "sound": _say_ms(received["sound"]),
            "picture": _say_ms(received["picture"]),
        }
        facts.append((names[side], _("sound %(sound)s, picture %(picture)s") % kinds))
    lost = {Fault.FACILITY: _("Lost to the facility"), Fault.SYSTEM: _("Lost to our system")}
    for fault, name in lost.items():
        if ms := settled.lost_ms.get(fault, 0):
            facts.append((name, _say_ms(ms)))
    return facts


def _written(visit: Visit) -> list[tuple[str, str]]:
    """Return how many lines each wrote. A line is no sound: the verdict does not read them."""
    lines = count_lines(visit)
    if not lines:
        return []
    numbers = {"visitor": lines[Side.VISITOR], "inmate": lines[Side.INMATE]}
    return [(_("Lines written"), _("visitor %(visitor)d, inmate %(inmate)d") % numbers)]


def _interruptions(visit: Visit) -> list[tuple[str, str]]:
    rows = Interruption.objects.filter(visit=visit).order_by("from_at", "pk")
    ended_at = visit.ended_at
    return [
        (
            _("%(side)s interrupted") % {"side": _side(row.side)},
            _("%(from)s to %(to)s: %(cause)s (noted by %(source)s)")
            % {
                "from": say_time(row.from_at, visit.facility),
                "to": say_time(row.to_at or ended_at or row.from_at, visit.facility),
                "cause": row.get_cause_display(),
                "source": Source(row.source).label,
            },
        )
        for row in rows
    ]


def _side(side: str) -> str:
    return _("Visitor") if side == Side.VISITOR else _("Inmate")
