from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from parloir.accounts.models import User
from parloir.audit.actors import OPERATOR
from parloir.clock import current_time
from parloir.facilities.models import Agency, Facility, State
from parloir.facts.agencies import NewAgency, add_agency
from parloir.languages import default_language

YEAR = timedelta(days=365)
TO_BE_WRITTEN = "To be announced"
# Time zones as people say them; another one is named by its city.
_AS_PEOPLE_SAY = {
    "America/New_York": "Eastern",
    "America/Chicago": "Central",
    "America/Denver": "Mountain",
    "America/Phoenix": "Arizona",
    "America/Los_Angeles": "Pacific",
    "America/Anchorage": "Alaska",
    "Pacific/Honolulu": "Hawaii",
    "America/Puerto_Rico": "Atlantic",
    "America/St_Thomas": "Atlantic",
    "Pacific/Guam": "Chamorro",
    "Pacific/Saipan": "Chamorro",
    "Pacific/Pago_Pago": "Samoa",
}


class Command(BaseCommand):
    help = (
        "Add an agency (a county), its first facility, and the facility's administrator, who gets "
        "a mail to choose a password. Nothing can be booked before they have set the facility up."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help='the agency, as visitors read it: "Jackson County"')
        parser.add_argument("--facility", required=True, help='"Jackson County Jail"')
        parser.add_argument("--state", required=True, help="the state's two letters: MO")
        parser.add_argument("--time-zone", required=True, help="America/Chicago")
        parser.add_argument("--phone", required=True, help="the facility's: 816 555 0142")
        parser.add_argument("--email", required=True, help="the administrator's address")
        parser.add_argument("--person", required=True, help="the administrator's name")
        parser.add_argument(
            "--slug", default="", help="the facility in addresses of the site (from its name)"
        )
        parser.add_argument(
            "--language", default=default_language(), help="the administrator's language"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if Agency.objects.filter(name=options["name"]).exists():
            raise CommandError(
                f"There is an agency called {options['name']} already. Nothing was changed. Its "
                "administrators add further facilities themselves."
            )
        try:
            added = add_agency(
                agency=Agency(name=options["name"]),
                facility=_facility(options),
                administrator=_administrator(options),
                by=OPERATOR,
                now=current_time(),
            )
        except ValidationError as refused:
            raise CommandError(f"{_in_words(refused)} Nothing was changed.") from refused
        self.stdout.write(_what_was_added(added))


def _facility(options: dict[str, Any]) -> Facility:
    """Return a facility at which nothing can be booked: it has no hours and begins in a year."""
    zone, name = options["time_zone"], options["facility"]
    code = options["state"].upper()
    state = State.objects.filter(code=code).first()
    if state is None:
        raise CommandError(f"{code} is no state. Write its two letters, such as MO.")
    return Facility(
        slug=options["slug"] or slugify(name),
        state=state,
        name=name,
        official_name=name,
        time_zone=zone,
        short_zone_name=_AS_PEOPLE_SAY.get(zone, zone.rpartition("/")[2].replace("_", " "))[:20],
        street=TO_BE_WRITTEN,
        city=TO_BE_WRITTEN,
        postal_code="00000",
        phone=options["phone"],
        effective_date=(current_time() + YEAR).date(),
    )


def _administrator(options: dict[str, Any]) -> User:
    """Return the account with this address, or a new one that is not saved yet.

    Raises CommandError if it is a visitor's, or closed.
    """
    email = options["email"].strip().lower()
    known = User.objects.filter(email=email).first()
    if known is None:
        return User(email=email, full_name=options["person"], language=options["language"])
    if not known.is_active or not known.roles.exists():
        raise CommandError(
            f"{email} has an account already, which is a visitor's or closed. Give another "
            "address of the administrator. Nothing was changed."
        )
    return known


def _what_was_added(added: NewAgency) -> str:
    facility, email = added.facility, added.administrator.email
    said = f"{facility.agency} and {facility} were added."
    if not added.is_invited:
        return f"{said} {email} has an account already, and administers the facility now."
    mailed = f"{said} {email} is mailed a link to choose a password, which works for 24 hours."
    if settings.EMAIL_HOST or settings.DEMO:
        return mailed
    return f"{mailed} Mail is not configured yet (PARLOIR_SMTP_HOST): the letter waits."


def _in_words(refused: ValidationError) -> str:
    """Return the errors with the names of their fields."""
    if not hasattr(refused, "error_dict"):
        return " ".join(refused.messages)
    fields = refused.message_dict.items()
    return " ".join(f"{name}: {' '.join(messages)}" for name, messages in fields)
