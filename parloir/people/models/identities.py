"""The pictures that say who a visitor is, and what each agency decides about them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.facilities.models import Agency
from parloir.people.models.visitors import Visitor
from parloir.vault.names import new_public_id


class IdentityRequest(models.Model):
    """A visitor asks to visit at an agency, which looks at their photo and ID for itself.

    Staff of an agency see the visitors who have asked there, and no others.
    """

    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="identity_requests")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="identity_requests")
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visitor", "agency"], name="asked_once_an_agency")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class IdentityDocument(models.Model):
    """One piece of a visitor's identity: the photo, or a side of the government ID (P6).

    The image is an encrypted file whose name is `public_id`. A new document replaces an older
    one: the old row stays with `current` false. Its image is deleted unless an agency's approval
    rests on it. `barcode` is what `parse_licence` returns, and `barcode_state` a `BarcodeState`.
    """

    class Piece(models.TextChoices):
        PHOTO = "photo", _("Photo of you")
        ID_FRONT = "id_front", _("Front of your ID")
        ID_BACK = "id_back", _("Back of your ID")

    class State(models.TextChoices):
        """What an agency says about a document. It waits until that agency has decided."""

        WAITING = "waiting", _("We are looking at it")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Please take it again")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="documents")
    piece = models.CharField(max_length=8, choices=Piece.choices)
    current = models.BooleanField(default=True)
    barcode = models.JSONField(default=dict)
    barcode_state = models.CharField(max_length=10, blank=True)
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visitor", "piece"],
                condition=models.Q(current=True),
                name="one_current_document_a_piece",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.piece} {self.public_id}"


class IdentityDecision(models.Model):
    """What one agency has decided about one document. No other agency reads it."""

    document = models.ForeignKey(
        IdentityDocument, on_delete=models.CASCADE, related_name="decisions"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="identity_decisions")
    state = models.CharField(max_length=8, choices=IdentityDocument.State.choices)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "agency"], name="decided_once_an_agency"),
            models.CheckConstraint(
                condition=models.Q(state__in=["approved", "refused"]),
                name="decision_approves_or_refuses",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"
