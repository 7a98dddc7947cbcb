from django.db import models

from parloir.accounts.models import User
from parloir.vault.names import new_public_id


class CodePurpose(models.TextChoices):
    """What a code permits once it is proven."""

    REGISTRATION = "registration"
    RESET = "reset"
    """Of a password that its owner has lost."""


class SealedCode(models.Model):
    """A code that was sent to an email address. Neither its digits nor the address are in clear.

    `tries` counts how often the code was compared with what somebody typed. It is only raised, by
    a compare-and-set, so that of many simultaneous tries no more are compared than are allowed.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    purpose = models.CharField(max_length=12, choices=CodePurpose.choices)
    account = models.CharField(max_length=64)
    """The keyed hash of the address: see `codes.account_of`."""
    code_hash = models.CharField(max_length=64)
    sealed_digits = models.BinaryField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    proven_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "expires_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose__in=CodePurpose.values), name="code_purpose_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(proven_at__isnull=False),
                name="code_is_proven_before_it_is_used",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class PasswordLink(models.Model):
    """A link that sets a new password once. It is found by its token's keyed hash.

    `user` is empty for an address without an account: its row only makes the work the same.
    `handed_out_by` is the public id of the member of staff who handed it out in person.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    handed_out_by = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.public_id
