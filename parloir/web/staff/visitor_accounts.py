"""Close a visitor's account that was stolen, and open it again for its owner."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from parloir.facts.visitor_accounts import AccountRefused, close_account, reopen_account
from parloir.people.models import Visitor
from parloir.web.staff.known_people import agencies_between, known_visitor
from parloir.web.staff.sections import ACCOUNT_KEEPERS
from parloir.web.staff.staff_context import StaffContext, staff_page

WHY_REFUSED: Mapping[AccountRefused.Reason, Promise] = {
    AccountRefused.Reason.ALREADY_SO: gettext_lazy("It is so already. Nothing was changed."),
    AccountRefused.Reason.WORKS_HERE: gettext_lazy(
        "This person also works here, so only an administrator can do this. Nothing was changed."
    ),
}


@require_POST
@staff_page(*ACCOUNT_KEEPERS)
def close_visitor_account(
    request: HttpRequest, staff: StaffContext, visitor_id: str
) -> HttpResponse:
    visitor = known_visitor(staff, visitor_id, *ACCOUNT_KEEPERS)
    agency = agencies_between(staff, visitor, *ACCOUNT_KEEPERS)[0].public_id
    done = _("The account is closed, and everybody in it is signed out. The owner gets a mail.")
    return _say(
        request,
        visitor,
        lambda: close_account(visitor=visitor, agency=agency, by=staff.actor, now=staff.now),
        done=done,
    )


@require_POST
@staff_page(*ACCOUNT_KEEPERS)
def reopen_visitor_account(
    request: HttpRequest, staff: StaffContext, visitor_id: str
) -> HttpResponse:
    visitor = known_visitor(staff, visitor_id, *ACCOUNT_KEEPERS)
    agency = agencies_between(staff, visitor, *ACCOUNT_KEEPERS)[0].public_id
    done = _("The account is open again. The owner gets a mail, and chooses a new password.")
    return _say(
        request,
        visitor,
        lambda: reopen_account(visitor=visitor, agency=agency, by=staff.actor, now=staff.now),
        done=done,
    )


def _say(
    request: HttpRequest, visitor: Visitor, act: Callable[[], None], *, done: str
) -> HttpResponse:
    try:
        act()
    except AccountRefused as refused:
        messages.warning(request, str(WHY_REFUSED[refused.reason]))
    else:
        messages.success(request, done)
    return redirect("staff_visitor", visitor_id=visitor.public_id)
