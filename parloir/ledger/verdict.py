"""The verdict on a visit: whether it took place, and who failed it. A pure function."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parloir.ledger.account import OF_A_DEVICE, OURS, Account, Fault, Measured
from parloir.ledger.half_minutes import half_minutes_in, milliseconds
from parloir.media.events import Kind
from parloir.scheduling.intervals import Interval
from parloir.sides import Side

_SIDES: Mapping[Side, Fault] = {Side.VISITOR: Fault.VISITOR, Side.INMATE: Fault.INMATE}
_NOTHING = Measured()


@dataclass(frozen=True, slots=True)
class Received:
    """How long a side received each kind of media from the other, in milliseconds."""

    sound_ms: int
    picture_ms: int

    @property
    def best_ms(self) -> int:
        return max(self.sound_ms, self.picture_ms)

    @property
    def best_kind(self) -> Kind:
        return "audio" if self.sound_ms >= self.picture_ms else "video"

    def of(self, kind: Kind) -> int:
        return self.sound_ms if kind == "audio" else self.picture_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitVerdict:
    """`fault` is None where the visit took place.

    `received` is by the side that received. `lost_ms` is what was lost to each, in the direction
    that lost more to it, and `owed_ms` what facility and system owe together.
    """

    fault: Fault | None
    there_ms: int
    received: Mapping[Side, Received]
    lost_ms: Mapping[Fault, int]
    owed_ms: int

    @property
    def is_completed(self) -> bool:
        return self.fault is None

    @property
    def counts(self) -> bool:
        return counts_if_failed_by(self.fault)


def counts_if_failed_by(fault: Fault | None) -> bool:
    """Return whether a visit counts against quotas: a failed one only if the visitor's side failed
    it."""
    return fault in {None, Fault.VISITOR}


def verdict(account: Account) -> VisitVerdict:
    """Return the verdict.

    A visit took place if, in each direction, sound or picture was received for more than half of
    the time in which both were there. Otherwise it was failed by the one to whom most of the
    time was lost, in the directions that failed.
    """
    directions = {side: _Direction(account, receiver=side) for side in Side}
    there_ms = sum(milliseconds(part.duration) for part in _parts(account))
    there_ms += _cut_short_ms(account)
    failed = [one for one in directions.values() if 2 * one.received.best_ms <= there_ms]
    lost = {fault: max(one.lost[fault] for one in directions.values()) for fault in Fault}
    ours = (Fault.FACILITY, Fault.SYSTEM)
    return VisitVerdict(
        fault=_fault(failed, account) if failed else None,
        there_ms=there_ms,
        received={side: one.received for side, one in directions.items()},
        lost_ms=lost,
        owed_ms=max(sum(one.lost[fault] for fault in ours) for one in directions.values()),
    )


def course(account: Account, receiver: Side) -> list[tuple[Interval, Received]]:
    """Return what a side received, half-minute by half-minute."""
    return _Direction(account, receiver=receiver).course


class _Direction:
    """What one side received from the other, and to whom the rest was lost.

    What the receiver's browser says to be missing is lost to its own side; for what is missing by
    the media server's word, the account says whose fault it is.
    """

    def __init__(self, account: Account, *, receiver: Side) -> None:
        self._receiver, self._sender = receiver, receiver.other
        self._parties = account.parties
        parts = list(_parts(account))
        carried = [self._carried_in(part) for part in parts]
        received = [self._received_in(part, one) for part, one in zip(parts, carried, strict=True)]
        self.course = list(zip(parts, received, strict=True))
        self.received = _total(received)
        self.lost = dict.fromkeys(Fault, 0)
        self.lost[Fault.FACILITY] = _cut_short_ms(account)
        kind = _total(carried).best_kind
        for part, most, less in zip(parts, carried, received, strict=True):
            most_ms, less_ms = most.of(kind), less.of(kind)
            if missing_ms := milliseconds(part.duration) - most_ms:
                self.lost[self._fault_in(part)] += missing_ms
            self.lost[_SIDES[receiver]] += most_ms - less_ms

    def _carried_in(self, part: Interval) -> Received:
        """Return what was received at most, by the media server's word."""
        most_ms = milliseconds(part.duration)
        sent, reached = self._by_server(self._sender, part), self._by_server(self._receiver, part)
        return Received(
            min(most_ms, sent.sent_sound_ms, reached.received_sound_ms),
            min(most_ms, sent.sent_picture_ms, reached.received_picture_ms),
        )

    def _received_in(self, part: Interval, carried: Received) -> Received:
        """Return what was received: less where the receiver's own browser says so, unless an
        officer had muted the sender."""
        told = self._parties[self._receiver].browser_in(part)
        if told is None or self._parties[self._sender].is_muted_in(part):
            return carried
        return Received(
            min(carried.sound_ms, told.received_sound_ms),
            min(carried.picture_ms, told.received_picture_ms),
        )

    def _by_server(self, side: Side, part: Interval) -> Measured:
        return self._parties[side].server_in(part) or _NOTHING

    def _fault_in(self, part: Interval) -> Fault:
        """Return to whom the time was lost that the media server did not carry anything in."""
        sender, receiver = self._parties[self._sender], self._parties[self._receiver]
        causes = sender.causes_in(part) | receiver.causes_in(part)
        if causes & OURS:
            return Fault.SYSTEM
        for side in (self._sender, self._receiver):
            party = self._parties[side]
            if party.server_in(part) is None:  # nobody measured: its page was gone, or we were
                return self._fault_of(side, part) if party.causes_in(part) else Fault.SYSTEM
        sent, reached = self._by_server(self._sender, part), self._by_server(self._receiver, part)
        if not causes and not sent.sent_ms and not reached.sent_ms:
            return Fault.SYSTEM  # two ends fail at the same time through what they share
        is_senders = sent.sent_ms <= reached.received_ms
        return self._fault_of(self._sender if is_senders else self._receiver, part)

    def _fault_of(self, side: Side, part: Interval) -> Fault:
        party = self._parties[side]
        if party.is_at_our_device and party.causes_in(part) & OF_A_DEVICE:
            return Fault.FACILITY
        return _SIDES[side]


def _total(received: Sequence[Received]) -> Received:
    return Received(sum(one.sound_ms for one in received), sum(one.picture_ms for one in received))


def _parts(account: Account) -> Iterator[Interval]:
    for span in account.there:
        yield from half_minutes_in(span)


def _cut_short_ms(account: Account) -> int:
    return milliseconds(account.cut_short.duration) if account.cut_short else 0


def _fault(failed: list[_Direction], account: Account) -> Fault:
    lost = {fault: sum(one.lost[fault] for one in failed) for fault in Fault}
    if any(lost.values()):
        return max(Fault, key=lambda fault: lost[fault])
    # Both were never there at the same time.
    return _SIDES[Side(account.ended_by)] if account.ended_by in Side.values else Fault.SYSTEM
