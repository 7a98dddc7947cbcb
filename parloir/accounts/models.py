from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from parloir.languages import LONGEST_CODE, default_language, offered_languages
from parloir.typed_text.personal_names import (
    LONGEST_FULL_NAME,
    check_full_name,
    must_be_full_name,
)
from parloir.vault.names import new_public_id


class UserAccounts(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Save a new account, also for `manage.py createsuperuser`. Raises NameRefused."""
        check_full_name(fields.get("full_name", ""))
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """An account: of a visitor or a member of staff. The email is stored in lower case."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    email = models.EmailField(_("email"), unique=True)
    full_name = models.CharField(
        _("name"), max_length=LONGEST_FULL_NAME, blank=True, validators=[must_be_full_name]
    )
    language = models.CharField(
        _("language"),
        max_length=LONGEST_CODE,
        choices=offered_languages,
        default=default_language,
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may use the administration"), default=False)
    joined_at = models.DateTimeField(null=True, editable=False)
    # Sessions and sign-ins of an earlier generation are over: see `accounts.sign_ins`.
    session_generation = models.PositiveIntegerField(default=0, editable=False)

    own_data: Sequence[str] = ()
    """What somebody who is registering has told about themselves: a password is not made of it."""

    joins_staff: bool = False
    """Whether somebody who is not saved yet is to be a member of staff."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects: ClassVar[UserAccounts] = UserAccounts()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.full_name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session keeps of this account: Django ends sessions in which it differs.

        In generation 0 it is Django's own, so that an upgrade signs nobody out.
        """
        of_password: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]
        if not self.session_generation:
            return of_password
        value = f"{of_password}:{self.session_generation}"
        salt = "parloir.accounts.User.session_generation"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()


class SignIn(models.Model):
    """One browser's way in, from its sign-in to its sign-out: `accounts.sign_ins`."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    auth_hash = models.CharField(max_length=64)
    began_at = models.DateTimeField()
    renewed_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)
    # Only staff have these times, by the machine's clock: see `accounts.screen_locks`.
    active_at = models.DateTimeField(null=True)
    proven_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.public_id


class Role(models.TextChoices):
    OFFICER = "officer", _("Officer")
    REGISTRAR = "registrar", _("Registrar")
    SUPERVISOR = "supervisor", _("Supervisor")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


class StaffRole(models.Model):
    """A role that a member of staff has at one facility, named by its slug."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="roles", verbose_name=_("account")
    )
    role = models.CharField(_("role"), max_length=14, choices=Role.choices)
    facility_slug = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("staff role")
        verbose_name_plural = _("staff roles")
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "facility_slug"], name="one_role_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.facility_slug}"


class KnownBrowser(models.Model):
    """A browser in which somebody has signed in to this account. Found by its cookie's token.

    Browser and system are words of `parloir.accounts.browser_kinds`, never what the browser sent.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="known_browsers")
    token_hash = models.CharField(max_length=64, unique=True)
    browser = models.CharField(max_length=20)
    system = models.CharField(max_length=20)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.public_id
