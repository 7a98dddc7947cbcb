from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from parloir.accounts.models import User
from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.people.inmate_pins import weakness_of
from parloir.people.models import Inmate, Visitor, age_on
from parloir.typed_text.personal_names import check_names
from parloir.typed_text.phone_numbers import stored_phone
from parloir.vault.sealing import keyed_hash

YOUNGEST_VISITOR = 18
PIN_PURPOSE = "inmate-pin"


class TooYoung(Exception):
    """The person is not an adult."""


class AlreadyRegistered(Exception):
    """An account with this email address exists: sign in instead."""


@dataclass(frozen=True, slots=True)
class Registration:
    """The answers of a first-time user, who is asked one question a page (P5)."""

    email: str
    language: str
    first_name: str
    last_name: str
    date_of_birth: date
    phone: str
    street: str
    city: str
    region: str
    postal_code: str
    password: str


def register_visitor(registration: Registration, *, now: datetime) -> Visitor:
    """Create an account with its visitor. The caller has verified the email address.

    Raises AlreadyRegistered, NameRefused, ValidationError for what is no phone number, and TooYoung
    under `YOUNGEST_VISITOR` years.
    """
    check_names(registration.first_name, registration.last_name)
    phone = stored_phone(registration.phone)
    if age_on(now.date(), born=registration.date_of_birth) < YOUNGEST_VISITOR:
        raise TooYoung
    # The hash takes tens of milliseconds of work, which no transaction should span.
    password = make_password(registration.password)
    try:
        with transaction.atomic():
            user = User.objects.create(
                email=registration.email.strip().lower(),
                password=password,
                language=registration.language,
                full_name=f"{registration.first_name} {registration.last_name}",
                joined_at=now,
            )
            visitor = Visitor.objects.create(
                user=user,
                first_name=registration.first_name,
                last_name=registration.last_name,
                date_of_birth=registration.date_of_birth,
                phone=phone,
                street=registration.street,
                city=registration.city,
                region=registration.region,
                postal_code=registration.postal_code,
                registered_at=now,
            )
            record("register", by=Actor("visitor", user.public_id), on=visitor, at=now)
    except IntegrityError as error:
        raise AlreadyRegistered from error
    return visitor


def set_inmate_pin(*, inmate: Inmate, pin: str, by: Actor, now: datetime) -> None:
    """Set an inmate's PIN, whether it is weak or not, and note which."""
    with transaction.atomic():
        inmate.pin_hash = inmate_pin_hash(inmate, pin)
        inmate.pin_is_weak = weakness_of(pin, master_id=inmate.master_id) is not None
        inmate.save(update_fields=["pin_hash", "pin_is_weak"])
        record("set_inmate_pin", by=by, on=inmate, at=now, facility=inmate.facility.slug)


def inmate_pin_hash(inmate: Inmate, pin: str) -> str:
    return keyed_hash(hashed_text(inmate, pin), purpose=PIN_PURPOSE)


def hashed_text(inmate: Inmate, pin: str) -> str:
    """Return what is hashed of a PIN, so that equal PINs of two inmates have different hashes."""
    return f"{inmate.public_id}:{pin}"
