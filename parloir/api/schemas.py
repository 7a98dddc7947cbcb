"""The models of requests and answers, as the document shows them.

They are pydantic's models: ninja's look up each member as an attribute of a row, which takes
longer than the rest of an answer.
"""

from datetime import date, datetime
from enum import StrEnum

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, model_validator

from parloir.api.fields import Day, Moment, Word, wrong
from parloir.api.pages import MOST
from parloir.bookings.models import Booking
from parloir.bookings.states import BookingState
from parloir.facilities.models import VisitKind
from parloir.people.models import Inmate
from parloir.scheduling.refusals import Rule

MOST_DAYS = 31


class ActingFor(StrEnum):
    """On whose behalf a booking is cancelled, which the letter to the visitor says."""

    FACILITY = "facility"
    VISITOR = "visitor"


# --- In -------------------------------------------------------------------------------------


class Asked(BaseModel):
    """A model of input. Unknown members are refused, since a misspelled one would be ignored."""

    model_config = ConfigDict(extra="forbid")


class Days(Asked):
    first: Day = Field(alias="from", title="from")
    last: Day = Field(alias="to", title="to", description="The last date, included.")

    @model_validator(mode="after")
    def are_in_order(self) -> "Days":
        if self.last < self.first:
            raise wrong("days", _("The last day lies before the first."))
        if (self.last - self.first).days >= MOST_DAYS:
            raise wrong("days", _("Ask for at most %(days)d days.") % {"days": MOST_DAYS})
        return self


class AvailabilityAsked(Days):
    kind: VisitKind
    inmate: Word = Field(description="The inmate's master ID number.", examples=["100241"])
    visitor: Word = Field(description="The visitor's id.", examples=["8m3kq0v7xj2d"])


class BookingsAsked(Days):
    state: BookingState | None = Field(default=None, description="Only bookings in this state.")
    after: Word | None = Field(default=None, description="The `next` of the previous page.")
    size: int = Field(default=50, ge=1, le=MOST, description="Bookings on each page.")


class BookingWanted(Asked):
    facility: Word = Field(description="The facility's slug.", examples=["jackson-county-jail"])
    kind: VisitKind
    inmate: Word = Field(description="The inmate's master ID number.", examples=["100241"])
    visitor: Word = Field(description="The visitor's id.", examples=["8m3kq0v7xj2d"])
    starts_at: Moment


class MoveWanted(Asked):
    starts_at: Moment


class CancellationWanted(Asked):
    acting_for: ActingFor = Field(
        default=ActingFor.FACILITY,
        description="The facility may cancel until the visit is live; the visitor until the "
        "facility's cut-off.",
    )


# --- Out ------------------------------------------------------------------------------------


class FacilityOut(BaseModel):
    slug: str
    name: str
    official_name: str
    state: str = Field(description="Two letters.")
    time_zone: str = Field(examples=["America/Chicago"])
    phone: str = Field(
        description="E.164, with `;ext=` and the digits behind it if it has an extension.",
        examples=["+18165550142"],
    )
    effective_date: date = Field(description="Nothing can be booked before it.")
    visit_minutes: int
    grid_minutes: int = Field(description="Minutes from one start to the next.")
    horizon_days: int = Field(description="How many days ahead visits can be booked.")
    cancel_minutes: int = Field(
        description="A visitor may cancel until this many minutes before the start."
    )


class FacilitiesOut(BaseModel):
    items: list[FacilityOut]


class InmateOut(BaseModel):
    master_id: str
    first_name: str
    last_name: str
    status: Inmate.Status
    area: str
    language: str


class RefusalOut(BaseModel):
    rule: Rule = Field(description="The rule's code, which never changes.")
    sentence: str = Field(
        description="A sentence for the visitor, in the language of Accept-Language."
    )
    next_date: date | None = Field(description="The next date that is allowed, if known.")
    next_at: datetime | None = Field(description="The next time that is allowed, if known.")


class TimeOut(BaseModel):
    starts_at: datetime
    ends_at: datetime


class DayOut(BaseModel):
    date: date
    times: list[TimeOut] = Field(description="The times that can be booked.")
    refusals: list[RefusalOut] = Field(description="Why there is no time; empty if there is one.")


class AvailabilityOut(BaseModel):
    days: list[DayOut]
    next_date: date | None = Field(
        description="If none of these days has a time: the next date that has one, if any."
    )


class VisitorShort(BaseModel):
    id: str
    name: str


class InmateShort(BaseModel):
    master_id: str
    name: str


class BookingOut(BaseModel):
    id: str
    facility: str
    kind: VisitKind
    state: BookingState
    starts_at: datetime = Field(description="In the facility's time zone.")
    ends_at: datetime
    visitor: VisitorShort
    inmate: InmateShort
    monitor: str | None = Field(description="The monitor in the lobby; null for a remote visit.")
    station: str
    booked_at: datetime
    closed_at: datetime | None
    cancelled_for: Booking.CancelledFor | None
    is_make_up: bool = Field(
        description="It makes up for a visit that was lost, and counts against no quota."
    )


class BookedOut(BookingOut):
    pin: str = Field(
        description="8 digits, also in the letter to the visitor. Only the program that books gets "
        "it."
    )


class BookingsOut(BaseModel):
    items: list[BookingOut] = Field(description="Sorted by start.")
    next: str | None = Field(description="Send it as `after` for the next page.")


class MistakeOut(BaseModel):
    where: str = Field(examples=["body.starts_at"])
    what: str


class ProblemOut(BaseModel):
    """A problem as in RFC 9457. `type` is an address that says what to do."""

    type: str
    title: str
    status: int
    detail: str = Field(description="What is wrong, and what to do.")
    rule: Rule | None = Field(
        default=None, description="For `refused`: the first rule that refuses."
    )
    refusals: list[RefusalOut] = Field(
        default=[], description="For `refused`: every rule that refuses."
    )
    errors: list[MistakeOut] = Field(
        default=[], description="For `invalid`: what is wrong, and where."
    )
