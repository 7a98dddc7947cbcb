"""The companions that a visitor can bring: their children, and other registered adults."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.people.models.visitors import Visitor, age_on
from parloir.typed_text.personal_names import LONGEST_NAME, must_be_name
from parloir.vault.names import new_public_id


class Minor(models.Model):
    """A child who comes with a registered adult, registered by that adult."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    guardian = models.ForeignKey(
        Visitor, on_delete=models.CASCADE, related_name="minors", verbose_name=_("adult")
    )
    first_name = models.CharField(
        _("first name"), max_length=LONGEST_NAME, validators=[must_be_name]
    )
    last_name = models.CharField(_("last name"), max_length=LONGEST_NAME, validators=[must_be_name])
    date_of_birth = models.DateField(_("date of birth"))
    registered_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("child")
        verbose_name_plural = _("children")

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def age_on(self, day: date) -> int:
        """Return the age in whole years."""
        return age_on(day, born=self.date_of_birth)


class InvitationStop(models.Model):
    """Somebody does not want to be invited any more: at an address, which is kept as a hash."""

    email_hash = models.CharField(max_length=64, unique=True)
    stopped_at = models.DateTimeField()

    class Meta:
        verbose_name = _("stop of invitations")
        verbose_name_plural = _("stops of invitations")

    def __str__(self) -> str:
        return str(self.pk)


class Companionship(models.Model):
    """An invitation from a visitor to another adult, and the agreement once they accept.

    `email` is where the invitation went. `companion` is empty until they accept, so that nobody
    learns by inviting whether an address is registered.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    visitor = models.ForeignKey(
        Visitor, on_delete=models.CASCADE, related_name="companionships", verbose_name=_("visitor")
    )
    email = models.EmailField(_("email address"))
    companion = models.ForeignKey(
        Visitor,
        null=True,
        on_delete=models.CASCADE,
        related_name="companionships_of_others",
        verbose_name=_("companion"),
    )
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("companion")
        verbose_name_plural = _("companions")
        constraints = [
            models.UniqueConstraint(
                fields=["visitor", "email"],
                condition=models.Q(removed_at__isnull=True),
                name="invited_once",
            ),
            models.CheckConstraint(
                condition=models.Q(companion__isnull=True, accepted_at__isnull=True)
                | models.Q(companion__isnull=False, accepted_at__isnull=False),
                name="companion_has_accepted",
            ),
            models.CheckConstraint(
                condition=~models.Q(companion=models.F("visitor")),
                name="nobody_accompanies_themselves",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
