"""A sheet for a new password, handed out to a visitor who has come with their ID."""

from typing import assert_never

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from parloir.accounts.models import Role
from parloir.credentials.links import HandOutRefused, hand_out_link, in_groups, token_of
from parloir.web.staff.known_people import (
    first_facility_between,
    known_visitor,
    record_look,
)
from parloir.web.staff.sections import show
from parloir.web.staff.staff_context import StaffContext, staff_page
from parloir.web.visitor.access import posted

HANDERS_OUT = (Role.REGISTRAR, Role.ADMINISTRATOR)


class HandOutForm(forms.Form):
    has_seen_id = forms.BooleanField(
        label=gettext_lazy(
            "I have compared this person with their ID, and the ID with the one on record."
        ),
        error_messages={"required": gettext_lazy("Look at the ID first, then tick this.")},
    )


@never_cache
@staff_page(*HANDERS_OUT)
@sensitive_variables("link")
def hand_out_password(request: HttpRequest, staff: StaffContext, visitor_id: str) -> HttpResponse:
    """Ask whether the ID was seen, then show the sheet, once. It is in no session."""
    person = known_visitor(staff, visitor_id, *HANDERS_OUT)
    form = HandOutForm(posted(request))
    context = {"person": person, "form": form}
    if request.method == "POST" and form.is_valid():
        facility = first_facility_between(staff, person, *HANDERS_OUT)
        try:
            link = hand_out_link(
                user=person.user, facility=facility.slug, by=staff.actor, now=staff.now
            )
        except HandOutRefused as refused:
            form.add_error(None, why_not_handed_out(refused))
        else:
            sheet = {
                "sign_groups": in_groups(token_of(link)),
                "sheet_address": f"{settings.BASE_URL}{reverse('password_sheet')}",
                "expires_at": link.expires_at,
                "facility": facility,
            }
            return show(request, staff, "password_sheet.html", context | sheet)
    record_look(staff, person, *HANDERS_OUT)
    return show(request, staff, "hand_out_password.html", context)


def why_not_handed_out(refused: HandOutRefused) -> str:
    match refused.reason:
        case HandOutRefused.Reason.STAFF:
            return _(
                "This person is a member of staff as well. An administrator sets their password "
                "in the configuration, under Accounts."
            )
        case HandOutRefused.Reason.CLOSED:
            return _("This account is closed, so a new password would be of no use.")
        case _:
            assert_never(refused.reason)
