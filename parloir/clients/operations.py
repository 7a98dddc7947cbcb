"""Create, change and revoke clients of the API, and find them by their tokens."""

from collections.abc import Iterable
from copy import copy
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from parloir.accounts.policies import administers_all
from parloir.audit.actors import Actor
from parloir.audit.differences import fields_that_differ, labels_of, values_of
from parloir.audit.operations import record
from parloir.clients.models import FIELD_OF, ApiClient
from parloir.clients.scopes import Scope
from parloir.facilities.models import Facility
from parloir.locks import lock_rows
from parloir.vault.names import new_token
from parloir.vault.sealing import keyed_hash

TOKEN_BEGINS_WITH = "parloir_"  # noqa: S105 - scanners for leaked secrets find it by this
TOKEN_IS_VALID_FOR = timedelta(days=365)
USE_IS_NOTED_EVERY = timedelta(minutes=1)
_PURPOSE = "api-token"


class ClientRefused(PermissionDenied):
    """The client serves, or would serve, a facility that the actor does not administer. Nothing was
    changed."""


class AlreadyRevoked(Exception):
    """The client was revoked before. Nothing was changed."""


def create_client(
    *,
    name: str,
    facilities: Iterable[Facility],
    scopes: Iterable[Scope],
    requests_a_minute: int = 600,
    valid_until: date | None = None,
    by: Actor,
    now: datetime,
) -> tuple[ApiClient, str]:
    """Create a client. Return it with its token, which cannot be shown again.

    The token is valid until `valid_until`, a date of UTC, or for `TOKEN_IS_VALID_FOR`. Raises
    ClientRefused.
    """
    client = ApiClient(name=name, requests_a_minute=requests_a_minute)
    if valid_until is not None:
        client.valid_until = valid_until
    for scope in scopes:
        setattr(client, FIELD_OF[scope], True)
    token = give_first_token(client=client, facilities=facilities, by=by, now=now)
    return client, token


def give_first_token(
    *, client: ApiClient, facilities: Iterable[Facility], by: Actor, now: datetime
) -> str:
    """Save a new client with its facilities and return its token. Raises ClientRefused."""
    facilities = list(facilities)
    token = TOKEN_BEGINS_WITH + new_token()
    client.token_hash = _hash_of(token)
    client.made_at, client.made_by = now, by.ref
    client.valid_until = client.valid_until or (now + TOKEN_IS_VALID_FOR).date()
    with transaction.atomic():
        _check_authority(by, facilities)
        client.save(force_insert=True)
        client.facilities.set(facilities)
        agency, scopes = _agency_of(facilities), " ".join(sorted(client.scopes))
        record("create_client", by=by, on=client, at=now, agency=agency, scopes=scopes)
    return token


def change_client(
    *,
    client: ApiClient,
    name: str,
    facilities: Iterable[Facility],
    scopes: Iterable[Scope],
    requests_a_minute: int,
    valid_until: date | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Change the client's name, facilities, scopes and limit, and until when its token is valid:
    None leaves that as it is. Raises ClientRefused and ValidationError."""
    scopes, facilities = set(scopes), list(facilities)
    allowed = {field: scope in scopes for scope, field in FIELD_OF.items()}
    with transaction.atomic():
        (before,) = lock_rows(ApiClient.objects.filter(pk=client.pk))
        _check_authority(by, [*before.facilities.all(), *facilities])
        after = copy(before)
        fields = {
            "name": name,
            "requests_a_minute": requests_a_minute,
            "valid_until": valid_until or before.valid_until,
            **allowed,
        }
        for field, value in fields.items():
            setattr(after, field, value)
        after.clean_fields()
        changed = fields_that_differ(before, after, fields)
        after.save(update_fields=changed)
        if _serve(after, facilities):
            changed.append("facilities")
        if changed:
            _record_change(before, after, changed, by=by, now=now)


def _check_authority(by: Actor, facilities: Iterable[Facility]) -> None:
    if not administers_all(by, {facility.slug for facility in facilities}):
        raise ClientRefused(
            _("You can change a program only if you administer every facility that it serves.")
        )


def _serve(client: ApiClient, facilities: Iterable[Facility]) -> bool:
    """Set the client's facilities. Return whether they changed."""
    before = set(client.facilities.all())
    client.facilities.set(facilities)
    return before != set(client.facilities.all())


def _record_change(
    before: ApiClient, after: ApiClient, changed: list[str], *, by: Actor, now: datetime
) -> None:
    shown = [field for field in changed if field not in {"name", "facilities"}]
    record(
        "configure_change",
        by=by,
        on=after,
        at=now,
        agency=_agency_of(after.facilities.all()),
        model="ApiClient",
        what=f"changed {labels_of(ApiClient, changed)}",
        before=values_of(before, shown),
        after=values_of(after, shown),
    )


def revoke_client(*, client: ApiClient, by: Actor, now: datetime) -> None:
    """Make the client's token invalid. Raises ClientRefused and AlreadyRevoked."""
    with transaction.atomic():
        _check_authority(by, client.facilities.all())
        moved = ApiClient.objects.filter(pk=client.pk, revoked_at=None).update(revoked_at=now)
        if not moved:
            raise AlreadyRevoked
        client.revoked_at = now
        agency = _agency_of(client.facilities.all())
        record("revoke_client", by=by, on=client, at=now, agency=agency)


def client_with_token(token: str, *, now: datetime) -> ApiClient | None:
    """Return the client with this token; None if the token is unknown, revoked or over."""
    if not token.startswith(TOKEN_BEGINS_WITH):
        return None
    return ApiClient.objects.filter(
        token_hash=_hash_of(token), revoked_at=None, valid_until__gte=now.date()
    ).first()


def note_use(*, client: ApiClient, now: datetime) -> None:
    """Store when the client was last used, at most once a minute to save writes."""
    too_recent = now - USE_IS_NOTED_EVERY
    if client.last_used_at is not None and client.last_used_at > too_recent:
        return
    ApiClient.objects.filter(
        Q(last_used_at=None) | Q(last_used_at__lte=too_recent), pk=client.pk
    ).update(last_used_at=now)


def _agency_of(facilities: Iterable[Facility]) -> str:
    """Return the public id of the agency of all these facilities, empty if they have several."""
    agencies = {one.agency.public_id for one in facilities}
    return agencies.pop() if len(agencies) == 1 else ""


def _hash_of(token: str) -> str:
    return keyed_hash(token, purpose=_PURPOSE)
