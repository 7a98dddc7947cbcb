"""Take away the second factor of a visitor who has lost their phone and has come with their ID."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from parloir.factors.operations import NoFactor
from parloir.facts.second_factors import NotAVisitor, take_visitors_factor
from parloir.people.models import Visitor
from parloir.web.staff.known_people import (
    first_facility_between,
    known_visitor,
    record_look,
)
from parloir.web.staff.new_passwords import HANDERS_OUT, HandOutForm
from parloir.web.staff.sections import show
from parloir.web.staff.staff_context import StaffContext, staff_page
from parloir.web.visitor.access import posted


@never_cache
@staff_page(*HANDERS_OUT)
def take_factor(request: HttpRequest, staff: StaffContext, visitor_id: str) -> HttpResponse:
    """Ask whether the ID was seen, then take the factor away."""
    person = known_visitor(staff, visitor_id, *HANDERS_OUT)
    form = HandOutForm(posted(request))
    if request.method == "POST" and form.is_valid() and _is_taken(staff, person, form):
        messages.success(request, _("The second factor of this account was taken away."))
        return redirect("staff_visitor", person.public_id)
    record_look(staff, person, *HANDERS_OUT)
    return show(request, staff, "take_visitors_factor.html", {"person": person, "form": form})


def _is_taken(staff: StaffContext, person: Visitor, form: forms.Form) -> bool:
    facility = first_facility_between(staff, person, *HANDERS_OUT)
    try:
        take_visitors_factor(visitor=person, facility=facility.slug, by=staff.actor, now=staff.now)
    except NoFactor:
        form.add_error(None, _("This account has no second factor: the password is enough."))
    except NotAVisitor:
        form.add_error(
            None,
            _(
                "This person is a member of staff as well. An administrator takes their second "
                "factor away in the configuration, under Accounts."
            ),
        )
    else:
        return True
    return False
