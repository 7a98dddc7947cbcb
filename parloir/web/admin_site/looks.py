"""What somebody opens in the configuration is on record before it is shown."""

from dataclasses import dataclass

from django.db.models import Model
from django.http import HttpRequest

from parloir.accounts.models import User
from parloir.accounts.policies import actor_of, is_operator
from parloir.audit.looks import Look, record_looks
from parloir.clock import current_time
from parloir.facilities.models import Agency
from parloir.people.models import Inmate, Visitor
from parloir.web.admin_site.own_rows import own_facilities, slug_of_row


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the configuration as the subject of an event. Not all have a public id."""

    public_id: str


def note_list_opened(request: HttpRequest, model: type[Model]) -> None:
    """Record that somebody reads the list of these rows."""
    _note(request, "open_configuration_list", model, ref="list", facility="", person="")


def note_row_opened(request: HttpRequest, row: Model) -> None:
    """Record that somebody opens a row, or its history."""
    ref = str(getattr(row, "public_id", row.pk))
    person = ref if isinstance(row, Inmate | Visitor) else ""
    _note(
        request,
        "open_configuration_row",
        type(row),
        ref=ref,
        facility=slug_of_row(row),
        person=person,
    )


def _note(
    request: HttpRequest, action: str, model: type[Model], *, ref: str, facility: str, person: str
) -> None:
    user = request.user
    if not isinstance(user, User):
        return
    subject, kind = _Row(ref), model.__name__
    looks = [Look(subject, facility=facility, person=person, kind=kind)]
    if not facility and not is_operator(user):
        agencies = Agency.objects.filter(pk__in=own_facilities(user).values("agency"))
        looks = [Look(subject, agency=one.public_id, person=person, kind=kind) for one in agencies]
    record_looks(action, looks, by=actor_of(user), now=current_time())
