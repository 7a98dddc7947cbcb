"""The facts of the rules about people, read with the same queries for one party or for many."""

from collections.abc import Sequence
from dataclasses import dataclass

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import PartyLimit
from parloir.facilities.models import Facility
from parloir.people.companion_queries import agreed_pairs
from parloir.people.identity_queries import Identity, identities_at
from parloir.people.models import Inmate, Minor, Visitor
from parloir.people.queries import pairs_on_lists, pairs_without_contact
from parloir.sanctions.models import InmateRestriction, Restriction
from parloir.sanctions.queries import inmate_restrictions_of_all, restrictions_of_all

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class AdultFacts:
    """One adult of the party. `has_agreed` is true for the visitor who books, too."""

    visitor: Visitor
    identity: Identity
    restrictions: tuple[Restriction, ...]
    may_not_see: bool
    is_on_list: bool
    has_agreed: bool


@dataclass(frozen=True, slots=True)
class PeopleFacts:
    """The facts about a party. The first adult is the one who books.

    `is_booked` is that of `BookingRequest`.
    """

    inmate: Inmate | None
    facility: Facility
    adults: tuple[AdultFacts, ...]
    minors: tuple[Minor, ...]
    party_limits: tuple[tuple[int, int], ...]
    inmate_restrictions: tuple[InmateRestriction, ...] = ()
    is_booked: bool = False


@dataclass(frozen=True, slots=True)
class PartyAsked:
    """Who wants to visit whom. `inmate` is None before one is chosen."""

    visitor: Visitor
    inmate: Inmate | None = None
    adults: tuple[Visitor, ...] = ()
    minors: tuple[Minor, ...] = ()
    is_booked: bool = False

    @classmethod
    def of(cls, booking_request: BookingRequest) -> "PartyAsked":
        return cls(
            booking_request.visitor,
            booking_request.inmate,
            booking_request.adults,
            booking_request.minors,
            booking_request.is_booked,
        )

    @property
    def all_adults(self) -> tuple[Visitor, ...]:
        return (self.visitor, *self.adults)


def facts_of_request(booking_request: BookingRequest) -> PeopleFacts:
    return facts_of_parties([PartyAsked.of(booking_request)], booking_request.facility)[0]


def facts_of_visitor(visitor: Visitor, facility: Facility) -> PeopleFacts:
    """Return the facts of a visitor who has not chosen an inmate yet."""
    return facts_of_parties([PartyAsked(visitor)], facility)[0]


def facts_of_parties(parties: Sequence[PartyAsked], facility: Facility) -> list[PeopleFacts]:
    """Return the facts of each party. Seven queries at most, for any number of parties."""
    known = _read(parties, facility)
    return [_facts_of(party, facility, known) for party in parties]


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read, by the keys of visitors, of inmates, and of pairs of both."""

    identities: dict[int, Identity]
    restrictions: dict[int, list[Restriction]]
    inmate_restrictions: dict[int, list[InmateRestriction]]
    without_contact: set[Pair]
    on_lists: set[Pair]
    agreed: set[Pair]
    party_limits: tuple[Pair, ...]


def _read(parties: Sequence[PartyAsked], facility: Facility) -> _Known:
    adults = {adult.pk for party in parties for adult in party.all_adults}
    inmates = {party.inmate.pk for party in parties if party.inmate is not None}
    inviting = [party for party in parties if party.adults and not party.is_booked]
    is_alone = not any(party.adults or party.minors for party in parties)
    return _Known(
        identities=identities_at(facility.agency_id, adults),
        restrictions=restrictions_of_all(adults, facility=facility),
        inmate_restrictions=inmate_restrictions_of_all(inmates, facility=facility),
        without_contact=pairs_without_contact(inmates=inmates, visitors=adults),
        on_lists=(
            pairs_on_lists(inmates=inmates, visitors=adults)
            if facility.keeps_visitor_lists
            else set()
        ),
        agreed=agreed_pairs([one.visitor.pk for one in inviting], adults) if inviting else set(),
        party_limits=((1, 0),) if is_alone else _party_limits(facility),
    )


def _party_limits(facility: Facility) -> tuple[Pair, ...]:
    limits = PartyLimit.objects.filter(facility=facility)
    return tuple((limit.adults, limit.minors) for limit in limits) or ((1, 0),)


def _facts_of(party: PartyAsked, facility: Facility, known: _Known) -> PeopleFacts:
    inmate = party.inmate
    restrictions = known.inmate_restrictions.get(inmate.pk, []) if inmate is not None else []
    return PeopleFacts(
        inmate=inmate,
        facility=facility,
        adults=tuple(_adult_facts(adult, party, known) for adult in party.all_adults),
        minors=party.minors,
        party_limits=known.party_limits,
        inmate_restrictions=tuple(restrictions),
        is_booked=party.is_booked,
    )


def _adult_facts(adult: Visitor, party: PartyAsked, known: _Known) -> AdultFacts:
    pair = (party.inmate.pk, adult.pk) if party.inmate is not None else None
    comes_by_right = party.is_booked or adult.pk == party.visitor.pk
    return AdultFacts(
        visitor=adult,
        identity=known.identities[adult.pk],
        restrictions=tuple(known.restrictions.get(adult.pk, ())),
        may_not_see=pair in known.without_contact,
        is_on_list=pair in known.on_lists,
        has_agreed=comes_by_right or (party.visitor.pk, adult.pk) in known.agreed,
    )
