from dataclasses import dataclass

from parloir.facilities.models import Facility, VisitKind
from parloir.people.models import Inmate, Minor, Visitor


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """Who wants to visit which inmate, where, and in which kind of visit.

    `adults` and `minors` are the companions of `visitor`.

    `is_booked` says that the request is that of an existing booking: its companions have agreed
    to it, and stay in it even if they can't be chosen for later visits any more.

    `writes` says that the visitor wants a text line in the visit.

    `made_from` is the key of the make-up from which it is or was booked.
    """

    visitor: Visitor
    inmate: Inmate
    facility: Facility
    kind: VisitKind
    adults: tuple[Visitor, ...] = ()
    minors: tuple[Minor, ...] = ()
    is_booked: bool = False
    made_from: int | None = None
    writes: bool = False

    @property
    def is_onsite(self) -> bool:
        return self.kind == VisitKind.ONSITE

    @property
    def all_adults(self) -> tuple[Visitor, ...]:
        """All adults; the visitor who books is the first."""
        return (self.visitor, *self.adults)

    @property
    def companions(self) -> tuple[Visitor | Minor, ...]:
        return (*self.adults, *self.minors)

    @property
    def names(self) -> list[str]:
        """The full names of all who come; the visitor who books is the first."""
        return [self.visitor.full_name, *(one.full_name for one in self.companions)]
