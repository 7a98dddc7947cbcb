"""Photo and ID (P6): taken with the camera in the page, or chosen as a file."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parloir.accounts.policies import as_visitor
from parloir.clock import current_time
from parloir.people import images
from parloir.people.barcode import CardBarcode, look_for_barcode
from parloir.people.barcode_state import BarcodeState
from parloir.people.identity_operations import submit_document
from parloir.people.identity_queries import DocumentState, OwnIdentity, Piece, own_identity
from parloir.people.models import Visitor
from parloir.people.uploads import IDENTITY, TooManyPictures, take_in
from parloir.pictures.refusals import ImageRefused
from parloir.web.body_limits import takes_a_picture
from parloir.web.visitor.access import for_visitors
from parloir.web.visitor.identity_wording import (
    agency_lines,
    has_to_choose,
    say_refusals,
    say_sides,
)

FIRST_STEP = 8
STEPS = 10

WHY_REFUSED: Mapping[ImageRefused.Reason, Promise] = {
    ImageRefused.Reason.WRONG_TYPE: gettext_lazy(
        "This file is not a picture that we can open. Use a JPEG, PNG or WebP picture, as cameras "
        "and phones make them."
    ),
    ImageRefused.Reason.TOO_LARGE: gettext_lazy(
        "This picture has more than 10 megabytes. Take it with less detail, or take a photo of it "
        "from further away."
    ),
    ImageRefused.Reason.TOO_MANY_PIXELS: gettext_lazy(
        "This picture has more than 40 megapixels, or more than 20 as WebP. Set your camera to a "
        "smaller picture and take it again."
    ),
    ImageRefused.Reason.DAMAGED: gettext_lazy(
        "This picture arrived incomplete. Send it again; if that doesn't help, take a new one."
    ),
    ImageRefused.Reason.TOO_SMALL: gettext_lazy(
        "This picture is too small to see anything: it needs 300 pixels on each side. Take it "
        "again, from nearer."
    ),
    ImageRefused.Reason.NOT_DECODED: gettext_lazy(
        "This picture could not be opened. Take a new one, or send it as an ordinary JPEG picture."
    ),
    ImageRefused.Reason.TOO_MANY_WAITING: gettext_lazy(
        "Many people are sending pictures at this moment. Send yours again in a minute."
    ),
}


class PictureForm(forms.Form):
    image = forms.FileField(
        label=gettext_lazy("Choose a picture from your device"),
        error_messages={
            "required": gettext_lazy("Take or choose a picture first."),
            "empty": gettext_lazy("This file is empty. Take the picture again."),
        },
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )

    def __init__(self, *args: Any, piece: Piece, visitor: Visitor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._account = visitor.user.public_id
        facing = "user" if piece == Piece.PHOTO else "environment"
        self.fields["image"].widget.attrs["capture"] = facing

    def clean_image(self) -> bytes:
        """Return the picture, re-encoded."""
        upload: UploadedFile[bytes] = self.cleaned_data["image"]
        now = current_time()
        try:
            return take_in(
                upload, size=upload.size or 0, kind=IDENTITY, account=self._account, now=now
            )
        except ImageRefused as refused:
            raise forms.ValidationError(str(WHY_REFUSED[refused.reason])) from refused
        except TooManyPictures as refused:
            raise forms.ValidationError(_wait(refused.until - now)) from refused


@for_visitors
def my_identity(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Show the state of each piece, and what happens next."""
    identity = own_identity(visitor)
    context = {
        "identity": identity,
        "pieces": [_piece_line(piece, identity) for piece in Piece],
        "is_waiting": identity.is_waiting,
        "has_to_choose": has_to_choose(identity),
        "agencies": agency_lines(identity),
        "sides_words": say_sides(identity),
    }
    return render(request, "visitor/identity/status.html", context)


@takes_a_picture()
@for_visitors
def take_picture(request: HttpRequest, visitor: Visitor, piece: str) -> HttpResponse:
    wanted = _piece(piece)
    identity = own_identity(visitor)
    known = identity.current.get(wanted)
    if known is not None and not identity.may_replace(wanted):
        return redirect("my_identity")
    is_sent = request.method == "POST"
    form = PictureForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        piece=wanted,
        visitor=visitor,
    )
    if is_sent and form.is_valid():
        _submit(request, visitor, wanted, form.cleaned_data["image"])
        return _onwards(visitor)
    context = {
        "form": form,
        "piece": wanted,
        "reason": " ".join(say_refusals(identity, wanted)),
        "sides_words": say_sides(identity) if wanted == Piece.ID_BACK else "",
        "back_url": reverse("my_identity"),
    }
    if identity.to_be_taken and known is None:
        context |= {"step": FIRST_STEP + list(Piece).index(wanted), "steps": STEPS}
    return render(request, f"visitor/identity/take_{wanted.value}.html", context)


@for_visitors
def own_picture(request: HttpRequest, visitor: Visitor, piece: str) -> HttpResponse:
    """Return a picture that this visitor has sent, to this visitor."""
    document = own_identity(visitor).current.get(_piece(piece))
    if document is None:
        raise Http404
    try:
        jpeg = images.read(name=document.public_id)
    except FileNotFoundError as error:
        raise Http404 from error
    return HttpResponse(jpeg, content_type="image/jpeg")


def _submit(request: HttpRequest, visitor: Visitor, piece: Piece, jpeg: bytes) -> None:
    is_photo = piece == Piece.PHOTO
    found = CardBarcode(BarcodeState.NOT_LOOKED_FOR) if is_photo else look_for_barcode(jpeg)
    submit_document(
        visitor=visitor,
        piece=piece,
        jpeg=jpeg,
        barcode=found.licence,
        barcode_state=found.state,
        by=as_visitor(visitor.user),
        now=current_time(),
    )


def _onwards(visitor: Visitor) -> HttpResponse:
    """Go on to the next picture, then to the question where to visit, then to what was sent."""
    identity = own_identity(visitor)
    if identity.to_be_taken:
        return redirect("take_picture", piece=identity.to_be_taken[0].value)
    return redirect("where_to_visit" if has_to_choose(identity) else "my_identity")


def _wait(left: timedelta) -> str:
    minutes = -(-left // timedelta(minutes=1))
    return ngettext(
        "You have sent very many pictures. Wait %(minutes)d minute, then send this one again.",
        "You have sent very many pictures. Wait %(minutes)d minutes, then send this one again.",
        minutes,
    ) % {"minutes": minutes}


def _piece(name: str) -> Piece:
    if name not in Piece.values:
        raise Http404
    return Piece(name)


def _piece_line(piece: Piece, identity: OwnIdentity) -> dict[str, Any]:
    """Return one piece as `components/identity_pieces.html` expects it."""
    state = identity.state_of(piece)
    take = reverse("take_picture", args=[piece.value])
    if state is None:
        return {
            "name": piece.label,
            "status": "missing",
            "action_url": take,
            "action": _("Take photo"),
        }
    line: dict[str, Any] = {
        "name": piece.label,
        "status": "sent" if has_to_choose(identity) else state,
        "picture_url": reverse("own_picture", args=[piece.value]),
    }
    if state == DocumentState.REFUSED:
        reason = " ".join(say_refusals(identity, piece))
        line |= {"reason": reason, "action_url": take, "action": _("Take photo")}
    elif state == DocumentState.WAITING:
        line |= {"action_url": take, "action": _("Take it again")}
    return line
