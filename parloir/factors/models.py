from django.db import models

from parloir.accounts.models import User
from parloir.vault.names import new_public_id


class AuthenticatorApp(models.Model):
    """The app on somebody's phone that shows codes. Its secret is stored sealed.

    `last_step` is the time step of the last code that was used: see `factors.totp`. It is only
    raised, by a compare-and-set, so that a code counts once in all processes together.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="authenticator_app")
    sealed_secret = models.BinaryField()
    added_at = models.DateTimeField()
    last_step = models.BigIntegerField()

    def __str__(self) -> str:
        return self.public_id


class RecoveryCode(models.Model):
    """A code on paper, which counts once. It is found by its keyed hash, and cannot be read."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.pk}"


class BreakGlass(models.Model):
    """One sign-in without password and factor, made on the server's console. It is found by the
    keyed hash of its signs."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    signs_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.public_id
