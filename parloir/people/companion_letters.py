"""Letters about companions: invited, accepted, declined, ended."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parloir.notices.composition import compose
from parloir.notices.rendering import Letter, renders
from parloir.people.invitation_stops import invitations_reach, signature_of
from parloir.people.models import Companionship


def _companionship_named(params: Mapping[str, Any]) -> Companionship | None:
    found = Companionship.objects.filter(public_id=params["companionship"])
    return found.select_related("visitor", "companion").first()


@renders("companion_invited")
def companion_invited(params: Mapping[str, Any]) -> Letter | None:
    """Write the invitation, which is the same whether the address is registered or not.

    It does not name who invites: the person reads that after signing in. Returns None once the
    invitation is answered or withdrawn, and if invitations do not reach the person.
    """
    invitation = _companionship_named(params)
    if invitation is None or invitation.removed_at or invitation.accepted_at:
        return None
    if not invitations_reach(invitation.email):
        return None
    stop_url = reverse("stop_invitations", args=[invitation.public_id, signature_of(invitation)])
    return compose(
        subject=_("Somebody asks whether you come along to video visits"),
        paragraphs=[
            _(
                "Somebody who visits a person in jail by video would like to bring you along. If "
                "you accept, they can book visits for both of you. You get a mail for each visit, "
                "and can say any time that you can't come."
            ),
            _(
                "Sign in to read who asks, and to answer. If you have no account yet, register "
                "with this address first: everybody who visits does, with a photo and an ID. The "
                "question waits for you."
            ),
        ],
        action=(_("Read who asks"), reverse("my_companions")),
        closing=[_("If you don't want to come along, there is nothing you need to do.")],
        stop=(_("Do not ask me again"), stop_url),
    )


@renders("companion_accepted")
def companion_accepted(params: Mapping[str, Any]) -> Letter | None:
    answered = _companionship_named(params)
    if answered is None or answered.removed_at or answered.companion is None:
        return None
    name = answered.companion.full_name
    return compose(
        subject=_("%(name)s comes along") % {"name": name},
        paragraphs=[
            _("Hello %(name)s,") % {"name": answered.visitor.first_name},
            _(
                "%(name)s has accepted. When you book a visit, you can now choose %(name)s under "
                "“Who comes along?”."
            )
            % {"name": name},
        ],
        action=(_("Book a visit"), reverse("home")),
    )


@renders("companion_declined")
def companion_declined(params: Mapping[str, Any]) -> Letter | None:
    declined = _companionship_named(params)
    if declined is None:
        return None
    return compose(
        subject=_("Your invitation was declined"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": declined.visitor.first_name},
            _(
                "You asked at %(email)s whether somebody comes along to your visits. They would "
                "rather not. Your visits stay as they are."
            )
            % {"email": declined.email},
        ],
        action=(_("People who come with you"), reverse("my_companions")),
    )


@renders("companion_ended")
def companion_ended(params: Mapping[str, Any]) -> Letter | None:
    """The letter to the side that did not end the companionship."""
    ended = _companionship_named(params)
    if ended is None or ended.companion is None:
        return None
    sides = (ended.visitor, ended.companion)
    is_to_visitor = params["recipient"] == ended.visitor.public_id
    recipient, other = sides if is_to_visitor else sides[::-1]
    sentence = (
        _("%(name)s no longer comes along to visits that you book.")
        if is_to_visitor
        else _("%(name)s no longer books visits for you.")
    )
    return compose(
        subject=_("You and %(name)s no longer book visits together") % {"name": other.full_name},
        paragraphs=[
            _("Hello %(name)s,") % {"name": recipient.first_name},
            sentence % {"name": other.full_name},
            _("Visits that are booked already stay as they are."),
        ],
        action=(_("My visits"), reverse("my_visits")),
    )
