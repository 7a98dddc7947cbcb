from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from parloir.accounts.models import User
from parloir.audit.actors import OPERATOR
from parloir.clock import current_time
from parloir.factors.break_glass import LIVES, NotStaff, break_glass


class Command(BaseCommand):
    help = (
        "Print the letters and digits with which a member of staff signs in once, within 15 "
        "minutes, without password and second factor. All administrators are told by mail. It is "
        "for the day on which phones, recovery codes or mail are lost."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address with which this person signs in")

    def handle(self, *args: Any, **options: Any) -> None:
        now = current_time()
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError("No account has this email address. Nothing was changed.")
        try:
            signs = break_glass(user=user, by=OPERATOR, now=now)
        except NotStaff as refused:
            raise CommandError(
                "This is the account of a visitor, or it is closed. Give the address of a member "
                "of staff who may sign in. Nothing was changed."
            ) from refused
        self.stdout.write(
            f"Open {reverse('break_glass')} on your site, and type:\n\n    {signs}\n\n"
            f"It works once, until {now + LIVES:%H:%M} UTC. All administrators are told by mail."
        )
